// What a kernel's constructor may ask about its node: attributes, opset, input shapes, and the values of inputs that
// are already known while planning (axes, target shapes, limits).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "nn/kernel.h"
#include "onnx/model.h"

namespace earshot::nn {

// Values larger than this are refused: 2^28 floats are 1 GiB.
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;
inline constexpr std::size_t kMaxRank = 8;

struct InputInfo {
  bool present = false;
  Shape shape;
  const onnx::Constant* constant = nullptr;  // known and fixed; parameters being trained are not
  bool trainable = false;                    // a parameter that training changes
};

class NodeContext {
 public:
  NodeContext(const onnx::Node& node, std::int64_t opset, bool training, std::span<const InputInfo> inputs,
              std::size_t num_outputs)
      : node_(node), opset_(opset), training_(training), inputs_(inputs), num_outputs_(num_outputs) {}

  [[nodiscard]] const std::string& op_type() const { return node_.op_type; }
  [[nodiscard]] std::int64_t opset() const { return opset_; }
  [[nodiscard]] bool training() const { return kTrains && training_; }

  // Attributes; each throws when the attribute has another kind.
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  [[nodiscard]] float real(std::string_view name, float otherwise) const;
  [[nodiscard]] std::string text(std::string_view name, std::string otherwise) const;
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> texts(std::string_view name) const;
  [[nodiscard]] const onnx::Constant* tensor(std::string_view name) const;

  [[nodiscard]] std::size_t num_inputs() const { return inputs_.size(); }
  [[nodiscard]] std::size_t num_outputs() const { return num_outputs_; }
  [[nodiscard]] bool has_input(std::size_t i) const { return i < inputs_.size() && inputs_[i].present; }
  [[nodiscard]] bool trainable(std::size_t i) const { return has_input(i) && inputs_[i].trainable; }
  // Shape of a float input; throws when it is missing or holds integers.
  [[nodiscard]] const Shape& shape(std::size_t i) const;
  // Shape of any input, integers included.
  [[nodiscard]] const Shape& any_shape(std::size_t i) const;
  // The input's values if it is known while planning, else nullptr.
  [[nodiscard]] const onnx::Constant* constant(std::size_t i) const;
  // The values of an integer input that must be known while planning. `what`: "axes".
  [[nodiscard]] std::vector<std::int64_t> constant_integers(std::size_t i, std::string_view what) const;
  // A single number from an input that must be known while planning.
  [[nodiscard]] float constant_scalar(std::size_t i, std::string_view what) const;
  // Integers that were an attribute in old opsets and are an input in new ones (axes of Squeeze, of ReduceSum, ...).
  [[nodiscard]] std::optional<std::vector<std::int64_t>> attribute_or_input(std::string_view name, std::size_t i) const;

  // -1 is the last axis; throws outside of [-rank, rank).
  [[nodiscard]] std::size_t axis(std::int64_t value, std::size_t rank) const;
  void require_inputs(std::size_t least, std::size_t most) const;
  // kInvalidModel / kUnsupportedModel: "Node "fc1" (Gemm), inputs [1, 8] and [9, 5]: <message>."
  [[noreturn]] void fail(std::string_view message) const;
  [[noreturn]] void unsupported(std::string_view message) const;

 private:
  [[nodiscard]] std::string description() const;
  [[nodiscard]] const onnx::Attribute* find(std::string_view name) const;

  const onnx::Node& node_;
  std::int64_t opset_;
  bool training_;
  std::span<const InputInfo> inputs_;
  std::size_t num_outputs_;
};

// Product of the dims in [first, last) of `shape`.
[[nodiscard]] std::int64_t product(const Shape& shape, std::size_t first, std::size_t last);

}  // namespace earshot::nn
