// A data folder as features, ready to train on.
#pragma once

#include <string>
#include <vector>

#include "cli/clip_extraction.h"
#include "cli/data_folder.h"
#include "features/feature_config.h"
#include "train/data_check.h"
#include "train/dataset.h"
#include "train/feature_source.h"

namespace earshot::cli {

struct TrainingData {
  train::Dataset dataset;             // one example a segment
  std::size_t num_clips = 0;          // that gave at least one segment
  std::vector<std::string> problems;  // a sentence for every clip that was left out
  std::string description;            // "looks like FSDD: ..."
  std::vector<std::string> notes;     // of the layout
  train::DataCheck check;
  train::SegmentStore segments;  // of the examples, one for one; empty unless asked for
};

// Decodes every clip and extracts its features on all cores. Unreadable and silent clips become problems; a class
// that loses all of its clips is an error (kInvalidData).
[[nodiscard]] TrainingData load_training_data(const DataOptions& options, const features::FeatureConfig& config,
                                              const LoadOptions& load = {});

// One example a segment, each like `prototype` but for its features and the number of its piece.
void append_examples(ExtractedClip clip, const train::Example& prototype, TrainingData& training);

// Every clip below `folder` as mono at this rate: noise to mix in. Throws kInvalidData when there is none.
[[nodiscard]] std::vector<std::vector<float>> load_backgrounds(const std::filesystem::path& folder, int sample_rate);

}  // namespace earshot::cli
