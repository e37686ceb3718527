// nn: a prepared session and a prepared training step do not touch the heap.
//
// Global operator new and Eigen's aligned_malloc (which calls malloc) cannot both be counted portably; on glibc malloc
// itself is interposed, which sees everything. Elsewhere (wasm, sanitizers that interpose malloc themselves) the test
// is not built.
#include <cstdlib>  // defines __GLIBC__

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EARSHOT_MALLOC_IS_TAKEN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define EARSHOT_MALLOC_IS_TAKEN
#endif

#if defined(__GLIBC__) && !defined(EARSHOT_MALLOC_IS_TAKEN)

#include <doctest/doctest.h>

#include "nn/graphs.h"
#include "nn/optimizer.h"
#include "nn/session.h"
#include "nn/training_session.h"

extern "C" void* __libc_malloc(std::size_t size);

namespace {

// Tests run on one thread.
long allocations = 0;

}  // namespace

extern "C" void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}

using namespace earshot;
using namespace earshot::test;

namespace {

// Wide enough that Eigen's own product would take its packing buffers from the heap (more than 128 KiB).
onnx::Model wide_network() {
  Rng rng(4);
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs.push_back({"features", {-1, 600}, {"batch", ""}});
  g.initializers = {{"w1", random_tensor({600, 512}, rng, -0.1, 0.1)},
                    {"b1", random_tensor({512}, rng)},
                    {"w2", random_tensor({512, 10}, rng)}};
  g.nodes = {{"Gemm", "", {"features", "w1", "b1"}, {"h"}, {}, ""},
             {"Relu", "", {"h"}, {"r"}, {}, ""},
             {"Dropout", "", {"r"}, {"d"}, {}, ""},
             {"MatMul", "", {"d", "w2"}, {"logits"}, {}, ""},
             {"Softmax", "", {"logits"}, {"scores"}, {}, ""}};
  g.outputs.push_back({"scores", {-1, 10}, {"batch", ""}});
  return model;
}

// Every operator with working memory of its own.
onnx::Model audio_network() {
  using Ints = std::vector<std::int64_t>;
  Rng rng(5);
  onnx::Model model;
  onnx::Graph& g = model.graph;
  g.inputs.push_back({"features", {-1, 1, 20, 24}, {"batch", "", "", ""}});
  g.initializers = {{"w1", random_tensor({4, 1, 3, 3}, rng)},
                    {"b1", random_tensor({4}, rng)},
                    {"w2", random_tensor({4, 1, 3, 3}, rng)},
                    {"shape", integers({0, 40, 12})},
                    {"w", random_tensor({2, 32, 12}, rng)},
                    {"r", random_tensor({2, 32, 8}, rng)},
                    {"gw", random_tensor({1, 24, 8}, rng)},
                    {"gr", random_tensor({1, 24, 8}, rng)},
                    {"scale", random_tensor({8}, rng)},
                    {"joined", integers({40, -1, 8})},
                    {"starts", integers({-1})},
                    {"ends", integers({1000})},
                    {"out", integers({-1, 16})},
                    {"w3", random_tensor({16, 10}, rng)}};
  g.nodes = {{"Conv", "", {"features", "w1", "b1"}, {"c"}, {{"pads", Ints{1, 1, 1, 1}}}, ""},
             {"Tanh", "", {"c"}, {"t"}, {}, ""},
             {"MaxPool", "", {"t"}, {"p"}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}, ""},
             {"Conv", "", {"p", "w2"}, {"d"}, {{"pads", Ints{1, 1, 1, 1}}, {"group", std::int64_t{4}}}, ""},
             {"Reshape", "", {"d", "shape"}, {"rows"}, {}, ""},
             {"Transpose", "", {"rows"}, {"steps"}, {{"perm", Ints{1, 0, 2}}}, ""},
             {"LSTM",
              "",
              {"steps", "w", "r"},
              {"h"},
              {{"hidden_size", std::int64_t{8}}, {"direction", std::string("bidirectional")}},
              ""},
             {"Reshape", "", {"h", "joined"}, {"both"}, {}, ""},
             {"LayerNormalization", "", {"both", "scale"}, {"n"}, {}, ""},
             {"GRU", "", {"n", "gw", "gr"}, {"gru"}, {{"hidden_size", std::int64_t{8}}}, ""},
             {"Slice", "", {"gru", "starts", "ends"}, {"last"}, {}, ""},
             {"Reshape", "", {"last", "out"}, {"flat"}, {}, ""},
             {"MatMul", "", {"flat", "w3"}, {"logits"}, {}, ""},
             {"Softmax", "", {"logits"}, {"scores"}, {}, ""}};
  g.outputs.push_back({"scores", {-1, 10}, {"batch", ""}});
  return model;
}

}  // namespace

TEST_CASE("session: convolutions and recurrences do not allocate either, in a run or in a training step") {
  nn::Session session(audio_network());
  nn::TrainingSession training(audio_network(), {});
  nn::Optimizer adam({}, training.parameters());
  Rng rng(1);
  for (const std::int64_t batch : {1, 6}) {
    session.prepare({batch, 1, 20, 24});
    training.prepare({batch, 1, 20, 24});
    const long before = allocations;
    session.run();
    (void)training.forward_backward(rng);
    adam.step(training.parameters(), 1e-3F);
    CHECK(allocations == before);
  }
}

TEST_CASE("session: run() does not allocate, for one example and for a batch") {
  nn::Session session(wide_network());
  for (const std::int64_t batch : {1, 300}) {
    session.prepare({batch, 600});
    const long before = allocations;
    session.run();
    CHECK(allocations == before);
  }
}

TEST_CASE("training session: a step (forward, backward, clipping, optimizer) does not allocate") {
  nn::TrainingSession session(wide_network(), {});
  session.prepare({300, 600});
  nn::Optimizer adam({}, session.parameters());
  Rng rng(1);
  const long before = allocations;
  REQUIRE(before > 0);
  (void)session.forward_backward(rng);
  (void)nn::clip_gradient_norm(session.gradients(), 1.0);
  adam.step(session.parameters(), 1e-3F);
  (void)session.evaluate();
  CHECK(allocations == before);
}

#endif
