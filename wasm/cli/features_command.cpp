// earshot features --kind K[,K...] [feature options] [--json] FILE: mixdown, resample, then one line a kind.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "audio/mixdown.h"
#include "audio/resampler.h"
#include "cli/clip_file.h"
#include "cli/commands.h"
#include "cli/feature_options.h"
#include "cli/json_output.h"
#include "features/feature_extractor.h"

namespace earshot::cli {
namespace {

struct Options {
  FeatureOptions features;
  bool json = false;
  std::string file;
};

void print(const features::FeatureConfig& config, const Tensor& values, bool json) {
  const std::string kind(features::kind_name(config.kind));
  const auto rows = static_cast<std::size_t>(values.shape[0]);
  const auto columns = static_cast<std::size_t>(values.shape[1]);
  if (json) {
    std::printf("{\"kind\":%s,\"sample_rate\":%d,\"shape\":[%zu,%zu],\"data\":%s}\n", quoted(kind).c_str(),
                config.sample_rate, rows, columns, matrix(values.values(), columns).c_str());
    return;
  }
  const auto [low, high] = std::minmax_element(values.data.begin(), values.data.end());
  double sum = 0.0;
  for (const float value : values.data) sum += static_cast<double>(value);
  std::printf("%-10s %zu frames x %zu coefficients, min %g, mean %g, max %g\n", kind.c_str(), rows, columns,
              static_cast<double>(*low), sum / static_cast<double>(values.size()), static_cast<double>(*high));
}

void run(const Options& options) {
  audio::Clip clip = read_clip(options.file);
  if (!clip.info.warning.empty())
    std::fprintf(stderr, "earshot: %s: %s\n", options.file.c_str(), clip.info.warning.c_str());
  const audio::Waveform mono = audio::mixdown(std::move(clip.pcm));
  for (const features::FeatureConfig& config : options.features.configs(mono.sample_rate)) {
    const audio::Waveform waveform = audio::resample(mono, config.sample_rate);
    print(config, features::extract(config, waveform.samples), options.json);
  }
}

}  // namespace

void add_features_command(CLI::App& app, Outcome& /*outcome*/) {
  CLI::App* command = app.add_subcommand("features", "Extract features, equal to librosa's");
  auto options = std::make_shared<Options>();
  options->features.add_to(*command);
  command->add_flag("--json", options->json, R"({"shape":[frames,coefficients],"data":[[...]]}, one line a kind)");
  command->add_option("file", options->file, "An audio file")->required();
  command->callback([options] { run(*options); });
}

}  // namespace earshot::cli
