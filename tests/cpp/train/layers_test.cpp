// train/layers: what the layers of a recipe become, in shapes, parameters and ONNX nodes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "nn/execution.h"
#include "nn/initializers.h"
#include "nn/session.h"
#include "train/architectures.h"
#include "train/layers/layer.h"

using namespace earshot;

namespace {

train::Recipe recipe_of(const std::string& layers) {
  return train::recipe_from_json(R"({"name":"test","standardize":"none","network":{"layers":[)" + layers + "]}}");
}

// The layers alone, without the output.
train::NetworkBuilder built(const std::string& layers, Shape shape, Rng& rng) {
  train::NetworkBuilder builder(std::move(shape), rng);
  const train::Recipe recipe = recipe_of(layers);
  for (std::size_t i = 0; i < recipe.layers.size(); ++i) train::build_layer(recipe.layers[i], i, builder);
  return builder;
}

train::LayerSummary last_of(const std::string& layers, Shape shape) {
  Rng rng(1);
  return built(layers, std::move(shape), rng).summaries().back();
}

Shape shape_after(const std::string& layers, Shape shape) { return last_of(layers, std::move(shape)).output; }

std::vector<std::string> operators_of(const std::string& layers, Shape shape) {
  Rng rng(1);
  const onnx::Model model = built(layers, std::move(shape), rng).finish();
  std::vector<std::string> out;
  for (const onnx::Node& node : model.graph.nodes) out.push_back(node.op_type);
  return out;
}

std::string refusal(const std::string& layers, Shape shape) {
  try {
    (void)shape_after(layers, std::move(shape));
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInvalidConfig);
    return error.what();
  }
  return "nothing was refused";
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("conv2d: valid and same windows, strides and dilation give TensorFlow's sizes") {
  CHECK(shape_after(R"({"type":"conv2d","filters":8,"kernel":3})", {100, 40}) == Shape{8, 98, 38});
  CHECK(shape_after(R"({"type":"conv2d","filters":8,"kernel":[5,3],"stride":[2,3],"padding":"same"})", {101, 40}) ==
        Shape{8, 51, 14});
  CHECK(shape_after(R"({"type":"conv2d","filters":8,"kernel":3,"dilation":[4,1]})", {100, 40}) == Shape{8, 92, 38});
  CHECK(shape_after(R"({"type":"conv2d","filters":4,"kernel":2},{"type":"conv2d","filters":6,"kernel":1})", {3, 3}) ==
        Shape{6, 2, 2});
}

TEST_CASE("conv2d: same padding puts the odd cell at the end, as TensorFlow does") {
  Rng rng(1);
  const onnx::Model model =
      built(R"({"type":"conv2d","filters":1,"kernel":[2,5],"stride":[1,2],"padding":"same"})", {6, 6}, rng).finish();
  const onnx::Node& conv = model.graph.nodes.back();
  // time: 6 positions of a window of 2 need 1 cell; frequency: 3 positions, (3 - 1) * 2 + 5 - 6 = 3 cells.
  CHECK(std::get<std::vector<std::int64_t>>(conv.attributes.at("pads")) == std::vector<std::int64_t>{0, 1, 1, 2});
}

TEST_CASE("conv1d: over time the coefficients are channels; over frequency every frame gets the same window") {
  const train::LayerSummary time = last_of(R"({"type":"conv1d","filters":32,"kernel":20})", {44100, 2});
  CHECK(time.output == Shape{44081, 32});
  CHECK(time.parameters == 32 * 2 * 20 + 32);
  const train::LayerSummary frequency =
      last_of(R"({"type":"conv1d","axis":"frequency","filters":8,"kernel":4})", {100, 128});
  CHECK(frequency.output == Shape{8, 100, 125});
  CHECK(frequency.parameters == 8 * 4 + 8);
  CHECK(frequency.multiply_adds == 8 * 100 * 125 * 4);
}

TEST_CASE("conv1d: a chain over time turns the sequence once, there and back") {
  CHECK(
      operators_of(
          R"({"type":"conv1d","filters":4,"kernel":3,"activation":"relu"},{"type":"batch_norm"},{"type":"max_pool1d"},{"type":"conv1d","filters":4,"kernel":3})",
          {20, 5}) ==
      std::vector<std::string>{"Transpose", "Conv", "Relu", "BatchNormalization", "MaxPool", "Conv", "Transpose"});
}

TEST_CASE("conv1d: its numbers are those of the sum it stands for") {
  Rng rng(3);
  train::NetworkBuilder builder = built(R"({"type":"conv1d","filters":2,"kernel":2})", {3, 2}, rng);
  onnx::Model model = std::move(builder).finish();
  const Tensor weight =
      std::get<Tensor>(*onnx::find_initializer(model.graph, "conv1d_1.weight"));  // [filter, coefficient, step]
  const Tensor x({1, 3, 2}, {1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F});
  const Tensor y = nn::Session(model).run(x);
  REQUIRE(y.shape == Shape{1, 2, 2});
  for (std::size_t t = 0; t < 2; ++t) {
    for (std::size_t f = 0; f < 2; ++f) {
      double sum = 0.0;
      for (std::size_t c = 0; c < 2; ++c) {
        for (std::size_t k = 0; k < 2; ++k)
          sum += static_cast<double>(weight.data[f * 4 + c * 2 + k]) * static_cast<double>(x.data[(t + k) * 2 + c]);
      }
      CHECK(y.data[t * 2 + f] == doctest::Approx(sum).epsilon(1e-5));
    }
  }
}

TEST_CASE("depthwise and separable convolution: parameters are Keras' own") {
  const train::LayerSummary depthwise = last_of(
      R"({"type":"conv2d","filters":6,"kernel":1},{"type":"depthwise_conv2d","kernel":3,"multiplier":2})", {9, 9});
  CHECK(depthwise.output == Shape{12, 7, 7});
  CHECK(depthwise.parameters == 12 * 9 + 12);
  const train::LayerSummary separable = last_of(
      R"({"type":"conv2d","filters":6,"kernel":1},{"type":"separable_conv2d","filters":10,"kernel":3,"padding":"same"})",
      {9, 9});
  CHECK(separable.output == Shape{10, 9, 9});
  CHECK(separable.parameters == 6 * 9 + 6 * 10 + 10);
  CHECK(
      last_of(
          R"({"type":"conv2d","filters":6,"kernel":1},{"type":"conv2d","filters":4,"kernel":3,"groups":2,"bias":false})",
          {9, 9})
          .parameters == 4 * 3 * 9);
}

TEST_CASE("pooling: valid drops what is left over, same keeps it; one axis at a time where asked") {
  CHECK(shape_after(R"({"type":"max_pool2d"})", {25, 7}) == Shape{1, 12, 3});
  CHECK(shape_after(R"({"type":"max_pool2d","padding":"same"})", {25, 7}) == Shape{1, 13, 4});
  CHECK(shape_after(R"({"type":"average_pool2d","pool":[3,1],"stride":[2,1]})", {9, 7}) == Shape{1, 4, 7});
  CHECK(shape_after(R"({"type":"max_pool1d","pool":4})", {11, 3}) == Shape{2, 3});
  CHECK(shape_after(R"({"type":"average_pool1d","axis":"frequency"})", {11, 8}) == Shape{1, 11, 4});
  CHECK(shape_after(R"({"type":"global_max_pool"})", {11, 8}) == Shape{8});
  CHECK(shape_after(R"({"type":"conv2d","filters":3,"kernel":1},{"type":"global_average_pool"})", {11, 8}) == Shape{3});
  CHECK(shape_after(R"({"type":"conv2d","filters":3,"kernel":1},{"type":"global_average_pool","axis":"frequency"})",
                    {11, 8}) == Shape{11, 3});
  CHECK(shape_after(R"({"type":"conv2d","filters":3,"kernel":1},{"type":"global_max_pool","axis":"time"})", {11, 8}) ==
        Shape{8, 3});
}

TEST_CASE("lstm and gru: parameters and shapes are Keras' own") {
  const train::LayerSummary lstm = last_of(R"({"type":"lstm","units":128})", {20, 1});
  CHECK(lstm.output == Shape{128});
  CHECK(lstm.parameters == 4 * (128 + 128 * 128 + 128));
  const train::LayerSummary both =
      last_of(R"({"type":"lstm","units":32,"bidirectional":true,"return_sequences":true})", {100, 64});
  CHECK(both.output == Shape{100, 64});
  CHECK(both.parameters == 2 * 4 * (64 * 32 + 32 * 32 + 32));
  const train::LayerSummary gru = last_of(R"({"type":"gru","units":10,"bidirectional":true})", {7, 3});
  CHECK(gru.output == Shape{20});
  CHECK(gru.parameters == 2 * 3 * (10 * 3 + 10 * 10 + 2 * 10));
}

TEST_CASE("lstm: the forget gate begins at 1, the other biases at 0, the recurrent kernel orthonormal") {
  Rng rng(1);
  const onnx::Model model = built(R"({"type":"lstm","units":3,"bidirectional":true})", {4, 2}, rng).finish();
  const Tensor& bias = std::get<Tensor>(*onnx::find_initializer(model.graph, "lstm_1.bias"));
  CHECK(bias.shape == Shape{2, 12});
  for (std::size_t i = 0; i < bias.data.size(); ++i)
    CHECK(bias.data[i] == (i % 12 >= 6 && i % 12 < 9 ? 1.0F : 0.0F));  // ONNX: input, output, forget, cell
  const Tensor& recurrent = std::get<Tensor>(*onnx::find_initializer(model.graph, "lstm_1.recurrent"));
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      double product = 0.0;
      for (std::size_t row = 0; row < 12; ++row)
        product += static_cast<double>(recurrent.data[row * 3 + a]) * static_cast<double>(recurrent.data[row * 3 + b]);
      CHECK(product == doctest::Approx(a == b ? 1.0 : 0.0).epsilon(1e-5));
    }
  }
}

