#include "nn/session.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "nn/compiled_graph.h"
#include "nn/execution.h"

namespace earshot::nn {
namespace {

// Sizes tried for dynamic dimensions when a model is loaded: the graph is planned for both, and where the outputs
// differ the output is dynamic too. Dimensions after the first (time) get sizes that common strides and windows accept.
constexpr std::int64_t kTrialBatch[] = {1, 2};
constexpr std::int64_t kTrialLength[] = {128, 256};

Shape trial_shape(const Shape& declared, std::size_t trial) {
  Shape out = declared;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] < 0) out[i] = i == 0 ? kTrialBatch[trial] : kTrialLength[trial];
  }
  return out;
}

}  // namespace

struct Session::Impl {
  explicit Impl(const onnx::Model& model) : graph(model) {
    if (graph.inputs().size() != 1) {
      throw Error(ErrorCode::kUnsupportedModel, "The model has " + std::to_string(graph.inputs().size()) +
                                                    " inputs; Earshot classifies with models that have one.");
    }
    input_shape = graph.input_infos().front().shape;
    plan(trial_shape(input_shape, 0));
    if (execution->value(output()).empty()) {
      throw Error(ErrorCode::kUnsupportedModel,
                  "The model's output holds integers or nothing; Earshot reads float32 scores.");
    }
    output_shape = execution->shape(output());
    if (std::find(input_shape.begin(), input_shape.end(), -1) == input_shape.end()) return;
    const Shape first = output_shape;
    try {
      plan(trial_shape(input_shape, 1));
      for (std::size_t i = 0; i < first.size() && i < planned_output.size(); ++i) {
        if (first[i] != planned_output[i]) output_shape[i] = -1;
      }
    } catch (const Error&) {
      // Declared dynamic, but the graph is made for one size: then the first plan is what it can do.
    }
    plan(trial_shape(input_shape, 0));
  }

  [[nodiscard]] int output() const { return graph.outputs().front(); }

  void plan(const Shape& shape) {
    planned_input.clear();
    execution.reset();  // before the new one: two large arenas need not live at once
    execution.emplace(graph, std::span(&shape, 1), Mode::kInference);
    planned_input = shape;
    planned_output = execution->shape(output());
  }

  CompiledGraph graph;
  Shape input_shape, output_shape;
  std::optional<Execution> execution;
  Shape planned_input, planned_output;
};

Session::Session(const onnx::Model& model) : impl_(std::make_unique<Impl>(model)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

const Shape& Session::input_shape() const { return impl_->input_shape; }
const Shape& Session::output_shape() const { return impl_->output_shape; }

void Session::prepare(const Shape& input_shape) {
  if (impl_->execution && impl_->planned_input == input_shape) return;
  const Shape before = impl_->planned_input;
  try {
    impl_->plan(input_shape);
  } catch (const Error& error) {
    // The session stays usable with the plan it had.
    if (!before.empty()) impl_->plan(before);
    throw Error(ErrorCode::kInvalidArgument,
                "An input of shape " + to_string(input_shape) + " does not fit the model. " + error.what());
  }
}

std::span<float> Session::input() { return impl_->execution->value(impl_->graph.inputs().front()); }
std::span<const float> Session::output() const { return impl_->execution->value(impl_->output()); }
const Shape& Session::planned_output_shape() const { return impl_->planned_output; }
void Session::run() noexcept { impl_->execution->forward(); }

Tensor Session::run(const Tensor& input) {
  prepare(input.shape);
  std::copy(input.data.begin(), input.data.end(), this->input().begin());
  run();
  const std::span<const float> scores = output();
  return Tensor(planned_output_shape(), {scores.begin(), scores.end()});
}

}  // namespace earshot::nn
