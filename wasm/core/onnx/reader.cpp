// ONNX ModelProto bytes -> Model. Nothing in the file is trusted: every size is checked against the bytes present
// before memory of that size is asked for, and anything malformed is an Error.
#include <algorithm>
#include <set>

#include "onnx/model.h"
#include "onnx/tensor_proto.h"
#include "onnx/wire.h"

namespace earshot::onnx {
namespace {

using protozero::data_view;
using protozero::pbf_reader;

struct RawAttribute {
  std::string name;
  std::int32_t type = proto::attribute::kUndefined;
  float f = 0.0F;
  std::int64_t i = 0;
  std::string s;
  std::vector<float> floats;
  std::vector<std::int64_t> ints;
  std::vector<std::string> strings;
  bool has_tensor = false;
  data_view tensor;
  const char* unsupported = nullptr;  // what the attribute holds that no operator of ours takes
};

RawAttribute read_raw_attribute(data_view bytes) {
  namespace field = proto::attribute;
  RawAttribute out;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    if (reader.tag() == field::kFloats && append_repeated(reader, out.floats)) continue;
    if (reader.tag() == field::kInts && append_repeated(reader, out.ints)) continue;
    switch (reader.tag_and_type()) {
      case tag_and_type(field::kName, pbf_wire_type::length_delimited):
        out.name = as_string(reader.get_view());
        continue;
      case tag_and_type(field::kType, pbf_wire_type::varint): out.type = reader.get_int32(); continue;
      case tag_and_type(field::kF, pbf_wire_type::fixed32): out.f = reader.get_float(); continue;
      case tag_and_type(field::kI, pbf_wire_type::varint): out.i = reader.get_int64(); continue;
      case tag_and_type(field::kS, pbf_wire_type::length_delimited): out.s = as_string(reader.get_view()); continue;
      case tag_and_type(field::kStrings, pbf_wire_type::length_delimited):
        out.strings.push_back(as_string(reader.get_view()));
        continue;
      case tag_and_type(field::kT, pbf_wire_type::length_delimited):
        out.tensor = reader.get_view();
        out.has_tensor = true;
        continue;
      case tag_and_type(field::kG, pbf_wire_type::length_delimited):
      case tag_and_type(field::kGraphs, pbf_wire_type::length_delimited): out.unsupported = "a subgraph"; break;
      case tag_and_type(field::kTensors, pbf_wire_type::length_delimited): out.unsupported = "a list of tensors"; break;
      case tag_and_type(field::kSparseTensor, pbf_wire_type::length_delimited):
      case tag_and_type(field::kSparseTensors, pbf_wire_type::length_delimited):
        out.unsupported = "a sparse tensor";
        break;
      case tag_and_type(field::kRefAttrName, pbf_wire_type::length_delimited):
        out.unsupported = "a function parameter";
        break;
      default: break;
    }
    reader.skip();
  }
  return out;
}

// Writers before IR version 2 left `type` out: then the one field that is present decides.
std::int32_t effective_type(const RawAttribute& raw) {
  namespace kind = proto::attribute;
  if (raw.type != kind::kUndefined) return raw.type;
  if (raw.has_tensor) return kind::kTensor;
  if (!raw.ints.empty()) return kind::kTypeInts;
  if (!raw.floats.empty()) return kind::kTypeFloats;
  if (!raw.strings.empty()) return kind::kTypeStrings;
  if (!raw.s.empty()) return kind::kString;
  return raw.f != 0.0F ? kind::kFloat : kind::kInt;
}

void read_attribute(data_view bytes, const std::string& owner, std::map<std::string, Attribute>& out) {
  RawAttribute raw = read_raw_attribute(bytes);
  const auto unsupported = [&](const std::string& what) {
    return Error(ErrorCode::kUnsupportedModel,
                 owner + ": attribute " + quoted(raw.name) + " holds " + what + ", which Earshot does not run.");
  };
  if (raw.unsupported != nullptr) throw unsupported(raw.unsupported);
  Attribute& value = out[raw.name];
  switch (effective_type(raw)) {
    case proto::attribute::kFloat: value = raw.f; return;
    case proto::attribute::kInt: value = raw.i; return;
    case proto::attribute::kString: value = std::move(raw.s); return;
    case proto::attribute::kTensor: value = parse_tensor(raw.tensor).second; return;
    case proto::attribute::kTypeFloats: value = std::move(raw.floats); return;
    case proto::attribute::kTypeInts: value = std::move(raw.ints); return;
    case proto::attribute::kTypeStrings: value = std::move(raw.strings); return;
    default: throw unsupported("a value of kind " + std::to_string(raw.type));
  }
}

Node read_node(data_view bytes) {
  Node node;
  std::vector<data_view> attributes;  // parsed last, when the node's name is known for messages
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::node::kInput, pbf_wire_type::length_delimited):
        node.inputs.push_back(as_string(reader.get_view()));
        break;
      case tag_and_type(proto::node::kOutput, pbf_wire_type::length_delimited):
        node.outputs.push_back(as_string(reader.get_view()));
        break;
      case tag_and_type(proto::node::kName, pbf_wire_type::length_delimited):
        node.name = as_string(reader.get_view());
        break;
      case tag_and_type(proto::node::kOpType, pbf_wire_type::length_delimited):
        node.op_type = as_string(reader.get_view());
        break;
      case tag_and_type(proto::node::kDomain, pbf_wire_type::length_delimited):
        node.domain = as_string(reader.get_view());
        break;
      case tag_and_type(proto::node::kAttribute, pbf_wire_type::length_delimited):
        attributes.push_back(reader.get_view());
        break;
      default: reader.skip();
    }
  }
  if (node.op_type.empty())
    throw Error(ErrorCode::kInvalidModel, "Node " + quoted(node.name) + " names no operator; the file is damaged.");
  if (node.domain == "ai.onnx") node.domain.clear();
  const std::string owner = "Node " + quoted(node.name) + " (" + node.op_type + ")";
  for (const data_view attribute : attributes) read_attribute(attribute, owner, node.attributes);
  return node;
}

