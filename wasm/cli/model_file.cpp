#include "cli/model_file.h"

#include "base/error.h"
#include "cli/files.h"

namespace earshot::cli {

classify::Classifier load_classifier(const std::filesystem::path& path) {
  const std::vector<std::uint8_t> bytes = read_file(path);
  try {
    return classify::Classifier::load(bytes);
  } catch (const Error& error) {
    throw Error(error.code(), path.string() + ": " + error.what());
  }
}

}  // namespace earshot::cli
