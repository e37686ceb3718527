#include "dsp/stft.h"

#include <cstddef>

namespace earshot::dsp {

namespace {

// lanes[t] = f(t, the t-th sample of the four frames), four samples per transposition.
template <class PerSample>
void gather_with(const FramePointers& frames, std::span<Lanes> lanes, PerSample f) {
  std::size_t t = 0;
  for (; t + Lanes::kCount <= lanes.size(); t += Lanes::kCount) {
    Lanes a = Lanes::load(frames[0] + t);
    Lanes b = Lanes::load(frames[1] + t);
    Lanes c = Lanes::load(frames[2] + t);
    Lanes d = Lanes::load(frames[3] + t);
    transpose(a, b, c, d);
    lanes[t] = f(t, a);
    lanes[t + 1] = f(t + 1, b);
    lanes[t + 2] = f(t + 2, c);
    lanes[t + 3] = f(t + 3, d);
  }
  for (; t < lanes.size(); ++t) lanes[t] = f(t, Lanes(frames[0][t], frames[1][t], frames[2][t], frames[3][t]));
}

}  // namespace

void gather(const FramePointers& frames, std::span<Lanes> lanes) {
  gather_with(frames, lanes, [](std::size_t, Lanes x) { return x; });
}

Stft::Stft(const StftOptions& options)
    : fft_(options.n_fft),
      remove_dc_offset_(options.remove_dc_offset),
      preemphasis_(options.preemphasis),
      window_begin_(options.whole_frames ? static_cast<std::size_t>((options.n_fft - options.win_length) / 2) : 0),
      windowed_(static_cast<std::size_t>(options.n_fft), Lanes(0.0F)) {
  for (const double value : make_window(options.window, options.win_length, options.window_symmetric))
    window_.push_back(static_cast<float>(value));
}

void Stft::condition(std::span<Lanes> frames) const {
  if (remove_dc_offset_) {
    Lanes sum = 0.0F;
    for (const Lanes x : frames) sum += x;
    const Lanes mean = sum * (1.0F / static_cast<float>(frames.size()));
    for (Lanes& x : frames) x = x - mean;
  }
  if (preemphasis_ == 0.0F) return;
  // From the end, so that each sample still finds the one before it as it was.
  for (std::size_t t = frames.size() - 1; t > 0; --t) frames[t] = frames[t] - preemphasis_ * frames[t - 1];
  frames[0] = frames[0] - preemphasis_ * frames[0];
}

void Stft::power(const FramePointers& frames, std::span<Lanes> power) {
  FramePointers inside = frames;
  for (const float*& frame : inside) frame += window_begin_;
  const std::span<Lanes> span = std::span(windowed_).subspan(window_begin_, window_.size());
  const float* window = window_.data();
  if (remove_dc_offset_ || preemphasis_ != 0.0F) {
    gather(inside, span);
    condition(span);
    for (std::size_t t = 0; t < span.size(); ++t) span[t] = span[t] * window[t];
  } else {
    gather_with(inside, span, [window](std::size_t t, Lanes x) { return x * window[t]; });
  }
  fft_.power(windowed_, power);
}

}  // namespace earshot::dsp
