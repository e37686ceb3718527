// A recipe: features, network, training and split of one experiment, as JSON that the command line and the page both
// read.
// {"name", "description", "features": {FeatureConfig}, "network": {"layers": [{"type": "dense", "units": 64, ...},
// ...]},
//  "output": "softmax|sigmoid", "standardize": "per_coefficient|per_element|none", "augment": {"waveform": {...},
//  "features": {...}, "mixup": 0.2}, "training": {...}, "split": {...}}. docs/recipes.md lists every key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "nn/optimizer.h"
#include "preprocess/augment.h"
#include "train/feature_augment.h"
#include "train/schedule.h"
#include "train/split.h"

namespace earshot::train {

enum class Output { kSoftmax, kSigmoid };
enum class Standardize {
  kPerCoefficient,  // one mean and deviation a column, over all frames and clips
  kPerElement,      // one for every cell of [frames, coefficients], over all clips
  kNone,
};
enum class Metric { kValLoss, kValAccuracy, kLoss, kAccuracy };
enum class Keep { kBest, kLast };
enum class Balance {
  kNone,
  kUndersample,  // of each class of the training part as many examples as the smallest has, drawn once
};

struct TrainingConfig {
  nn::OptimizerConfig optimizer;
  ScheduleConfig schedule;
  int batch_size = 32;
  int shards = 2;  // pieces of a batch that may be worked on at once (ShardedSession); part of the result, unlike the
                   // number of cores
  int epochs = 50;
  Keep keep = Keep::kBest;
  Metric metric = Metric::kValLoss;  // decides which epoch is best, and early stopping
  int patience = 0;                  // epochs without improvement before stopping; 0: never
  float label_smoothing = 0.0F;
  float outlier_share = 0.25F;    // sounds that are none of the labels, per labelled example, drawn anew each epoch
  bool balanced_classes = false;  // weights n / (classes * count)
  Balance balance = Balance::kNone;
  float mixup = 0.0F;      // two examples are mixed by a share from Beta(mixup, mixup) (Zhang et al., 2018); 0: off
  float l2 = 0.0F;         // on every kernel, besides the layers' own
  float clip_norm = 0.0F;  // 0: no clipping
  float weight_average_decay = 0.0F;  // of the moving average of the weights (WeightAverage); 0: the weights themselves
};

struct Recipe {
  std::string name, description;
  std::string features_json;  // a FeatureConfig, opaque here: nn and train see tensors only
  std::vector<Json> layers;
  Output output = Output::kSoftmax;
  Standardize standardize = Standardize::kPerCoefficient;
  TrainingConfig training;
  SplitConfig split;
  // Waveform augmentation needs waveforms, so the caller makes a WaveformSource; the trainer does the rest by itself.
  preprocess::WaveformAugmentConfig waveform_augment;
  FeatureAugmentConfig feature_augment;
};

// Throws kInvalidConfig naming the key. Layers are checked in full when the network is built, their types here.
[[nodiscard]] Recipe recipe_from_json(std::string_view json);

}  // namespace earshot::train
