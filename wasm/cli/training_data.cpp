#include "cli/training_data.h"

#include <system_error>

#include "audio/mixdown.h"
#include "audio/resampler.h"
#include "base/error.h"
#include "classify/clip_features.h"
#include "classify/front_end.h"
#include "cli/clip_file.h"
#include "cli/files.h"
#include "cli/parallel.h"
#include "train/feature_cache.h"

namespace earshot::cli {
namespace {

struct ClipResult {
  std::vector<Tensor> segments;
  std::vector<std::vector<float>> waveforms;  // of the segments, when asked for
  double length_s = 0.0;
  std::uint64_t content_hash = 0;
  std::string problem;
};

std::vector<std::vector<float>> cut_waveforms(const features::FeatureConfig& config, const audio::Pcm& clip) {
  std::vector<std::vector<float>> waveforms;
  const auto collect = [&](const preprocess::Segment& segment) {
    waveforms.emplace_back(segment.samples.begin(), segment.samples.end());
  };
  classify::FrontEnd front_end(config, clip.sample_rate, clip.num_channels());
  front_end.accept(classify::channel_spans(clip), collect);
  front_end.finish(collect);
  return waveforms;
}

// In the cache a clip's length in seconds follows its features, as a tensor of one number.
std::optional<std::vector<Tensor>> read_cached(const std::filesystem::path& file, const std::string& key) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return std::nullopt;
  std::optional<std::vector<Tensor>> tensors = train::unpack_features(read_file(file), key);
  const bool whole = tensors && !tensors->empty() && tensors->back().size() == 1;
  return whole ? std::move(tensors) : std::nullopt;
}

class Extractor {
 public:
  Extractor(const features::FeatureConfig& config, const LoadOptions& load)
      : config_(config), load_(load), features_(config) {}

  ClipResult extract(const std::filesystem::path& path) {
    ClipResult result;
    try {
      const std::vector<std::uint8_t> bytes = read_file(path);
      result.content_hash = train::content_hash(bytes);
      const bool cached = !load_.cache.empty() && !load_.keep_segments;
      const std::string key = cached ? train::feature_cache_key(config_, bytes) : "";
      if (auto tensors = cached ? read_cached(load_.cache / key, key) : std::nullopt) {
        result.length_s = static_cast<double>(tensors->back().data[0]);
        tensors->pop_back();
        result.segments = std::move(*tensors);
      } else {
        compute(bytes, path, result);
        if (cached) write_cached(load_.cache / key, key, result);
      }
      if (result.segments.empty()) result.problem = path.string() + ": nothing is above the gate's threshold.";
    } catch (const Error& error) {
      result.problem = error.what();
    }
    return result;
  }

 private:
  void compute(std::span<const std::uint8_t> bytes, const std::filesystem::path& path, ClipResult& result) {
    const audio::Clip clip = decode_clip(bytes, path);
    result.length_s = clip.info.length_s;
    result.segments = features_.extract(clip.pcm);
    if (load_.keep_segments) result.waveforms = cut_waveforms(config_, clip.pcm);
  }

  static void write_cached(const std::filesystem::path& file, const std::string& key, const ClipResult& result) {
    std::vector<Tensor> tensors = result.segments;
    tensors.emplace_back(Shape{1}, std::vector<float>{static_cast<float>(result.length_s)});
    write_file(file, train::pack_features(tensors, key));
  }

  features::FeatureConfig config_;
  const LoadOptions& load_;
  classify::ClipFeatures features_;
};

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
  std::vector<ClipResult> results(data.files.size());
  parallel_for(data.files.size(), [&] {
    return [&, extractor = Extractor(config, load)](std::size_t i) mutable {
      results[i] = extractor.extract(data.files[i]);
    };
  });
  TrainingData training;
  training.dataset.labels = data.layout.labels;
  training.description = train::describe(data.layout);
  training.notes = data.layout.notes;
  std::vector<train::ClipFacts> facts;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const train::LayoutClip& clip = data.layout.clips[i];
    facts.push_back({clip.path, clip.label, results[i].length_s, results[i].content_hash, results[i].problem});
    if (!results[i].segments.empty()) ++training.num_clips;
    for (std::size_t piece = 0; piece < results[i].segments.size(); ++piece) {
      train::Example example;
      example.features = std::move(results[i].segments[piece]);
      example.label = clip.label;
      example.id = clip.path;
      if (results[i].segments.size() > 1) example.id += "#" + std::to_string(piece);
      example.group = clip.group;
      example.clip = static_cast<int>(i);
      example.fold = clip.fold;
      training.dataset.examples.push_back(std::move(example));
      if (load.keep_segments) training.segments.add(results[i].waveforms[piece]);
    }
    results[i].waveforms.clear();
  }
  training.check = train::check_data(training.dataset.labels, facts);
  training.problems = training.check.problems;
  check_classes(training.check);
  training.dataset.validate();
  return training;
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
