// Cuts a stream of samples into overlapping frames, padded at both ends as librosa does. Memory is fixed:
//
//   while (!samples.empty()) {
//     samples = samples.subspan(framer.push(samples));
//     while (framer.ready() > 0) { use(framer.frame(0)); framer.pop(1); }
//   }
//   do { drain as above } while (!framer.finish());
//
// Padded signal: with centring p = frame_length / 2 values before and after the n samples, else none.
// Frame i is padded[i hop .. i hop + frame_length), and there are 1 + (n + 2p - frame_length) / hop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace earshot::dsp {

// What stands before the first and after the last sample when frames are centred; numpy.pad's names.
// kReflect mirrors without repeating the edge sample (c b | a b c | b a); a clip shorter than the padding
// is mirrored again and again (period 2n - 2), and a single sample is repeated.
enum class PadMode { kConstant, kReflect, kEdge };

struct FramingOptions {
  int frame_length = 1024;
  int hop_length = 512;
  bool center = true;
  PadMode pad_mode = PadMode::kConstant;
};

// NaN and the infinities count as silence. (x - x is 0 for every finite x, and only for those.)
[[nodiscard]] inline float finite_or_zero(float x) { return x - x == 0.0F ? x : 0.0F; }

// Frames of a clip of n samples: 0 for n = 0; 1 for an uncentred clip shorter than a frame.
[[nodiscard]] std::int64_t num_frames(const FramingOptions& options, std::int64_t num_samples);

class Framer {
 public:
  explicit Framer(const FramingOptions& options);

  // Takes as many samples as there is room for and returns how many: at least one once the ready frames are
  // popped. Non-finite samples become 0.
  std::size_t push(std::span<const float> samples);
  // After the last sample: appends the closing padding; an uncentred clip shorter than a frame is filled up
  // with zeros. Returns false when frames have to be popped first; then call again.
  bool finish();

  // Whole frames in memory, frame(0) being the oldest not yet popped.
  [[nodiscard]] int ready() const;
  [[nodiscard]] const float* frame(int index) const;
  void pop(int count);

  // Ready for the next signal.
  void reset();

 private:
  void make_room();
  void fill_head();
  [[nodiscard]] float padded_value(std::int64_t sample_index) const;

  std::int64_t frame_length_;
  std::int64_t hop_length_;
  PadMode pad_mode_;
  std::int64_t padding_;  // p above; 0 without centring

  std::vector<float> buffer_;  // of fixed size; holds padded[origin_ .. origin_ + size_)
  std::int64_t origin_ = 0;
  std::int64_t size_ = 0;
  std::int64_t next_frame_ = 0;  // start of frame(0) in the padded signal
  std::int64_t num_samples_ = 0;
  bool head_filled_ = false;
};

}  // namespace earshot::dsp
