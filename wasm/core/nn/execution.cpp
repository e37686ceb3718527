#include "nn/execution.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "base/error.h"
#include "nn/arena.h"
#include "nn/integer_ops.h"
#include "nn/node_context.h"
#include "nn/registry.h"

namespace earshot::nn {
namespace {

constexpr std::size_t kMaxFloats = std::size_t{1} << 28;  // 1 GiB: below what a 32-bit wasm heap can give

bool fits(const Shape& shape) {
  if (shape.size() > kMaxRank) return false;
  std::int64_t n = 1;
  for (const std::int64_t d : shape) {
    if (d < 0 || d > kMaxElements || (n *= d) > kMaxElements) return false;
  }
  return true;
}

const Shape& shape_of(const onnx::Constant& constant) {
  return std::visit([](const auto& tensor) -> const Shape& { return tensor.shape; }, constant);
}

// The floats behind a constant; integers have been read while planning and have none.
float* floats_of(const onnx::Constant& constant) {
  const Tensor* floats = std::get_if<Tensor>(&constant);
  return floats == nullptr ? nullptr : const_cast<float*>(floats->data.data());
}

}  // namespace

Execution::Execution(CompiledGraph& graph, std::span<const Shape> input_shapes, Mode mode, Workspace* workspace,
                     std::span<const int> seeds)
    : graph_(&graph), mode_(mode), slots_(graph.values().size()) {
  define_inputs(input_shapes);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].storage = static_cast<int>(i);
    const CompiledGraph::Value& value = graph.values()[i];
    if (value.constant)
      slots_[i] = {.defined = true,
                   .shape = shape_of(*value.constant),
                   .constant = &*value.constant,
                   .storage = static_cast<int>(i)};
  }
  for (const CompiledGraph::Node& node : graph.nodes()) plan_node(node);
  if (training()) {
    mark_gradients();
  } else {
    fuse();
    share_in_place();
  }
  place();
  if (training()) place_gradients(seeds);
  const std::size_t total = arena_floats_ + gradient_floats_;
  if (total > kMaxFloats) {
    throw Error(ErrorCode::kInvalidArgument,
                "The network needs " + std::to_string(total / (std::size_t{1} << 18)) +
                    " MiB for this input, more than the 1024 MiB it may use; use a smaller batch or shorter segments.");
  }
  memory_ = workspace == nullptr ? std::make_shared<AlignedBuffer>(total) : workspace->at_least(total);
  connect();
}

void Execution::define_inputs(std::span<const Shape> input_shapes) {
  const std::vector<onnx::ValueInfo>& infos = graph_->input_infos();
  if (input_shapes.size() != infos.size()) {
    throw Error(ErrorCode::kInvalidArgument, "The model takes " + std::to_string(infos.size()) + " inputs, not " +
                                                 std::to_string(input_shapes.size()) + ".");
  }
  for (std::size_t i = 0; i < infos.size(); ++i) {
    const onnx::ValueInfo& info = infos[i];
    if (info.is_integer) {
      throw Error(ErrorCode::kUnsupportedModel,
                  "The model's input \"" + info.name + "\" holds integers; Earshot runs float32 inputs only.");
    }
    const Shape& given = input_shapes[i];
    bool match = given.size() == info.shape.size() && fits(given);
    for (std::size_t d = 0; match && d < given.size(); ++d) match = info.shape[d] < 0 || info.shape[d] == given[d];
    if (!match) {
      throw Error(ErrorCode::kInvalidArgument, "The model's input \"" + info.name + "\" is " + to_string(info.shape) +
                                                   " (-1: any), which " + to_string(given) + " does not fit.");
    }
    Slot& input = slot(graph_->inputs()[i]);
    input.defined = true;
    input.shape = given;
  }
}

