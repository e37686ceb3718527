// What the functions of the training module take from JavaScript: JSON texts, and files that were staged before.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "training/scorer.h"

namespace earshot::bindings {

using ScorerHandle = std::shared_ptr<Scorer>;

[[nodiscard]] inline Json parsed(const std::string& text) {
  return parse_json(text, "The argument", ErrorCode::kInvalidArgument);
}

// A copy of the staged bytes, whose room is given back.
[[nodiscard]] std::vector<std::uint8_t> staged_bytes();

[[nodiscard]] std::vector<std::string> texts(const Json& list);

}  // namespace earshot::bindings
