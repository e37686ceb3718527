#include "nn/random_graphs.h"

#include <algorithm>

#include "base/error.h"
#include "nn/execution.h"
#include "nn/graphs.h"

namespace earshot::test {
namespace {

using Ints = std::vector<std::int64_t>;
using Attributes = std::map<std::string, onnx::Attribute>;

class Draw {
 public:
  explicit Draw(Rng& rng) : rng_(rng) {}

  [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::min(high, low + static_cast<std::int64_t>(rng_.uniform() * static_cast<double>(high - low + 1)));
  }
  [[nodiscard]] bool coin() { return rng_.uniform() < 0.5; }
  [[nodiscard]] Shape shape(std::size_t rank, std::int64_t most = 7) {
    Shape out(rank);
    for (std::int64_t& d : out) d = between(1, most);
    return out;
  }
  [[nodiscard]] Tensor values(Shape shape, double low = -2.0, double high = 2.0) {
    return random_tensor(std::move(shape), rng_, low, high);
  }
  template <class T>
  [[nodiscard]] T one_of(std::vector<T> choices) {
    return choices[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(choices.size()) - 1))];
  }

 private:
  Rng& rng_;
};

std::string text(const char* value) { return value; }

// Kernel, strides, dilations and pads for `rank` spatial dimensions of at least 9 positions.
Attributes window(Draw& draw, std::size_t rank, bool dilated, bool attribute_kernel, Ints& kernel) {
  Ints strides, dilations, before, after;
  kernel.clear();
  for (std::size_t d = 0; d < rank; ++d) {
    kernel.push_back(draw.between(1, 4));
    strides.push_back(draw.between(1, 3));
    dilations.push_back(dilated ? draw.between(1, 2) : 1);
    before.push_back(draw.between(0, kernel.back() - 1));
    after.push_back(draw.between(0, kernel.back() - 1));
  }
  Attributes out = {{"strides", strides}};
  if (dilated) out["dilations"] = dilations;
  if (attribute_kernel) out["kernel_shape"] = kernel;
  if (draw.between(0, 2) == 0 && !dilated) {
    out["auto_pad"] = text(draw.coin() ? "SAME_UPPER" : "SAME_LOWER");
  } else {
    before.insert(before.end(), after.begin(), after.end());
    out["pads"] = before;
  }
  return out;
}

Shape image(Draw& draw, std::size_t spatial, std::int64_t channels) {
  Shape out = {draw.between(1, 3), channels};
  for (std::size_t d = 0; d < spatial; ++d) out.push_back(draw.between(9, 19));
  return out;
}

OneNode conv(Draw& draw) {
  const auto spatial = static_cast<std::size_t>(draw.between(1, 2));
  const std::int64_t groups = draw.between(1, 3);
  const std::int64_t in = draw.coin() ? 1 : draw.between(1, 5);
  Ints kernel;
  OneNode node{"Conv", {}, window(draw, spatial, draw.coin(), true, kernel)};
  const std::int64_t out = groups * draw.between(1, 9);
  node.attributes["group"] = groups;
  Shape weights = {out, in};
  weights.insert(weights.end(), kernel.begin(), kernel.end());
  node.inputs = {draw.values(image(draw, spatial, groups * in)), draw.values(weights)};
  if (draw.coin()) node.inputs.push_back(draw.values({out}));
  return node;
}

// Strides up to the kernel: beyond it ONNX Runtime refuses auto_pad, and with ceil_mode it keeps a last window that
// starts in the padding, which ONNX (its text since opset 22) and PyTorch leave out, as we do.
OneNode pool(Draw& draw, const std::string& op) {
  const auto spatial = static_cast<std::size_t>(draw.between(1, 2));
  const bool dilated = draw.coin();
  Ints kernel;
  OneNode node{op, {}, window(draw, spatial, dilated, true, kernel)};
  Ints& strides = std::get<Ints>(node.attributes["strides"]);
  for (std::size_t d = 0; d < spatial; ++d) strides[d] = std::min(strides[d], kernel[d]);
  node.opset = dilated && op == "AveragePool" ? 19 : draw.one_of<std::int64_t>({11, 12, 17});
  if (op == "AveragePool") node.attributes["count_include_pad"] = draw.between(0, 1);
  if (op == "MaxPool" && !node.attributes.contains("auto_pad")) {
    node.attributes["ceil_mode"] = draw.between(0, 1);
    Ints& pads = std::get<Ints>(node.attributes["pads"]);
    std::fill(pads.begin() + static_cast<std::ptrdiff_t>(spatial), pads.end(), 0);
  }
  node.inputs = {draw.values(image(draw, spatial, draw.between(1, 5)))};
  return node;
}

