#include "nn/integer_ops.h"

#include <algorithm>
#include <array>
#include <limits>

#include "nn/kernel.h"
#include "nn/registry.h"

namespace earshot::nn {
namespace {

using onnx::Constant;
using onnx::Int64Tensor;

constexpr std::array<std::string_view, 6> kIntegerOnly = {"Cast",   "Constant", "ConstantOfShape",
                                                          "Gather", "Shape",    "Slice"};

const Int64Tensor* integers_at(const NodeContext& node, std::size_t i) {
  const Constant* value = node.constant(i);
  return value == nullptr ? nullptr : std::get_if<Int64Tensor>(value);
}

Int64Tensor vector_of(std::vector<std::int64_t> values) {
  Shape shape = {static_cast<std::int64_t>(values.size())};
  return {std::move(shape), std::move(values)};
}

// values[start, end), both within the list.
std::vector<std::int64_t> part_of(const std::vector<std::int64_t>& values, std::int64_t start, std::int64_t end) {
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(start);
  return {first, first + static_cast<std::ptrdiff_t>(end - start)};
}

Int64Tensor shape_of(const NodeContext& node) {
  const Shape& x = node.any_shape(0);
  const auto rank = static_cast<std::int64_t>(x.size());
  const auto clamped = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank); };
  const std::int64_t start = clamped(node.integer("start", 0));  // start and end: opset 15
  const std::int64_t end = std::max(start, clamped(node.integer("end", rank)));
  return vector_of(part_of(x, start, end));
}

Int64Tensor concatenated(const NodeContext& node) {
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < node.num_inputs(); ++i) {
    const Int64Tensor* part = integers_at(node, i);
    if (part == nullptr || part->shape.size() != 1) node.unsupported("integers are joined as constant lists only");
    out.insert(out.end(), part->data.begin(), part->data.end());
  }
  return vector_of(std::move(out));
}

Int64Tensor gathered(const NodeContext& node, const Int64Tensor& data) {
  const Int64Tensor* indices = integers_at(node, 1);
  if (indices == nullptr || data.shape.size() != 1 || node.axis(node.integer("axis", 0), 1) != 0) {
    node.unsupported("integers are picked from constant lists only");
  }
  Int64Tensor out{indices->shape, {}};
  for (const std::int64_t index : indices->data) out.data.push_back(data.data[node.axis(index, data.data.size())]);
  return out;
}

Int64Tensor sliced(const NodeContext& node, const Int64Tensor& data) {
  const auto starts = node.attribute_or_input("starts", 1);
  const auto ends = node.attribute_or_input("ends", 2);
  const auto steps = node.has_input(4) ? node.constant_integers(4, "steps") : std::vector<std::int64_t>{1};
  if (data.shape.size() != 1 || !starts || !ends || starts->size() != 1 || ends->size() != 1 ||
      steps != std::vector<std::int64_t>{1}) {
    node.unsupported("integers are sliced as constant lists, in steps of 1, only");
  }
  const auto n = static_cast<std::int64_t>(data.data.size());
  const auto clamped = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? std::max(at, -n) + n : at, 0, n);
  };
  const std::int64_t start = clamped(starts->front());
  const std::int64_t end = std::max(start, clamped(ends->front()));
  return vector_of(part_of(data.data, start, end));
}

// Unsigned arithmetic wraps where signed overflow would be undefined; the results are shapes and are checked as such.
std::int64_t combined(const NodeContext& node, std::int64_t a, std::int64_t b) {
  const auto ua = static_cast<std::uint64_t>(a);
  const auto ub = static_cast<std::uint64_t>(b);
  const std::string& op = node.op_type();
  if (op == "Add") return static_cast<std::int64_t>(ua + ub);
  if (op == "Sub") return static_cast<std::int64_t>(ua - ub);
  if (op == "Mul") return static_cast<std::int64_t>(ua * ub);
  if (b == 0 || (a == std::numeric_limits<std::int64_t>::min() && b == -1)) node.fail("integer division by zero");
  return a / b;
}

Int64Tensor arithmetic(const NodeContext& node, const Int64Tensor& a) {
  const Int64Tensor* b = integers_at(node, 1);
  if (b == nullptr) node.fail("integers and floats are mixed");
  const bool repeat_a = a.data.size() == 1;
  const bool repeat_b = b->data.size() == 1;
  if (!repeat_a && !repeat_b && a.shape != b->shape)
    node.unsupported("integer operands must be equally long, or one of them one number");
  Int64Tensor out{repeat_a ? b->shape : a.shape, {}};
  const std::size_t n = repeat_a ? b->data.size() : a.data.size();
  for (std::size_t i = 0; i < n; ++i)
    out.data.push_back(combined(node, a.data[repeat_a ? 0 : i], b->data[repeat_b ? 0 : i]));
  return out;
}

