// The one description of everything left of the network: it travels inside the model file
// (metadata key earshot.features) and drives file, microphone, command line and training alike.
// Names are librosa's; frequencies in Hz, lengths in samples unless the name ends in _s.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "dsp/framing.h"
#include "dsp/mel.h"
#include "dsp/window.h"
#include "preprocess/preprocess_config.h"

namespace earshot::features {

enum class Kind {
  kWaveform,
  kSpectrum,
  kPower,
  kMel,
  kLogMel,
  kMfcc,
  kRms,
  kZeroCrossingRate,
  kCentroid,
  kBandwidth,
  kRolloff,
  kFlatness,
  kChroma,
  kPcen,
};
using dsp::MelNorm;
using dsp::MelScale;
using dsp::MelTriangles;
using dsp::PadMode;
using dsp::Window;
// How many samples a frame of a spectral kind has: kNfft, with the window in its middle (librosa); or kWinLength, zeros
// following up to n_fft (Kaldi, tf.signal.stft, Hugging Face's spectrogram).
enum class FrameLength { kNfft, kWinLength };
enum class LogScale { kDb, kNatural };
enum class DbRef { kOne, kMax };
enum class Pooling {
  kNone,
  kMean,
  kMeanStd,
  kBins,  // mean over pool_bins equal stretches of time (adaptive average pooling): clips of any length, one shape
};

struct PcenConfig {  // librosa.pcen defaults
  float gain = 0.98F, bias = 2.0F, power = 0.5F, time_constant_s = 0.4F, eps = 1e-6F;
  float scale = 2147483648.0F;  // mel is multiplied by this first (librosa's documented use: S * 2**31)
};

struct FeatureConfig {
  int sample_rate = 16000;
  int channels =
      1;  // 2: left and right as the two columns of a waveform (kind "waveform" only); a mono clip gives both
  preprocess::PreprocessConfig preprocess{};

  Kind kind = Kind::kLogMel;
  int n_fft = 1024;
  int win_length = 0;  // 0: n_fft
  int hop_length = 512;
  FrameLength frame_length = FrameLength::kNfft;
  Window window = Window::kHann;
  bool window_symmetric = false;  // torch's periodic=False
  bool center = true;
  PadMode pad_mode = PadMode::kConstant;
  // Of each frame before its window, in this order, as Kaldi does it.
  bool remove_dc_offset = false;
  float preemphasis = 0.0F;  // x[t] - preemphasis x[t - 1], x[-1] being x[0]

  int n_mels = 64;
  float f_min_hz = 0.0F;
  float f_max_hz = 0.0F;  // 0: sample_rate / 2
  MelScale mel_scale = MelScale::kSlaney;
  MelNorm mel_norm = MelNorm::kSlaney;
  MelTriangles mel_triangles = MelTriangles::kHz;
  int power = 2;  // what mel, logmel and mfcc filter: 1 |STFT| (YAMNet, kapre), 2 |STFT|^2

  LogScale log_scale = LogScale::kDb;
  DbRef db_ref = DbRef::kOne;
  float amin = 1e-10F;
  float log_offset = 0.0F;  // added before the logarithm (YAMNet: 0.001)
  float top_db = 80.0F;     // < 0: none

  int n_mfcc = 20;
  int lifter = 0;
  int deltas = 0;       // 0, 1 (appends delta) or 2 (appends delta and delta-delta)
  int delta_width = 9;  // odd

  float roll_percent = 0.85F;
  int n_chroma = 12;
  PcenConfig pcen{};

  Pooling pooling = Pooling::kNone;
  int pool_bins = 10;
  int num_frames =
      0;  // 0: as many as there are; else rows of zeros are added, or the last rows cut off (not with pooling)

  [[nodiscard]] int effective_win_length() const { return win_length > 0 ? win_length : n_fft; }
  [[nodiscard]] float effective_f_max_hz() const {
    return f_max_hz > 0 ? f_max_hz : 0.5F * static_cast<float>(sample_rate);
  }
  [[nodiscard]] float bin_hz() const { return static_cast<float>(sample_rate) / static_cast<float>(n_fft); }

  // How samples are cut into frames. Spectral kinds take what frame_length says; rms and zcr win_length, as librosa's
  // frame_length, with the padding librosa gives them whatever pad_mode says (zeros, and the edge sample).
  // Not for kWaveform.
  [[nodiscard]] dsp::FramingOptions framing() const;

  // Columns of a frame, before pooling.
  [[nodiscard]] int num_coefficients() const;
  // What FeatureExtractor makes of a segment of so many samples (of each channel), after pooling: [num_rows,
  // num_columns].
  [[nodiscard]] std::int64_t num_rows(std::int64_t num_samples) const;
  [[nodiscard]] int num_columns() const;

  // Throws kInvalidConfig naming the field and its allowed range.
  void validate() const;
};

// JSON with the field names above; enums as the command line spells them ("logmel", "hann", "slaney", ...).
// Missing fields take their defaults; unknown fields and wrong types throw kInvalidConfig.
[[nodiscard]] FeatureConfig feature_config_from_json(std::string_view json);
[[nodiscard]] std::string to_json(const FeatureConfig& config);

// The enums above and the spelling of their values, e.g. "logmel" <-> Kind::kLogMel. Defined for Kind, Window,
// PadMode, FrameLength, MelScale, MelNorm, MelTriangles, LogScale, DbRef, Pooling and the enums of PreprocessConfig.
// An unknown name throws kInvalidConfig listing the known ones.
template <class Enum>
[[nodiscard]] Enum enum_from_name(std::string_view name);
template <class Enum>
[[nodiscard]] std::string_view enum_name(Enum value);
// "hann, hamming, ...", for help texts.
template <class Enum>
[[nodiscard]] std::string enum_names();

[[nodiscard]] Kind kind_from_name(std::string_view name);
[[nodiscard]] std::string_view kind_name(Kind kind);

}  // namespace earshot::features
