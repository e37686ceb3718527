// A loaded model: one segment of mono samples in, one score per label out.
//
//   auto classifier = classify::Classifier::load(bytes);
//   classify::ClipClassifier clip(classifier, wav.pcm.sample_rate, wav.pcm.num_channels());
//   clip.accept(wav.pcm);
//   const classify::ClipPrediction prediction = clip.finish();
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"
#include "classify/model_card.h"

namespace earshot::classify {

struct LoadOptions {
  bool self_test = true;  // off only while a self-test is being written
};

class Classifier {
 public:
  // Throws kInvalidModel, kUnsupportedModel, kInvalidConfig, or kSelfTestFailed.
  [[nodiscard]] static Classifier load(std::span<const std::uint8_t> bytes, const LoadOptions& options = {});
  [[nodiscard]] static Classifier from_model(const onnx::Model& model, const LoadOptions& options = {});
  // A model whose network another engine runs; `bytes`: its metadata alone (foreign_model.h, metadata_only). Throws
  // kInvalidModel, kInvalidConfig.
  [[nodiscard]] static Classifier load_external(std::span<const std::uint8_t> bytes);
  ~Classifier();
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;

  [[nodiscard]] const ModelCard& card() const;
  [[nodiscard]] std::int64_t num_parameters() const;

  // `samples`: one preprocessed segment at card().features.sample_rate. The result is valid until the next call.
  [[nodiscard]] std::span<const float> classify_segment(std::span<const float> samples);
  // For a model loaded with load_external(): the other engine answers later, so audio passes twice. Without given
  // scores classify_segment() keeps the segment's features and returns zeros; with them it returns the oldest ones
  // given.
  [[nodiscard]] bool is_external() const;
  // The oldest features kept, [1, frames, coefficients]; empty when none is left.
  [[nodiscard]] Tensor take_features();
  // Throws kInvalidModel unless there is one score for each label, a finite number.
  void give_scores(std::span<const float> scores);
  // Forgets what was kept and given: a clip was abandoned between its passes.
  void forget_external();

  // The features the last classify_segment() saw: [1, frames, coefficients].
  [[nodiscard]] const Tensor& last_features() const;

 private:
  struct Impl;
  explicit Classifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace earshot::classify