TEST_CASE("orthogonal: tall and wide matrices have orthonormal columns and rows") {
  Rng rng(4);
  for (const auto& [rows, columns] : {std::pair<std::int64_t, std::int64_t>{5, 20}, {20, 5}, {7, 7}}) {
    std::vector<float> w(static_cast<std::size_t>(rows * columns));
    nn::orthogonal(w, rows, columns, rng);
    const bool wide = columns >= rows;
    const std::int64_t n = std::min(rows, columns);
    const std::int64_t length = std::max(rows, columns);
    for (std::int64_t a = 0; a < n; ++a) {
      for (std::int64_t b = 0; b <= a; ++b) {
        double product = 0.0;
        for (std::int64_t i = 0; i < length; ++i) {
          const auto at = [&, columns = columns](std::int64_t v) {  // clang 14 does not capture structured bindings
            return static_cast<double>(w[static_cast<std::size_t>(wide ? v * columns + i : i * columns + v)]);
          };
          product += at(a) * at(b);
        }
        CHECK(std::abs(product - (a == b ? 1.0 : 0.0)) < 1e-6);  // rounding of 20 floats
      }
    }
  }
}

TEST_CASE("layers: normalisation, shapes and connections keep and change shapes as they say") {
  const train::LayerSummary norm = last_of(R"({"type":"layer_norm"})", {100, 128});
  CHECK(norm.output == Shape{100, 128});
  CHECK(norm.parameters == 256);
  CHECK(last_of(R"({"type":"layer_norm","axis":-2})", {10, 8}).parameters == 160);
  const train::LayerSummary batch =
      last_of(R"({"type":"conv2d","filters":5,"kernel":1},{"type":"batch_norm"})", {10, 8});
  CHECK(batch.parameters == 10);
  CHECK(batch.statistics == 10);
  CHECK(shape_after(R"({"type":"permute","dims":[2,1]})", {1, 20}) == Shape{20, 1});
  CHECK(operators_of(R"({"type":"permute","dims":[2,1]},{"type":"permute","dims":[2,1]})", {3, 4}).empty());
  CHECK(
      shape_after(
          R"({"type":"conv2d","filters":5,"kernel":1},{"type":"permute","dims":[2,1,3]},{"type":"reshape","shape":[0,-1]})",
          {10, 8}) == Shape{10, 40});
  CHECK(shape_after(R"({"type":"dense","units":6,"save":"s"},{"type":"dense","units":4,"concat_with":"s"})", {10, 8}) ==
        Shape{10, 10});
  CHECK(
      shape_after(
          R"({"type":"conv2d","filters":5,"kernel":1,"save":"s"},{"type":"conv2d","filters":3,"kernel":3,"padding":"same","concat_with":"s"})",
          {10, 8}) == Shape{8, 10, 8});
  CHECK(
      shape_after(
          R"({"type":"conv2d","filters":5,"kernel":1,"save":"s"},{"type":"conv2d","filters":5,"kernel":3,"padding":"same","add_to":"s"},{"type":"activation"})",
          {10, 8}) == Shape{5, 10, 8});
}