void Execution::plan_node(const CompiledGraph::Node& node) {
  std::vector<InputInfo> infos;
  bool all_constant = true;
  for (const int input : node.inputs) {
    InputInfo& info = infos.emplace_back();
    if (input == kNoValue) continue;
    const Slot& from = slot(input);
    const CompiledGraph::Value& value = graph_->values()[static_cast<std::size_t>(input)];
    const bool fixed = from.constant != nullptr && !value.variable;
    info = {true, from.shape, fixed ? from.constant : nullptr, value.trainable};
    all_constant = all_constant && fixed;
  }
  const NodeContext context(node.definition, graph_->opset(), training(), infos, node.outputs.size());
  if (auto known = evaluate_integers(context)) {
    if (!fits(shape_of(*known))) context.fail("its output " + to_string(shape_of(*known)) + " is too large");
    folded_.push_back(std::move(*known));
    if (node.outputs[0] != kNoValue) {
      slot(node.outputs[0]) = {
          .defined = true, .shape = shape_of(folded_.back()), .constant = &folded_.back(), .storage = node.outputs[0]};
    }
    return;
  }
  const OperatorEntry* entry = find_operator(node.definition.op_type);
  if (entry == nullptr) context.unsupported("this operator runs only on integers known while planning");
  std::unique_ptr<Kernel> kernel = entry->make(context);
  if (node.outputs.size() > kernel->output_shapes().size())
    context.unsupported("some of its outputs are not available");
  for (const Shape& shape : kernel->output_shapes()) {
    if (!fits(shape)) context.fail("its output " + to_string(shape) + " is too large");
  }
  if (all_constant && !training()) return fold(node, *kernel);

  Step& step = steps_.emplace_back();
  step.node = &node;
  step.results = node.outputs;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    if (node.outputs[i] == kNoValue) continue;
    Slot& out = slot(node.outputs[i]);
    out.defined = true;
    out.shape = kernel->output_shapes()[i];
  }
  if (kernel->is_view() && node.outputs[0] != kNoValue) slot(node.outputs[0]).storage = slot(node.inputs[0]).storage;
  step.kernel = std::move(kernel);
}

// All inputs are known: run the kernel once, now.
void Execution::fold(const CompiledGraph::Node& node, const Kernel& kernel) {
  std::vector<const float*> inputs;
  for (const int input : node.inputs) inputs.push_back(input == kNoValue ? nullptr : floats_of(*slot(input).constant));
  std::vector<float*> outputs;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    folded_.emplace_back(Tensor(kernel.output_shapes()[i]));
    outputs.push_back(floats_of(folded_.back()));
    if (node.outputs[i] == kNoValue) continue;
    slot(node.outputs[i]) = {
        .defined = true, .shape = kernel.output_shapes()[i], .constant = &folded_.back(), .storage = node.outputs[i]};
  }
  const AlignedBuffer scratch(kernel.scratch_size());
  if (kernel.is_view()) {
    std::copy_n(inputs[0], num_elements(kernel.output_shapes()[0]), outputs[0]);
  } else {
    kernel.forward({inputs, outputs, scratch.data(), nullptr, nullptr, {}});
  }
}

void Execution::mark_gradients() {
  for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i].needs_gradient = graph_->values()[i].trainable;
  for (Step& step : steps_) {
    step.needs_backward = std::any_of(step.node->inputs.begin(), step.node->inputs.end(),
                                      [&](int input) { return input != kNoValue && slot(input).needs_gradient; });
    if (!step.needs_backward) continue;
    for (const int output : step.node->outputs) {
      if (output != kNoValue) slot(output).needs_gradient = true;
    }
  }
}

// Lets a kernel do the work of the next one where nothing else reads what passes between them.
void Execution::fuse() {
  std::vector<int> readers(slots_.size(), 0);
  const auto count = [&](int value) -> int& { return readers[static_cast<std::size_t>(value)]; };
  for (const int output : graph_->outputs()) ++count(output);
  for (const Step& step : steps_) {
    for (const int input : step.node->inputs) {
      if (input != kNoValue) ++count(input);
    }
  }
  // From the last step: an activation joins the pool that follows it before a convolution would take it.
  for (std::size_t s = steps_.size(); s-- > 0;) {
    for (;;) {
      Step& step = steps_[s];
      const int between = step.results[0];
      if (step.results.size() != 1 || between == kNoValue || count(between) != 1) break;
      const auto next = std::find_if(
          steps_.begin() + static_cast<std::ptrdiff_t>(s) + 1, steps_.end(),
          [&](const Step& other) { return !other.node->inputs.empty() && other.node->inputs[0] == between; });
      if (next == steps_.end() || next->results.size() != 1 || next->kernel->is_view() ||
          !step.kernel->absorb(next->kernel))
        break;
      slot(between).defined = false;  // never in memory
      step.results = next->results;
      steps_.erase(next);
    }
  }
}