// Targets as in TensorProto.DataType.
enum CastTarget : std::int64_t { kToFloat = 1, kToInt32 = 6, kToInt64 = 7, kToBool = 9, kToDouble = 11 };

std::int64_t integer_as(const NodeContext& node, std::int64_t value, std::int64_t to) {
  if (to == kToBool) return value == 0 ? 0 : 1;
  using Narrow = std::numeric_limits<std::int32_t>;
  if (to == kToInt32 && (value < Narrow::min() || value > Narrow::max()))
    node.fail("a number too large for an integer");
  return value;
}

// nullopt: floats that a run computes stay floats, which a kernel passes on.
std::optional<Constant> cast(const NodeContext& node) {
  const std::int64_t to = node.integer("to", 0);
  const bool to_float = to == kToFloat || to == kToDouble;
  if (!to_float && to != kToInt32 && to != kToInt64 && to != kToBool)
    node.unsupported("a cast to type number " + std::to_string(to));
  if (const Int64Tensor* integers = integers_at(node, 0)) {
    if (!to_float) {
      Int64Tensor out{integers->shape, {}};
      for (const std::int64_t v : integers->data) out.data.push_back(integer_as(node, v, to));
      return out;
    }
    Tensor out(integers->shape);
    std::transform(integers->data.begin(), integers->data.end(), out.data.begin(),
                   [](std::int64_t v) { return static_cast<float>(v); });
    return out;
  }
  const Constant* value = node.constant(0);
  if (value == nullptr) {
    if (to_float) return std::nullopt;
    node.unsupported("a cast to integers of values that are not constant");
  }
  const Tensor& floats = std::get<Tensor>(*value);
  if (to_float) return floats;
  Int64Tensor out{floats.shape, {}};
  for (const float v : floats.data) {
    if (to == kToBool) {
      out.data.push_back(v == 0.0F ? 0 : 1);
      continue;
    }
    if (!(v > -9e18F && v < 9e18F)) node.fail("a number too large for an integer");
    out.data.push_back(integer_as(node, static_cast<std::int64_t>(v), to));
  }
  return out;
}

Constant constant_value(const NodeContext& node) {
  if (const Constant* value = node.tensor("value")) return *value;
  if (node.has("value_float")) return Tensor({}, {node.real("value_float", 0.0F)});
  if (node.has("value_int")) return Int64Tensor{{}, {node.integer("value_int", 0)}};
  if (const auto values = node.integers("value_ints")) return vector_of(*values);
  node.unsupported("a constant that is neither a tensor nor a number");
}

Constant filled(const NodeContext& node) {
  const Shape shape = node.constant_integers(0, "shape");
  std::int64_t n = 1;
  for (const std::int64_t d : shape) {
    if (d < 0 || d > kMaxElements || (n *= d) > kMaxElements)
      node.fail("the shape " + to_string(shape) + " is impossible");
  }
  const Constant* value = node.tensor("value");
  if (value == nullptr) return Tensor(shape);
  if (const Tensor* floats = std::get_if<Tensor>(value); floats != nullptr && floats->data.size() == 1) {
    return Tensor(shape, std::vector<float>(static_cast<std::size_t>(n), floats->data[0]));
  }
  if (const auto* integers = std::get_if<Int64Tensor>(value); integers != nullptr && integers->data.size() == 1) {
    return Int64Tensor{shape, std::vector<std::int64_t>(static_cast<std::size_t>(n), integers->data[0])};
  }
  node.fail("its value must be one number");
}

}  // namespace

bool is_integer_operator(std::string_view op_type) {
  return std::find(kIntegerOnly.begin(), kIntegerOnly.end(), op_type) != kIntegerOnly.end();
}

std::optional<Constant> evaluate_integers(const NodeContext& node) {
  const std::string& op = node.op_type();
  if (op == "Constant") return constant_value(node);
  if (op == "ConstantOfShape") return filled(node);
  if (op == "Shape") return shape_of(node);
  if (op == "Cast") return cast(node);
  const Int64Tensor* first = integers_at(node, 0);
  if (first == nullptr) return std::nullopt;
  if (op == "Concat") return concatenated(node);
  if (op == "Gather") return gathered(node, *first);
  if (op == "Slice") return sliced(node, *first);
  if (op == "Add" || op == "Sub" || op == "Mul" || op == "Div") return arithmetic(node, *first);
  // Squeeze, Unsqueeze, Reshape, Identity: their kernels know the shape.
  if (op == "Squeeze" || op == "Unsqueeze" || op == "Reshape" || op == "Identity") {
    return Int64Tensor{find_operator(op)->make(node)->output_shapes().front(), first->data, first->stored_as};
  }
  return std::nullopt;
}

}  // namespace earshot::nn