TEST_CASE("layers: a residual sum of swish is the number it says") {
  Rng rng(1);
  const onnx::Model residual =
      built(
          R"({"type":"activation","activation":"linear","save":"x"},{"type":"activation","activation":"swish","add_to":"x"})",
          {2}, rng)
          .finish();
  const Tensor y = nn::Session(residual).run(Tensor({1, 2}, {1.0F, -2.0F}));
  CHECK(y.data[0] == doctest::Approx(1.0 + 1.0 / (1.0 + std::exp(-1.0))));
  CHECK(y.data[1] == doctest::Approx(-2.0 - 2.0 / (1.0 + std::exp(2.0))));
}

TEST_CASE("layers: what does not fit is refused, naming the layer and the shapes") {
  CHECK(contains(refusal(R"({"type":"conv2d","filters":2,"kernel":9})", {4, 40}),
                 "layer 1 (conv2d): its window covers 9 frames, but its input has only 4"));
  CHECK(contains(refusal(R"({"type":"flatten"},{"type":"conv2d","filters":2,"kernel":2})", {4, 40}),
                 "its input is [160]"));
  CHECK(contains(refusal(R"({"type":"conv2d","filters":3,"kernel":1,"groups":2})", {4, 4}),
                 "do not divide into 2 groups"));
  CHECK(contains(refusal(R"({"type":"conv2d","filters":3})", {4, 4}), "kernel is missing"));
  CHECK(contains(refusal(R"({"type":"conv2d","filters":3,"kernel":[1,2,3]})", {4, 4}), "[time, frequency]"));
  CHECK(contains(refusal(R"({"type":"lstm","units":3},{"type":"lstm","units":3})", {4, 4}), "its input is [3]"));
  CHECK(contains(refusal(R"({"type":"reshape","shape":[0,3]})", {4, 4}), "[4, 4] cannot become [0, 3]"));
  CHECK(contains(refusal(R"({"type":"permute","dims":[1,3]})", {4, 4}), "once, from 1"));
  CHECK(contains(refusal(R"({"type":"dense","units":3,"add_to":"s"})", {4, 4}), "no layer before it saves \"s\""));
  CHECK(contains(refusal(R"({"type":"activation","save":"s"},{"type":"dense","units":3,"add_to":"s"})", {4, 4}),
                 "cannot be added to \"s\", [4, 4]"));
  CHECK(
      contains(refusal(R"({"type":"activation","save":"s"},{"type":"activation","save":"s"})", {4, 4}), "saved twice"));
  CHECK(contains(refusal(R"({"type":"spatial_dropout"})", {4}), "for a vector there is dropout"));
}