void read_dimension(data_view bytes, ValueInfo& info) {
  std::int64_t value = -1;
  std::string parameter;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::dimension::kDimValue, pbf_wire_type::varint): value = reader.get_int64(); break;
      case tag_and_type(proto::dimension::kDimParam, pbf_wire_type::length_delimited):
        parameter = as_string(reader.get_view());
        break;
      default: reader.skip();
    }
  }
  // Some exporters write 0 or a negative number where they mean "any".
  info.shape.push_back(value > 0 && parameter.empty() ? value : -1);
  info.dim_names.push_back(std::move(parameter));
}

void read_tensor_type(data_view bytes, ValueInfo& info) {
  std::int32_t element_type = 0;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::tensor_type::kElemType, pbf_wire_type::varint): element_type = reader.get_int32(); break;
      case tag_and_type(proto::tensor_type::kShape, pbf_wire_type::length_delimited): {
        pbf_reader shape = reader.get_message();
        while (next_field(shape)) {
          if (shape.tag_and_type() == tag_and_type(proto::shape::kDim, pbf_wire_type::length_delimited)) {
            read_dimension(shape.get_view(), info);
          } else {
            shape.skip();
          }
        }
        break;
      }
      default: reader.skip();
    }
  }
  switch (element_type) {
    case proto::kFloat:
    case proto::kDouble: info.is_integer = false; return;
    case proto::kInt64:
    case proto::kInt32:
    case proto::kBool: info.is_integer = true; return;
    default: break;
  }
  throw Error(ErrorCode::kUnsupportedModel, "Value " + quoted(info.name) + " is of type " +
                                                data_type_name(element_type) + "; Earshot runs float32 models.");
}

ValueInfo read_value_info(data_view bytes) {
  ValueInfo info;
  data_view type;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::value_info::kName, pbf_wire_type::length_delimited):
        info.name = as_string(reader.get_view());
        break;
      case tag_and_type(proto::value_info::kType, pbf_wire_type::length_delimited): type = reader.get_view(); break;
      default: reader.skip();
    }
  }
  bool is_tensor = false;
  pbf_reader kinds(type);
  while (next_field(kinds)) {
    if (kinds.tag_and_type() == tag_and_type(proto::type::kTensorType, pbf_wire_type::length_delimited)) {
      is_tensor = true;
      read_tensor_type(kinds.get_view(), info);
    } else {
      kinds.skip();
    }
  }
  if (!is_tensor) {
    throw Error(ErrorCode::kUnsupportedModel,
                "Value " + quoted(info.name) + " is not a tensor (a sequence, a map, or untyped).");
  }
  return info;
}

// Before IR version 4 every initializer was listed among the inputs too; they are constants here either way.
void drop_initialized_inputs(Graph& graph) {
  std::set<std::string> initialized;
  for (const auto& [name, value] : graph.initializers) {
    if (!initialized.insert(name).second) {
      throw Error(ErrorCode::kInvalidModel, "Initializer " + quoted(name) + " appears twice; the file is damaged.");
    }
  }
  std::erase_if(graph.inputs, [&](const ValueInfo& input) { return initialized.contains(input.name); });
}

