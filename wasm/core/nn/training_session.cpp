#include "nn/training_session.h"

#include <algorithm>

#include "base/error.h"

namespace earshot::nn {
namespace {

// Full batches and the smaller last one, for training and for validation.
constexpr std::size_t kPlansKept = 4;

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.ends_with('*')) return name.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == name;
}

Error no_such(std::string_view what, const std::string& name) {
  return Error(ErrorCode::kInvalidConfig, "The network has no " + std::string(what) + " \"" + name + "\".");
}

}  // namespace

std::string find_logits(const onnx::Graph& graph) {
  if (graph.outputs.empty()) throw Error(ErrorCode::kInvalidModel, "The model has no output.");
  std::string name = graph.outputs.front().name;
  for (const onnx::Node& node : graph.nodes) {
    const bool makes_it = std::find(node.outputs.begin(), node.outputs.end(), name) != node.outputs.end();
    const bool activation = node.op_type == "Softmax" || node.op_type == "LogSoftmax" || node.op_type == "Sigmoid";
    if (makes_it && activation && !node.inputs.empty()) return node.inputs.front();
  }
  return name;
}

TrainingSession::TrainingSession(const onnx::Model& model, const TrainingOptions& options) : loss_(options.loss) {
  const std::string logits = options.logits.empty() ? find_logits(model.graph) : options.logits;
  graph_ = std::make_unique<CompiledGraph>(model, std::span(&logits, 1));
  if (graph_->inputs().size() != 1)
    throw Error(ErrorCode::kUnsupportedModel, "Only models with one input can be trained.");
  logits_id_ = graph_->outputs().front();
  choose_parameters(options);
  resolve_penalties(options);
}

void TrainingSession::choose_parameters(const TrainingOptions& options) {
  const auto listed = [](const std::vector<std::string>& patterns, const std::string& name) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return matches(pattern, name); });
  };
  for (const std::string& pattern : options.trainable) {
    const bool known =
        std::any_of(graph_->values().begin(), graph_->values().end(), [&](const CompiledGraph::Value& value) {
          return value.constant && std::holds_alternative<Tensor>(*value.constant) && matches(pattern, value.name);
        });
    if (!known) throw no_such("float initializer", pattern);
  }
  std::vector<CompiledGraph::Value>& values = graph_->values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    CompiledGraph::Value& value = values[i];
    if (!value.constant || !std::holds_alternative<Tensor>(*value.constant)) continue;
    const bool chosen = options.trainable.empty() ? !value.is_setting && !value.name.starts_with(kStandardizePrefix)
                                                  : listed(options.trainable, value.name);
    if (!chosen || listed(options.frozen, value.name)) continue;
    value.trainable = value.variable = true;
  }
  // Running statistics move with the layer they belong to.
  for (const CompiledGraph::Node& node : graph_->nodes()) {
    if (node.definition.op_type != "BatchNormalization" || node.inputs.size() < 5) continue;
    if (node.inputs[1] == kNoValue || !values[static_cast<std::size_t>(node.inputs[1])].trainable) continue;
    for (const std::size_t i : {3U, 4U}) {
      if (node.inputs[i] != kNoValue) values[static_cast<std::size_t>(node.inputs[i])].variable = true;
    }
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    CompiledGraph::Value& value = values[i];
    if (!value.variable) continue;
    if (!value.constant)
      throw Error(ErrorCode::kUnsupportedModel,
                  "A running statistic is computed, not stored; the model cannot be trained.");
    variables_.push_back(static_cast<int>(i));
    Tensor& tensor = std::get<Tensor>(*value.constant);
    if (!value.trainable) {
      statistic_spans_.emplace_back(tensor.values());
      continue;
    }
    value.gradient.assign(tensor.data.size(), 0.0F);
    names_.push_back(value.name);
    // Biases, scales and offsets have one dimension; decay is for the matrices.
    parameters_.push_back({tensor.values(), value.gradient, tensor.shape.size() > 1});
    gradient_spans_.emplace_back(value.gradient);
  }
  if (parameters_.empty()) throw Error(ErrorCode::kInvalidConfig, "The network has no parameter to train.");
}

void TrainingSession::resolve_penalties(const TrainingOptions& options) {
  for (const auto& [name, l2] : options.weight_l2) {
    const int id = graph_->find(name);
    if (id == kNoValue || !graph_->values()[static_cast<std::size_t>(id)].constant) throw no_such("initializer", name);
    if (graph_->values()[static_cast<std::size_t>(id)].trainable) weight_penalties_.push_back({id, l2});
  }
  for (const auto& [name, l2] : options.activity_l2) {
    const int id = graph_->find(name);
    if (id == kNoValue || graph_->values()[static_cast<std::size_t>(id)].constant) throw no_such("value", name);
    activity_penalties_.push_back({id, l2});
  }
}

