// Random graphs run, and are written for tests/parity/random-graphs.test.ts when EARSHOT_RANDOM_GRAPHS names a folder:
// for each NAME.onnx a NAME.json with {"what", "inputs": [{"name", "dims", "data"}], "output": {...}}.
#include "nn/random_graphs.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "nn/registry.h"

using namespace earshot;
using namespace earshot::test;

namespace {

constexpr int kRoundsPerOperator = 12;
constexpr int kNetworks = 60;

std::string json_of(const std::string& name, const Tensor& tensor) {
  std::string out = "{\"name\":\"" + name + "\",\"dims\":[";
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) out += (i == 0 ? "" : ",") + std::to_string(tensor.shape[i]);
  out += "],\"data\":[";
  for (std::size_t i = 0; i < tensor.data.size(); ++i) {
    char text[32];
    std::snprintf(text, sizeof text, "%s%.9g", i == 0 ? "" : ",", static_cast<double>(tensor.data[i]));
    out += text;
  }
  return out + "]}";
}

void write(const std::string& stem, const RandomGraph& graph, const Tensor& output) {
  const std::vector<std::uint8_t> bytes = onnx::write_model(graph.model);
  std::ofstream(stem + ".onnx", std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  std::ofstream json(stem + ".json");
  json << "{\"what\":\"" << graph.what << "\",\"inputs\":[";
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    json << (i == 0 ? "" : ",") << json_of(graph.model.graph.inputs[i].name, graph.inputs[i]);
  }
  json << "],\"output\":" << json_of(graph.model.graph.outputs.front().name, output) << "}\n";
  REQUIRE(json.good());
}

}  // namespace

TEST_CASE("random graphs: every operator and networks of them plan, run, and give finite numbers") {
  const char* folder = std::getenv("EARSHOT_RANDOM_GRAPHS");
  Rng rng(2024);
  int number = 0;
  const auto run = [&](RandomGraph graph) {
    CAPTURE(graph.what);
    CAPTURE(number);
    const Tensor output = run_graph(graph);
    for (const float v : output.data) REQUIRE(std::isfinite(v));
    if (folder != nullptr) {
      char name[16];
      std::snprintf(name, sizeof name, "/%04d", number);
      write(folder + std::string(name), graph, output);
    }
    ++number;
  };
  for (const nn::OperatorEntry& entry : nn::operators()) {
    for (int round = 0; round < kRoundsPerOperator; ++round) run(random_node(std::string(entry.op_type), round, rng));
  }
  for (int i = 0; i < kNetworks; ++i) run(random_network(rng));
  CHECK(number == static_cast<int>(nn::operators().size()) * kRoundsPerOperator + kNetworks);
}
