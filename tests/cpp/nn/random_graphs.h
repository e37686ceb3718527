// Random small graphs, one operator each or chains of them, for comparison with another engine.
#pragma once

#include <string>
#include <vector>

#include "base/rng.h"
#include "onnx/model.h"

namespace earshot::test {

struct RandomGraph {
  std::string what;  // the operators, in order
  onnx::Model model;
  std::vector<Tensor> inputs;  // of model.graph.inputs
};

// One node of the operator with random shapes and attributes; `round` picks among its variants.
[[nodiscard]] RandomGraph random_node(const std::string& op_type, int round, Rng& rng);
// A small convolutional or recurrent network with odd sizes.
[[nodiscard]] RandomGraph random_network(Rng& rng);

// What our engine gives; also sets the shape of the model's output, which other engines check.
[[nodiscard]] Tensor run_graph(RandomGraph& graph);

}  // namespace earshot::test
