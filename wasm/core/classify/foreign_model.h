// ONNX models that know nothing of Earshot: what their inputs suggest, and their adoption. Adopting puts an adapter
// around the graph, so that it takes [1, frames, coefficients] and gives scores [1, labels] like every model of ours,
// and writes the metadata; the rest of the file stays byte for byte, whether our engine runs it or ONNX Runtime does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "classify/model_card.h"

namespace earshot::classify {

// What a dimension of the model's input holds. Exactly one is kTime; kChannel is a dimension of 1.
enum class Axis { kBatch, kChannel, kTime, kCoefficients };

enum class ForeignScores {
  kSoftmax,        // logits of one label out of many
  kSigmoid,        // logits of independent labels
  kProbabilities,  // in 0 .. 1 already
};

struct ForeignInput {
  features::FeatureConfig features;
  std::vector<Axis> layout;
  std::vector<std::string> labels;
  ForeignScores scores = ForeignScores::kSoftmax;
  bool average = false;  // the output has a row for each stretch of time: their mean
  float mean = 0.0F;     // features are (x - mean) / std to the model
  float std = 1.0F;
  std::string name;
};

// JSON: {features, layout: ["batch", "channel", "time", "coefficients"], labels, scores: "softmax" | "sigmoid" |
// "probabilities", average, mean, std, name}. Throws kInvalidConfig naming the field.
[[nodiscard]] ForeignInput foreign_input_from_json(std::string_view json);

struct AdoptedModel {
  std::vector<std::uint8_t> bytes;
  bool runs_here = false;  // in our engine (self-test written); else ONNX Runtime is needed
  std::string reason;      // why not here: a sentence
};

// Throws kInvalidModel when the file is damaged, incomplete (external data) or contradicts `input`,
// kUnsupportedModel when no layout could serve it (several inputs, integer input), kInvalidConfig.
[[nodiscard]] AdoptedModel adopt(std::span<const std::uint8_t> bytes, const ForeignInput& input);

// A file of the same metadata without a network, for Classifier::load_external(). Throws kInvalidModel.
[[nodiscard]] std::vector<std::uint8_t> metadata_only(std::span<const std::uint8_t> bytes);

// {"foreign", "inputs": [{name, shape, type}], "outputs": [...], "operators", "quantised", "opset"} of any ONNX file.
// Throws kInvalidModel.
[[nodiscard]] std::string outline_json(std::span<const std::uint8_t> bytes);

}  // namespace earshot::classify
