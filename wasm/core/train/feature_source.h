// Where a training example's features come from: as they are, masked and warped anew each epoch, or extracted anew from
// a waveform that has been changed. A source never sees the validation part.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "features/feature_config.h"
#include "preprocess/augment.h"
#include "train/dataset.h"
#include "train/feature_augment.h"

namespace earshot::train {

class FeatureSource {
 public:
  struct Request {
    const Dataset& dataset;
    std::size_t index;  // of the example
    int epoch;          // from 0
    std::size_t slot;   // below the number prepare() was told; no two calls at the same time have the same
  };

  virtual ~FeatureSource() = default;
  // Before training: calls will come from so many places at once.
  virtual void prepare(std::size_t num_slots) { static_cast<void>(num_slots); }
  // Writes the example's features for this epoch, in the shape they have in the data set. What is written depends on
  // the example, the epoch and the Rng, never on the slot. Must not throw.
  virtual void fill(const Request& request, Rng& rng, std::span<float> out) = 0;
};

// The data set's own features, with SpecAugment and warps.
class AugmentedFeatures final : public FeatureSource {
 public:
  explicit AugmentedFeatures(const FeatureAugmentConfig& config) : config_(config) {}
  void prepare(std::size_t num_slots) override { scratch_.resize(num_slots); }
  void fill(const Request& request, Rng& rng, std::span<float> out) override;

 private:
  FeatureAugmentConfig config_;
  std::vector<std::vector<float>> scratch_;
};

// Segments in 16 bits, each with its own full scale: half the memory of floats, 98 dB below the segment's peak.
class SegmentStore {
 public:
  // What the feature extractor would get: preprocessed, at the features' rate, interleaved when there are two channels.
  void add(std::span<const float> samples);
  [[nodiscard]] std::size_t size() const { return segments_.size(); }
  [[nodiscard]] std::size_t num_samples(std::size_t i) const { return segments_[i].samples.size(); }
  // `out` has num_samples(i).
  void load(std::size_t i, std::span<float> out) const;
  // Segments of another store, as they are: all of them, or a copy of one.
  void take(SegmentStore&& other);
  void copy(const SegmentStore& other, std::size_t i);

 private:
  struct Stored {
    float step = 0.0F;
    std::vector<std::int16_t> samples;
  };
  std::vector<Stored> segments_;
};

struct WaveformSourceOptions {
  preprocess::WaveformAugmentConfig waveform{};
  FeatureAugmentConfig features{};
  std::vector<std::vector<float>> backgrounds = {};  // mono noise recordings at the features' rate
};

// Changes each waveform, brings it back to the level the config asks for, and extracts its features again.
class WaveformSource final : public FeatureSource {
 public:
  // Segment i belongs to example i of the data set. Throws kInvalidConfig.
  WaveformSource(const features::FeatureConfig& config, SegmentStore segments, WaveformSourceOptions options);
  // Segments that several runs share.
  WaveformSource(const features::FeatureConfig& config, std::shared_ptr<const SegmentStore> segments,
                 WaveformSourceOptions options);
  ~WaveformSource() override;

  void prepare(std::size_t num_slots) override;
  void fill(const Request& request, Rng& rng, std::span<float> out) override;

 private:
  struct Slot;
  features::FeatureConfig config_;
  std::shared_ptr<const SegmentStore> segments_;
  WaveformSourceOptions options_;
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace earshot::train
