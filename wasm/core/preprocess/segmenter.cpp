#include "preprocess/segmenter.h"

#include <algorithm>
#include <cmath>

#include "audio/finite.h"
#include "base/error.h"

namespace earshot::preprocess {
namespace {

std::int64_t to_samples(double seconds, int sample_rate) {
  return std::max<std::int64_t>(1, std::llround(seconds * sample_rate));
}

void check(const SegmentConfig& config, int sample_rate) {
  validate(PreprocessConfig{.segment = config});
  require(sample_rate >= 1, ErrorCode::kInvalidArgument, "The sample rate must be at least 1 Hz.");
}

}  // namespace

std::int64_t segment_length_samples(const SegmentConfig& config, int sample_rate) {
  return config.length_s > 0.0 ? to_samples(config.length_s, sample_rate) : 0;
}

std::int64_t segment_hop_samples(const SegmentConfig& config, int sample_rate) {
  return config.hop_s > 0.0 ? to_samples(config.hop_s, sample_rate) : segment_length_samples(config, sample_rate);
}

std::int64_t segment_start_samples(const SegmentConfig& config, int sample_rate) {
  return config.start_s > 0.0 ? to_samples(config.start_s, sample_rate) : 0;
}

Segmenter::Segmenter(const SegmentConfig& config, int sample_rate, int channels)
    : config_(config), sample_rate_(sample_rate), channels_(channels) {
  check(config, sample_rate);
  require(channels >= 1, ErrorCode::kInvalidArgument, "A waveform has at least one channel.");
  length_ = channels_ * segment_length_samples(config, sample_rate);
  hop_ = channels_ * segment_hop_samples(config, sample_rate);
  start_ = channels_ * segment_start_samples(config, sample_rate);
  // Before the start the latest values are kept in case the clip ends: room for twice as many, so that they move
  // seldom.
  buffer_.resize(static_cast<std::size_t>(start_ > 0 ? 2 * length_ : length_));
  next_start_ = start_;
}

void Segmenter::reset() noexcept {
  source_.reset();
  filled_ = 0;
  position_ = 0;
  next_start_ = start_;
  num_segments_ = 0;
}

void Segmenter::accept(std::int64_t source_start, std::span<const float> samples, SegmentSink sink) {
  if (is_done()) return;
  source_.append(source_start, static_cast<std::int64_t>(samples.size()));
  if (length_ == 0) buffer_.resize(static_cast<std::size_t>(filled_) + samples.size());
  while (!samples.empty() && !is_done()) {
    const auto available = static_cast<std::int64_t>(samples.size());
    std::int64_t taken = 0;
    if (awaits_start() && length_ > 0) {
      taken = keep_latest(samples);
    } else if (position_ < next_start_ && num_segments_ > 0) {  // the gap between segments when hop > length
      taken = std::min(available, next_start_ - position_);
    } else {
      taken = length_ == 0 ? available : std::min(available, length_ - filled_);
      std::transform(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(taken),
                     buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), audio::finite_or_zero);
      filled_ += taken;
    }
    position_ += taken;
    samples = samples.subspan(static_cast<std::size_t>(taken));
    if (length_ == 0 || position_ != next_start_ + length_) continue;
    if (awaits_start()) begin_with_latest(length_);
    emit(length_, length_, sink);
    const std::int64_t shared = std::max<std::int64_t>(0, length_ - hop_);  // with the next segment
    const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(length_);
    std::copy(end - static_cast<std::ptrdiff_t>(shared), end, buffer_.begin());
    filled_ = shared;
    next_start_ += hop_;
    source_.forget_before(std::min(next_start_, position_));
  }
}

// Takes values up to the end of the first segment, at most a segment's worth; returns how many.
std::int64_t Segmenter::keep_latest(std::span<const float> samples) noexcept {
  const std::int64_t taken =
      std::min({static_cast<std::int64_t>(samples.size()), length_, start_ + length_ - position_});
  const auto room = static_cast<std::int64_t>(buffer_.size());
  if (filled_ + taken > room) {
    const std::int64_t kept = std::min(filled_, length_);
    const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(filled_);
    std::copy(end - static_cast<std::ptrdiff_t>(kept), end, buffer_.begin());
    filled_ = kept;
  }
  std::transform(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(taken),
                 buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), audio::finite_or_zero);
  filled_ += taken;
  return taken;
}

