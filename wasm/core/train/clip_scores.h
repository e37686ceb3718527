// What a user sees of a model: scores averaged over the pieces of each clip.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/tensor.h"
#include "onnx/model.h"
#include "train/dataset.h"

namespace earshot::train {

struct ClipScores {
  Tensor scores;                   // [clips, classes]
  std::vector<int> truth;          // one label a clip
  std::vector<std::string> clips;  // their paths
  std::vector<int> part;           // which fold judged the clip; 0 when there is but one

  [[nodiscard]] std::size_t size() const { return truth.size(); }
};

// Scores of `model` for the clips of `indices` (ascending, so that pieces of a clip are neighbours).
[[nodiscard]] ClipScores score_clips(const onnx::Model& model, const Dataset& dataset,
                                     std::span<const std::size_t> indices);

// The same out of the scores of the examples, [n, classes], for a caller that computes them in slices (Predictor).
[[nodiscard]] ClipScores average_by_clip(const Tensor& scores, const Dataset& dataset,
                                         std::span<const std::size_t> indices);

// Adds the clips of another fold; `part` marks them.
void append(ClipScores& all, const ClipScores& more, int part);

// The path of an example's clip: its id without the number of the piece ("a.wav#3" -> "a.wav").
[[nodiscard]] std::string clip_path(const Example& example);

}  // namespace earshot::train
