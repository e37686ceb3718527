#include "cli/training_data.h"

#include "audio/mixdown.h"
#include "audio/resampler.h"
#include "base/error.h"
#include "cli/clip_file.h"
#include "cli/files.h"
#include "cli/parallel.h"

namespace earshot::cli {
namespace {

void check_classes(const train::DataCheck& check) {
  for (const train::ClassFacts& facts : check.classes) {
    if (facts.clips == 0)
      throw Error(ErrorCode::kInvalidData, "The class " + facts.label + " has no clip that can be used.");
  }
}

}  // namespace

TrainingData load_training_data(const DataOptions& options, const features::FeatureConfig& config,
                                const LoadOptions& load) {
  const DataFolder data = read_data_folder(options);
  std::vector<ExtractedClip> clips = extract_clips(data.files, config, load);
  TrainingData training;
  training.dataset.labels = data.layout.labels;
  training.description = train::describe(data.layout);
  training.notes = data.layout.notes;
  std::vector<train::ClipFacts> facts;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const train::LayoutClip& clip = data.layout.clips[i];
    facts.push_back({clip.path, clip.label, clips[i].length_s, clips[i].content_hash, clips[i].problem});
    if (!clips[i].segments.empty()) ++training.num_clips;
    append_examples(std::move(clips[i]),
                    {.features = {},
                     .label = clip.label,
                     .id = clip.path,
                     .group = clip.group,
                     .clip = static_cast<int>(i),
                     .fold = clip.fold},
                    training);
  }
  training.check = train::check_data(training.dataset.labels, facts);
  training.problems = training.check.problems;
  check_classes(training.check);
  training.dataset.validate();
  return training;
}

void append_examples(ExtractedClip clip, const train::Example& prototype, TrainingData& training) {
  for (std::size_t piece = 0; piece < clip.segments.size(); ++piece) {
    train::Example example = prototype;
    example.features = std::move(clip.segments[piece]);
    if (clip.segments.size() > 1) example.id += "#" + std::to_string(piece);
    training.dataset.examples.push_back(std::move(example));
    if (!clip.waveforms.empty()) training.segments.add(clip.waveforms[piece]);
  }
}

std::vector<std::vector<float>> load_backgrounds(const std::filesystem::path& folder, int sample_rate) {
  const std::vector<std::filesystem::path> files = audio_files_below(folder);
  if (files.empty())
    throw Error(ErrorCode::kInvalidData, folder.string() + ": the folder of noise holds no audio files.");
  std::vector<std::vector<float>> backgrounds(files.size());
  parallel_for(files.size(), [&] {
    return [&](std::size_t i) {
      backgrounds[i] = audio::resample(audio::mixdown(read_clip(files[i]).pcm), sample_rate).samples;
    };
  });
  return backgrounds;
}

}  // namespace earshot::cli
