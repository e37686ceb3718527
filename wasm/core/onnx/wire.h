// Reading protobuf without trusting it: a field of an unexpected wire type is skipped, as protobuf does with unknown
// fields, and broken wire format becomes kInvalidModel. Private to onnx/.
#pragma once

#include <cstdint>
#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>
#include <protozero/varint.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "onnx/proto.h"

namespace earshot::onnx {

using protozero::pbf_wire_type;
using protozero::tag_and_type;

[[nodiscard]] inline std::string_view as_string_view(protozero::data_view view) { return {view.data(), view.size()}; }
[[nodiscard]] inline std::string as_string(protozero::data_view view) { return {view.data(), view.size()}; }

// reader.next(), with the length of a length-delimited field checked here. protozero 1.7 compares it as a ptrdiff_t, so
// where that has 32 bits (wasm) a length of 2^31 or more turns negative, passes its check, and moves the reader before
// the buffer.
inline bool next_field(protozero::pbf_reader& reader) {
  if (!reader.next()) return false;
  if (reader.wire_type() != pbf_wire_type::length_delimited) return true;
  const protozero::data_view rest = reader.data();
  const char* at = rest.data();
  const char* end = at + rest.size();
  const std::uint64_t length = protozero::decode_varint(&at, end);
  if (length > static_cast<std::uint64_t>(end - at)) throw protozero::end_of_buffer_exception();
  return true;
}

// protobuf repeats scalars packed or one by one; both must be read. The caller is at a field of that number.
inline bool append_repeated(protozero::pbf_reader& reader, std::vector<std::int64_t>& out) {
  if (reader.wire_type() == pbf_wire_type::varint) {
    out.push_back(reader.get_int64());
  } else if (reader.wire_type() == pbf_wire_type::length_delimited) {
    for (const std::int64_t value : reader.get_packed_int64()) out.push_back(value);
  } else {
    return false;
  }
  return true;
}
inline bool append_repeated(protozero::pbf_reader& reader, std::vector<float>& out) {
  if (reader.wire_type() == pbf_wire_type::fixed32) {
    out.push_back(reader.get_float());
  } else if (reader.wire_type() == pbf_wire_type::length_delimited) {
    for (const float value : reader.get_packed_float()) out.push_back(value);
  } else {
    return false;
  }
  return true;
}
inline bool append_repeated(protozero::pbf_reader& reader, std::vector<double>& out) {
  if (reader.wire_type() == pbf_wire_type::fixed64) {
    out.push_back(reader.get_double());
  } else if (reader.wire_type() == pbf_wire_type::length_delimited) {
    for (const double value : reader.get_packed_double()) out.push_back(value);
  } else {
    return false;
  }
  return true;
}

// Runs `parse`, turning protozero's exceptions into the core's one.
template <class Parse>
auto guarded(std::string_view what, Parse parse) {
  try {
    return parse();
  } catch (const protozero::exception&) {
    throw Error(ErrorCode::kInvalidModel, std::string(what) + " is not an ONNX file, or it is damaged or cut short.");
  }
}

}  // namespace earshot::onnx
