#include "train/architectures.h"

#include <cmath>

#include "nn/node_context.h"
#include "train/layers/layer.h"

namespace earshot::train {
namespace {

// Below this a coefficient counts as constant: dividing by its deviation would only amplify rounding.
constexpr double kSmallestDeviation = 1e-6;

Shape standardization_shape(const Shape& features, Standardize kind) {
  return kind == Standardize::kPerElement || features.empty() ? features : Shape{features.back()};
}

}  // namespace

std::optional<Standardization> fit_standardization(const Dataset& dataset, std::span<const std::size_t> indices,
                                                   Standardize kind) {
  if (kind == Standardize::kNone || indices.empty()) return std::nullopt;
  const Shape shape = standardization_shape(dataset.feature_shape(), kind);
  const auto cells = static_cast<std::size_t>(num_elements(shape));
  std::vector<double> mean(cells, 0.0);
  std::vector<double> square(cells, 0.0);
  double n = 0.0;
  // Row-major: element i of the example is cell i modulo the number of cells. Two passes, in double.
  for (const std::size_t index : indices) {
    const std::vector<float>& x = dataset.examples[index].features.data;
    for (std::size_t i = 0; i < x.size(); ++i) mean[i % cells] += static_cast<double>(x[i]);
    n += static_cast<double>(x.size() / cells);
  }
  for (double& m : mean) m /= n;
  for (const std::size_t index : indices) {
    const std::vector<float>& x = dataset.examples[index].features.data;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double d = static_cast<double>(x[i]) - mean[i % cells];
      square[i % cells] += d * d;
    }
  }
  Standardization out{Tensor(shape), Tensor(shape)};
  for (std::size_t i = 0; i < cells; ++i) {
    const double deviation = std::sqrt(square[i] / n);
    out.mean.data[i] = static_cast<float>(mean[i]);
    out.deviation.data[i] = deviation > kSmallestDeviation ? static_cast<float>(deviation) : 1.0F;
  }
  return out;
}

Network build_network(const Recipe& recipe, const Shape& feature_shape, int num_classes,
                      const std::optional<Standardization>& standardization, Rng& rng) {
  NetworkBuilder builder(feature_shape, rng);
  if (standardization) {
    const std::string prefix(nn::kStandardizePrefix);
    const std::string mean = builder.statistic(prefix + "mean", standardization->mean);
    const std::string deviation = builder.statistic(prefix + "std", standardization->deviation);
    builder.node("centred", "Sub", {mean}, {}, feature_shape);
    builder.node("standardized", "Div", {deviation}, {}, feature_shape);
    builder.end_layer("standardize");
  }
  for (std::size_t i = 0; i < recipe.layers.size(); ++i) build_layer(recipe.layers[i], i, builder);
  if (builder.shape().size() != 1) {
    throw Error(ErrorCode::kInvalidConfig,
                "recipe: the last layer gives " + to_string(builder.shape()) + " for each clip; add a flatten layer.");
  }
  const std::int64_t inputs = builder.shape()[0];
  const std::string kernel = add_kernel(builder, "output.weight", {inputs, num_classes}, {inputs, num_classes}, {});
  const std::string bias = builder.parameter("output.bias", Tensor({num_classes}));
  builder.count_multiply_adds(inputs * num_classes);
  builder.node("logits", "Gemm", {kernel, bias}, {}, {num_classes});
  if (recipe.output == Output::kSoftmax) {
    builder.node("scores", "Softmax", {}, {{"axis", std::int64_t{-1}}}, {num_classes});
  } else {
    builder.node("scores", "Sigmoid", {}, {}, {num_classes});
  }
  builder.end_layer("output");

  Network out;
  out.training.logits = "logits";
  out.training.loss =
      recipe.output == Output::kSoftmax ? nn::Loss::kSoftmaxCrossEntropy : nn::Loss::kSigmoidBinaryCrossEntropy;
  out.training.weight_l2 = builder.weight_l2();
  out.training.activity_l2 = builder.activity_l2();
  if (recipe.training.l2 > 0.0F) {
    for (const std::string& name : builder.kernels()) out.training.weight_l2.emplace_back(name, recipe.training.l2);
  }
  out.layers = builder.summaries();
  out.model = std::move(builder).finish();
  return out;
}

std::vector<LayerSummary> describe_network(const Recipe& recipe, const Shape& feature_shape, int num_classes) {
  std::optional<Standardization> standardization;
  if (recipe.standardize != Standardize::kNone) {
    const Shape shape = standardization_shape(feature_shape, recipe.standardize);
    standardization = {Tensor(shape), Tensor(shape)};
  }
  Rng rng(0);
  return build_network(recipe, feature_shape, num_classes, standardization, rng).layers;
}

}  // namespace earshot::train
