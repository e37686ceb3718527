#include "training/arguments.h"

#include "staging.h"

namespace earshot::bindings {

std::vector<std::uint8_t> staged_bytes() {
  const std::span<const std::uint8_t> staged = staging().bytes.consume();
  std::vector<std::uint8_t> bytes(staged.begin(), staged.end());
  staging().bytes.release();
  return bytes;
}

std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> out;
  for (const Json& item : list) out.push_back(item.get<std::string>());
  return out;
}

}  // namespace earshot::bindings