Graph read_graph(data_view bytes) {
  Graph graph;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::graph::kName, pbf_wire_type::length_delimited):
        graph.name = as_string(reader.get_view());
        break;
      case tag_and_type(proto::graph::kNode, pbf_wire_type::length_delimited):
        graph.nodes.push_back(read_node(reader.get_view()));
        break;
      case tag_and_type(proto::graph::kInitializer, pbf_wire_type::length_delimited):
        graph.initializers.push_back(parse_tensor(reader.get_view()));
        break;
      case tag_and_type(proto::graph::kInput, pbf_wire_type::length_delimited):
        graph.inputs.push_back(read_value_info(reader.get_view()));
        break;
      case tag_and_type(proto::graph::kOutput, pbf_wire_type::length_delimited):
        graph.outputs.push_back(read_value_info(reader.get_view()));
        break;
      case tag_and_type(proto::graph::kSparseInitializer, pbf_wire_type::length_delimited):
        throw Error(
            ErrorCode::kUnsupportedModel,
            "The model keeps weights as sparse tensors, which Earshot does not read; save it with dense weights.");
      default: reader.skip();
    }
  }
  drop_initialized_inputs(graph);
  return graph;
}

void read_opset(data_view bytes, Model& model, bool& found) {
  std::string domain;
  std::int64_t version = 0;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::opset::kDomain, pbf_wire_type::length_delimited):
        domain = as_string(reader.get_view());
        break;
      case tag_and_type(proto::opset::kVersion, pbf_wire_type::varint): version = reader.get_int64(); break;
      default: reader.skip();
    }
  }
  if (domain.empty() || domain == "ai.onnx") {
    model.opset = version;
    found = true;
  } else {
    model.other_opsets[domain] = version;
  }
}

void read_metadata(data_view bytes, Model& model) {
  std::string key;
  std::string value;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::entry::kKey, pbf_wire_type::length_delimited): key = as_string(reader.get_view()); break;
      case tag_and_type(proto::entry::kValue, pbf_wire_type::length_delimited):
        value = as_string(reader.get_view());
        break;
      default: reader.skip();
    }
  }
  model.metadata[key] = std::move(value);
}

Model parse_model(data_view bytes) {
  Model model;
  model.ir_version = 0;
  model.producer_name.clear();
  bool has_graph = false;
  bool has_opset = false;
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::model::kIrVersion, pbf_wire_type::varint): model.ir_version = reader.get_int64(); break;
      case tag_and_type(proto::model::kProducerName, pbf_wire_type::length_delimited):
        model.producer_name = as_string(reader.get_view());
        break;
      case tag_and_type(proto::model::kProducerVersion, pbf_wire_type::length_delimited):
        model.producer_version = as_string(reader.get_view());
        break;
      case tag_and_type(proto::model::kDocString, pbf_wire_type::length_delimited):
        model.doc_string = as_string(reader.get_view());
        break;
      case tag_and_type(proto::model::kOpsetImport, pbf_wire_type::length_delimited):
        read_opset(reader.get_view(), model, has_opset);
        break;
      case tag_and_type(proto::model::kMetadataProps, pbf_wire_type::length_delimited):
        read_metadata(reader.get_view(), model);
        break;
      case tag_and_type(proto::model::kGraph, pbf_wire_type::length_delimited):
        model.graph = read_graph(reader.get_view());
        has_graph = true;
        break;
      default: reader.skip();
    }
  }
  if (!has_graph || model.ir_version < 1) {
    throw Error(ErrorCode::kInvalidModel, "The file is not an ONNX model, or it is cut short: it has no graph.");
  }
  if (!has_opset) model.opset = 1;  // IR versions 1 and 2 had no imports
  if (model.opset < 1)
    throw Error(ErrorCode::kInvalidModel,
                "The model imports the impossible opset " + std::to_string(model.opset) + ".");
  return model;
}

}  // namespace

Model read_model(std::span<const std::uint8_t> bytes) {
  return guarded("The file", [&] { return parse_model({reinterpret_cast<const char*>(bytes.data()), bytes.size()}); });
}

const Constant* find_initializer(const Graph& graph, std::string_view name) {
  const auto found = std::find_if(graph.initializers.begin(), graph.initializers.end(),
                                  [&](const auto& initializer) { return initializer.first == name; });
  return found == graph.initializers.end() ? nullptr : &found->second;
}

Constant* find_initializer(Graph& graph, std::string_view name) {
  return const_cast<Constant*>(find_initializer(static_cast<const Graph&>(graph), name));
}

}  // namespace earshot::onnx
