// Model -> ONNX ModelProto bytes, in a fixed order: the same model gives the same bytes.
#include <algorithm>
#include <bit>
#include <protozero/pbf_writer.hpp>

#include "base/error.h"
#include "onnx/model.h"
#include "onnx/proto.h"

namespace earshot::onnx {
namespace {

using protozero::pbf_writer;

static_assert(std::endian::native == std::endian::little, "raw_data is little endian and is written as it is");

// Graph inputs need not repeat the initializers from IR version 4 on, and ours do not.
constexpr std::int64_t kOldestIrVersion = 4;

template <class T>
void write_raw(pbf_writer& out, const std::vector<T>& values) {
  out.add_bytes(proto::tensor::kRawData, reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

void write_integers(pbf_writer& out, const Int64Tensor& tensor) {
  switch (tensor.stored_as) {
    case IntegerType::kInt64:
      out.add_int32(proto::tensor::kDataType, proto::kInt64);
      write_raw(out, tensor.data);
      return;
    case IntegerType::kInt32: {
      out.add_int32(proto::tensor::kDataType, proto::kInt32);
      std::vector<std::int32_t> values(tensor.data.size());
      std::transform(tensor.data.begin(), tensor.data.end(), values.begin(),
                     [](std::int64_t v) { return static_cast<std::int32_t>(v); });
      write_raw(out, values);
      return;
    }
    case IntegerType::kBool: {
      out.add_int32(proto::tensor::kDataType, proto::kBool);
      std::vector<std::uint8_t> values(tensor.data.size());
      std::transform(tensor.data.begin(), tensor.data.end(), values.begin(),
                     [](std::int64_t v) { return static_cast<std::uint8_t>(v != 0); });
      write_raw(out, values);
      return;
    }
  }
}

void write_tensor(pbf_writer out, const std::string& name, const Constant& constant) {
  const Shape& shape = std::visit([](const auto& tensor) -> const Shape& { return tensor.shape; }, constant);
  out.add_packed_int64(proto::tensor::kDims, shape.begin(), shape.end());
  if (!name.empty()) out.add_string(proto::tensor::kName, name);
  if (const Tensor* floats = std::get_if<Tensor>(&constant)) {
    out.add_int32(proto::tensor::kDataType, proto::kFloat);
    write_raw(out, floats->data);
  } else {
    write_integers(out, std::get<Int64Tensor>(constant));
  }
}

struct AttributeWriter {
  pbf_writer& out;
  void type(std::int32_t value) { out.add_int32(proto::attribute::kType, value); }

  void operator()(std::int64_t value) { out.add_int64(proto::attribute::kI, value), type(proto::attribute::kInt); }
  void operator()(float value) { out.add_float(proto::attribute::kF, value), type(proto::attribute::kFloat); }
  void operator()(const std::string& value) {
    out.add_bytes(proto::attribute::kS, value), type(proto::attribute::kString);
  }
  void operator()(const std::vector<std::int64_t>& values) {
    for (const std::int64_t value : values) out.add_int64(proto::attribute::kInts, value);
    type(proto::attribute::kTypeInts);
  }
  void operator()(const std::vector<float>& values) {
    for (const float value : values) out.add_float(proto::attribute::kFloats, value);
    type(proto::attribute::kTypeFloats);
  }
  void operator()(const std::vector<std::string>& values) {
    for (const std::string& value : values) out.add_bytes(proto::attribute::kStrings, value);
    type(proto::attribute::kTypeStrings);
  }
  void operator()(const Constant& value) {
    write_tensor(pbf_writer(out, proto::attribute::kT), "", value);
    type(proto::attribute::kTensor);
  }
};

void write_node(pbf_writer out, const Node& node) {
  for (const std::string& input : node.inputs) out.add_string(proto::node::kInput, input);
  for (const std::string& output : node.outputs) out.add_string(proto::node::kOutput, output);
  if (!node.name.empty()) out.add_string(proto::node::kName, node.name);
  out.add_string(proto::node::kOpType, node.op_type);
  for (const auto& [name, value] : node.attributes) {
    pbf_writer attribute(out, proto::node::kAttribute);
    attribute.add_string(proto::attribute::kName, name);
    std::visit(AttributeWriter{attribute}, value);
  }
  if (!node.domain.empty()) out.add_string(proto::node::kDomain, node.domain);
}

void write_value_info(pbf_writer out, const ValueInfo& info) {
  out.add_string(proto::value_info::kName, info.name);
  pbf_writer type(out, proto::value_info::kType);
  pbf_writer tensor(type, proto::type::kTensorType);
  tensor.add_int32(proto::tensor_type::kElemType, info.is_integer ? proto::kInt64 : proto::kFloat);
  pbf_writer shape(tensor, proto::tensor_type::kShape);
  for (std::size_t i = 0; i < info.shape.size(); ++i) {
    pbf_writer dimension(shape, proto::shape::kDim);
    if (info.shape[i] >= 0) {
      dimension.add_int64(proto::dimension::kDimValue, info.shape[i]);
    } else if (i < info.dim_names.size() && !info.dim_names[i].empty()) {
      dimension.add_string(proto::dimension::kDimParam, info.dim_names[i]);
    }
  }
}

void write_graph(pbf_writer out, const Graph& graph) {
  for (const Node& node : graph.nodes) write_node(pbf_writer(out, proto::graph::kNode), node);
  out.add_string(proto::graph::kName, graph.name.empty() ? "earshot" : graph.name);
  for (const auto& [name, value] : graph.initializers)
    write_tensor(pbf_writer(out, proto::graph::kInitializer), name, value);
  for (const ValueInfo& input : graph.inputs) write_value_info(pbf_writer(out, proto::graph::kInput), input);
  for (const ValueInfo& output : graph.outputs) write_value_info(pbf_writer(out, proto::graph::kOutput), output);
}

void write_opset(pbf_writer out, const std::string& domain, std::int64_t version) {
  if (!domain.empty()) out.add_string(proto::opset::kDomain, domain);
  out.add_int64(proto::opset::kVersion, version);
}

}  // namespace

std::vector<std::uint8_t> write_model(const Model& model) {
  std::string buffer;
  pbf_writer out(buffer);
  out.add_int64(proto::model::kIrVersion, std::max(model.ir_version, kOldestIrVersion));
  out.add_string(proto::model::kProducerName, model.producer_name);
  if (!model.producer_version.empty()) out.add_string(proto::model::kProducerVersion, model.producer_version);
  if (!model.doc_string.empty()) out.add_string(proto::model::kDocString, model.doc_string);
  write_graph(pbf_writer(out, proto::model::kGraph), model.graph);
  write_opset(pbf_writer(out, proto::model::kOpsetImport), "", model.opset);
  for (const auto& [domain, version] : model.other_opsets)
    write_opset(pbf_writer(out, proto::model::kOpsetImport), domain, version);
  for (const auto& [key, value] : model.metadata) {
    pbf_writer entry(out, proto::model::kMetadataProps);
    entry.add_string(proto::entry::kKey, key);
    entry.add_string(proto::entry::kValue, value);
  }
  return {buffer.begin(), buffer.end()};
}

}  // namespace earshot::onnx
