// Several networks for the same features and labels as one ONNX graph whose scores are the mean of theirs: networks
// that differ by their seed alone err on different clips (Lakshminarayanan et al., 2017).
#pragma once

#include <span>

#include "onnx/model.h"

namespace earshot::train {

// Each with one input of the same name and shape, and one output of the same shape. The result has the first one's
// names for both and its metadata; every other name of member k gets the prefix "member_<k>.", counted from 1. One
// model is returned as it is. Throws kInvalidArgument for models that do not match.
[[nodiscard]] onnx::Model average(std::span<const onnx::Model> members);

}  // namespace earshot::train
