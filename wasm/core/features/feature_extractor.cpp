#include "features/feature_extractor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/set_up.h"
#include "dsp/dct.h"
#include "dsp/framing.h"
#include "dsp/stft.h"
#include "features/decibel_range.h"
#include "features/delta_columns.h"
#include "features/frame_feature.h"
#include "features/pooling.h"

namespace earshot::features {
namespace {

// Samples -> the values of a frame, four frames at a time. Rows leave through a callback, in order of time.
class FrameStage {
 public:
  explicit FrameStage(const FeatureConfig& config)
      : framer_(config.framing()), feature_(make_frame_feature(config)), input_kind_(feature_->input()) {
    if (input_kind_ == FrameInput::kSamples) {
      input_.resize(static_cast<std::size_t>(config.framing().frame_length));
    } else {
      stft_.emplace(dsp::StftOptions{.n_fft = config.n_fft,
                                     .win_length = config.effective_win_length(),
                                     .window = config.window,
                                     .window_symmetric = config.window_symmetric,
                                     .whole_frames = config.frame_length == FrameLength::kNfft,
                                     .remove_dc_offset = config.remove_dc_offset,
                                     .preemphasis = config.preemphasis});
      input_.resize(static_cast<std::size_t>(stft_->num_bins()));
    }
    values_.resize(static_cast<std::size_t>(feature_->num_values()));
  }

  [[nodiscard]] int num_values() const { return feature_->num_values(); }

  template <class Emit>
  void accept(std::span<const float> samples, Emit emit) {
    while (!samples.empty()) {
      samples = samples.subspan(framer_.push(samples));
      while (framer_.ready() >= Lanes::kCount) process(Lanes::kCount, emit);
    }
    // What is ready is not held back for the sake of a full group: a live view must not lag.
    if (framer_.ready() > 0) process(framer_.ready(), emit);
  }

  template <class Emit>
  void finish(Emit emit) {
    for (bool padded = false; !padded;) {
      padded = framer_.finish();
      while (framer_.ready() > 0) process(std::min(framer_.ready(), Lanes::kCount), emit);
    }
  }

  void reset() {
    framer_.reset();
    feature_->reset();
  }

 private:
  // `count` frames, 1 .. 4. Idle lanes repeat the first frame.
  template <class Emit>
  void process(int count, Emit emit) {
    dsp::FramePointers frames;
    for (int lane = 0; lane < Lanes::kCount; ++lane) {
      frames[static_cast<std::size_t>(lane)] = framer_.frame(lane < count ? lane : 0);
    }
    if (input_kind_ == FrameInput::kSamples) {
      dsp::gather(frames, input_);
    } else {
      stft_->power(frames, input_);
      if (input_kind_ == FrameInput::kMagnitude) {
        for (Lanes& bin : input_) bin = sqrt(bin);
      }
    }
    feature_->compute(input_, count, values_);
    framer_.pop(count);
    for (int lane = 0; lane < count; ++lane) emit(std::span<const Lanes>(values_), lane);
  }

  dsp::Framer framer_;
  std::unique_ptr<FrameFeature> feature_;
  FrameInput input_kind_;
  std::optional<dsp::Stft> stft_;
  std::vector<Lanes> input_;   // [frame length] or [bins]
  std::vector<Lanes> values_;  // [num_values]
};

}  // namespace

// frames -> values -> (whole-clip decibel range) -> (cosine transform) -> (deltas) -> (pooling).
// Rows have their final width from the start: [base | delta | delta-delta].
struct FeatureExtractor::Impl {
  EARSHOT_SET_UP explicit Impl(const FeatureConfig& checked)
      : config(checked),
        stride(static_cast<std::size_t>(config.num_coefficients())),
        num_base(stride / static_cast<std::size_t>(1 + config.deltas)),
        waits_for_clip(needs_whole_clip(config)),
        deltas(config.deltas, config.delta_width, static_cast<int>(num_base)) {
    if (config.kind != Kind::kWaveform) stage.emplace(config);
    if (config.kind == Kind::kMfcc) {
      dct.emplace(config.n_mels, config.n_mfcc, config.lifter);
      log_mel.resize(static_cast<std::size_t>(config.n_mels));
    }
    if (config.pooling != Pooling::kNone) pooler.emplace(config.pooling, config.pool_bins, config.num_coefficients());
  }

  void accept(std::span<const float> samples) {
    if (finished) return;
    if (stage) {
      stage->accept(samples, [this](std::span<const Lanes> values, int lane) { append(values, lane); });
    } else {
      for (const float x : samples) append_sample(dsp::finite_or_zero(x));
    }
    if (!waits_for_clip) complete = deltas.update(rows, whole_rows(), /*finished=*/false);
  }

  void finish() {
    if (finished) return;
    finished = true;
    if (stage) {
      stage->finish([this](std::span<const Lanes> values, int lane) { append(values, lane); });
    }
    if (waits_for_clip) close_clip();
    complete = deltas.update(rows, whole_rows(), /*finished=*/true);
    if (pooler && complete > 0) pooled = pooler->apply(rows);
    const auto wanted = static_cast<std::size_t>(config.num_frames);
    if (complete > 0 && complete < wanted) {
      rows.resize(wanted * stride);  // new values are 0
      std::fill(rows.begin() + static_cast<std::ptrdiff_t>(complete * stride), rows.end(), 0.0F);
      complete = wanted;
    }
  }

