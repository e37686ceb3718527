#include "onnx/tensor_proto.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "onnx/wire.h"

namespace earshot::onnx {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little endian and is copied as it is");

constexpr std::size_t kMaxRank = 16;
constexpr std::size_t kMaxQuotedLength = 60;

struct RawTensor {
  std::string name;
  std::vector<std::int64_t> dims;
  std::int32_t data_type = 0;
  bool external = false;
  bool segmented = false;
  bool has_raw = false;
  protozero::data_view raw;
  std::vector<float> floats;
  std::vector<double> doubles;
  std::vector<std::int64_t> int32s, int64s;
};

RawTensor read_fields(protozero::data_view bytes) {
  RawTensor out;
  protozero::pbf_reader reader(bytes);
  while (next_field(reader)) {
    bool known = true;
    switch (reader.tag()) {
      case proto::tensor::kDims: known = append_repeated(reader, out.dims); break;
      case proto::tensor::kFloatData: known = append_repeated(reader, out.floats); break;
      case proto::tensor::kDoubleData: known = append_repeated(reader, out.doubles); break;
      case proto::tensor::kInt32Data: known = append_repeated(reader, out.int32s); break;
      case proto::tensor::kInt64Data: known = append_repeated(reader, out.int64s); break;
      default: known = false;
    }
    if (known) continue;
    switch (reader.tag_and_type()) {
      case tag_and_type(proto::tensor::kDataType, pbf_wire_type::varint): out.data_type = reader.get_int32(); break;
      case tag_and_type(proto::tensor::kName, pbf_wire_type::length_delimited):
        out.name = as_string(reader.get_view());
        break;
      case tag_and_type(proto::tensor::kRawData, pbf_wire_type::length_delimited):
        out.raw = reader.get_view();
        out.has_raw = true;
        break;
      case tag_and_type(proto::tensor::kDataLocation, pbf_wire_type::varint):
        out.external = reader.get_int32() == 1;
        break;
      case tag_and_type(proto::tensor::kSegment, pbf_wire_type::length_delimited):
        out.segmented = true;
        reader.skip();
        break;
      default: reader.skip();
    }
  }
  return out;
}

// Number of elements the dims promise; checked before anything of that size exists.
std::size_t promised_elements(const RawTensor& tensor) {
  if (tensor.dims.size() > kMaxRank) {
    throw Error(ErrorCode::kInvalidModel, "Tensor " + quoted(tensor.name) + " has " +
                                              std::to_string(tensor.dims.size()) + " dimensions; at most " +
                                              std::to_string(kMaxRank) + " are read.");
  }
  std::uint64_t n = 1;
  for (const std::int64_t d : tensor.dims) {
    constexpr auto kLimit = static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max());
    if (d < 0 || static_cast<std::uint64_t>(d) > kLimit || (d > 0 && n > kLimit / static_cast<std::uint64_t>(d))) {
      throw Error(ErrorCode::kInvalidModel,
                  "Tensor " + quoted(tensor.name) + " has the impossible shape " + to_string(tensor.dims) + ".");
    }
    n *= static_cast<std::uint64_t>(d);
  }
  return static_cast<std::size_t>(n);
}

[[noreturn]] void throw_count(const RawTensor& tensor, std::size_t stored) {
  throw Error(ErrorCode::kInvalidModel, "Tensor " + quoted(tensor.name) + " of shape " + to_string(tensor.dims) +
                                            " holds " + std::to_string(stored) + " values; the file is damaged.");
}

// raw_data when present, else the typed list; either must hold exactly `n` values.
template <class Stored, class Listed, class Out>
std::vector<Out> values_of(const RawTensor& tensor, const std::vector<Listed>& listed, std::size_t n) {
  std::vector<Out> out;
  if (tensor.has_raw && listed.empty()) {
    if (tensor.raw.size() % sizeof(Stored) != 0 || tensor.raw.size() / sizeof(Stored) != n) {
      throw_count(tensor, tensor.raw.size() / sizeof(Stored));
    }
    out.resize(n);
    if constexpr (std::is_same_v<Stored, Out>) {
      if (n > 0) std::memcpy(out.data(), tensor.raw.data(), n * sizeof(Stored));
    } else {
      for (std::size_t i = 0; i < n; ++i) {
        Stored value;
        std::memcpy(&value, tensor.raw.data() + i * sizeof(Stored), sizeof(Stored));
        out[i] = static_cast<Out>(value);
      }
    }
    return out;
  }
  if (listed.size() != n) throw_count(tensor, listed.size());
  out.reserve(n);
  for (const Listed value : listed) out.push_back(static_cast<Out>(value));
  return out;
}