void Segmenter::begin_with_latest(std::int64_t count) noexcept {
  const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(filled_);
  std::copy(end - static_cast<std::ptrdiff_t>(count), end, buffer_.begin());
  filled_ = count;
  next_start_ = position_ - count;
}

void Segmenter::finish(SegmentSink sink) {
  if (filled_ == 0 || is_done()) return;
  if (awaits_start()) {
    const std::int64_t after_start = position_ > start_ ? position_ - start_ : filled_;
    begin_with_latest(length_ == 0 ? after_start : std::min(filled_, length_));
  }
  if (length_ == 0) {
    emit(filled_, filled_, sink);
  } else {
    emit_short_or_tail(sink);
  }
}

void Segmenter::emit_short_or_tail(SegmentSink sink) {
  const bool is_short_clip = num_segments_ == 0;
  // With overlapping segments the samples in the buffer may all have been part of the last one.
  const bool has_new = is_short_clip || position_ > next_start_ - hop_ + length_;
  if (!has_new || (!is_short_clip && config_.tail == ClipTail::kDrop)) return;

  const std::int64_t num_real = filled_;
  if (is_short_clip ? config_.short_clip == ShortClip::kKeep : config_.tail == ClipTail::kKeep) {
    emit(num_real, num_real, sink);
    return;
  }
  const bool repeat = is_short_clip && config_.short_clip == ShortClip::kRepeat;
  for (std::int64_t i = num_real; i < length_; ++i) {
    buffer_[static_cast<std::size_t>(i)] = repeat ? buffer_[static_cast<std::size_t>(i - num_real)] : 0.0F;
  }
  emit(num_real, length_, sink);
}

void Segmenter::emit(std::int64_t num_real, std::int64_t length, SegmentSink sink) {
  Segment segment;
  segment.start_sample = next_start_ / channels_;
  segment.end_sample = (next_start_ + num_real) / channels_;
  segment.source_start_sample = source_.source_of(next_start_) / channels_;
  segment.source_end_sample = (source_.source_of(next_start_ + num_real - 1) + 1) / channels_;
  const double rate = sample_rate_;
  segment.start_s = static_cast<double>(segment.start_sample) / rate;
  segment.end_s = static_cast<double>(segment.end_sample) / rate;
  segment.source_start_s = static_cast<double>(segment.source_start_sample) / rate;
  segment.source_end_s = static_cast<double>(segment.source_end_sample) / rate;
  segment.samples = std::span<const float>(buffer_).first(static_cast<std::size_t>(length));
  ++num_segments_;
  sink(segment);
}

std::vector<SegmentBounds> segment_bounds(std::int64_t num_samples, int sample_rate, const SegmentConfig& config) {
  check(config, sample_rate);
  const std::int64_t length = segment_length_samples(config, sample_rate);
  const std::int64_t hop = segment_hop_samples(config, sample_rate);
  if (num_samples <= 0) return {};
  const std::int64_t first = segment_start_samples(config, sample_rate);
  if (length == 0) return {{num_samples > first ? first : 0, num_samples}};
  if (num_samples < first + length) return {{std::max<std::int64_t>(0, num_samples - length), num_samples}};
  std::vector<SegmentBounds> bounds;
  std::int64_t start = first;
  for (; start + length <= num_samples; start += hop) bounds.push_back({start, start + length});
  const bool has_tail = start < num_samples && bounds.back().end_sample < num_samples;
  if (has_tail && config.tail != ClipTail::kDrop) bounds.push_back({start, num_samples});
  if (config.max_segments > 0) bounds.resize(std::min(bounds.size(), static_cast<std::size_t>(config.max_segments)));
  return bounds;
}

}  // namespace earshot::preprocess
