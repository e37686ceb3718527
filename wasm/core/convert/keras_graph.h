// Keras layers as ONNX nodes. Keras has images as [height, width, channels], ONNX as [channels, height, width]: the
// graph is built channels first, and whatever depends on Keras's order of numbers (Flatten, Reshape) turns them back.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "convert/keras_layers.h"
#include "convert/tfjs_weights.h"
#include "onnx/model.h"

namespace earshot::convert {

class KerasGraph {
 public:
  // Continues `graph` from its value `from`, an image of `shape` [channels, height, width].
  KerasGraph(onnx::Graph& graph, std::string from, Shape shape, const TfjsWeights& weights);

  // Throws kUnsupportedModel naming the layer that cannot be converted, and kInvalidModel for one that does not fit.
  void add(const KerasLayer& layer);

  [[nodiscard]] const std::string& value() const { return value_; }
  // [channels, height, width] or [n].
  [[nodiscard]] const Shape& shape() const { return shape_; }
  // The activation that came last, "" after anything else: "softmax" of a classifier.
  [[nodiscard]] const std::string& last_activation() const { return last_activation_; }

 private:
  void node(const std::string& name, const char* op_type, std::vector<std::string> more_inputs,
            std::map<std::string, onnx::Attribute> attributes, Shape shape);
  std::string initializer(const std::string& name, onnx::Constant value);
  void expect_rank(const KerasLayer& layer, std::size_t rank) const;

  void convolution(const KerasLayer& layer);
  void pooling(const KerasLayer& layer, const char* op_type);
  void global_pooling(const KerasLayer& layer, const char* op_type);
  void dense(const KerasLayer& layer);
  void batch_normalization(const KerasLayer& layer);
  void flatten(const std::string& name);
  void reshape(const KerasLayer& layer);
  void activation(const KerasLayer& layer, const std::string& function);

  onnx::Graph& graph_;
  std::string value_;
  Shape shape_;
  const TfjsWeights& weights_;
  std::string last_activation_;
};

}  // namespace earshot::convert
