#include "cli/feature_options.h"

#include <CLI/CLI.hpp>

#include "base/json.h"

namespace earshot::cli {

void FeatureOptions::add_to(CLI::App& command) {
  command
      .add_option("--kind", kinds_,
                  "waveform spectrum power mel logmel mfcc rms zcr centroid bandwidth rolloff flatness chroma pcen")
      ->delimiter(',');
  command.add_option("--sample-rate", sample_rate_, "Hz; default: the file's own");
  command.add_option("--n-fft", config_.n_fft, "FFT size in samples")->capture_default_str();
  command.add_option("--win-length", config_.win_length, "window length in samples; 0: n-fft")->capture_default_str();
  command.add_option("--hop-length", config_.hop_length, "samples between frames")->capture_default_str();
  command.add_option("--frame-length", frame_length_, "samples of a frame: n_fft win_length");
  command.add_option("--window", window_, "hann hamming blackman flattop boxcar triangular");
  command.add_flag("--window-symmetric", config_.window_symmetric, "the window ends as it begins, as Kaldi's");
  command.add_flag("--no-center", no_center_, "frames start at their first sample instead of being centred on it");
  command.add_option("--pad-mode", pad_mode_, "constant reflect edge");
  command.add_flag("--remove-dc-offset", config_.remove_dc_offset, "takes the mean off each frame");
  command.add_option("--preemphasis", config_.preemphasis, "share of the sample before that each frame loses")
      ->capture_default_str();
  command.add_option("--n-mels", config_.n_mels, "mel bands")->capture_default_str();
  command.add_option("--f-min", config_.f_min_hz, "Hz")->capture_default_str();
  command.add_option("--f-max", config_.f_max_hz, "Hz; 0: half the sample rate")->capture_default_str();
  command.add_option("--mel-scale", mel_scale_, "slaney htk");
  command.add_option("--mel-norm", mel_norm_, "slaney none");
  command.add_option("--mel-triangles", mel_triangles_, "axis on which the filters' sides are straight: hz mel");
  command.add_option("--power", config_.power, "what the mel filters add up: 1 magnitudes, 2 powers")
      ->capture_default_str();
  command.add_option("--log-scale", log_scale_, "db natural");
  command.add_option("--db-ref", db_ref_, "one max");
  command.add_option("--amin", config_.amin, "smallest power")->capture_default_str();
  command.add_option("--log-offset", config_.log_offset, "added before the logarithm")->capture_default_str();
  command.add_option("--top-db", config_.top_db, "dB below the maximum; negative: no limit")->capture_default_str();
  command.add_option("--n-mfcc", config_.n_mfcc, "coefficients")->capture_default_str();
  command.add_option("--lifter", config_.lifter, "0: none")->capture_default_str();
  command.add_option("--deltas", config_.deltas, "0, 1 (delta) or 2 (delta and delta-delta) appended")
      ->capture_default_str();
  command.add_option("--pooling", pooling_, "none mean mean_std bins");
  command.add_option("--pool-bins", config_.pool_bins, "time bins of --pooling bins")->capture_default_str();
}

std::vector<features::FeatureConfig> FeatureOptions::configs(int file_rate) const {
  features::FeatureConfig base = config_;
  base.sample_rate = sample_rate_ > 0 ? sample_rate_ : file_rate;
  base.center = !no_center_;
  Json json = parse_json(features::to_json(base), "The feature configuration", ErrorCode::kInternal);
  const auto set = [&](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  set("frame_length", frame_length_);
  set("window", window_);
  set("pad_mode", pad_mode_);
  set("mel_scale", mel_scale_);
  set("mel_norm", mel_norm_);
  set("mel_triangles", mel_triangles_);
  set("log_scale", log_scale_);
  set("db_ref", db_ref_);
  set("pooling", pooling_);
  std::vector<features::FeatureConfig> result;
  for (const std::string& kind : kinds_) {
    json["kind"] = kind;
    result.push_back(features::feature_config_from_json(json.dump()));
    result.back().validate();
  }
  return result;
}

}  // namespace earshot::cli
