// The cleaning step of systems.md D: samples whose envelope exceeds the threshold are kept, the rest is cut out.
//
// Streaming with a bounded look-ahead of half a window; offline is accept everything, then finish. Any chunking keeps
// the same samples.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "preprocess/function_ref.h"
#include "preprocess/preprocess_config.h"
#include "preprocess/rolling_maximum.h"

namespace earshot::preprocess {

// Consecutive kept samples; the first was sample `source_start` of the clip. Valid during the call only.
using KeptSink = FunctionRef<void(std::int64_t source_start, std::span<const float> samples)>;

class EnvelopeGate {
 public:
  // Throws kInvalidConfig. A disabled gate keeps everything, at once.
  EnvelopeGate(const GateConfig& config, int sample_rate);

  // Non-finite samples count as 0.
  void accept(std::span<const float> samples, KeptSink sink);
  // No more samples: decides about those that wait. Call reset() before the next clip.
  void finish(KeptSink sink);
  void reset() noexcept;

 private:
  void decide(float envelope, KeptSink sink);
  void flush_run(KeptSink sink);

  bool enabled_;
  float threshold_;
  RollingMaximum maximum_;
  // Samples not yet decided about or not yet handed on: buffer_[0] is sample `buffer_start_` of the clip.
  std::vector<float> buffer_;
  std::size_t filled_ = 0;
  std::int64_t buffer_start_ = 0;
  std::size_t next_ = 0;       // in buffer_: the next sample to decide about
  std::size_t run_start_ = 0;  // in buffer_: [run_start_, next_) is kept and waits to be handed on
};

// The gate's window in samples: int(rate * window_s), at least 1; rate / 20 at 0.05 s.
[[nodiscard]] std::int64_t gate_window_samples(const GateConfig& config, int sample_rate);

}  // namespace earshot::preprocess
