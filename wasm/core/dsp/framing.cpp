#include "dsp/framing.h"

#include <algorithm>

#include "base/lanes.h"

namespace earshot::dsp {
namespace {

// Room for what one call delivers, so that a microphone's chunks are copied once.
constexpr std::int64_t kChunk = 4096;
// Frames that should be able to be ready together (one per lane of the FFT).
constexpr std::int64_t kFramesAtOnce = 4;

// Where the mirrored signal of n samples has its value at `index`, which may be negative or past the end.
std::int64_t reflect_index(std::int64_t index, std::int64_t n) {
  if (n == 1) return 0;
  const std::int64_t period = 2 * (n - 1);
  const std::int64_t wrapped = ((index % period) + period) % period;
  return wrapped < n ? wrapped : period - wrapped;
}

// Every sample passes here: four at a time.
void copy_finite(std::span<const float> from, float* to) {
  std::size_t i = 0;
  for (; i + Lanes::kCount <= from.size(); i += Lanes::kCount) {
    const Lanes x = Lanes::load(from.data() + i);
    select((x - x).v == Lanes::Vector{}, x, 0.0F).store(to + i);
  }
  for (; i < from.size(); ++i) to[i] = finite_or_zero(from[i]);
}

}  // namespace

std::int64_t num_frames(const FramingOptions& options, std::int64_t num_samples) {
  if (num_samples <= 0) return 0;
  const std::int64_t padding = options.center ? options.frame_length / 2 : 0;
  const std::int64_t excess = num_samples + 2 * padding - options.frame_length;
  return excess <= 0 ? 1 : 1 + excess / options.hop_length;
}

Framer::Framer(const FramingOptions& options)
    : frame_length_(options.frame_length),
      hop_length_(options.hop_length),
      pad_mode_(options.pad_mode),
      padding_(options.center ? options.frame_length / 2 : 0),
      buffer_(static_cast<std::size_t>(2 * frame_length_ + kFramesAtOnce * hop_length_ + kChunk)) {
  reset();
}

void Framer::reset() {
  origin_ = 0;
  // The head is part of the signal from the start; its values may follow later.
  size_ = padding_;
  std::fill_n(buffer_.begin(), padding_, 0.0F);
  next_frame_ = 0;
  num_samples_ = 0;
  head_filled_ = padding_ == 0 || pad_mode_ == PadMode::kConstant;
}

std::size_t Framer::push(std::span<const float> samples) {
  make_room();
  const std::size_t room = buffer_.size() - static_cast<std::size_t>(size_);
  const std::size_t count = std::min(room, samples.size());
  copy_finite(samples.first(count), buffer_.data() + size_);
  size_ += static_cast<std::int64_t>(count);
  num_samples_ += static_cast<std::int64_t>(count);
  // Edge needs the first sample, reflection as many as the padding is long and one more.
  const std::int64_t needed = pad_mode_ == PadMode::kReflect ? padding_ + 1 : 1;
  if (!head_filled_ && num_samples_ >= needed) fill_head();
  return count;
}

bool Framer::finish() {
  if (num_samples_ == 0) return true;
  if (!head_filled_) fill_head();  // a clip shorter than its padding
  const std::int64_t end = padding_ > 0 ? num_samples_ + 2 * padding_ : std::max(num_samples_, frame_length_);
  make_room();
  const std::int64_t room = static_cast<std::int64_t>(buffer_.size()) - size_;
  const std::int64_t count = std::min(room, end - (origin_ + size_));
  for (std::int64_t i = 0; i < count; ++i) {
    buffer_[static_cast<std::size_t>(size_)] = padded_value(origin_ + size_ - padding_);
    ++size_;
  }
  return origin_ + size_ == end;
}

int Framer::ready() const {
  if (!head_filled_) return 0;
  const std::int64_t available = origin_ + size_ - next_frame_;
  return available < frame_length_ ? 0 : static_cast<int>(1 + (available - frame_length_) / hop_length_);
}

const float* Framer::frame(int index) const { return buffer_.data() + (next_frame_ + index * hop_length_ - origin_); }

void Framer::pop(int count) { next_frame_ += count * hop_length_; }

// Drops what no later frame and no closing reflection can need.
void Framer::make_room() {
  if (size_ < static_cast<std::int64_t>(buffer_.size())) return;
  const std::int64_t end_of_samples = padding_ + num_samples_;
  const std::int64_t keep_from = std::min(next_frame_, end_of_samples - (padding_ + 1));
  const std::int64_t drop = keep_from - origin_;
  if (drop <= 0) return;
  std::copy(buffer_.data() + drop, buffer_.data() + size_, buffer_.data());
  origin_ += drop;
  size_ -= drop;
}

void Framer::fill_head() {
  for (std::int64_t i = 0; i < padding_; ++i) buffer_[static_cast<std::size_t>(i)] = padded_value(i - padding_);
  head_filled_ = true;
}

// Value of the padding at a sample index outside 0 .. num_samples_ - 1. Uncentred frames are filled with zeros.
float Framer::padded_value(std::int64_t sample_index) const {
  if (padding_ == 0 || pad_mode_ == PadMode::kConstant) return 0.0F;
  const std::int64_t source = pad_mode_ == PadMode::kReflect
                                  ? reflect_index(sample_index, num_samples_)
                                  : std::clamp<std::int64_t>(sample_index, 0, num_samples_ - 1);
  return buffer_[static_cast<std::size_t>(source + padding_ - origin_)];
}

}  // namespace earshot::dsp
