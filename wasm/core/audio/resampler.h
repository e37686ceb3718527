// Streaming sample rate conversion by any ratio of whole rates: windowed sinc, polyphase, linear phase.
//
// Output sample n is the signal at time n / out_rate, exactly: the filter's delay is compensated and the position is
// kept in integers, so nothing drifts. n_in samples become ceil(n_in * out / in), the convention of librosa.resample.
// Quality: polyphase_filter.h. Any chunking gives bit-identical output.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "audio/pcm.h"
#include "audio/polyphase_filter.h"

namespace earshot::audio {

class Resampler {
 public:
  // Rates in Hz, at least 1, neither more than kMaxRatio times the other. Throws kInvalidArgument.
  Resampler(int in_rate, int out_rate);
  // The filter of 4096 : 1 has half a million taps; a larger ratio is a damaged header, not audio.
  static constexpr int kMaxRatio = 4096;

  // Appends to `output` what has become final; at most max_output(samples.size()) samples, so that an output with
  // that much spare capacity is not reallocated. Non-finite samples count as 0.
  void accept(std::span<const float> samples, std::vector<float>& output);
  // No more samples: appends the rest. Call reset() before the next clip.
  void finish(std::vector<float>& output);
  // Ready for the next clip; keeps all allocations.
  void reset() noexcept;

  [[nodiscard]] std::size_t max_output(std::size_t num_samples) const noexcept;
  // Input samples that must follow a moment before its output appears.
  [[nodiscard]] std::int64_t latency_samples() const noexcept;

  // ceil(num_samples * out / in).
  [[nodiscard]] static std::int64_t output_length(std::int64_t num_samples, int in_rate, int out_rate) noexcept;

 private:
  void push(std::span<const float> samples, std::vector<float>& output);
  void make_room() noexcept;

  std::int64_t up_ = 1;                            // out / gcd
  std::int64_t down_ = 1;                          // in / gcd
  std::unique_ptr<const PolyphaseFilter> filter_;  // none when the rates are equal

  std::vector<float> buffer_;  // the latest input, zeros before the clip
  std::size_t filled_ = 0;
  std::int64_t next_tap_ = 0;  // where in buffer_ the next output's first tap is (possibly beyond filled_)
  std::int64_t phase_ = 0;     // 0 .. up_-1
  std::int64_t num_in_ = 0;
  std::int64_t num_out_ = 0;
  std::int64_t out_limit_ = 0;  // set by finish()
};

// A whole clip at once. A clip that has the rate already is returned as it is.
[[nodiscard]] Waveform resample(Waveform waveform, int out_rate);

}  // namespace earshot::audio
