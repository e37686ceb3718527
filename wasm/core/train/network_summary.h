// A network as a person reads it: its operators in order, with the shape each gives and the parameters each holds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "onnx/model.h"

namespace earshot::train {

struct NetworkStep {
  std::string op;      // "Conv"
  std::string name;    // of the node
  std::string detail;  // "3x3, 16 filters, stride 2x2"; "" when the name says it all
  Shape output;        // without the batch
  std::int64_t parameters = 0;
  std::vector<int> inputs;  // steps whose output it takes; -1: the network's input
};

struct NetworkSummary {
  Shape input;  // without the batch
  std::vector<NetworkStep> steps;
  std::int64_t parameters = 0;  // trainable
  std::int64_t constants = 0;   // floats that training leaves alone: standardisation, running statistics
};

// `input_shape`: without the batch; where the model leaves a size open it must be given. Throws what loading throws.
[[nodiscard]] NetworkSummary summarise_network(const onnx::Model& model, const Shape& input_shape);

}  // namespace earshot::train
