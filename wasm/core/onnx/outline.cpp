// Walks the two outer levels of a ModelProto (model, graph) and copies what it does not need to know.
#include "onnx/outline.h"

#include <algorithm>
#include <protozero/pbf_writer.hpp>

#include "onnx/tensor_proto.h"
#include "onnx/wire.h"

namespace earshot::onnx {
namespace {

using protozero::data_view;
using protozero::pbf_reader;
using protozero::pbf_writer;

constexpr pbf_wire_type kMessage = pbf_wire_type::length_delimited;

data_view view_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

template <class Visit>
void each_field(data_view bytes, Visit visit) {
  pbf_reader reader(bytes);
  while (next_field(reader)) {
    if (!visit(reader)) reader.skip();
  }
}

std::string string_field(data_view bytes, proto::Tag tag) {
  std::string found;
  each_field(bytes, [&](pbf_reader& reader) {
    if (reader.tag_and_type() != tag_and_type(tag, kMessage)) return false;
    found = as_string(reader.get_view());
    return true;
  });
  return found;
}

void read_dimension(data_view bytes, OutlineValue& value) {
  std::int64_t size = -1;
  std::string name;
  each_field(bytes, [&](pbf_reader& reader) {
    if (reader.tag_and_type() == tag_and_type(proto::dimension::kDimValue, pbf_wire_type::varint)) {
      size = reader.get_int64();
      return true;
    }
    if (reader.tag_and_type() != tag_and_type(proto::dimension::kDimParam, kMessage)) return false;
    name = as_string(reader.get_view());
    return true;
  });
  value.shape.push_back(size > 0 && name.empty() ? size : -1);
  value.dim_names.push_back(std::move(name));
}

void read_tensor_type(data_view bytes, OutlineValue& value) {
  each_field(bytes, [&](pbf_reader& reader) {
    if (reader.tag_and_type() == tag_and_type(proto::tensor_type::kElemType, pbf_wire_type::varint)) {
      value.type = data_type_name(reader.get_int32());
      return true;
    }
    if (reader.tag_and_type() != tag_and_type(proto::tensor_type::kShape, kMessage)) return false;
    each_field(reader.get_view(), [&](pbf_reader& shape) {
      if (shape.tag_and_type() != tag_and_type(proto::shape::kDim, kMessage)) return false;
      read_dimension(shape.get_view(), value);
      return true;
    });
    return true;
  });
}

OutlineValue read_value(data_view bytes) {
  OutlineValue value;
  each_field(bytes, [&](pbf_reader& reader) {
    if (reader.tag_and_type() == tag_and_type(proto::value_info::kName, kMessage)) {
      value.name = as_string(reader.get_view());
      return true;
    }
    if (reader.tag_and_type() != tag_and_type(proto::value_info::kType, kMessage)) return false;
    each_field(reader.get_view(), [&](pbf_reader& type) {
      if (type.tag_and_type() != tag_and_type(proto::type::kTensorType, kMessage)) return false;
      read_tensor_type(type.get_view(), value);
      return true;
    });
    return true;
  });
  return value;
}

void read_node(data_view bytes, Outline& outline, std::map<std::string, std::string>& made_by) {
  std::string op_type;
  std::string domain;
  std::vector<std::string> outputs;
  each_field(bytes, [&](pbf_reader& reader) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::node::kOutput, kMessage): outputs.push_back(as_string(reader.get_view())); return true;
      case tag_and_type(proto::node::kOpType, kMessage): op_type = as_string(reader.get_view()); return true;
      case tag_and_type(proto::node::kDomain, kMessage): domain = as_string(reader.get_view()); return true;
      default: return false;
    }
  });
  for (const std::string& output : outputs) {
    outline.value_names.insert(output);
    made_by[output] = op_type;
  }
  outline.operators.insert(domain.empty() || domain == "ai.onnx" ? op_type : domain + "." + op_type);
}

void read_initializer(data_view bytes, Outline& outline) {
  each_field(bytes, [&](pbf_reader& reader) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::tensor::kName, kMessage):
        outline.value_names.insert(as_string(reader.get_view()));
        return true;
      case tag_and_type(proto::tensor::kExternalData, kMessage): outline.has_external_data = true; return false;
      case tag_and_type(proto::tensor::kDataLocation, pbf_wire_type::varint):
        if (reader.get_int32() == 1) outline.has_external_data = true;
        return true;
      default: return false;
    }
  });
}

void read_graph(data_view bytes, Outline& outline) {
  std::map<std::string, std::string> made_by;
  each_field(bytes, [&](pbf_reader& reader) {
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::graph::kNode, kMessage): read_node(reader.get_view(), outline, made_by); return true;
      case tag_and_type(proto::graph::kInitializer, kMessage):
        read_initializer(reader.get_view(), outline);
        return true;
      case tag_and_type(proto::graph::kInput, kMessage):
        outline.inputs.push_back(read_value(reader.get_view()));
        return true;
      case tag_and_type(proto::graph::kOutput, kMessage):
        outline.outputs.push_back(read_value(reader.get_view()));
        return true;
      default: return false;
    }
  });
  for (OutlineValue& output : outline.outputs) output.made_by = made_by[output.name];
}