// Lets an elementwise output take over the memory of its first input when nothing reads that input any more.
void Execution::share_in_place() {
  std::vector<std::size_t> last_use(slots_.size(), 0);
  const auto storage = [&](int value) { return static_cast<std::size_t>(slot(value).storage); };
  std::vector<std::uint8_t> pinned(slots_.size(), 0);  // not vector<bool>, whose code is larger than its bits are worth
  for (const int input : graph_->inputs()) pinned[storage(input)] = true;
  for (const int output : graph_->outputs()) pinned[storage(output)] = true;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].constant != nullptr) pinned[i] = true;
  }
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    for (const int input : steps_[s].node->inputs) {
      if (input != kNoValue) last_use[storage(input)] = s;
    }
  }
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const Step& step = steps_[s];
    if (!step.kernel->in_place() || step.kernel->is_view() || step.node->inputs[0] == kNoValue ||
        step.results[0] == kNoValue)
      continue;
    const std::size_t from = storage(step.node->inputs[0]);
    const std::size_t to = storage(step.results[0]);
    if (pinned[from] || pinned[to] || last_use[from] != s) continue;
    // Views of the output made later follow it.
    for (Slot& slot : slots_) {
      if (static_cast<std::size_t>(slot.storage) == to) slot.storage = static_cast<int>(from);
    }
    last_use[from] = last_use[to];
  }
}

void Execution::place() {
  const std::size_t end = steps_.size();
  std::vector<Lifetime> buffers(slots_.size());
  const auto buffer = [&](int value) -> Lifetime& { return buffers[static_cast<std::size_t>(slot(value).storage)]; };
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& s = slots_[i];
    const auto own = static_cast<std::size_t>(s.storage);
    // What is constant lives where its constant is.
    if (s.defined && s.constant == nullptr && slots_[own].constant == nullptr) {
      buffers[own] = {static_cast<std::size_t>(num_elements(s.shape)), end, 0, 0};
    }
  }
  for (std::size_t s = 0; s < end; ++s) {
    for (const int output : steps_[s].results) {
      if (output != kNoValue)
        buffer(output).first = std::min(buffer(output).first, s),
        buffer(output).last = std::max(buffer(output).last, s);
    }
    for (const int input : steps_[s].node->inputs) {
      if (input != kNoValue) buffer(input).last = std::max(buffer(input).last, s);
    }
  }
  // Callers write inputs before the first step and read outputs after the last; in training everything is kept.
  for (const int input : graph_->inputs()) buffer(input).first = 0, buffer(input).last = end;
  for (const int output : graph_->outputs()) buffer(output).last = end;
  if (training()) {
    for (Lifetime& b : buffers) b.first = 0, b.last = end;
  }
  // Scratch is free after each step: one buffer for all. What forward saves for backward is each step's own.
  std::size_t scratch = 0;
  for (const Step& step : steps_) scratch = std::max(scratch, step.kernel->scratch_size());
  buffers.push_back({scratch, 0, end, 0});
  for (const Step& step : steps_) buffers.push_back({training() ? step.kernel->saved_size() : 0, 0, end, 0});

  arena_floats_ = place_buffers(buffers);
  for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i].offset = buffers[i].offset;
  scratch_offset_ = buffers[slots_.size()].offset;
  for (std::size_t s = 0; s < end; ++s) steps_[s].saved_offset = buffers[slots_.size() + 1 + s].offset;
}

