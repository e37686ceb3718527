// A compiled graph planned for concrete input shapes: kernels made, constants folded, every buffer placed in one
// aligned arena. Making one may throw and allocates; forward and backward do neither.
#pragma once

#include <list>
#include <memory>
#include <span>
#include <vector>

#include "base/rng.h"
#include "nn/arena.h"
#include "nn/compiled_graph.h"
#include "nn/workspace.h"

namespace earshot::nn {

enum class Mode {
  kInference,  // dead buffers are reused; dropout is off, batch normalisation uses its running statistics
  kTraining,   // every value is kept for backward
};

class Execution {
 public:
  // `graph` must outlive the execution. In training, batch normalisation rewrites its statistics in the graph and
  // backward adds to the gradients of the graph's trainable values. `workspace`: shared with executions that never run
  // at the same time; null: memory of its own. `seeds`: values besides the outputs whose gradients the caller writes
  // before backward. Throws kInvalidModel / kUnsupportedModel with node, operator and shapes.
  Execution(CompiledGraph& graph, std::span<const Shape> input_shapes, Mode mode, Workspace* workspace = nullptr,
            std::span<const int> seeds = {});

  void forward(Rng* rng = nullptr) noexcept;
  // Zeroes the gradients of the outputs and the seeds, for the caller to write.
  void zero_gradients() noexcept;
  // From the gradients of the outputs and the seeds, in reverse order. Gradients of other values share memory and mean
  // nothing afterwards, but those of trainable values, which belong to the graph.
  void backward() noexcept;

  [[nodiscard]] const Shape& shape(int value) const { return slots_[static_cast<std::size_t>(value)].shape; }
  // Empty for a value without storage (integers, or dead in inference). Inputs and outputs always have storage.
  [[nodiscard]] std::span<float> value(int value);
  [[nodiscard]] std::span<const float> value(int value) const;
  // Of an output, a seed or a trainable value. Empty for a value that no trainable one leads to.
  [[nodiscard]] std::span<float> gradient(int value);
  // The arena and the gradients, for memory reports.
  [[nodiscard]] std::size_t num_bytes() const { return (arena_floats_ + gradient_floats_) * sizeof(float); }
  [[nodiscard]] std::size_t num_steps() const { return steps_.size(); }

 private:
  struct Slot {
    bool defined = false;
    Shape shape;
    const onnx::Constant* constant = nullptr;  // its data, when not computed by a run
    int storage = kNoValue;                    // the value whose memory this one shares (itself, mostly)
    std::size_t offset = 0;                    // in the arena, for a storage of its own
    float* data = nullptr;
    bool needs_gradient = false;
    float* gradient = nullptr;
  };
  struct Step {
    const CompiledGraph::Node* node = nullptr;
    std::unique_ptr<Kernel> kernel;
    std::vector<int> results;  // values it writes: those of its node, or of the last one it has absorbed
    std::size_t saved_offset = 0;
    bool needs_backward = false;
    std::vector<const float*> inputs, output_values, output_gradients;
    std::vector<float*> outputs, input_gradients, updated;
    std::vector<int> first_gradients;  // values whose gradient backward writes to or reads first in this step
    float* saved = nullptr;
  };

  void define_inputs(std::span<const Shape> input_shapes);
  void plan_node(const CompiledGraph::Node& node);
  void fold(const CompiledGraph::Node& node, const Kernel& kernel);
  void mark_gradients();
  void fuse();
  void share_in_place();
  void place();
  void place_gradients(std::span<const int> seeds);
  void zero_gradient(int value) noexcept;
  void connect();
  [[nodiscard]] bool training() const { return kTrains && mode_ == Mode::kTraining; }
  [[nodiscard]] Slot& slot(int value) { return slots_[static_cast<std::size_t>(value)]; }

  CompiledGraph* graph_;
  Mode mode_;
  std::vector<Slot> slots_;
  std::vector<Step> steps_;
  std::list<onnx::Constant> folded_;  // a list: slots point into it
  std::size_t arena_floats_ = 0, gradient_floats_ = 0, scratch_offset_ = 0;
  std::vector<Lifetime> gradient_buffers_;  // of the values; size 0: none of its own
  std::vector<int> seeded_;                 // values whose gradients the caller writes
  std::shared_ptr<AlignedBuffer> memory_;   // the arena, then the gradients
  float* scratch_ = nullptr;
};

}  // namespace earshot::nn
