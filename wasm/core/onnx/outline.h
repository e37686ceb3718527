// The parts of an ONNX file that say how to feed it, read without understanding its operators or tensor types: what
// Earshot's engine cannot run can still be described, and still be wrapped in an adapter that leaves every other byte
// of the file as it is.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "onnx/model.h"

namespace earshot::onnx {

struct OutlineValue {
  std::string name;
  std::vector<std::int64_t> shape;     // -1: dynamic
  std::vector<std::string> dim_names;  // "" where there is none
  std::string type;                    // "float32", "int8", ...; "" when it is no tensor
  std::string made_by;                 // of an output: the operator, or "" when a graph input is handed through
};

struct Outline {
  std::int64_t opset = 0;            // of the default domain
  std::vector<OutlineValue> inputs;  // without initializers
  std::vector<OutlineValue> outputs;
  std::set<std::string> operators;    // "Conv", "com.microsoft.FusedConv"
  std::set<std::string> value_names;  // all that nodes make, and the initializers
  bool has_external_data = false;     // weights in another file
  std::map<std::string, std::string> metadata;
};

// Throws kInvalidModel when the bytes are not ONNX.
[[nodiscard]] Outline read_outline(std::span<const std::uint8_t> bytes);

// Another input, another output, nodes before and after: what lies between is copied as it is.
struct Adapter {
  ValueInfo input, output;   // replace all of the file's
  std::vector<Node> before;  // make the file's own input
  std::vector<Node> after;   // make `output` from the file's own output
  std::vector<std::pair<std::string, Constant>> initializers;
  std::map<std::string, std::string> metadata;  // replaces entries of the same key
  std::set<std::string> dropped_inputs;         // the file's own inputs that are now made by `before`
};

[[nodiscard]] std::vector<std::uint8_t> wrap(std::span<const std::uint8_t> bytes, const Adapter& adapter);

}  // namespace earshot::onnx