// A gradient lives from the first step of backward that adds to it to the one that hands it on.
void Execution::place_gradients(std::span<const int> seeds) {
  const std::size_t end = steps_.size();
  gradient_buffers_.resize(slots_.size());
  // The storage whose gradient this value has; kNoValue: none, or one that belongs to the graph.
  const auto own = [&](int value) {
    if (value == kNoValue || !slot(value).needs_gradient) return kNoValue;
    const int storage = slot(value).storage;
    return graph_->values()[static_cast<std::size_t>(storage)].trainable ? kNoValue : storage;
  };
  const auto used = [&](int value, std::size_t time) {
    const int storage = own(value);
    if (storage == kNoValue) return false;
    Lifetime& buffer = gradient_buffers_[static_cast<std::size_t>(storage)];
    const bool first = buffer.size == 0;
    if (first) buffer = {static_cast<std::size_t>(num_elements(slot(storage).shape)), time, time, 0};
    buffer.last = std::max(buffer.last, time);
    return first;
  };
  seeded_ = graph_->outputs();
  seeded_.insert(seeded_.end(), seeds.begin(), seeds.end());
  for (const int value : seeded_) (void)used(value, 0);
  for (std::size_t time = 0; time < end; ++time) {
    Step& step = steps_[end - 1 - time];
    if (!step.needs_backward || step.kernel->is_view()) continue;
    // An output that nothing reads has a gradient too: zero.
    for (const std::vector<int>* values : {&step.node->inputs, &step.node->outputs}) {
      for (const int value : *values) {
        if (used(value, time)) step.first_gradients.push_back(own(value));
      }
    }
  }
  gradient_floats_ = place_buffers(gradient_buffers_);
}

void Execution::connect() {
  float* const arena = memory_->data();
  scratch_ = arena == nullptr ? nullptr : arena + scratch_offset_;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    Slot& s = slots_[i];
    if (!s.defined) continue;
    const auto storage = static_cast<std::size_t>(s.storage);
    const Slot& own = slots_[storage];
    s.data = own.constant != nullptr ? floats_of(*own.constant) : arena + own.offset;
    if (!s.needs_gradient) continue;
    CompiledGraph::Value& value = graph_->values()[storage];
    if (value.trainable) {
      s.gradient = value.gradient.data();
    } else if (gradient_buffers_[storage].size != 0) {
      s.gradient = arena + arena_floats_ + gradient_buffers_[storage].offset;
    }
  }
  for (Step& step : steps_) {
    step.saved = arena + step.saved_offset;
    for (const int input : step.node->inputs) {
      step.inputs.push_back(input == kNoValue ? nullptr : slot(input).data);
      step.input_gradients.push_back(input == kNoValue ? nullptr : slot(input).gradient);
    }
    for (const int output : step.results) {
      step.outputs.push_back(output == kNoValue ? nullptr : slot(output).data);
      step.output_values.push_back(output == kNoValue ? nullptr : slot(output).data);
      step.output_gradients.push_back(output == kNoValue ? nullptr : slot(output).gradient);
    }
    if (!training()) continue;
    for (const int i : step.kernel->updated_inputs())
      step.updated.push_back(slot(step.node->inputs[static_cast<std::size_t>(i)]).data);
  }
}

void Execution::forward(Rng* rng) noexcept {
  for (const Step& step : steps_) {
    if (step.kernel->is_view()) continue;
    step.kernel->forward({step.inputs, step.outputs, scratch_, step.saved, rng, step.updated});
  }
}

void Execution::zero_gradient(int value) noexcept {
  const std::span<float> values = gradient(value);
  std::fill(values.begin(), values.end(), 0.0F);
}

void Execution::zero_gradients() noexcept {
  for (const int value : seeded_) zero_gradient(value);
}

void Execution::backward() noexcept {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    if (!step->needs_backward || step->kernel->is_view()) continue;
    for (const int value : step->first_gradients) zero_gradient(value);
    step->kernel->add_gradients(
        {step->inputs, step->output_values, step->output_gradients, step->input_gradients, scratch_, step->saved});
  }
}

std::span<float> Execution::value(int value) {
  const Slot& s = slot(value);
  return s.data == nullptr ? std::span<float>()
                           : std::span<float>(s.data, static_cast<std::size_t>(num_elements(s.shape)));
}

std::span<const float> Execution::value(int value) const {
  const Slot& s = slots_[static_cast<std::size_t>(value)];
  return s.data == nullptr ? std::span<const float>()
                           : std::span<const float>(s.data, static_cast<std::size_t>(num_elements(s.shape)));
}

std::span<float> Execution::gradient(int value) {
  const Slot& s = slot(value);
  return s.gradient == nullptr ? std::span<float>()
                               : std::span<float>(s.gradient, static_cast<std::size_t>(num_elements(s.shape)));
}

}  // namespace earshot::nn
