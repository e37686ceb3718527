// An ONNX ModelProto as plain values: what Earshot reads, changes and writes.
// Field names follow onnx.proto3 (IR version 8, opset 17 when written by us).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/tensor.h"

namespace earshot::onnx {

// TensorProto: float32 data, or int64 (shapes, axes, indices). The reader converts double to float, and int32 and bool
// to int64; it rejects every other type.
enum class IntegerType { kInt64, kInt32, kBool };
struct Int64Tensor {
  Shape shape;
  std::vector<std::int64_t> data;
  IntegerType stored_as = IntegerType::kInt64;  // the type in the file: an operator may insist on it (Dropout's bool)
};
using Constant = std::variant<Tensor, Int64Tensor>;

using Attribute = std::variant<std::int64_t, float, std::string, std::vector<std::int64_t>, std::vector<float>,
                               std::vector<std::string>, Constant>;

struct Node {
  std::string op_type;
  std::string name;
  std::vector<std::string> inputs;  // "" marks an omitted optional input
  std::vector<std::string> outputs;
  std::map<std::string, Attribute> attributes;
  std::string domain;  // "" is ONNX itself; nn runs no other
};

struct ValueInfo {
  std::string name;
  std::vector<std::int64_t> shape;     // -1: dynamic
  std::vector<std::string> dim_names;  // "" where the dimension is a number, e.g. {"batch", "", ""}
  bool is_integer = false;             // int64, int32 or bool elements; otherwise float
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;  // topologically sorted
  std::vector<std::pair<std::string, Constant>> initializers;
  std::vector<ValueInfo> inputs;  // without initializers
  std::vector<ValueInfo> outputs;
};

struct Model {
  std::int64_t ir_version = 8;
  std::int64_t opset = 17;  // of the default domain
  std::string producer_name = "earshot";
  std::string producer_version;
  std::string doc_string;
  Graph graph;
  std::map<std::string, std::string> metadata;       // metadata_props
  std::map<std::string, std::int64_t> other_opsets;  // imports of other domains
};

// Throws kInvalidModel (not ONNX, truncated, external data, ...) or kUnsupportedModel (tensor type).
[[nodiscard]] Model read_model(std::span<const std::uint8_t> bytes);
// Deterministic: the same model gives the same bytes.
[[nodiscard]] std::vector<std::uint8_t> write_model(const Model& model);

// A TensorProto alone, as in ONNX's conformance folders (input_0.pb): its name and its values. Throws as read_model.
[[nodiscard]] std::pair<std::string, Constant> read_tensor(std::span<const std::uint8_t> bytes);

// The initializer called `name`, or nullptr.
[[nodiscard]] const Constant* find_initializer(const Graph& graph, std::string_view name);
[[nodiscard]] Constant* find_initializer(Graph& graph, std::string_view name);

}  // namespace earshot::onnx
