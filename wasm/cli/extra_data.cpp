#include "cli/extra_data.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "cli/files.h"

namespace earshot::cli {
namespace {

namespace fs = std::filesystem;

// What a folder calls a label -> index of the data's label.
using LabelOf = std::map<std::string, int>;

LabelOf label_names(const std::vector<std::string>& labels, const std::vector<std::string>& same_as) {
  LabelOf names;
  for (std::size_t i = 0; i < labels.size(); ++i) names[labels[i]] = static_cast<int>(i);
  LabelOf out = names;
  for (const std::string& pair : same_as) {
    const std::size_t equals = pair.find('=');
    const auto label = equals == std::string::npos ? names.end() : names.find(pair.substr(equals + 1));
    if (label == names.end()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "--same-as " + pair + ": write their name, an equals sign and a label of the data, as in zero=0.");
    }
    out[pair.substr(0, equals)] = label->second;
  }
  return out;
}

struct Found {
  std::vector<fs::path> files;
  std::vector<int> labels;  // kNoLabel: a label that the data does not have, or none
  std::vector<std::string> groups;
};

Found find_clips(const std::string& folder, const LabelOf& names, bool must_be_labelled) {
  Found found;
  DataFolder data;
  try {
    data = read_data_folder({.folder = folder, .layout = {}, .csv = {}, .group_pattern = {}});
  } catch (const Error& error) {
    // A folder of noise need not be a data set.
    if (must_be_labelled || error.code() != ErrorCode::kInvalidData) throw;
    found.files = audio_files_below(folder);
    found.labels.assign(found.files.size(), train::kNoLabel);
    found.groups.resize(found.files.size());
    return found;
  }
  for (std::size_t i = 0; i < data.files.size(); ++i) {
    const train::LayoutClip& clip = data.layout.clips[i];
    const auto label = names.find(data.layout.labels[static_cast<std::size_t>(clip.label)]);
    found.files.push_back(data.files[i]);
    found.labels.push_back(label == names.end() ? train::kNoLabel : label->second);
    found.groups.push_back(clip.group);
  }
  return found;
}

void add_folder(const std::string& folder, bool outliers, const LabelOf& names, const features::FeatureConfig& config,
                const LoadOptions& load, TrainingData& training) {
  const Found found = find_clips(folder, names, !outliers);
  std::vector<fs::path> wanted;
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < found.files.size(); ++i) {
    if ((found.labels[i] == train::kNoLabel) != outliers) continue;
    wanted.push_back(found.files[i]);
    index.push_back(i);
  }
  std::vector<ExtractedClip> clips = extract_clips(wanted, config, load);
  int next_clip = training.dataset.examples.empty() ? 0 : training.dataset.examples.back().clip + 1;
  std::size_t taken = 0;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (!clips[i].problem.empty()) training.problems.push_back(clips[i].problem);
    if (clips[i].segments.empty()) continue;
    ++taken;
    append_examples(std::move(clips[i]),
                    {.features = {},
                     .label = found.labels[index[i]],
                     .id = wanted[i].generic_string(),
                     .group = found.groups[index[i]],
                     .clip = next_clip++,
                     .training_only = true},
                    training);
  }
  if (taken == 0) {
    throw Error(ErrorCode::kInvalidData,
                folder + (outliers ? ": no clip here is outside the labels of the data."
                                   : ": no clip here has a label of the data; see --same-as."));
  }
  training.notes.push_back(std::to_string(taken) + " clips of " + folder +
                           (outliers ? " are trained on as none of the labels." : " are trained on and never judged."));
}

}  // namespace

void ExtraDataOptions::add_to(CLI::App& command) {
  command.add_option("--extra", extra, "Folders of clips with the same labels that are trained on and never judged");
  command.add_option("--outliers", outliers,
                     "Folders of sounds that are none of the labels: training asks for equal scores");
  command.add_option("--same-as", same_as,
                     "What --extra and --outliers call a label, and what the data calls it: zero=0");
}

void add_extra_data(const ExtraDataOptions& options, const features::FeatureConfig& config, const LoadOptions& load,
                    TrainingData& training) {
  const LabelOf names = label_names(training.dataset.labels, options.same_as);
  for (const std::string& folder : options.extra) add_folder(folder, false, names, config, load, training);
  for (const std::string& folder : options.outliers) add_folder(folder, true, names, config, load, training);
  training.dataset.validate();
}

}  // namespace earshot::cli
