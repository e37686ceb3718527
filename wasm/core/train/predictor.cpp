#include "train/predictor.h"

#include <algorithm>

namespace earshot::train {

Predictor::Predictor(const onnx::Model& model, const Dataset& dataset, std::span<const std::size_t> indices,
                     int batch_size)
    : session_(model), dataset_(&dataset), indices_(indices.begin(), indices.end()), loader_(indices, batch_size) {}

bool Predictor::step() {
  const std::size_t n = loader_.next_size();
  if (n == 0) return false;
  Shape shape = dataset_->feature_shape();
  shape.insert(shape.begin(), static_cast<std::int64_t>(n));
  session_.prepare(shape);
  auto into = session_.input().begin();
  for (const std::size_t i : loader_.next()) {
    const std::vector<float>& features = dataset_->examples[i].features.data;
    into = std::copy(features.begin(), features.end(), into);
  }
  session_.run();
  const std::span<const float> scores = session_.output();
  if (scores_.shape.empty()) scores_.shape = {0, static_cast<std::int64_t>(scores.size() / n)};
  scores_.shape[0] += static_cast<std::int64_t>(n);
  scores_.data.insert(scores_.data.end(), scores.begin(), scores.end());
  return true;
}

double Predictor::fraction() const {
  if (indices_.empty()) return 1.0;
  const std::size_t done = scores_.shape.empty() ? 0 : static_cast<std::size_t>(scores_.shape[0]);
  return static_cast<double>(done) / static_cast<double>(indices_.size());
}

}  // namespace earshot::train