// double -> float: out-of-range values become infinities, as a conversion in numpy does (and not undefined behaviour).
float narrowed(double value) {
  constexpr double kMax = std::numeric_limits<float>::max();
  if (value > kMax) return std::numeric_limits<float>::infinity();
  if (value < -kMax) return -std::numeric_limits<float>::infinity();
  return static_cast<float>(value);
}

}  // namespace

std::string data_type_name(std::int32_t data_type) {
  static constexpr std::array<const char*, 24> kNames = {
      "UNDEFINED",      "FLOAT",      "UINT8",          "INT8",       "UINT16",   "INT16",
      "INT32",          "INT64",      "STRING",         "BOOL",       "FLOAT16",  "DOUBLE",
      "UINT32",         "UINT64",     "COMPLEX64",      "COMPLEX128", "BFLOAT16", "FLOAT8E4M3FN",
      "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "UINT4",      "INT4",     "FLOAT4E2M1"};
  if (data_type < 0 || static_cast<std::size_t>(data_type) >= kNames.size())
    return "number " + std::to_string(data_type);
  return kNames[static_cast<std::size_t>(data_type)];
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name.substr(0, kMaxQuotedLength)) out += (c >= ' ' && c < 127 && c != '"') ? c : '?';
  if (name.size() > kMaxQuotedLength) out += "...";
  return out + "\"";
}

std::pair<std::string, Constant> parse_tensor(protozero::data_view bytes) {
  RawTensor tensor = read_fields(bytes);
  if (tensor.external) {
    throw Error(ErrorCode::kInvalidModel,
                "Tensor " + quoted(tensor.name) +
                    " keeps its values in another file; save the model as one file (without external data).");
  }
  if (tensor.segmented) {
    throw Error(ErrorCode::kUnsupportedModel,
                "Tensor " + quoted(tensor.name) + " is stored in segments, which Earshot does not read.");
  }
  const std::size_t n = promised_elements(tensor);
  switch (tensor.data_type) {
    case proto::kFloat: {
      std::vector<float> values = values_of<float, float, float>(tensor, tensor.floats, n);
      return {std::move(tensor.name), Tensor(std::move(tensor.dims), std::move(values))};
    }
    case proto::kDouble: {
      const std::vector<double> wide = values_of<double, double, double>(tensor, tensor.doubles, n);
      std::vector<float> values(wide.size());
      std::transform(wide.begin(), wide.end(), values.begin(), narrowed);
      return {std::move(tensor.name), Tensor(std::move(tensor.dims), std::move(values))};
    }
    case proto::kInt64: {
      auto values = values_of<std::int64_t, std::int64_t, std::int64_t>(tensor, tensor.int64s, n);
      return {std::move(tensor.name), Int64Tensor{std::move(tensor.dims), std::move(values), IntegerType::kInt64}};
    }
    case proto::kInt32: {
      auto values = values_of<std::int32_t, std::int64_t, std::int64_t>(tensor, tensor.int32s, n);
      return {std::move(tensor.name), Int64Tensor{std::move(tensor.dims), std::move(values), IntegerType::kInt32}};
    }
    case proto::kBool: {
      auto values = values_of<std::uint8_t, std::int64_t, std::int64_t>(tensor, tensor.int32s, n);
      for (std::int64_t& value : values) value = value != 0 ? 1 : 0;
      return {std::move(tensor.name), Int64Tensor{std::move(tensor.dims), std::move(values), IntegerType::kBool}};
    }
    default: break;
  }
  throw Error(ErrorCode::kUnsupportedModel,
              "Tensor " + quoted(tensor.name) + " is of type " + data_type_name(tensor.data_type) +
                  "; Earshot runs float32 models (not quantised or half precision ones).");
}

std::pair<std::string, Constant> read_tensor(std::span<const std::uint8_t> bytes) {
  return guarded("The tensor file", [&] {
    return parse_tensor({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  });
}

}  // namespace earshot::onnx
