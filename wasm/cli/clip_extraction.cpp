#include "cli/clip_extraction.h"

#include <optional>
#include <system_error>

#include "base/error.h"
#include "classify/clip_features.h"
#include "classify/front_end.h"
#include "cli/clip_file.h"
#include "cli/files.h"
#include "cli/parallel.h"
#include "train/data_check.h"
#include "train/feature_cache.h"

namespace earshot::cli {
namespace {

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

  ExtractedClip extract(const std::filesystem::path& path) {
    ExtractedClip result;
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
  void compute(std::span<const std::uint8_t> bytes, const std::filesystem::path& path, ExtractedClip& result) {
    const audio::Clip clip = decode_clip(bytes, path);
    result.length_s = clip.info.length_s;
    result.segments = features_.extract(clip.pcm);
    if (load_.keep_segments) result.waveforms = cut_waveforms(config_, clip.pcm);
  }

  static void write_cached(const std::filesystem::path& file, const std::string& key, const ExtractedClip& result) {
    std::vector<Tensor> tensors = result.segments;
    tensors.emplace_back(Shape{1}, std::vector<float>{static_cast<float>(result.length_s)});
    write_file(file, train::pack_features(tensors, key));
  }

  features::FeatureConfig config_;
  const LoadOptions& load_;
  classify::ClipFeatures features_;
};

}  // namespace

std::vector<ExtractedClip> extract_clips(std::span<const std::filesystem::path> files,
                                         const features::FeatureConfig& config, const LoadOptions& load) {
  std::vector<ExtractedClip> results(files.size());
  parallel_for(files.size(), [&] {
    return
        [&, extractor = Extractor(config, load)](std::size_t i) mutable { results[i] = extractor.extract(files[i]); };
  });
  return results;
}

}  // namespace earshot::cli