std::pair<std::string, std::string> read_entry(data_view bytes) {
  return {string_field(bytes, proto::entry::kKey), string_field(bytes, proto::entry::kValue)};
}

void read_opset(data_view bytes, Outline& outline) {
  std::string domain;
  std::int64_t version = 0;
  each_field(bytes, [&](pbf_reader& reader) {
    if (reader.tag_and_type() == tag_and_type(proto::opset::kDomain, kMessage)) {
      domain = as_string(reader.get_view());
      return true;
    }
    if (reader.tag_and_type() != tag_and_type(proto::opset::kVersion, pbf_wire_type::varint)) return false;
    version = reader.get_int64();
    return true;
  });
  if (domain.empty() || domain == "ai.onnx") outline.opset = version;
}

// The field the reader stands at, byte for byte. Groups (deprecated, not in ONNX) are the only ones left out.
void copy_field(pbf_reader& reader, pbf_writer& out) {
  switch (reader.wire_type()) {
    case pbf_wire_type::varint: out.add_uint64(reader.tag(), reader.get_uint64()); return;
    case pbf_wire_type::fixed64: out.add_fixed64(reader.tag(), reader.get_fixed64()); return;
    case pbf_wire_type::fixed32: out.add_fixed32(reader.tag(), reader.get_fixed32()); return;
    case pbf_wire_type::length_delimited: {
      const proto::Tag tag = reader.tag();
      out.add_bytes(tag, reader.get_view());
      return;
    }
    default: reader.skip();
  }
}

template <class Skip>
void copy_fields(data_view bytes, pbf_writer& out, Skip skip) {
  each_field(bytes, [&](pbf_reader& reader) {
    if (skip(reader)) return false;
    copy_field(reader, out);
    return true;
  });
}

// A graph of nodes and values alone, as bytes to be put beside another graph's.
std::string fragment(const Graph& graph) {
  Model model;
  model.graph = graph;
  const std::vector<std::uint8_t> bytes = write_model(model);
  return string_field(view_of(bytes), proto::model::kGraph);
}

void write_graph(data_view original, const Adapter& adapter, pbf_writer out) {
  const auto not_the_name = [](pbf_reader& reader) { return reader.tag() == proto::graph::kName; };
  Graph head;
  head.nodes = adapter.before;
  head.initializers = adapter.initializers;
  head.inputs = {adapter.input};
  copy_fields(fragment(head), out, not_the_name);
  copy_fields(original, out, [&](pbf_reader& reader) {
    if (reader.tag() == proto::graph::kOutput) return true;
    if (reader.tag_and_type() != tag_and_type(proto::graph::kInput, kMessage)) return false;
    // Looked at through a copy: the reader itself must still stand at the field.
    pbf_reader peek = reader;
    return adapter.dropped_inputs.contains(string_field(peek.get_view(), proto::value_info::kName));
  });
  Graph tail;
  tail.nodes = adapter.after;
  tail.outputs = {adapter.output};
  copy_fields(fragment(tail), out, not_the_name);
}

}  // namespace

Outline read_outline(std::span<const std::uint8_t> bytes) {
  return guarded("This file", [&] {
    Outline outline;
    bool has_graph = false;
    each_field(view_of(bytes), [&](pbf_reader& reader) {
      switch (reader.tag_and_type()) {
        case tag_and_type(proto::model::kGraph, kMessage):
          has_graph = true;
          read_graph(reader.get_view(), outline);
          return true;
        case tag_and_type(proto::model::kOpsetImport, kMessage): read_opset(reader.get_view(), outline); return true;
        case tag_and_type(proto::model::kMetadataProps, kMessage):
          outline.metadata.insert(read_entry(reader.get_view()));
          return true;
        default: return false;
      }
    });
    require(has_graph, ErrorCode::kInvalidModel, "This file is not an ONNX model: it holds no graph.");
    // Before IR version 4 every initializer was listed among the inputs too.
    std::erase_if(outline.inputs, [&](const OutlineValue& input) { return outline.value_names.contains(input.name); });
    return outline;
  });
}

std::vector<std::uint8_t> wrap(std::span<const std::uint8_t> bytes, const Adapter& adapter) {
  return guarded("This file", [&] {
    std::string buffer;
    pbf_writer out(buffer);
    each_field(view_of(bytes), [&](pbf_reader& reader) {
      if (reader.tag_and_type() == tag_and_type(proto::model::kGraph, kMessage)) {
        write_graph(reader.get_view(), adapter, pbf_writer(out, proto::model::kGraph));
        return true;
      }
      if (reader.tag_and_type() == tag_and_type(proto::model::kMetadataProps, kMessage)) {
        pbf_reader peek = reader;
        if (adapter.metadata.contains(read_entry(peek.get_view()).first)) return false;
      }
      copy_field(reader, out);
      return true;
    });
    for (const auto& [key, value] : adapter.metadata) {
      pbf_writer entry(out, proto::model::kMetadataProps);
      entry.add_string(proto::entry::kKey, key);
      entry.add_string(proto::entry::kValue, value);
    }
    return std::vector<std::uint8_t>(buffer.begin(), buffer.end());
  });
}

}  // namespace earshot::onnx
