#include "preprocess/envelope_gate.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "audio/finite.h"
#include "base/error.h"

namespace earshot::preprocess {
namespace {
constexpr std::size_t kBlock = 1024;  // samples taken at a time, besides the look-ahead
}

std::int64_t gate_window_samples(const GateConfig& config, int sample_rate) {
  validate(PreprocessConfig{.gate = config});
  require(sample_rate >= 1, ErrorCode::kInvalidArgument, "The sample rate must be at least 1 Hz.");
  // The margin keeps a product like 799.9999999 (0.05 is no binary fraction) at rate / 20.
  const double samples = std::floor(config.window_s * sample_rate + 1e-6);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(samples));
}

EnvelopeGate::EnvelopeGate(const GateConfig& config, int sample_rate)
    : enabled_(config.enabled),
      threshold_(config.threshold),
      maximum_(gate_window_samples(config, sample_rate)),
      buffer_(static_cast<std::size_t>(maximum_.look_ahead()) + kBlock) {}

void EnvelopeGate::reset() noexcept {
  maximum_.reset();
  filled_ = 0;
  buffer_start_ = 0;
  next_ = 0;
  run_start_ = 0;
}

void EnvelopeGate::accept(std::span<const float> samples, KeptSink sink) {
  while (!samples.empty()) {
    const std::size_t n = std::min(samples.size(), kBlock);
    float* const block = buffer_.data() + filled_;
    std::transform(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(n), block, audio::finite_or_zero);
    filled_ += n;
    samples = samples.subspan(n);
    if (enabled_) {
      for (std::size_t i = 0; i < n; ++i) {
        if (maximum_.accept(std::abs(block[i]))) decide(maximum_.value(), sink);
      }
    } else {
      next_ = filled_;
    }
    flush_run(sink);
    // What is left has its envelope still open: at most look_ahead samples.
    std::memmove(buffer_.data(), buffer_.data() + next_, (filled_ - next_) * sizeof(float));
    buffer_start_ += static_cast<std::int64_t>(next_);
    filled_ -= next_;
    next_ = 0;
    run_start_ = 0;
  }
}

void EnvelopeGate::finish(KeptSink sink) {
  if (!enabled_) return;
  while (maximum_.drain()) decide(maximum_.value(), sink);
  flush_run(sink);
}

void EnvelopeGate::decide(float envelope, KeptSink sink) {
  const bool keep = envelope > threshold_;
  if (!keep) flush_run(sink);
  ++next_;
  if (!keep) run_start_ = next_;
}

void EnvelopeGate::flush_run(KeptSink sink) {
  if (next_ > run_start_) {
    sink(buffer_start_ + static_cast<std::int64_t>(run_start_),
         std::span<const float>(buffer_).subspan(run_start_, next_ - run_start_));
  }
  run_start_ = next_;
}

}  // namespace earshot::preprocess
