// What happens to a waveform between decoding and features. Part of FeatureConfig and so of the model file.
#pragma once

namespace earshot::preprocess {

// Envelope gate of systems.md D: keep samples whose centred rolling maximum of |sample| exceeds the threshold.
struct GateConfig {
  bool enabled = false;
  float threshold = 20.0F / 32768.0F;  // linear, full scale = 1
  double window_s = 0.05;              // rate / 20 samples
};

// Cuts silence from both ends, as librosa.effects.trim(top_db, ref=max, frame_length, hop_length).
struct TrimConfig {
  bool enabled = false;
  float top_db = 60.0F;
  int frame_length = 2048;
  int hop_length = 512;
};

enum class LevelNormalization { kNone, kPeak, kRms };  // peak to 1, RMS to -20 dBFS (level.h)

// A clip shorter than one segment. kKeep: the segment is as short as the clip, and FeatureConfig::num_frames fills up
// its rows instead (as Hugging Face's feature extractor of AST does).
enum class ShortClip { kZeroPad, kRepeat, kKeep };
// What remains after the last whole segment; kPad: filled up with zeros, kKeep: as short as it is.
enum class ClipTail { kDrop, kPad, kKeep };

struct SegmentConfig {
  double length_s = 0.0;  // 0: the whole clip is one segment
  double hop_s = 0.0;     // 0: equal to length_s
  double start_s = 0.0;   // where the first segment begins; a clip too short for that gives its last length_s instead
  int max_segments = 0;   // 0: as many as there are
  ShortClip short_clip = ShortClip::kZeroPad;
  ClipTail tail = ClipTail::kDrop;
};

struct PreprocessConfig {
  GateConfig gate{};
  SegmentConfig segment{};
  // The two below act on each segment, so that a live stream and a file get the same treatment.
  TrimConfig trim{};
  LevelNormalization level = LevelNormalization::kNone;
};

// Throws kInvalidConfig naming the field and its allowed range.
void validate(const PreprocessConfig& config);

}  // namespace earshot::preprocess
