// What is measured, without the measuring: the same classes are timed natively (bench_native.cpp) and from JavaScript
// in the browser (bench_module.cpp), so that both run the same code on the same input.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/rng.h"
#include "features/feature_extractor.h"
#include "nn/aligned_buffer.h"
#include "nn/matrix_product.h"
#include "nn/optimizer.h"
#include "nn/session.h"
#include "nn/training_session.h"

namespace earshot::bench {

// Features of one clip.
class Features {
 public:
  Features(const std::string& config_json, std::size_t num_samples);
  [[nodiscard]] std::span<float> input() { return samples_; }
  void run();
  [[nodiscard]] std::span<const float> output() const { return extractor_.frames(); }
  [[nodiscard]] int num_frames() const { return extractor_.frames_ready(); }

 private:
  features::FeatureExtractor extractor_;
  std::vector<float> samples_;
};

// Scores of a batch of examples.
class Inference {
 public:
  Inference(std::span<const std::uint8_t> model, std::int64_t batch);
  [[nodiscard]] std::span<float> input() { return session_.input(); }
  // The same numbers in every build.
  void fill_input();
  void run() { session_.run(); }
  [[nodiscard]] std::span<const float> output() const { return session_.output(); }

 private:
  nn::Session session_;
};

// Steps of Adam on one batch.
class Training {
 public:
  // Penalties are in the recipe and not in a model file: none here.
  Training(std::span<const std::uint8_t> model, std::int64_t batch);
  [[nodiscard]] std::span<float> input() { return session_.input(); }
  [[nodiscard]] std::span<float> targets() { return session_.targets(); }
  // The loss before the step.
  double step();
  [[nodiscard]] const nn::TrainingSession& session() const { return session_; }

 private:
  nn::TrainingSession session_;
  nn::Optimizer adam_;
  Rng rng_{1};
};

// A product of two matrices as the engine computes it.
class Product {
 public:
  Product(std::int64_t m, std::int64_t n, std::int64_t k);
  void run() { nn::multiply(shape_, 1.0F, a_.data(), b_.data(), c_.data(), false, workspace_.data()); }
  [[nodiscard]] double operations() const { return 2.0 * static_cast<double>(shape_.m * shape_.n * shape_.k); }
  // Largest difference from the sum of products in double precision, over a sample of the elements.
  [[nodiscard]] double largest_error() const;

 private:
  nn::ProductShape shape_;
  nn::AlignedBuffer a_, b_, c_, workspace_;
};

// Multiply-adds that need no memory: what the vector unit can do at most. Returns a sum, so that nothing is left out.
inline constexpr double kPeakOperationsPerRound = 2.0 * 4.0 * 12.0;  // multiply and add, lanes, accumulators
[[nodiscard]] float multiply_add_rounds(std::int64_t rounds);

}  // namespace earshot::bench