TEST_CASE("spatial dropout: in training whole channels vanish, in inference nothing does") {
  Rng rng(2);
  const onnx::Model model =
      built(R"({"type":"conv2d","filters":40,"kernel":1},{"type":"spatial_dropout","rate":0.5},{"type":"flatten"})",
            {3, 2}, rng)
          .finish();
  const Tensor x({2, 3, 2}, std::vector<float>(12, 1.0F));
  nn::Session inference(model);
  const Tensor plain = inference.run(x);
  nn::CompiledGraph graph(model);
  const std::vector<Shape> shapes = {x.shape};
  nn::Execution training(graph, shapes, nn::Mode::kTraining);
  std::copy(x.data.begin(), x.data.end(), training.value(graph.inputs().front()).begin());
  training.forward(&rng);
  const std::span<const float> y = training.value(graph.outputs().front());
  int dropped = 0;
  for (std::size_t channel = 0; channel < 80; ++channel) {  // of both examples
    const bool gone = y[channel * 6] == 0.0F;
    dropped += gone ? 1 : 0;
    for (std::size_t i = 0; i < 6; ++i) CHECK(y[channel * 6 + i] == (gone ? 0.0F : 2.0F * plain.data[channel * 6 + i]));
  }
  CHECK(dropped > 20);  // of 80, each with probability 1/2: 5 deviations around 40
  CHECK(dropped < 60);
}
