// The operator interface. A kernel is one ONNX node made concrete: its constructor reads the attributes, infers and
// checks the shapes, and precomputes its geometry; after that it is immutable. Everything that changes lives in buffers
// that the execution owns and hands in, so inference is const-clean and neither forward nor backward allocates or
// throws.
//
// A kernel class K derives from Kernel, has a constructor, forward and backward, and is made by make_kernel<K>. In a
// build that only classifies (EARSHOT_INFERENCE_ONLY) nothing refers to its backward, so that the compiler leaves it
// out.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "base/tensor.h"

namespace earshot::nn {

class NodeContext;

#ifdef EARSHOT_INFERENCE_ONLY
inline constexpr bool kTrains = false;
#else
inline constexpr bool kTrains = true;
#endif

struct ForwardArgs {
  std::span<const float* const> inputs;  // nullptr: omitted, or integers that the kernel has read while planning
  std::span<float* const> outputs;       // nullptr: not wanted
  float* scratch = nullptr;              // scratch_size() floats, undefined before and after the call
  float* saved = nullptr;                // training only: saved_size() floats, kept untouched until backward
  Rng* rng = nullptr;                    // training only
  std::span<float* const> updated;  // training only: storage of the inputs named by updated_inputs(), in that order
};

struct BackwardArgs {
  std::span<const float* const> inputs;
  std::span<const float* const> outputs;
  std::span<const float* const> output_gradients;  // nullptr: zero
  std::span<float* const> input_gradients;         // to ADD to (a value may feed several nodes); nullptr: not wanted
  float* scratch = nullptr;
  const float* saved = nullptr;
};

// y = factor[c] x + offset[c] for channel c, which is dimension 1.
struct ChannelAffine {
  std::vector<float> factor, offset;
};

class Kernel {
 public:
  virtual ~Kernel() = default;

  [[nodiscard]] const std::vector<Shape>& output_shapes() const { return output_shapes_; }
  // Floats of working memory one call needs (the largest of forward and backward); shared between all nodes.
  [[nodiscard]] std::size_t scratch_size() const { return scratch_size_; }
  // Floats that forward leaves for backward in training (masks, statistics, gate values); the node's own.
  [[nodiscard]] std::size_t saved_size() const { return saved_size_; }

  // Output 0 is input 0 seen in another shape: they share storage and forward is a no-op.
  [[nodiscard]] virtual bool is_view() const { return false; }
  // Output 0 may be written over input 0 in inference.
  [[nodiscard]] virtual bool in_place() const { return false; }

  // Fusion, in inference only: a kernel may do the work of the one that alone reads its output, while that output is
  // still in the cache. True: from now on forward writes what `next` would have written, and `next` has been taken.
  [[nodiscard]] virtual bool absorb(std::unique_ptr<Kernel>& /*next*/) { return false; }
  // What absorb() may ask of `next`: is it a function of one element, which map() applies in place?
  [[nodiscard]] virtual bool is_elementwise() const { return false; }
  virtual void map(float* /*values*/, std::int64_t /*n*/) const noexcept {}
  // ... or a scale and an offset for each channel, known while planning? nullptr: no.
  [[nodiscard]] virtual const ChannelAffine* channel_affine() const { return nullptr; }
  // ... or does it pick the largest of some of its inputs, at least one, for each output?
  [[nodiscard]] virtual bool is_maximum() const { return false; }

  // Inputs (initializers) that forward rewrites in training: running statistics.
  [[nodiscard]] virtual std::span<const int> updated_inputs() const { return {}; }

  virtual void forward(const ForwardArgs& args) const noexcept = 0;
  // K::backward. Called in training only, and only when some input gradient is wanted.
  virtual void add_gradients(const BackwardArgs& /*args*/) const noexcept {}

 protected:
  std::vector<Shape> output_shapes_;
  std::size_t scratch_size_ = 0;
  std::size_t saved_size_ = 0;
};

template <class K>
class Differentiable final : public K {
 public:
  using K::K;
  void add_gradients(const BackwardArgs& args) const noexcept override { K::backward(args); }
};

template <class K, class... Args>
[[nodiscard]] std::unique_ptr<Kernel> make_kernel(Args&&... args) {
  if constexpr (kTrains) {
    return std::make_unique<Differentiable<K>>(std::forward<Args>(args)...);
  } else {
    return std::make_unique<K>(std::forward<Args>(args)...);
  }
}

// Makes the kernel of one operator; throws through the context when attributes or shapes do not fit.
using KernelFactory = std::unique_ptr<Kernel>(const NodeContext& node);

}  // namespace earshot::nn
