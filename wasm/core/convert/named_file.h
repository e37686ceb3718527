// A file as it was dropped or found: where it came from is not the core's business.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace earshot::convert {

struct NamedFile {
  std::string name;  // with or without folders before it
  std::span<const std::uint8_t> bytes;
};

}  // namespace earshot::convert
