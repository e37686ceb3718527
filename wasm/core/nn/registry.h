// ONNX operator name -> kernel factory. A new operator is one file in ops/, one line in registry.cpp, and its test.
#pragma once

#include <span>
#include <string_view>

#include "nn/kernel.h"

namespace earshot::nn {

struct OperatorEntry {
  std::string_view op_type;
  KernelFactory* make;
  // Inputs that are settings or running statistics (bit i: input i). Training leaves them alone unless told otherwise.
  unsigned non_parameters = 0;
};

// nullptr when the engine lacks the operator.
[[nodiscard]] const OperatorEntry* find_operator(std::string_view op_type);
[[nodiscard]] std::span<const OperatorEntry> operators();

}  // namespace earshot::nn
