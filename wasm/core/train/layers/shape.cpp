// Layers that only arrange: flatten, reshape, permute.
#include <algorithm>

#include "nn/node_context.h"
#include "train/layers/layer.h"

namespace earshot::train {

// {}: any shape -> a vector. An image is flattened channels first, where Keras has them last: its weights come in
// another order.
void build_flatten(Options&, NetworkBuilder& network) {
  const Shape& shape = network.shape();
  network.node(network.unique_name("flatten"), "Flatten", {}, {{"axis", std::int64_t{1}}},
               {nn::product(shape, 0, shape.size())});
}

// {"shape": [0, -1]}, without the batch: 0 keeps the dimension at its place, one -1 takes what is left. After a permute
// of [2, 1, 3] it makes the frames of an image a sequence.
void build_reshape(Options& options, NetworkBuilder& network) {
  std::vector<std::int64_t> target = options.integers("shape", -1, 1 << 24);
  const Shape& from = network.shape();
  if (target.empty()) options.fail("shape is missing");
  if (std::count(target.begin(), target.end(), -1) > 1) options.fail("shape may leave one dimension (-1) open");
  Shape shape = target;
  std::int64_t known = 1;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0) {
      if (i >= from.size())
        options.fail("shape keeps dimension " + std::to_string(i + 1) + " of " + to_string(from) + ", which has none");
      shape[i] = from[i];
    }
    if (shape[i] > 0) known *= shape[i];
  }
  const std::int64_t all = nn::product(from, 0, from.size());
  const auto open = std::find(shape.begin(), shape.end(), -1);
  if (open != shape.end() && all % known == 0) *open = all / known;
  if (nn::product(shape, 0, shape.size()) != all) options.fail(to_string(from) + " cannot become " + to_string(target));
  const std::string name = network.unique_name("reshape");
  target.insert(target.begin(), 0);  // the batch
  const std::string list = network.integers(name + ".shape", target);
  network.node(name, "Reshape", {list}, {}, std::move(shape));
}

// {"dims": [2, 1]}: counted from 1, the batch being 0, as in Keras.
void build_permute(Options& options, NetworkBuilder& network) {
  std::vector<std::int64_t> order = options.integers("dims", 1, 8);
  for (std::int64_t& dim : order) --dim;
  std::vector<std::int64_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  bool complete = sorted.size() == network.shape().size();
  for (std::size_t i = 0; complete && i < sorted.size(); ++i) complete = sorted[i] == static_cast<std::int64_t>(i);
  if (!complete)
    options.fail("dims must name each of the dimensions of " + to_string(network.shape()) + " once, from 1");
  network.permute(network.unique_name("permute"), std::move(order));
}

}  // namespace earshot::train
