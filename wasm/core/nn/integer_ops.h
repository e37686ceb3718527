// Integers exist only while planning: exporters compute target shapes inside the graph (Shape -> Gather -> Concat ->
// Reshape), and once the input shape is fixed all of them are constants.
#pragma once

#include <optional>
#include <string_view>

#include "nn/node_context.h"

namespace earshot::nn {

// Whether the operator exists for integers (or, as Shape, gives integers), even where it is no kernel.
[[nodiscard]] bool is_integer_operator(std::string_view op_type);

// The node's output if it is known while planning and made of, or from, integers; nullopt when a kernel has to make it.
[[nodiscard]] std::optional<onnx::Constant> evaluate_integers(const NodeContext& node);

}  // namespace earshot::nn
