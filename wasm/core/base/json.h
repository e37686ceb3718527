// JSON behind one header: parsing that reports errors as earshot::Error. Shapes of documents are
// checked by their readers (FeatureConfig, recipes, cards).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace earshot {

using Json = nlohmann::ordered_json;

// Parses `text`; throws Error(code, "<what> is not valid JSON: ...").
[[nodiscard]] Json parse_json(std::string_view text, std::string_view what, ErrorCode code);

}  // namespace earshot
