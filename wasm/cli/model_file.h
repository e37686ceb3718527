// A classifier from a path, with the path in every error.
#pragma once

#include <filesystem>

#include "classify/classifier.h"

namespace earshot::cli {

[[nodiscard]] classify::Classifier load_classifier(const std::filesystem::path& path);

}  // namespace earshot::cli
