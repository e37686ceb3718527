// TensorProto <-> Constant, shared by the model reader and by read_tensor. Private to onnx/.
#pragma once

#include <protozero/data_view.hpp>
#include <string>
#include <utility>

#include "onnx/model.h"

namespace earshot::onnx {

// Throws Error, or a protozero::exception for broken wire format; `guarded` turns the latter into the former.
[[nodiscard]] std::pair<std::string, Constant> parse_tensor(protozero::data_view bytes);

// "FLOAT16" for 10, and so on: for messages.
[[nodiscard]] std::string data_type_name(std::int32_t data_type);

// Names from a file enter messages shortened and printable.
[[nodiscard]] std::string quoted(std::string_view name);

}  // namespace earshot::onnx
