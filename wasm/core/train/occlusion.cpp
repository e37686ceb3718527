#include "train/occlusion.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "nn/training_session.h"
#include "train/metrics.h"

namespace earshot::train {
namespace {

constexpr std::size_t kBatch = 16;

// The model up to its logits: scores of a network that is sure are 1 to the last bit, and lose nothing.
onnx::Model up_to_logits(onnx::Model model) {
  const std::string logits = nn::find_logits(model.graph);
  model.graph.outputs.front().name = logits;
  return model;
}

bool ends_in_sigmoid(const onnx::Graph& graph) {
  for (const onnx::Node& node : graph.nodes) {
    if (!node.outputs.empty() && node.outputs.front() == graph.outputs.front().name) return node.op_type == "Sigmoid";
  }
  return false;
}

// 0, half a patch, a patch, ... and the last place where it fits.
std::vector<std::int64_t> positions(std::int64_t size, std::int64_t patch) {
  std::vector<std::int64_t> out;
  const std::int64_t stride = std::max<std::int64_t>(1, patch / 2);
  for (std::int64_t at = 0; at + patch < size; at += stride) out.push_back(at);
  out.push_back(size - patch);
  return out;
}

std::int64_t patch_size(int wanted, std::int64_t axis) {
  const std::int64_t size = wanted > 0 ? wanted : (axis + 7) / 8;
  return std::clamp<std::int64_t>(size, 1, axis);
}

}  // namespace

OcclusionMap::OcclusionMap(const onnx::Model& model, Tensor features, Tensor usual, const OcclusionOptions& options)
    : session_(up_to_logits(model)),
      softmax_(!ends_in_sigmoid(model.graph)),
      features_(std::move(features)),
      usual_(std::move(usual)),
      label_(options.label) {
  require(features_.shape.size() == 2 && features_.size() > 0, ErrorCode::kInvalidArgument,
          "The features to explain must be [frames, coefficients].");
  require(usual_.shape == features_.shape, ErrorCode::kInvalidArgument,
          "What is usual must have the shape of the features.");
  patch_[0] = patch_size(options.patch_frames, features_.shape[0]);
  patch_[1] = patch_size(options.patch_coefficients, features_.shape[1]);

  session_.prepare({1, features_.shape[0], features_.shape[1]});
  std::copy(features_.data.begin(), features_.data.end(), session_.input().begin());
  session_.run();
  const std::span<const float> logits = session_.output();
  if (label_ < 0) label_ = argmax(logits);
  require(static_cast<std::size_t>(label_) < logits.size(), ErrorCode::kInvalidArgument,
          "The model has no such label.");
  const float largest = *std::max_element(logits.begin(), logits.end());
  double sum = 0.0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit - largest));
  for (const float logit : logits) {
    scores_.push_back(static_cast<float>(softmax_ ? std::exp(static_cast<double>(logit - largest)) / sum
                                                  : 1.0 / (1.0 + std::exp(-static_cast<double>(logit)))));
  }
  log_odds_ = log_odds(0);

  for (const std::int64_t frame : positions(features_.shape[0], patch_[0])) {
    for (const std::int64_t coefficient : positions(features_.shape[1], patch_[1]))
      patches_.push_back({frame, coefficient});
  }
  sums_.resize(features_.data.size());
  counts_.resize(features_.data.size());
}

// ln(p / (1 - p)) out of the logits: l - ln(sum of the others' exp(l)) behind a softmax, l behind a sigmoid.
double OcclusionMap::log_odds(std::size_t row) const {
  const std::size_t classes = scores_.size();
  const std::span<const float> logits = session_.output().subspan(row * classes, classes);
  const auto own = static_cast<double>(logits[static_cast<std::size_t>(label_)]);
  if (!softmax_ || classes < 2) return own;
  double largest = -INFINITY;
  for (std::size_t c = 0; c < classes; ++c) {
    if (static_cast<int>(c) != label_) largest = std::max(largest, static_cast<double>(logits[c]));
  }
  double sum = 0.0;
  for (std::size_t c = 0; c < classes; ++c) {
    if (static_cast<int>(c) != label_) sum += std::exp(static_cast<double>(logits[c]) - largest);
  }
  return own - largest - std::log(sum);
}

bool OcclusionMap::step() {
  const std::size_t n = std::min(kBatch, patches_.size() - done_);
  if (n == 0) return false;
  const auto columns = static_cast<std::size_t>(features_.shape[1]);
  const std::size_t cells = features_.data.size();
  const auto for_cells = [&](const Patch& patch, auto&& each) {
    for (std::int64_t f = patch.frame; f < patch.frame + patch_[0]; ++f) {
      const std::size_t row = static_cast<std::size_t>(f) * columns + static_cast<std::size_t>(patch.coefficient);
      for (std::size_t k = 0; k < static_cast<std::size_t>(patch_[1]); ++k) each(row + k);
    }
  };
  session_.prepare({static_cast<std::int64_t>(n), features_.shape[0], features_.shape[1]});
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<float> input = session_.input().subspan(i * cells, cells);
    std::copy(features_.data.begin(), features_.data.end(), input.begin());
    for_cells(patches_[done_ + i], [&](std::size_t cell) { input[cell] = usual_.data[cell]; });
  }
  session_.run();
  for (std::size_t i = 0; i < n; ++i) {
    const double loss = log_odds_ - log_odds(i);
    for_cells(patches_[done_ + i], [&](std::size_t cell) {
      sums_[cell] += loss;
      ++counts_[cell];
    });
  }
  done_ += n;
  return true;
}

double OcclusionMap::fraction() const { return static_cast<double>(done_) / static_cast<double>(patches_.size()); }

Tensor OcclusionMap::values() const {
  Tensor out(features_.shape);
  for (std::size_t i = 0; i < sums_.size(); ++i)
    out.data[i] = counts_[i] > 0 ? static_cast<float>(sums_[i] / counts_[i]) : 0.0F;
  return out;
}

Tensor mean_features(const std::vector<const Tensor*>& examples) {
  require(!examples.empty(), ErrorCode::kInvalidArgument, "There are no examples to take a mean of.");
  std::vector<double> sums(examples.front()->data.size());
  for (const Tensor* example : examples) {
    require(example->data.size() == sums.size(), ErrorCode::kInvalidArgument,
            "Examples of different shapes have no mean.");
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += static_cast<double>(example->data[i]);
  }
  Tensor out(examples.front()->shape);
  for (std::size_t i = 0; i < sums.size(); ++i)
    out.data[i] = static_cast<float>(sums[i] / static_cast<double>(examples.size()));
  return out;
}

}  // namespace earshot::train
