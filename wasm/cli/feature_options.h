// The command-line spelling of FeatureConfig.
#pragma once

#include <string>
#include <vector>

#include "features/feature_config.h"

namespace CLI {
class App;
}

namespace earshot::cli {

class FeatureOptions {
 public:
  // Adds --sample-rate --n-fft ... to `command`; `this` must outlive the parse.
  void add_to(CLI::App& command);

  // One config per --kind. `file_rate` is used when --sample-rate is not given. Throws kInvalidConfig.
  [[nodiscard]] std::vector<features::FeatureConfig> configs(int file_rate) const;

 private:
  std::vector<std::string> kinds_ = {"logmel"};
  int sample_rate_ = 0;
  bool no_center_ = false;
  // librosa's own defaults, so that a bare `earshot features --kind mfcc` gives what librosa.feature.mfcc gives.
  features::FeatureConfig config_{.n_fft = 2048, .n_mels = 128};
  // Enumerations travel as their names through FeatureConfig's own JSON, so that names live in one place.
  std::string frame_length_, window_, pad_mode_, mel_scale_, mel_norm_, mel_triangles_, log_scale_, db_ref_, pooling_;
};

}  // namespace earshot::cli
