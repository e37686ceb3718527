#include "features/feature_config.h"

#include <cmath>
#include <string>

#include "base/decimal.h"
#include "base/error.h"

namespace earshot::features {
namespace {

constexpr int kMaxFftSize = 65536;
constexpr int kMaxHop = 131072;
constexpr int kMaxMels = 1024;

// 40 and not 40.0; 0.1 and not 0.10000000149011612, for most settings are floats.
std::string number(double value) {
  const auto narrow = static_cast<float>(value);
  if (std::isnan(value)) return "nan";
  if (std::isinf(narrow)) return value > 0.0 ? "inf" : "-inf";
  std::string text = value == std::trunc(value) ? decimal_text(value) : decimal_text(narrow);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

[[noreturn]] void refuse(const char* field, const std::string& rule, double value) {
  throw Error(ErrorCode::kInvalidConfig, std::string(field) + " must be " + rule + ", but is " + number(value) + ".");
}

// Also refuses NaN: every comparison with it is false.
void check_range(const char* field, double value, double low, double high) {
  if (!(value >= low && value <= high)) refuse(field, "from " + number(low) + " to " + number(high), value);
}

void check_positive(const char* field, double value, double high) {
  if (!(value > 0.0 && value <= high)) refuse(field, "above 0 and at most " + number(high), value);
}

void check_pcen(const PcenConfig& pcen) {
  check_range("pcen.gain", pcen.gain, 0.0, 10.0);
  check_range("pcen.bias", pcen.bias, 0.0, 1e6);
  check_range("pcen.power", pcen.power, 0.0, 10.0);
  check_positive("pcen.time_constant_s", pcen.time_constant_s, 3600.0);
  check_positive("pcen.eps", pcen.eps, 1e6);
  check_positive("pcen.scale", pcen.scale, 1e12);
}

}  // namespace

dsp::FramingOptions FeatureConfig::framing() const {
  const int length = effective_win_length();
  switch (kind) {
    case Kind::kRms: return {length, hop_length, center, PadMode::kConstant};
    case Kind::kZeroCrossingRate: return {length, hop_length, center, PadMode::kEdge};
    default: return {frame_length == FrameLength::kWinLength ? length : n_fft, hop_length, center, pad_mode};
  }
}

int FeatureConfig::num_coefficients() const {
  const auto base = [this] {
    switch (kind) {
      case Kind::kSpectrum:
      case Kind::kPower: return n_fft / 2 + 1;
      case Kind::kMel:
      case Kind::kLogMel:
      case Kind::kPcen: return n_mels;
      case Kind::kMfcc: return n_mfcc;
      case Kind::kChroma: return n_chroma;
      case Kind::kWaveform: return channels;
      case Kind::kRms:
      case Kind::kZeroCrossingRate:
      case Kind::kCentroid:
      case Kind::kBandwidth:
      case Kind::kRolloff:
      case Kind::kFlatness: break;
    }
    return 1;
  };
  return base() * (1 + deltas);
}

std::int64_t FeatureConfig::num_rows(std::int64_t num_samples) const {
  if (num_samples <= 0) return 0;
  if (num_frames > 0) return num_frames;
  switch (pooling) {
    case Pooling::kMean:
    case Pooling::kMeanStd: return 1;
    case Pooling::kBins: return pool_bins;
    case Pooling::kNone: break;
  }
  return kind == Kind::kWaveform ? num_samples : dsp::num_frames(framing(), num_samples);
}

int FeatureConfig::num_columns() const { return num_coefficients() * (pooling == Pooling::kMeanStd ? 2 : 1); }

void FeatureConfig::validate() const {
  check_range("sample_rate", sample_rate, 1000, 768000);
  check_range("channels", channels, 1, 2);
  if (channels == 2 && (kind != Kind::kWaveform || preprocess.gate.enabled || preprocess.trim.enabled)) {
    refuse("channels", "1, unless kind is waveform and gate and trim are off", channels);
  }
  preprocess::validate(preprocess);
  static_cast<void>(enum_name(preprocess.segment.short_clip));
  static_cast<void>(enum_name(preprocess.segment.tail));
  static_cast<void>(enum_name(preprocess.level));
  static_cast<void>(enum_name(kind));
  check_range("n_fft", n_fft, 2, kMaxFftSize);
  check_range("win_length", win_length, 0, n_fft);
  check_range("hop_length", hop_length, 1, kMaxHop);
  static_cast<void>(enum_name(frame_length));
  static_cast<void>(enum_name(window));
  static_cast<void>(enum_name(pad_mode));
  check_range("preemphasis", preemphasis, 0.0, 1.0);

  check_range("n_mels", n_mels, 1, kMaxMels);
  const double nyquist = 0.5 * sample_rate;
  check_range("f_max_hz (0 stands for half the sample rate)", f_max_hz, 0.0, nyquist);
  check_range("f_min_hz", f_min_hz, 0.0, nyquist);
  if (!(f_min_hz < effective_f_max_hz())) {
    refuse("f_min_hz", "below f_max_hz, " + number(static_cast<double>(effective_f_max_hz())), f_min_hz);
  }
  static_cast<void>(enum_name(mel_scale));
  static_cast<void>(enum_name(mel_norm));
  static_cast<void>(enum_name(mel_triangles));
  check_range("power (1: magnitude, 2: power)", power, 1, 2);

  static_cast<void>(enum_name(log_scale));
  static_cast<void>(enum_name(db_ref));
  check_range("amin", amin, 1e-30, 1.0);
  check_range("log_offset", log_offset, 0.0, 1.0);
  check_range("top_db (below 0: none)", top_db, -1e6, 1e6);

  check_range("n_mfcc (at most n_mels)", n_mfcc, 1, kind == Kind::kMfcc ? n_mels : kMaxMels);
  check_range("lifter", lifter, 0, 10000);
  check_range("deltas", deltas, 0, 2);
  if (!(delta_width >= 3 && delta_width <= 99 && delta_width % 2 == 1)) {
    refuse("delta_width", "an odd number from 3 to 99", delta_width);
  }

  if (!(roll_percent > 0.0F && roll_percent < 1.0F)) refuse("roll_percent", "above 0 and below 1", roll_percent);
  check_range("n_chroma", n_chroma, 1, 120);
  check_pcen(pcen);
  static_cast<void>(enum_name(pooling));
  check_range("pool_bins", pool_bins, 1, 4096);
  check_range("num_frames (0: as many as there are)", num_frames, 0, 1 << 22);
  if (num_frames > 0 && pooling != Pooling::kNone)
    refuse("num_frames", "0 with pooling, whose rows are given already", num_frames);
}

}  // namespace earshot::features
