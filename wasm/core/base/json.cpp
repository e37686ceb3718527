#include "base/json.h"

namespace earshot {

Json parse_json(std::string_view text, std::string_view what, ErrorCode code) {
  // The non-throwing form keeps nlohmann's exception texts, which speak of parser internals, away from users.
  Json document = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) throw Error(code, std::string(what) + " is not valid JSON.");
  return document;
}

}  // namespace earshot
