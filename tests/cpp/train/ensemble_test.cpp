// train/ensemble: several networks as one graph.
#include "train/ensemble.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "nn/session.h"
#include "train/architectures.h"

using namespace earshot;

namespace {

onnx::Model network(std::uint64_t seed, int classes = 3) {
  const train::Recipe recipe = train::recipe_from_json(
      R"({"name":"test","network":{"layers":[{"type":"conv2d","filters":2,"kernel":3},{"type":"batch_norm"},{"type":"flatten"}]}})");
  Rng rng(seed);
  return train::build_network(recipe, {5, 4}, classes, std::nullopt, rng).model;
}

std::vector<float> scores_of(const onnx::Model& model) {
  nn::Session session(model);
  session.prepare({2, 5, 4});
  Rng rng(4);
  for (float& x : session.input()) x = static_cast<float>(rng.normal());
  session.run();
  return {session.output().begin(), session.output().end()};
}

}  // namespace

TEST_CASE("ensemble: the scores are the mean of the members', after writing and reading too") {
  const std::vector<onnx::Model> members = {network(1), network(2), network(3)};
  const onnx::Model whole = train::average(members);
  const std::vector<float> scores = scores_of(onnx::read_model(onnx::write_model(whole)));
  std::vector<double> mean(scores.size(), 0.0);
  for (const onnx::Model& member : members) {
    const std::vector<float> own = scores_of(member);
    for (std::size_t i = 0; i < own.size(); ++i) mean[i] += static_cast<double>(own[i]) / 3.0;
  }
  REQUIRE(scores.size() == 6);
  for (std::size_t i = 0; i < scores.size(); ++i) CHECK(scores[i] == doctest::Approx(mean[i]).epsilon(1e-5));
  CHECK(whole.graph.inputs[0].name == members[0].graph.inputs[0].name);
  CHECK(whole.graph.outputs[0].name == members[0].graph.outputs[0].name);
}

TEST_CASE("ensemble: one network stays as it is, none and unlike ones are refused") {
  const std::vector<onnx::Model> one = {network(1)};
  CHECK(onnx::write_model(train::average(one)) == onnx::write_model(one[0]));
  CHECK_THROWS_AS((void)train::average({}), Error);
  const std::vector<onnx::Model> unlike = {network(1), network(1, 4)};
  CHECK_THROWS_AS((void)train::average(unlike), Error);
}