OneNode recurrent(Draw& draw, const std::string& op) {
  const std::int64_t gates = op == "LSTM" ? 4 : 3;
  const std::int64_t d = draw.between(1, 2);
  const std::int64_t hidden = draw.between(1, 9);
  const std::int64_t inputs = draw.between(1, 7);
  const std::int64_t batch = draw.between(1, 5);
  OneNode node{op,
               {draw.values({draw.between(1, 9), batch, inputs}), draw.values({d, gates * hidden, inputs}),
                draw.values({d, gates * hidden, hidden})}};
  node.attributes = {{"hidden_size", hidden},
                     {"direction", text(d == 2        ? "bidirectional"
                                        : draw.coin() ? "forward"
                                                      : "reverse")}};
  if (op == "GRU") node.attributes["linear_before_reset"] = draw.between(0, 1);
  node.positions = {0, 1, 2};
  if (draw.coin()) {
    node.inputs.push_back(draw.values({d, 2 * gates * hidden}));
    node.positions.push_back(3);
  }
  if (draw.coin()) {
    node.inputs.push_back(draw.values({d, batch, hidden}));
    node.positions.push_back(5);
    if (op == "LSTM") {
      node.inputs.push_back(draw.values({d, batch, hidden}));
      node.positions.push_back(6);
    }
  }
  node.output = static_cast<std::size_t>(draw.between(0, op == "LSTM" ? 2 : 1));
  return node;
}

OneNode broadcast_pair(Draw& draw, const std::string& op) {
  Shape a = draw.shape(static_cast<std::size_t>(draw.between(1, 4)));
  Shape b = a;
  for (std::size_t d = 0; d < a.size(); ++d) {
    if (draw.between(0, 3) == 0) (op != "PRelu" && draw.coin() ? a : b)[d] = 1;
  }
  if (draw.coin())
    b.erase(b.begin(),
            b.begin() + static_cast<std::ptrdiff_t>(draw.between(0, static_cast<std::int64_t>(b.size()) - 1)));
  const bool swap = op != "PRelu" && draw.coin();
  const bool positive = op == "Div" || op == "Pow";
  Tensor first = draw.values(swap ? b : a, op == "Pow" ? 0.2 : -2.0);
  return {op, {std::move(first), draw.values(swap ? a : b, positive ? 0.5 : -2.0)}};
}

OneNode reduce(Draw& draw, const std::string& op) {
  const Shape shape = draw.shape(static_cast<std::size_t>(draw.between(1, 4)));
  OneNode node{op, {draw.values(shape)}, {{"keepdims", draw.between(0, 1)}}};
  node.opset = draw.one_of<std::int64_t>({9, 11, 13, 17, 18, 20});
  Ints axes;
  for (std::int64_t d = 0; d < static_cast<std::int64_t>(shape.size()); ++d) {
    if (draw.coin()) axes.push_back(node.opset >= 11 && draw.coin() ? d - static_cast<std::int64_t>(shape.size()) : d);
  }
  if (axes.empty()) return node;
  if (node.opset >= (op == "ReduceSum" ? 13 : 18)) {
    node.settings = {{1, integers(axes)}};
  } else {
    node.attributes["axes"] = axes;
  }
  return node;
}

// Squeeze, Unsqueeze.
OneNode with_axes(Draw& draw, const std::string& op) {
  const bool squeeze = op == "Squeeze";
  OneNode node{op, {draw.values(squeeze ? Shape{1, draw.between(2, 5), 1, 3} : draw.shape(2))}};
  const Ints axes = squeeze ? draw.one_of<Ints>({{0}, {2}, {0, 2}}) : draw.one_of<Ints>({{0}, {1, 3}, {0, 2}});
  node.opset = draw.one_of<std::int64_t>({9, 11, 13, 21});
  if (node.opset >= 13) {
    node.settings = {{1, integers(axes)}};
  } else {
    node.attributes["axes"] = axes;
  }
  return node;
}

