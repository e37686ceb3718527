// Runs an ONNX graph. Shapes and buffers are planned per batch size; running does not allocate.
#pragma once

#include <memory>
#include <span>

#include "base/tensor.h"
#include "onnx/model.h"

namespace earshot::nn {

class Session {
 public:
  // Compiles the graph: operators known, shapes inferred and checked. Throws kUnsupportedModel or kInvalidModel with
  // node, operator and shapes in the message. The model is copied into the session's own form and not kept.
  // The model must have one input; its first output is the session's.
  explicit Session(const onnx::Model& model);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  // As declared by the model: -1 for a dynamic dimension.
  [[nodiscard]] const Shape& input_shape() const;
  [[nodiscard]] const Shape& output_shape() const;

  // Plans buffers for one concrete input shape (no-op when unchanged). Throws kInvalidArgument when it cannot fit the
  // graph.
  void prepare(const Shape& input_shape);
  // The planned input and output buffers, valid until the next prepare().
  [[nodiscard]] std::span<float> input();
  [[nodiscard]] std::span<const float> output() const;
  [[nodiscard]] const Shape& planned_output_shape() const;
  // input() -> output().
  void run() noexcept;

  // prepare + copy + run + copy.
  [[nodiscard]] Tensor run(const Tensor& input);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace earshot::nn
