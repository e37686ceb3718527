// Recipe -> ONNX graph: "features" [batch, frames, coefficients] -> (x - mean) / std -> layers -> "logits" ->
// activation -> "scores".
#pragma once

#include <optional>
#include <vector>

#include "nn/loss.h"
#include "nn/training_session.h"
#include "train/dataset.h"
#include "train/network_builder.h"
#include "train/recipe.h"

namespace earshot::train {

// Fitted on the training part only; shapes broadcast against [frames, coefficients].
struct Standardization {
  Tensor mean, deviation;
};

// nullopt for kNone. A coefficient that never varies gets deviation 1.
[[nodiscard]] std::optional<Standardization> fit_standardization(const Dataset& dataset,
                                                                 std::span<const std::size_t> indices,
                                                                 Standardize kind);

struct Network {
  onnx::Model model;
  nn::TrainingOptions training;  // loss and penalties, for nn::TrainingSession
  std::vector<LayerSummary>
      layers;  // from the input to the output; empty for a network that was not built from a recipe
};

// Throws kInvalidConfig naming the layer and the key.
[[nodiscard]] Network build_network(const Recipe& recipe, const Shape& feature_shape, int num_classes,
                                    const std::optional<Standardization>& standardization, Rng& rng);

// The layers that build_network would give, for pictures and estimates before there is data.
[[nodiscard]] std::vector<LayerSummary> describe_network(const Recipe& recipe, const Shape& feature_shape,
                                                         int num_classes);

}  // namespace earshot::train
