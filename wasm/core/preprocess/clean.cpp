#include "preprocess/clean.h"

#include "audio/mixdown.h"
#include "audio/resampler.h"
#include "preprocess/preprocessor.h"

namespace earshot::preprocess {

CleanedClip clean_clip(audio::Pcm clip, int sample_rate, const PreprocessConfig& config) {
  CleanedClip out;
  const audio::Waveform waveform = audio::resample(audio::mixdown(std::move(clip)), sample_rate);
  out.length_s = waveform.duration_s();
  Preprocessor preprocessor(config, sample_rate);
  const auto collect = [&](const Segment& segment) {
    out.pieces.emplace_back(segment.samples.begin(), segment.samples.end());
  };
  preprocessor.accept(waveform.samples, collect);
  preprocessor.finish(collect);
  out.kept_s = static_cast<double>(preprocessor.num_kept()) / sample_rate;
  return out;
}

}  // namespace earshot::preprocess