  void reset() {
    if (stage) stage->reset();
    deltas.reset();
    rows.clear();
    num_rows = num_log_mel = complete = 0;
    channel = 0;
    pooled = {};
    finished = false;
  }

  void reserve(std::int64_t num_samples) {
    const std::int64_t frames = std::max<std::int64_t>(
        config.num_frames,
        config.kind == Kind::kWaveform ? num_samples : dsp::num_frames(config.framing(), num_samples));
    rows.reserve(static_cast<std::size_t>(frames) * stride);
    if (dct && waits_for_clip) {
      log_mel.resize(
          std::max(log_mel.size(), static_cast<std::size_t>(frames) * static_cast<std::size_t>(config.n_mels)));
    }
  }

  [[nodiscard]] std::span<const float> ready() const {
    if (pooler) return pooled;
    // Later frames may still lift the decibel range of the first ones, so all are computed, and only num_frames shown.
    const std::size_t shown =
        config.num_frames > 0 ? std::min(complete, static_cast<std::size_t>(config.num_frames)) : complete;
    return std::span(rows).first(shown * stride);
  }

  // One frame's values from their lane to wherever this kind keeps them.
  void append(std::span<const Lanes> values, int lane) {
    if (!dct) {
      const std::span<float> row = new_row();
      for (std::size_t c = 0; c < values.size(); ++c) row[c] = values[c][lane];
      return;
    }
    // MFCC: log-mel rows pile up while the clip's maximum is unknown, else only one is kept.
    const std::size_t begin = waits_for_clip ? num_log_mel * values.size() : 0;
    if (log_mel.size() < begin + values.size()) log_mel.resize(begin + values.size());
    for (std::size_t c = 0; c < values.size(); ++c) log_mel[begin + c] = values[c][lane];
    if (waits_for_clip) {
      ++num_log_mel;
    } else {
      dct->apply(log_mel, new_row());
    }
  }

  // One value of a waveform; a row is one moment of all channels.
  void append_sample(float x) {
    if (channel == 0) new_row();
    rows[(num_rows - 1) * stride + channel] = x;
    channel = channel + 1 == static_cast<std::size_t>(config.channels) ? 0 : channel + 1;
  }

  // A block may end between the channels of a moment.
  [[nodiscard]] std::size_t whole_rows() const { return num_rows - (channel == 0 ? 0 : 1); }

  void close_clip() {
    if (!dct) {
      apply_decibel_range(config, rows, num_base, stride);
      return;
    }
    const auto n_mels = static_cast<std::size_t>(config.n_mels);
    const std::span<float> all = std::span(log_mel).first(num_log_mel * n_mels);
    apply_decibel_range(config, all, n_mels, n_mels);
    for (std::size_t t = 0; t < num_log_mel; ++t) dct->apply(all.subspan(t * n_mels, n_mels), new_row());
  }

  std::span<float> new_row() {
    rows.resize(rows.size() + stride);
    return std::span(rows).subspan(stride * num_rows++);
  }

  FeatureConfig config;
  std::size_t stride;    // columns of a row before pooling
  std::size_t num_base;  // of which these are not deltas
  bool waits_for_clip;
  std::optional<FrameStage> stage;  // none for a waveform
  std::optional<dsp::Dct> dct;      // MFCC only
  DeltaColumns deltas;
  std::optional<Pooler> pooler;

  std::vector<float> log_mel;  // MFCC only: [num_log_mel, n_mels], or one row
  std::size_t num_log_mel = 0;
  std::vector<float> rows;  // [num_rows, stride]
  std::size_t num_rows = 0;
  std::size_t channel = 0;   // of the next waveform value
  std::size_t complete = 0;  // rows with their deltas
  std::span<const float> pooled;
  bool finished = false;
};

namespace {

const FeatureConfig& validated(const FeatureConfig& config) {
  config.validate();
  return config;
}

}  // namespace

FeatureExtractor::FeatureExtractor(const FeatureConfig& config) : impl_(std::make_unique<Impl>(validated(config))) {}
FeatureExtractor::~FeatureExtractor() = default;
FeatureExtractor::FeatureExtractor(FeatureExtractor&&) noexcept = default;
FeatureExtractor& FeatureExtractor::operator=(FeatureExtractor&&) noexcept = default;

void FeatureExtractor::reserve_seconds(double seconds) {
  impl_->reserve(static_cast<std::int64_t>(std::ceil(std::max(0.0, seconds) * impl_->config.sample_rate)));
}

void FeatureExtractor::accept(std::span<const float> samples) { impl_->accept(samples); }
void FeatureExtractor::finish() { impl_->finish(); }
void FeatureExtractor::reset() { impl_->reset(); }

int FeatureExtractor::frames_ready() const { return static_cast<int>(frames().size()) / num_coefficients(); }
int FeatureExtractor::num_coefficients() const { return impl_->config.num_columns(); }
std::span<const float> FeatureExtractor::frames() const { return impl_->ready(); }
const FeatureConfig& FeatureExtractor::config() const { return impl_->config; }

Tensor extract(const FeatureConfig& config, std::span<const float> samples) {
  FeatureExtractor extractor(config);
  require(!samples.empty(), ErrorCode::kEmptyClip,
          "The clip has no samples; there is nothing to compute features from.");
  extractor.accept(samples);
  extractor.finish();
  const std::span<const float> frames = extractor.frames();
  return Tensor({extractor.frames_ready(), extractor.num_coefficients()}, {frames.begin(), frames.end()});
}

}  // namespace earshot::features