OneNode pad(Draw& draw) {
  const Shape shape = {draw.between(2, 6), draw.between(2, 6), draw.between(2, 6)};
  OneNode node{"Pad", {draw.values(shape)}};
  const std::string mode = draw.one_of<std::string>({"constant", "edge", "reflect"});
  node.attributes["mode"] = mode;
  Ints pads;
  for (int i = 0; i < 6; ++i) pads.push_back(draw.between(mode == "constant" ? -1 : 0, 1));
  node.opset = draw.one_of<std::int64_t>({9, 11, 13, 18});
  if (node.opset < 11) {
    node.attributes["pads"] = pads;
    if (mode == "constant") node.attributes["value"] = 0.5F;
  } else {
    node.settings = {{1, integers(pads)}};
    if (mode == "constant") node.settings.emplace_back(2, Tensor({}, {0.25F}));
  }
  return node;
}

OneNode slice(Draw& draw) {
  const Shape shape = {draw.between(3, 8), draw.between(3, 8)};
  OneNode node{"Slice", {draw.values(shape)}};
  const Ints starts = {draw.between(-4, 2), draw.between(0, 1)};
  const Ints ends = {draw.between(3, 100), draw.between(-1, 9) == 0 ? -1 : 9};
  node.opset = draw.one_of<std::int64_t>({9, 13});
  if (node.opset < 10) {
    node.attributes = {{"starts", starts}, {"ends", ends}};
    return node;
  }
  if (draw.coin()) {
    node.settings = {{1, integers(starts)}, {2, integers(ends)}, {3, integers({1, -2})}, {4, integers({1, 2})}};
  } else {
    node.settings = {{1, integers({-1})},
                     {2, integers({-1000})},
                     {3, integers({draw.between(0, 1)})},
                     {4, integers({-draw.between(1, 3)})}};
  }
  return node;
}

OneNode node_of(const std::string& op, int round, Draw& draw) {
  const auto any = [&] { return draw.values(draw.shape(static_cast<std::size_t>(draw.between(1, 4))), -4.0, 4.0); };
  if (op == "Conv") return conv(draw);
  if (op == "MaxPool" || op == "AveragePool") return pool(draw, op);
  if (op == "LSTM" || op == "GRU") return recurrent(draw, op);
  if (op == "Add" || op == "Sub" || op == "Mul" || op == "Div" || op == "Pow" || op == "PRelu")
    return broadcast_pair(draw, op);
  if (op.starts_with("Reduce")) return reduce(draw, op);
  if (op == "Squeeze" || op == "Unsqueeze") return with_axes(draw, op);
  if (op == "Pad") return pad(draw);
  if (op == "Slice") return slice(draw);
  if (op.starts_with("Global"))
    return {op, {draw.values(image(draw, static_cast<std::size_t>(draw.between(1, 3)), draw.between(1, 5)))}};
  if (op == "Gemm") {
    const std::int64_t m = draw.between(1, 9), n = draw.between(1, 33), k = draw.between(1, 300);
    const std::int64_t ta = draw.between(0, 1), tb = draw.between(0, 1);
    const Shape c = draw.one_of<Shape>({{m, n}, {n}, {m, 1}, {1, n}, {1}});
    return {op,
            {draw.values(ta != 0 ? Shape{k, m} : Shape{m, k}), draw.values(tb != 0 ? Shape{n, k} : Shape{k, n}),
             draw.values(c)},
            {{"transA", ta}, {"transB", tb}, {"alpha", 0.5F}, {"beta", -1.5F}}};
  }
  if (op == "MatMul") {
    const std::int64_t m = draw.between(1, 9), n = draw.between(1, 33), k = draw.between(1, 40), b = draw.between(1, 3);
    const Shape left = draw.one_of<Shape>({{m, k}, {b, m, k}, {2, b, m, k}, {k}});
    return {op, {draw.values(left), draw.values(draw.one_of<Shape>({{k, n}, {b, k, n}}))}};
  }
  if (op == "BatchNormalization") {
    const std::int64_t c = draw.between(1, 5);
    Shape x = draw.shape(static_cast<std::size_t>(draw.between(2, 4)));
    x[1] = c;
    OneNode node{op,
                 {draw.values(x), draw.values({c}), draw.values({c}), draw.values({c}), draw.values({c}, 0.3)},
                 {{"epsilon", 1e-3F}}};
    node.opset = draw.one_of<std::int64_t>({9, 14, 15});
    return node;
  }
  if (op == "LayerNormalization") {
    const Shape x = draw.shape(3);
    const std::int64_t axis = draw.between(-2, -1);
    const Shape part(x.end() + static_cast<std::ptrdiff_t>(axis), x.end());
    OneNode node{op, {draw.values(x), draw.values(part)}, {{"axis", axis}}};
    if (draw.coin()) node.inputs.push_back(draw.values(part));
    return node;
  }
  if (op == "Softmax" || op == "LogSoftmax") {
    OneNode node{op, {draw.values(draw.shape(3), -9.0, 9.0)}, {{"axis", draw.between(0, 2)}}};
    node.opset = draw.one_of<std::int64_t>({9, 11, 13});
    return node;
  }
  if (op == "Clip") {
    OneNode node{op, {any()}};
    node.opset = draw.one_of<std::int64_t>({9, 11, 13});
    if (node.opset < 11) {
      node.attributes = {{"min", -1.0F}, {"max", 1.5F}};
    } else {
      node.settings = {{1, Tensor({}, {-0.5F})}, {2, Tensor({}, {2.0F})}};
    }
    return node;
  }
  if (op == "Concat") {
    Shape a = draw.shape(3), b = a;
    const std::int64_t axis = draw.between(-3, 2);
    b[static_cast<std::size_t>(axis < 0 ? axis + 3 : axis)] = draw.between(1, 5);
    return {op, {draw.values(a), draw.values(b), draw.values(a)}, {{"axis", axis}}};
  }
  if (op == "Gather") {
    const std::int64_t axis = draw.between(0, 2);
    OneNode node{op, {draw.values({3, 4, 5})}, {{"axis", axis}}};
    node.settings = {{1, draw.coin() ? onnx::Constant(onnx::Int64Tensor{{2, 2}, {2, 0, -1, 1}})
                                     : onnx::Constant(onnx::Int64Tensor{{}, {-2}})}};
    return node;
  }
  if (op == "Reshape")
    return {op,
            {draw.values({2, draw.between(1, 5), 6})},
            {},
            {{1, integers(draw.one_of<Ints>({{0, -1}, {-1, 3}, {3, 2, -1}, {0, 0, 2, 3}}))}}};
  if (op == "Transpose")
    return {
        op, {draw.values(draw.shape(4))}, {{"perm", draw.one_of<Ints>({{0, 2, 3, 1}, {3, 0, 1, 2}, {1, 0, 3, 2}})}}};
  if (op == "Flatten") return {op, {draw.values(draw.shape(3))}, {{"axis", draw.between(-2, 3)}}};
  if (op == "Cast") return {op, {any()}, {{"to", std::int64_t{1}}}};
  if (op == "Dropout") return {op, {any()}, {}, {{1, Tensor({}, {0.4F})}}};
  if (op == "Sqrt" || op == "Log") return {op, {draw.values(draw.shape(3), 0.1, 9.0)}};
  OneNode node{op, {any()}};
  if (round % 2 == 1 && (op == "LeakyRelu" || op == "Elu" || op == "HardSigmoid")) node.attributes = {{"alpha", 0.3F}};
  return node;
}

