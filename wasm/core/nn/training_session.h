// Reverse-mode differentiation of an ONNX graph up to its logits, with the loss fused on top. The parameters are the
// model's float initializers; write_back puts them into a model again, and nothing else is needed to save it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nn/execution.h"
#include "nn/loss.h"
#include "nn/optimizer.h"
#include "onnx/model.h"

namespace earshot::nn {

// Initializers under this prefix are fitted on data, not trained.
inline constexpr std::string_view kStandardizePrefix = "standardize.";

struct TrainingOptions {
  // Name of the value before the last activation; "": the input of the Softmax or Sigmoid that makes the model's first
  // output (or that output itself, when no such node makes it).
  std::string logits = {};
  Loss loss = Loss::kSoftmaxCrossEntropy;
  // Initializers to train; empty: every float one that is no standardisation constant, running statistic or operator
  // setting.
  std::vector<std::string> trainable = {};
  // Of those, the ones left as they are. A name ending in "*" freezes by prefix.
  std::vector<std::string> frozen = {};
  // l2 * sum(w^2) is added to the loss (Keras' kernel_regularizer), by initializer.
  std::vector<std::pair<std::string, float>> weight_l2 = {};
  // l2 * sum(a^2) / batch is added to the loss (Keras' activity_regularizer), by value name.
  std::vector<std::pair<std::string, float>> activity_l2 = {};
};

class TrainingSession {
 public:
  // Throws kInvalidConfig for names that the graph lacks, and what loading throws.
  TrainingSession(const onnx::Model& model, const TrainingOptions& options);

  // Plans for `batch` examples of this shape (its first dimension is the batch). The last few plans are kept, so that a
  // smaller last batch costs nothing. The model's output there must be [batch, classes]. Throws kInvalidArgument.
  void prepare(const Shape& input_shape);
  [[nodiscard]] std::int64_t num_classes() const { return classes_; }
  [[nodiscard]] std::span<float> input();
  [[nodiscard]] std::span<float> targets() { return targets_; }                // [batch, classes]
  [[nodiscard]] std::span<float> sample_weights() { return sample_weights_; }  // [batch]; 1 after prepare

  struct Result {
    double loss = 0.0;     // mean loss of the examples, without penalties
    double penalty = 0.0;  // the L2 terms
  };
  // Forward in training mode, loss, backward: gradients() holds d(loss + penalty) / d(parameters).
  Result forward_backward(Rng& rng) noexcept;
  // Forward in inference mode with the current parameters, and the loss.
  Result evaluate() noexcept;
  // Of the last forward pass, [batch, classes].
  [[nodiscard]] std::span<const float> logits() const { return logits_; }

  [[nodiscard]] std::span<const Parameter> parameters() const { return parameters_; }
  [[nodiscard]] std::span<const std::span<float>> gradients() const { return gradient_spans_; }
  [[nodiscard]] const std::vector<std::string>& parameter_names() const { return names_; }
  [[nodiscard]] std::int64_t num_parameters() const;
  // Running statistics of normalisation layers being trained, which forward_backward moves on. May be written between
  // calls.
  [[nodiscard]] std::span<const std::span<float>> statistics() const { return statistic_spans_; }

  // Parameters and running statistics, for a checkpoint in memory.
  [[nodiscard]] std::vector<std::vector<float>> snapshot() const;
  void restore(const std::vector<std::vector<float>>& snapshot);
  // Into the initializers of the same names.
  void write_back(onnx::Model& model) const;
  void write_back(onnx::Model& model, const std::vector<std::vector<float>>& snapshot) const;

 private:
  struct Plan {
    Shape shape;
    std::unique_ptr<Execution> training, inference;
  };
  struct Penalty {
    int value;
    float l2;
  };

  void choose_parameters(const TrainingOptions& options);
  void resolve_penalties(const TrainingOptions& options);
  double weight_penalty(bool with_gradient) noexcept;
  double activity_penalty(Execution& execution, bool with_gradient) noexcept;
  [[nodiscard]] LossBatch loss_batch() const;
  [[nodiscard]] Plan& current() { return plans_.back(); }

  std::unique_ptr<CompiledGraph> graph_;
  Loss loss_;
  int logits_id_ = kNoValue;
  std::int64_t classes_ = 0, batch_ = 0;
  Workspace workspace_;      // of all plans: one runs at a time
  std::vector<Plan> plans_;  // the current one last
  std::vector<int> variables_;
  std::vector<std::string> names_;
  std::vector<Parameter> parameters_;
  std::vector<std::span<float>> gradient_spans_, statistic_spans_;
  std::vector<Penalty> weight_penalties_, activity_penalties_;
  std::vector<float> target_storage_, weight_storage_, input_storage_;
  std::span<float> targets_, sample_weights_;
  std::span<const float> logits_;
};

// The value training stops at; see TrainingOptions::logits.
[[nodiscard]] std::string find_logits(const onnx::Graph& graph);

}  // namespace earshot::nn
