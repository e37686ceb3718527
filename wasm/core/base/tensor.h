// Row-major float32 tensor: the one container of numbers between the parts of the core.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace earshot {

using Shape = std::vector<std::int64_t>;

// Number of elements; 1 for a scalar (empty shape).
[[nodiscard]] std::int64_t num_elements(const Shape& shape);

// "[2, 3]", for messages.
[[nodiscard]] std::string to_string(const Shape& shape);

struct Tensor {
  Shape shape;
  std::vector<float> data;  // size num_elements(shape)

  Tensor() = default;
  explicit Tensor(Shape dims) : shape(std::move(dims)), data(static_cast<std::size_t>(num_elements(shape))) {}
  // Throws kInvalidArgument when the sizes disagree.
  Tensor(Shape dims, std::vector<float> values);

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
  [[nodiscard]] std::span<const float> values() const { return data; }
  [[nodiscard]] std::span<float> values() { return data; }
};

}  // namespace earshot