// A graph that grows node by node; shapes come from planning what there is so far.
class Growing {
 public:
  explicit Growing(Shape input, Draw& draw) : draw_(draw) {
    graph_.inputs = {draw.values(input)};
    graph_.model.graph.inputs = {value_info("x", input)};
    shape_ = std::move(input);
  }
  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] const std::string& value() const { return value_; }
  std::string constant(onnx::Constant value) {
    const std::string name = "c" + std::to_string(++count_);
    graph_.model.graph.initializers.emplace_back(name, std::move(value));
    return name;
  }
  void add(const std::string& op, std::vector<std::string> more = {}, Attributes attributes = {}) {
    more.insert(more.begin(), value_);
    value_ = "v" + std::to_string(++count_);
    graph_.model.graph.nodes.push_back({op, value_, std::move(more), {value_}, std::move(attributes), ""});
    graph_.what += (graph_.what.empty() ? "" : " ") + op;
    graph_.model.graph.outputs = {value_info(value_, {})};
    nn::CompiledGraph compiled(graph_.model);
    const Shape input = graph_.inputs[0].shape;
    nn::Execution execution(compiled, std::span(&input, 1), nn::Mode::kInference);
    shape_ = execution.shape(compiled.outputs().front());
  }
  void conv(std::int64_t out, std::int64_t groups, std::int64_t kernel, std::int64_t stride) {
    const std::int64_t in = shape_[1];
    const std::string w = constant(draw_.values({out, in / groups, kernel, kernel}, -0.5, 0.5));
    const std::string b = constant(draw_.values({out}));
    add("Conv", {w, b}, {{"group", groups}, {"strides", Ints{stride, stride}}, {"auto_pad", text("SAME_UPPER")}});
  }
  void batch_norm() {
    const std::int64_t c = shape_[1];
    const std::string scale = constant(draw_.values({c}));
    const std::string bias = constant(draw_.values({c}));
    const std::string mean = constant(draw_.values({c}));
    add("BatchNormalization", {scale, bias, mean, constant(draw_.values({c}, 0.5))});
  }
  [[nodiscard]] RandomGraph finish() && { return std::move(graph_); }

 private:
  Draw& draw_;
  RandomGraph graph_;
  Shape shape_;
  std::string value_ = "x";
  int count_ = 0;
};

}  // namespace

