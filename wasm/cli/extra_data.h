// More to train on than the data folder that is judged: clips of the same labels from elsewhere, and sounds that are
// none of them. Both are in the training part of every split and in no other, so they never flatter a figure.
#pragma once

#include <string>
#include <vector>

#include "cli/training_data.h"

namespace CLI {
class App;
}

namespace earshot::cli {

struct ExtraDataOptions {
  std::vector<std::string> extra;     // folders of labelled clips
  std::vector<std::string> outliers;  // folders of other sounds
  std::vector<std::string> same_as;   // "zero=0": the folders' name for a label = the data's

  // Adds --extra --outliers --same-as.
  void add_to(CLI::App& command);
};

// Appends them and says in `training.notes` what was taken. A clip of --extra whose label the data does not have is
// left out; so is a clip of --outliers whose label the data has. Throws kInvalidData for a folder that gives nothing,
// kInvalidArgument for a --same-as that names no label of the data.
void add_extra_data(const ExtraDataOptions& options, const features::FeatureConfig& config, const LoadOptions& load,
                    TrainingData& training);

}  // namespace earshot::cli
