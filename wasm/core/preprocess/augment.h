// Changes to a waveform that leave its class as it is: what training hears instead of the same clip again. All off by
// default, all drawn from the Rng handed in.
//
// shift  moves the sound in time; what leaves is lost, zeros enter.
// speed  plays it faster or slower, pitch included, by band-limited interpolation.
// pitch  moves the pitch alone: the sound is stretched in the time domain (WSOLA, Verhelst and Roelands, 1993) and then
// played
//        faster by the same factor. Cheaper than a phase vocoder and without its blur of attacks; good for a few
//        semitones.
// gain   makes it louder or softer.
// noise  adds white noise; background adds a stretch of a recorded noise; both at a signal-to-noise ratio measured over
// the segment. The length never changes: a shorter result is followed by zeros, of a longer one the beginning is kept.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/rng.h"

namespace earshot::preprocess {

struct WaveformAugmentConfig {
  float probability = 0.5F;                       // of each change, by itself
  float shift_s = 0.0F;                           // up to so far, either way; 0: off
  std::array<float, 2> speed = {1.0F, 1.0F};      // factor, e.g. 0.9 .. 1.1; both 1: off
  std::array<float, 2> pitch_semitones = {0, 0};  // e.g. -2 .. 2; both 0: off
  std::array<float, 2> gain_db = {0, 0};          // e.g. -6 .. 6; both 0: off
  bool noise = false;
  std::array<float, 2> noise_snr_db = {10, 40};
  bool background = false;  // needs recordings of noise
  std::array<float, 2> background_snr_db = {0, 30};

  [[nodiscard]] bool any() const;
  // Throws kInvalidConfig naming the field and its allowed range.
  void validate() const;
};

class WaveformAugmenter {
 public:
  // `backgrounds`: mono recordings at the same rate; they must outlive this. Throws kInvalidConfig (background without
  // recordings; pitch with two channels, whose phases it would pull apart).
  WaveformAugmenter(const WaveformAugmentConfig& config, int sample_rate, int channels,
                    std::span<const std::vector<float>> backgrounds);

  // In place, interleaved when there are two channels, both changed alike. Allocates only when a segment is longer than
  // any before.
  void apply(std::span<float> samples, Rng& rng);

 private:
  [[nodiscard]] bool wants(bool enabled, Rng& rng) const;
  void change_speed(std::span<float> samples, double factor);
  void change_pitch(std::span<float> samples, double semitones);
  void shift(std::span<float> samples, std::int64_t moments);
  void add_noise(std::span<float> samples, double snr_db, Rng& rng);
  void add_background(std::span<float> samples, double snr_db, Rng& rng);

  WaveformAugmentConfig config_;
  int sample_rate_, channels_;
  std::span<const std::vector<float>> backgrounds_;
  std::vector<float> plane_, changed_, noise_;
};

// x at the positions 0, factor, 2 factor, ... into `out`, beyond the ends zeros: a Hann-windowed sinc of 16 zero
// crossings, its pass band narrowed for factors above 1. 60 dB of stop band, which is plenty for material that is
// changed on purpose.
void play_faster(std::span<const float> x, double factor, std::span<float> out) noexcept;

// x stretched to out.size() samples without changing its pitch (WSOLA): pieces of 40 ms, overlapping by half, each
// taken from where, within 10 ms of its due place, it continues the one before best.
void time_stretch(std::span<const float> x, int sample_rate, std::span<float> out) noexcept;

}  // namespace earshot::preprocess
