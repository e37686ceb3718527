// Memory that executions which never run at the same time use in turn. What one leaves there means nothing to the next.
#pragma once

#include <cstddef>
#include <memory>

#include "nn/aligned_buffer.h"

namespace earshot::nn {

class Workspace {
 public:
  // At least `floats` of them. What was planned in a smaller block keeps that one.
  [[nodiscard]] std::shared_ptr<AlignedBuffer> at_least(std::size_t floats) {
    if (block_ == nullptr || block_->size() < floats) block_ = std::make_shared<AlignedBuffer>(floats);
    return block_;
  }

 private:
  std::shared_ptr<AlignedBuffer> block_;
};

}  // namespace earshot::nn
