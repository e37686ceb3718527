// Grows an ONNX graph layer by layer. Keeps the name and the shape (without the batch) of the value the next layer
// takes.
//
// Shapes say what a value is: [n] a vector, [frames, coefficients] a sequence (time first, channels last, as Keras has
// it), [channels, frames, coefficients] an image (channels first, as ONNX has it; time runs down, frequency across).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/rng.h"
#include "nn/initializers.h"
#include "onnx/model.h"

namespace earshot::train {

// One layer of a recipe as built: for pictures of the network and estimates of its cost.
struct LayerSummary {
  std::string name;                // "conv2d_1"
  std::string type;                // "conv2d", as in the recipe; "input", "standardize" and "output" besides
  Shape output;                    // without the batch
  std::int64_t parameters = 0;     // trained
  std::int64_t statistics = 0;     // fitted or running, not trained
  std::int64_t multiply_adds = 0;  // of one example, products with kernels only
};

class NetworkBuilder {
 public:
  // The graph's input is "features" [batch, shape...].
  NetworkBuilder(Shape shape, Rng& rng);

  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] const std::string& value() const { return value_; }
  [[nodiscard]] Rng& rng() { return *rng_; }

  // "dense" -> "dense_1", "dense_2", ...
  [[nodiscard]] std::string unique_name(std::string_view stem);
  // Adds an initializer that is a setting (sizes, ratios) and returns its name.
  std::string initializer(std::string name, onnx::Constant value);
  // An initializer that training changes, and one that is fitted or runs along.
  std::string parameter(std::string name, Tensor value);
  std::string statistic(std::string name, Tensor value);
  // A list of whole numbers as an initializer: shapes, axes.
  std::string integers(std::string name, std::vector<std::int64_t> values);
  // A node on the current value and further inputs; its output, named `name`, becomes the current value.
  void node(std::string name, std::string op_type, std::vector<std::string> more_inputs,
            std::map<std::string, onnx::Attribute> attributes, Shape shape);
  // Any node; the current value stays.
  void side_node(std::string op_type, std::vector<std::string> inputs, std::vector<std::string> outputs,
                 std::map<std::string, onnx::Attribute> attributes);
  // A value made by side_node becomes the current one.
  void continue_with(std::string value, Shape shape);
  // relu, tanh, ...; "linear" adds nothing. Unknown names throw kInvalidConfig; `layer` is for the message and the
  // node's name.
  void activation(std::string_view activation, const std::string& layer);
  // Dimension i of the result is dimension order[i] of the current value (both without the batch). Two in a row become
  // one or none.
  void permute(const std::string& name, std::vector<std::int64_t> order);
  // A sequence [frames, channels] <-> [channels, frames], what ONNX's convolution, pooling and normalisation take.
  // Images stay.
  void channels_first(const std::string& name);
  void channels_last(const std::string& name);

  // Remembers the current value for a later concat_with or add_to; false when the name is taken.
  [[nodiscard]] bool save(const std::string& name);
  // nullptr when nothing was saved under the name.
  [[nodiscard]] const std::pair<std::string, Shape>* saved(const std::string& name) const;

  // Penalties for training, by initializer and by value.
  void penalise_weight(const std::string& initializer, float l2) { weight_l2_.emplace_back(initializer, l2); }
  void penalise_activity(float l2) { activity_l2_.emplace_back(value_, l2); }
  // Every kernel (not biases, not normalisation) in order, for penalties on all of them.
  void is_kernel(const std::string& initializer) { kernels_.push_back(initializer); }
  // Cost of the layer, for its summary.
  void count_multiply_adds(std::int64_t n) { multiply_adds_ += n; }
  // Everything since the last call becomes one summary of this type.
  void end_layer(std::string type);

  [[nodiscard]] const std::vector<std::pair<std::string, float>>& weight_l2() const { return weight_l2_; }
  [[nodiscard]] const std::vector<std::pair<std::string, float>>& activity_l2() const { return activity_l2_; }
  [[nodiscard]] const std::vector<std::string>& kernels() const { return kernels_; }
  [[nodiscard]] const std::vector<LayerSummary>& summaries() const { return summaries_; }
  // The model with the current value as its output.
  [[nodiscard]] onnx::Model finish() &&;

 private:
  [[nodiscard]] bool is_used(const std::string& value) const;

  onnx::Model model_;
  std::string value_;
  Shape shape_;
  Rng* rng_;
  std::map<std::string, int, std::less<>> counts_;
  std::map<std::string, std::pair<std::string, Shape>> saved_;
  std::vector<std::pair<std::string, float>> weight_l2_, activity_l2_;
  std::vector<std::string> kernels_;
  std::vector<LayerSummary> summaries_;
  std::string layer_name_;  // of the layer being built
  std::int64_t parameters_ = 0, statistics_ = 0, multiply_adds_ = 0;
};

}  // namespace earshot::train
