#include "audio/resampler.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>

#include "audio/finite.h"
#include "base/error.h"

namespace earshot::audio {
namespace {

constexpr std::size_t kBlock = 4096;  // input samples buffered besides the filter's own span
constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

// ceil(n * up / down) without overflow of the product.
std::int64_t ceil_scaled(std::int64_t n, std::int64_t up, std::int64_t down) noexcept {
  return (n / down) * up + ((n % down) * up + down - 1) / down;
}

}  // namespace

Resampler::Resampler(int in_rate, int out_rate) {
  require(in_rate >= 1 && out_rate >= 1, ErrorCode::kInvalidArgument, "Sample rates must be at least 1 Hz.");
  if (in_rate / out_rate >= kMaxRatio || out_rate / in_rate >= kMaxRatio) {
    throw Error(ErrorCode::kInvalidArgument, "Cannot resample from " + std::to_string(in_rate) + " Hz to " +
                                                 std::to_string(out_rate) + " Hz: the ratio must stay below 4096.");
  }
  const int divisor = std::gcd(in_rate, out_rate);
  up_ = out_rate / divisor;
  down_ = in_rate / divisor;
  if (up_ != down_) {
    filter_ = std::make_unique<const PolyphaseFilter>(up_, down_);
    buffer_.resize(static_cast<std::size_t>(filter_->num_taps()) + kBlock);
  }
  reset();
}

void Resampler::reset() noexcept {
  num_in_ = 0;
  num_out_ = 0;
  out_limit_ = kNoLimit;
  phase_ = 0;
  next_tap_ = 0;
  if (!filter_) return;
  // Output 0 lies on input 0, which is tap num_taps/2 - 1: the taps before it are silence.
  filled_ = static_cast<std::size_t>(filter_->num_taps() / 2 - 1);
  std::fill_n(buffer_.begin(), filled_, 0.0F);
}

std::int64_t Resampler::latency_samples() const noexcept { return filter_ ? filter_->num_taps() / 2 : 0; }

std::size_t Resampler::max_output(std::size_t num_samples) const noexcept {
  // Outputs up to the newest sample less the latency; what was held back before can only be part of it.
  return static_cast<std::size_t>(ceil_scaled(static_cast<std::int64_t>(num_samples) + latency_samples(), up_, down_)) +
         1;
}

std::int64_t Resampler::output_length(std::int64_t num_samples, int in_rate, int out_rate) noexcept {
  const int divisor = std::gcd(in_rate, out_rate);
  return ceil_scaled(num_samples, out_rate / divisor, in_rate / divisor);
}

void Resampler::accept(std::span<const float> samples, std::vector<float>& output) {
  if (out_limit_ != kNoLimit) return;  // finished
  num_in_ += static_cast<std::int64_t>(samples.size());
  push(samples, output);
}

void Resampler::finish(std::vector<float>& output) {
  if (out_limit_ != kNoLimit) return;
  out_limit_ = ceil_scaled(num_in_, up_, down_);
  // The last output lies before the end of the input, so half a filter of silence completes it.
  constexpr float kSilence[64] = {};
  for (std::int64_t left = latency_samples(); left > 0; left -= 64) push(kSilence, output);
}

void Resampler::make_room() noexcept {
  const std::size_t done = std::min(static_cast<std::size_t>(next_tap_), filled_);
  std::memmove(buffer_.data(), buffer_.data() + done, (filled_ - done) * sizeof(float));
  filled_ -= done;
  next_tap_ -= static_cast<std::int64_t>(done);
}

void Resampler::push(std::span<const float> samples, std::vector<float>& output) {
  if (!filter_) {
    const std::size_t old_size = output.size();
    output.resize(old_size + samples.size());
    std::transform(samples.begin(), samples.end(), output.begin() + static_cast<std::ptrdiff_t>(old_size),
                   finite_or_zero);
    return;
  }
  const std::int64_t num_taps = filter_->num_taps();
  const std::int64_t whole_step = down_ / up_;
  const std::int64_t phase_step = down_ % up_;
  while (!samples.empty() && num_out_ < out_limit_) {
    if (filled_ == buffer_.size()) make_room();
    const std::size_t n = std::min(samples.size(), buffer_.size() - filled_);
    std::transform(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(n),
                   buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), finite_or_zero);
    filled_ += n;
    samples = samples.subspan(n);

    while (next_tap_ + num_taps <= static_cast<std::int64_t>(filled_) && num_out_ < out_limit_) {
      output.push_back(filter_->apply(buffer_.data() + next_tap_, phase_));
      ++num_out_;
      next_tap_ += whole_step;
      phase_ += phase_step;
      if (phase_ >= up_) {
        phase_ -= up_;
        ++next_tap_;
      }
    }
  }
}

Waveform resample(Waveform waveform, int out_rate) {
  if (waveform.sample_rate == out_rate) return waveform;
  Resampler resampler(waveform.sample_rate, out_rate);
  Waveform out{out_rate, {}};
  out.samples.reserve(static_cast<std::size_t>(
      Resampler::output_length(static_cast<std::int64_t>(waveform.samples.size()), waveform.sample_rate, out_rate)));
  resampler.accept(waveform.samples, out.samples);
  resampler.finish(out.samples);
  return out;
}

}  // namespace earshot::audio
