#include "base/tensor.h"

#include "base/error.h"

namespace earshot {

std::int64_t num_elements(const Shape& shape) {
  std::int64_t n = 1;
  for (const std::int64_t d : shape) n *= d;
  return n;
}

std::string to_string(const Shape& shape) {
  std::string out = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) out += ", ";
    out += std::to_string(shape[i]);
  }
  return out + "]";
}

Tensor::Tensor(Shape dims, std::vector<float> values) : shape(std::move(dims)), data(std::move(values)) {
  if (num_elements(shape) != static_cast<std::int64_t>(data.size())) {
    throw Error(ErrorCode::kInvalidArgument,
                "Tensor: shape " + to_string(shape) + " does not hold " + std::to_string(data.size()) + " values.");
  }
}

}  // namespace earshot
