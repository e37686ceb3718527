#include "nn/node_context.h"

namespace earshot::nn {

const onnx::Attribute* NodeContext::find(std::string_view name) const {
  const auto found = node_.attributes.find(std::string(name));
  return found == node_.attributes.end() ? nullptr : &found->second;
}

bool NodeContext::has(std::string_view name) const { return find(name) != nullptr; }

namespace {

template <class T>
const T* typed(const NodeContext& node, const onnx::Attribute* attribute, std::string_view name) {
  if (attribute == nullptr) return nullptr;
  const T* value = std::get_if<T>(attribute);
  if (value == nullptr) node.fail("attribute " + std::string(name) + " is of the wrong kind");
  return value;
}

}  // namespace

std::int64_t NodeContext::integer(std::string_view name, std::int64_t otherwise) const {
  const auto* value = typed<std::int64_t>(*this, find(name), name);
  return value == nullptr ? otherwise : *value;
}

float NodeContext::real(std::string_view name, float otherwise) const {
  const auto* value = typed<float>(*this, find(name), name);
  return value == nullptr ? otherwise : *value;
}

std::string NodeContext::text(std::string_view name, std::string otherwise) const {
  const auto* value = typed<std::string>(*this, find(name), name);
  return value == nullptr ? std::move(otherwise) : *value;
}

std::optional<std::vector<std::int64_t>> NodeContext::integers(std::string_view name) const {
  const auto* value = typed<std::vector<std::int64_t>>(*this, find(name), name);
  if (value == nullptr) return std::nullopt;
  return *value;
}

std::optional<std::vector<std::string>> NodeContext::texts(std::string_view name) const {
  const auto* value = typed<std::vector<std::string>>(*this, find(name), name);
  if (value == nullptr) return std::nullopt;
  return *value;
}

const onnx::Constant* NodeContext::tensor(std::string_view name) const {
  return typed<onnx::Constant>(*this, find(name), name);
}

const Shape& NodeContext::any_shape(std::size_t i) const {
  if (!has_input(i)) fail("input " + std::to_string(i) + " is missing");
  return inputs_[i].shape;
}

const Shape& NodeContext::shape(std::size_t i) const {
  const Shape& out = any_shape(i);
  if (inputs_[i].constant != nullptr && std::holds_alternative<onnx::Int64Tensor>(*inputs_[i].constant)) {
    unsupported("input " + std::to_string(i) + " holds integers where Earshot calculates with float32 only");
  }
  return out;
}

const onnx::Constant* NodeContext::constant(std::size_t i) const {
  return has_input(i) ? inputs_[i].constant : nullptr;
}

std::vector<std::int64_t> NodeContext::constant_integers(std::size_t i, std::string_view what) const {
  const onnx::Constant* value = constant(i);
  if (value == nullptr) unsupported("its " + std::string(what) + " (input " + std::to_string(i) + ") must be constant");
  if (const auto* integers = std::get_if<onnx::Int64Tensor>(value)) return integers->data;
  fail("its " + std::string(what) + " (input " + std::to_string(i) + ") must be integers");
}

float NodeContext::constant_scalar(std::size_t i, std::string_view what) const {
  const onnx::Constant* value = constant(i);
  if (value == nullptr) unsupported("its " + std::string(what) + " (input " + std::to_string(i) + ") must be constant");
  if (const Tensor* floats = std::get_if<Tensor>(value); floats != nullptr && floats->data.size() == 1)
    return floats->data[0];
  if (const auto* integers = std::get_if<onnx::Int64Tensor>(value); integers != nullptr && integers->data.size() == 1) {
    return static_cast<float>(integers->data[0]);
  }
  fail("its " + std::string(what) + " (input " + std::to_string(i) + ") must be one number");
}

std::optional<std::vector<std::int64_t>> NodeContext::attribute_or_input(std::string_view name, std::size_t i) const {
  if (has(name)) return integers(name);
  if (has_input(i)) return constant_integers(i, name);
  return std::nullopt;
}

std::size_t NodeContext::axis(std::int64_t value, std::size_t rank) const {
  const auto signed_rank = static_cast<std::int64_t>(rank);
  if (value < -signed_rank || value >= signed_rank) {
    fail("axis " + std::to_string(value) + " does not exist in " + std::to_string(rank) + " dimensions");
  }
  return static_cast<std::size_t>(value < 0 ? value + signed_rank : value);
}

void NodeContext::require_inputs(std::size_t least, std::size_t most) const {
  for (std::size_t i = 0; i < least; ++i) {
    if (!has_input(i)) fail("input " + std::to_string(i) + " is missing");
  }
  if (num_inputs() > most)
    fail("it has " + std::to_string(num_inputs()) + " inputs, at most " + std::to_string(most) + " are defined");
}

std::string NodeContext::description() const {
  std::string out = "Node ";
  if (!node_.name.empty()) {
    out += '"' + node_.name + "\" ";
  } else if (!node_.outputs.empty()) {
    out += "that makes \"" + node_.outputs.front() + "\" ";
  }
  out += '(' + node_.op_type + ')';
  bool first = true;
  for (const InputInfo& input : inputs_) {
    if (!input.present) continue;
    out += (first ? ", inputs " : " and ") + to_string(input.shape);
    first = false;
  }
  return out;
}

void NodeContext::fail(std::string_view message) const {
  throw Error(ErrorCode::kInvalidModel, description() + ": " + std::string(message) + ".");
}

void NodeContext::unsupported(std::string_view message) const {
  throw Error(ErrorCode::kUnsupportedModel, description() + ": " + std::string(message) + ".");
}

std::int64_t product(const Shape& shape, std::size_t first, std::size_t last) {
  std::int64_t n = 1;
  for (std::size_t i = first; i < last; ++i) n *= shape[i];
  return n;
}

}  // namespace earshot::nn
