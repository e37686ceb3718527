// What the files of a folder are, and exports of Teachable Machine as ONNX models.
// Declared in web/core/training-module-types.ts; web/core/training-core.ts is the only caller.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <map>
#include <string>
#include <vector>

#include "convert/teachable_machine.h"
#include "guard.h"
#include "train/layout.h"
#include "training/arguments.h"
#include "training/training_json.h"
#include "typed_array.h"

namespace earshot::bindings {
namespace {

// {paths, csvs: [{path, text}], folders, kind: "" or a name, csv: "" or a path, groups: null or one for each path}
val recognise_layout(const std::string& input) {
  return guarded([&] {
    const Json json = parsed(input);
    const std::vector<std::string> paths = texts(json.at("paths"));
    const std::vector<std::string> folders = texts(json.at("folders"));
    std::vector<train::CsvFile> csvs;
    for (const Json& csv : json.at("csvs"))
      csvs.push_back({csv.at("path").get<std::string>(), csv.at("text").get<std::string>()});
    train::LayoutOptions options;
    const auto kind = json.at("kind").get<std::string>();
    if (!kind.empty()) options.kind = train::layout_kind_from_name(kind);
    options.csv = json.at("csv").get<std::string>();
    if (!json.at("groups").is_null()) {
      std::map<std::string, std::string> groups;
      std::size_t i = 0;
      for (const std::string& group : texts(json.at("groups"))) {
        if (i < paths.size()) groups[paths[i++]] = group;
      }
      options.group_of = [groups = std::move(groups)](const std::string& path) {
        const auto found = groups.find(path);
        return found == groups.end() ? std::string() : found->second;
      };
    }
    return text_of(to_json(train::recognise_layout({paths, csvs, folders}, options)));
  });
}

// The staged bytes are the files one after another; `list`: [{name, size}].
val convert_teachable_machine(const std::string& list) {
  return guarded([&] {
    const Json json = parsed(list);
    const std::vector<std::uint8_t> bytes = staged_bytes();
    std::vector<convert::NamedFile> files;
    std::size_t at = 0;
    for (const Json& entry : json) {
      const auto size = entry.at("size").get<std::size_t>();
      require(size <= bytes.size() - at, ErrorCode::kInvalidArgument, "The files are longer than what was staged.");
      files.push_back({entry.at("name").get<std::string>(), std::span(bytes).subspan(at, size)});
      at += size;
    }
    const std::vector<std::uint8_t> model = convert::convert_teachable_machine(files);
    return typed_array<std::uint8_t>(model);
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_conversion) {
  using namespace emscripten;

  function("recognise_layout", &recognise_layout);
  function("convert_teachable_machine", &convert_teachable_machine);
}

}  // namespace earshot::bindings