RandomGraph random_node(const std::string& op_type, int round, Rng& rng) {
  Draw draw(rng);
  const OneNode one = node_of(op_type, round, draw);
  return {op_type, model_of(one, false), one.inputs};
}

RandomGraph random_network(Rng& rng) {
  Draw draw(rng);
  Growing net({draw.between(1, 3), draw.between(1, 4), draw.between(11, 29), draw.between(11, 29)}, draw);
  const auto activation = [&] {
    return draw.one_of<std::string>({"Relu", "Tanh", "LeakyRelu", "HardSwish", "Sigmoid", "Elu"});
  };
  for (std::int64_t block = draw.between(2, 5); block > 0; --block) {
    switch (draw.between(0, 4)) {
      case 0:
        net.conv(draw.between(1, 12), 1, draw.between(1, 5), draw.between(1, 2));
        net.add(activation());
        break;
      case 1:  // depthwise separable
        net.conv(net.shape()[1], net.shape()[1], 3, draw.between(1, 2));
        net.batch_norm();
        net.conv(draw.between(2, 12), 1, 1, 1);
        net.add(activation());
        break;
      case 2: {  // residual
        const std::string skip = net.value();
        net.conv(net.shape()[1], 1, 3, 1);
        net.batch_norm();
        net.add(activation());
        net.add("Add", {skip});
        break;
      }
      case 3: {
        const std::string skip = net.value();
        net.add(activation());
        net.add("Concat", {skip}, {{"axis", std::int64_t{1}}});
        break;
      }
      default:
        if (net.shape()[2] >= 2 && net.shape()[3] >= 2) {
          net.add(draw.coin() ? "MaxPool" : "AveragePool", {}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
        }
    }
  }
  const std::int64_t channels = net.shape()[1];
  if (draw.coin()) {
    // Recurrent over the width: [batch, channels, height, width] -> [width, batch, channels * height].
    const std::int64_t features = channels * net.shape()[2];
    const std::int64_t hidden = draw.between(2, 9);
    const std::string op = draw.coin() ? "LSTM" : "GRU";
    const std::int64_t rows = (op == "LSTM" ? 4 : 3) * hidden;
    net.add("Transpose", {}, {{"perm", Ints{3, 0, 1, 2}}});
    net.add("Reshape", {net.constant(integers({0, 0, -1}))});
    const std::string w = net.constant(draw.values({2, rows, features}, -0.3, 0.3));
    const std::string r = net.constant(draw.values({2, rows, hidden}, -0.3, 0.3));
    net.add(op, {w, r, net.constant(draw.values({2, 2 * rows}))},
            {{"hidden_size", hidden}, {"direction", text("bidirectional")}});
    net.add("ReduceMax", {}, {{"axes", Ints{0}}, {"keepdims", std::int64_t{0}}});
    net.add("Transpose", {}, {{"perm", Ints{1, 0, 2}}});
  } else {
    net.add(draw.coin() ? "GlobalAveragePool" : "GlobalMaxPool");
  }
  net.add("Flatten");
  const std::string w = net.constant(draw.values({net.shape()[1], 5}));
  net.add("Gemm", {w, net.constant(draw.values({5}))});
  net.add("Softmax");
  return std::move(net).finish();
}

Tensor run_graph(RandomGraph& graph) {
  nn::CompiledGraph compiled(graph.model);
  std::vector<Shape> shapes;
  for (const Tensor& input : graph.inputs) shapes.push_back(input.shape);
  nn::Execution execution(compiled, shapes, nn::Mode::kInference);
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    const auto to = execution.value(compiled.inputs()[i]);
    std::copy(graph.inputs[i].data.begin(), graph.inputs[i].data.end(), to.begin());
  }
  execution.forward();
  const int output = compiled.outputs().front();
  const auto y = execution.value(output);
  onnx::ValueInfo& info = graph.model.graph.outputs.front();
  info.shape = execution.shape(output);
  info.dim_names.assign(info.shape.size(), "");
  return Tensor(info.shape, std::vector<float>(y.begin(), y.end()));
}

}  // namespace earshot::test