void TrainingSession::prepare(const Shape& input_shape) {
  const auto found =
      std::find_if(plans_.begin(), plans_.end(), [&](const Plan& plan) { return plan.shape == input_shape; });
  if (found != plans_.end()) {
    std::rotate(found, found + 1, plans_.end());
  } else {
    std::vector<int> seeds;
    for (const Penalty& penalty : activity_penalties_) seeds.push_back(penalty.value);
    const std::span<const Shape> shapes(&input_shape, 1);
    Plan plan{input_shape, std::make_unique<Execution>(*graph_, shapes, Mode::kTraining, &workspace_, seeds),
              std::make_unique<Execution>(*graph_, shapes, Mode::kInference, &workspace_)};
    const Shape& out = plan.training->shape(logits_id_);
    if (input_shape.empty() || out.size() != 2 || out[0] != input_shape[0]) {
      throw Error(ErrorCode::kInvalidArgument,
                  "The logits have shape " + to_string(out) +
                      "; training needs [examples, classes] with the examples of the input " + to_string(input_shape) +
                      ".");
    }
    classes_ = out[1];
    if (plans_.size() == kPlansKept) plans_.erase(plans_.begin());
    plans_.push_back(std::move(plan));
  }
  batch_ = input_shape[0];
  const auto rows = static_cast<std::size_t>(batch_);
  const std::size_t cells = rows * static_cast<std::size_t>(classes_);
  if (target_storage_.size() < cells) target_storage_.resize(cells);
  if (weight_storage_.size() < rows) weight_storage_.resize(rows);
  targets_ = std::span(target_storage_).first(cells);
  sample_weights_ = std::span(weight_storage_).first(rows);
  std::fill(targets_.begin(), targets_.end(), 0.0F);
  std::fill(sample_weights_.begin(), sample_weights_.end(), 1.0F);
  input_storage_.resize(static_cast<std::size_t>(num_elements(input_shape)));
}

std::span<float> TrainingSession::input() { return input_storage_; }

LossBatch TrainingSession::loss_batch() const { return {batch_, classes_, logits_, targets_, sample_weights_}; }

TrainingSession::Result TrainingSession::forward_backward(Rng& rng) noexcept {
  Execution& execution = *current().training;
  const std::span<float> input = execution.value(graph_->inputs().front());
  std::copy(input_storage_.begin(), input_storage_.end(), input.begin());
  execution.forward(&rng);
  logits_ = execution.value(logits_id_);
  execution.zero_gradients();
  for (const std::span<float> gradient : gradient_spans_) std::fill(gradient.begin(), gradient.end(), 0.0F);
  Result result;
  result.loss = loss_and_gradient(loss_, loss_batch(), execution.gradient(logits_id_));
  result.penalty = activity_penalty(execution, true);
  execution.backward();
  result.penalty += weight_penalty(true);
  return result;
}

TrainingSession::Result TrainingSession::evaluate() noexcept {
  Execution& execution = *current().inference;
  const std::span<float> input = execution.value(graph_->inputs().front());
  std::copy(input_storage_.begin(), input_storage_.end(), input.begin());
  execution.forward();
  logits_ = execution.value(logits_id_);
  // Activity penalties are a term of training: the inference plan reuses the memory of the values they are taken from.
  return {loss_and_gradient(loss_, loss_batch(), {}), weight_penalty(false)};
}

// l2 sum(w^2), with gradient 2 l2 w.
double TrainingSession::weight_penalty(bool with_gradient) noexcept {
  double total = 0.0;
  for (const Penalty& penalty : weight_penalties_) {
    CompiledGraph::Value& value = graph_->values()[static_cast<std::size_t>(penalty.value)];
    const std::span<const float> w = std::get<Tensor>(*value.constant).values();
    double square = 0.0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      square += static_cast<double>(w[i]) * static_cast<double>(w[i]);
      if (with_gradient) value.gradient[i] += 2.0F * penalty.l2 * w[i];
    }
    total += static_cast<double>(penalty.l2) * square;
  }
  return total;
}

// l2 sum(a^2) / batch, with gradient 2 l2 a / batch, which backward then carries on.
double TrainingSession::activity_penalty(Execution& execution, bool with_gradient) noexcept {
  double total = 0.0;
  const auto share = 1.0F / static_cast<float>(std::max<std::int64_t>(1, batch_));
  for (const Penalty& penalty : activity_penalties_) {
    const std::span<const float> a = execution.value(penalty.value);
    const std::span<float> gradient = execution.gradient(penalty.value);
    double square = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      square += static_cast<double>(a[i]) * static_cast<double>(a[i]);
      if (with_gradient && !gradient.empty()) gradient[i] += 2.0F * penalty.l2 * share * a[i];
    }
    total += static_cast<double>(penalty.l2 * share) * square;
  }
  return total;
}

std::int64_t TrainingSession::num_parameters() const {
  std::int64_t n = 0;
  for (const Parameter& parameter : parameters_) n += static_cast<std::int64_t>(parameter.values.size());
  return n;
}

std::vector<std::vector<float>> TrainingSession::snapshot() const {
  std::vector<std::vector<float>> out;
  for (const int id : variables_)
    out.push_back(std::get<Tensor>(*graph_->values()[static_cast<std::size_t>(id)].constant).data);
  return out;
}

void TrainingSession::restore(const std::vector<std::vector<float>>& snapshot) {
  require(snapshot.size() == variables_.size(), ErrorCode::kInvalidArgument,
          "The snapshot belongs to another network.");
  for (std::size_t i = 0; i < snapshot.size(); ++i) {
    std::vector<float>& data =
        std::get<Tensor>(*graph_->values()[static_cast<std::size_t>(variables_[i])].constant).data;
    require(snapshot[i].size() == data.size(), ErrorCode::kInvalidArgument, "The snapshot belongs to another network.");
    std::copy(snapshot[i].begin(), snapshot[i].end(), data.begin());  // in place: the plans point here
  }
}

void TrainingSession::write_back(onnx::Model& model) const { write_back(model, snapshot()); }

void TrainingSession::write_back(onnx::Model& model, const std::vector<std::vector<float>>& snapshot) const {
  require(snapshot.size() == variables_.size(), ErrorCode::kInvalidArgument,
          "The snapshot belongs to another network.");
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    const CompiledGraph::Value& value = graph_->values()[static_cast<std::size_t>(variables_[i])];
    onnx::Constant* initializer = onnx::find_initializer(model.graph, value.name);
    if (initializer == nullptr) throw no_such("initializer", value.name);
    *initializer = Tensor(std::get<Tensor>(*value.constant).shape, snapshot[i]);
  }
}

}  // namespace earshot::nn
