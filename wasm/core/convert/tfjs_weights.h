// The weights of a TensorFlow.js model: "weightsManifest" of model.json names the tensors and the files (shards) they
// lie in, one after another without gaps, little-endian. Quantized tensors (uint8, uint16: value * scale + min;
// float16) are read as float32.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/tensor.h"
#include "convert/named_file.h"

namespace earshot::convert {

class TfjsWeights {
 public:
  // `files`: the shards, found by the last part of their path. Throws kMalformedFile for a manifest that is none, and
  // for a missing file or one whose size is not what the manifest says; kUnsupportedModel for another number type.
  TfjsWeights(const Json& manifest, std::span<const NamedFile> files);

  // The tensor of a layer: "conv2d_1/kernel", or "model/conv2d_1/kernel" where a model lies in a model. Throws
  // kInvalidModel when there is none or when its shape is another.
  [[nodiscard]] const Tensor& get(std::string_view layer, std::string_view weight, const Shape& shape) const;
  // The shape of that tensor; throws kInvalidModel when there is none.
  [[nodiscard]] const Shape& shape_of(std::string_view layer, std::string_view weight) const;

 private:
  [[nodiscard]] const Tensor& find(std::string_view layer, std::string_view weight) const;

  std::map<std::string, Tensor, std::less<>> tensors_;
};

}  // namespace earshot::convert
