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
  ~Classifier();
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;

  [[nodiscard]] const ModelCard& card() const;
  [[nodiscard]] std::int64_t num_parameters() const;

  // `samples`: one preprocessed segment at card().features.sample_rate. The result is valid until the next call.
  [[nodiscard]] std::span<const float> classify_segment(std::span<const float> samples);
  // The features the last classify_segment() saw: [1, frames, coefficients].
  [[nodiscard]] const Tensor& last_features() const;

 private:
  struct Impl;
  explicit Classifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace earshot::classify
