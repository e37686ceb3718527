#include "convert/tfjs_weights.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "base/error.h"

namespace earshot::convert {
namespace {

[[noreturn]] void malformed(const std::string& message) { throw Error(ErrorCode::kMalformedFile, message); }

std::string_view last_part(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::size_t width_of(const std::string& type, const std::string& name) {
  if (type == "float32" || type == "int32") return 4;
  if (type == "float16" || type == "uint16") return 2;
  if (type == "uint8" || type == "bool") return 1;
  throw Error(ErrorCode::kUnsupportedModel,
              "The weight " + name + " is stored as " + type + ", which cannot be converted; export it as float32.");
}

// Elements of a tensor; most + 1 for any number above. In 64 bits everywhere: a size beyond what std::size_t holds must
// not become 0 where that has 32.
std::uint64_t count_of(const Json& shape, std::uint64_t most) {
  std::uint64_t count = 1;
  for (const Json& dim : shape) {
    const auto n = dim.get<std::int64_t>();
    if (n < 0) malformed("A weight in model.json has a negative size.");
    if (n != 0 && count > most / static_cast<std::uint64_t>(n)) return most + 1;
    count *= static_cast<std::uint64_t>(n);
  }
  return count;
}

template <class Unsigned>
Unsigned little_endian(const std::uint8_t* from) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i)
    value = static_cast<Unsigned>(value | static_cast<Unsigned>(from[i]) << 8 * i);
  return value;
}

// IEEE 754 binary16: 1 sign bit, 5 of the exponent (bias 15), 10 of the significand.
float half(std::uint16_t bits) {
  const int exponent = bits >> 10 & 0x1F;
  const int significand = bits & 0x3FF;
  const float sign = (bits & 0x8000) != 0 ? -1.0F : 1.0F;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(significand), -24);
  if (exponent == 31)
    return significand == 0 ? sign * std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
  return sign * std::ldexp(static_cast<float>(significand | 0x400), exponent - 25);
}

float value_at(const std::string& type, const std::uint8_t* from) {
  if (type == "float16") return half(little_endian<std::uint16_t>(from));
  if (type == "uint16") return little_endian<std::uint16_t>(from);
  if (type == "uint8" || type == "bool") return *from;
  const auto bits = little_endian<std::uint32_t>(from);
  if (type == "int32") return static_cast<float>(static_cast<std::int32_t>(bits));
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// The files of one group, put together.
std::vector<std::uint8_t> joined(const Json& paths, std::span<const NamedFile> files) {
  std::vector<std::uint8_t> bytes;
  for (const Json& path : paths) {
    const auto name = path.get<std::string>();
    const NamedFile* found = nullptr;
    for (const NamedFile& file : files)
      if (last_part(file.name) == last_part(name)) found = &file;
    // A browser calls the second download "weights (1).bin"; where there is one file there is no doubt.
    if (found == nullptr && files.size() == 1 && paths.size() == 1) found = &files.front();
    if (found == nullptr) malformed("The file " + name + " with the model's weights is missing; add it too.");
    bytes.insert(bytes.end(), found->bytes.begin(), found->bytes.end());
  }
  return bytes;
}

}  // namespace

TfjsWeights::TfjsWeights(const Json& manifest, std::span<const NamedFile> files) {
  for (const Json& group : manifest) {
    const std::vector<std::uint8_t> bytes = joined(group.at("paths"), files);
    std::size_t at = 0;
    for (const Json& entry : group.at("weights")) {
      const auto name = entry.at("name").get<std::string>();
      std::string type = entry.at("dtype").get<std::string>();
      double scale = 1.0;
      double offset = 0.0;
      if (const auto quantized = entry.find("quantization"); quantized != entry.end()) {
        type = quantized->at("dtype").get<std::string>();
        if (type != "float16") {
          scale = quantized->at("scale").get<double>();
          offset = quantized->at("min").get<double>();
        }
      }
      const std::size_t width = width_of(type, name);
      const std::size_t room = (bytes.size() - at) / width;
      const std::uint64_t count = count_of(entry.at("shape"), room);
      if (count > room) {
        malformed("The weights are cut off: " + std::to_string(bytes.size()) +
                  " bytes hold fewer numbers than model.json lists. Export the model again.");
      }
      Tensor tensor(entry.at("shape").get<Shape>());
      for (float& value : tensor.data) {
        value = static_cast<float>(value_at(type, bytes.data() + at) * scale + offset);
        if (!std::isfinite(value)) malformed("The weight " + name + " has a value that is not a number.");
        at += width;
      }
      tensors_.insert_or_assign(name, std::move(tensor));
    }
    if (at != bytes.size()) {
      malformed("The weights do not belong to this model.json: there are " + std::to_string(bytes.size() - at) +
                " bytes more than it lists.");
    }
  }
}

const Tensor& TfjsWeights::find(std::string_view layer, std::string_view weight) const {
  const std::string name = std::string(layer) + "/" + std::string(weight);
  if (const auto found = tensors_.find(name); found != tensors_.end()) return found->second;
  for (const auto& [key, tensor] : tensors_)
    if (key.ends_with("/" + name)) return tensor;
  throw Error(ErrorCode::kInvalidModel, "The layer " + std::string(layer) + " has no weight \"" + std::string(weight) +
                                            "\" in model.json; export the model again.");
}

const Shape& TfjsWeights::shape_of(std::string_view layer, std::string_view weight) const {
  return find(layer, weight).shape;
}

const Tensor& TfjsWeights::get(std::string_view layer, std::string_view weight, const Shape& shape) const {
  const Tensor& tensor = find(layer, weight);
  if (tensor.shape != shape) {
    throw Error(ErrorCode::kInvalidModel, "The weight " + std::string(layer) + "/" + std::string(weight) + " is " +
                                              to_string(tensor.shape) + " where the layer needs " + to_string(shape) +
                                              ".");
  }
  return tensor;
}

}  // namespace earshot::convert
