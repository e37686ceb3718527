#include "train/clip_scores.h"

#include <algorithm>

#include "train/trainer.h"

namespace earshot::train {

std::string clip_path(const Example& example) {
  const std::size_t hash = example.id.rfind('#');
  const bool piece = hash != std::string::npos && hash + 1 < example.id.size() &&
                     example.id.find_first_not_of("0123456789", hash + 1) == std::string::npos;
  return piece ? example.id.substr(0, hash) : example.id;
}

ClipScores score_clips(const onnx::Model& model, const Dataset& dataset, std::span<const std::size_t> indices) {
  return average_by_clip(predict(model, dataset, indices), dataset, indices);
}

ClipScores average_by_clip(const Tensor& scores, const Dataset& dataset, std::span<const std::size_t> indices) {
  ClipScores result;
  if (indices.empty()) return result;
  const auto classes = static_cast<std::size_t>(scores.shape[1]);
  std::vector<double> sum(classes, 0.0);
  std::size_t pieces = 0;
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const Example& example = dataset.examples[indices[i]];
    for (std::size_t c = 0; c < classes; ++c) sum[c] += static_cast<double>(scores.data[i * classes + c]);
    ++pieces;
    if (i + 1 < indices.size() && dataset.examples[indices[i + 1]].clip == example.clip) continue;
    for (double& s : sum) {
      result.scores.data.push_back(static_cast<float>(s / static_cast<double>(pieces)));
      s = 0.0;
    }
    result.truth.push_back(example.label);
    result.clips.push_back(clip_path(example));
    result.part.push_back(0);
    pieces = 0;
  }
  result.scores.shape = {static_cast<std::int64_t>(result.truth.size()), static_cast<std::int64_t>(classes)};
  return result;
}

void append(ClipScores& all, const ClipScores& more, int part) {
  if (more.size() == 0) return;
  all.scores.data.insert(all.scores.data.end(), more.scores.data.begin(), more.scores.data.end());
  all.truth.insert(all.truth.end(), more.truth.begin(), more.truth.end());
  all.clips.insert(all.clips.end(), more.clips.begin(), more.clips.end());
  all.part.insert(all.part.end(), more.size(), part);
  all.scores.shape = {static_cast<std::int64_t>(all.truth.size()), more.scores.shape[1]};
}

}  // namespace earshot::train
