// earshot classify --model M [--json] [--top K] [--overlap F] FILE|DIR...
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "base/error.h"
#include "classify/clip_classifier.h"
#include "cli/clip_file.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/json_output.h"
#include "cli/model_file.h"

namespace earshot::cli {
namespace {

using classify::ClipPrediction;
using classify::Score;
using Labels = std::vector<std::string>;

struct Options {
  std::string model;
  std::vector<std::string> inputs;
  bool json = false;
  int top = 0;
  double overlap = -1.0;
};

std::string score_json(const Score& score) {
  return "{\"label\":" + quoted(score.label) + ",\"score\":" + number(score.score) + "}";
}

std::string to_json(const std::string& file, const ClipPrediction& prediction, const Labels& labels, int top) {
  std::string out =
      "{\"file\":" + quoted(file) + ",\"duration_s\":" + number(prediction.duration_s) + ",\"predictions\":[";
  const char* comma = "";
  for (const Score& score : classify::top_scores(prediction.scores, labels, top)) {
    out += comma + score_json(score);
    comma = ",";
  }
  out += "],\"segments\":[";
  comma = "";
  for (const classify::SegmentPrediction& segment : prediction.segments) {
    const Score best = classify::top_scores(segment.scores, labels, 1).front();
    out += std::string(comma) + "{\"start_s\":" + number(segment.start_s) + ",\"end_s\":" + number(segment.end_s) +
           ",\"label\":" + quoted(best.label) + ",\"score\":" + number(best.score) + "}";
    comma = ",";
  }
  return out + "]}";
}

void print_text(const std::string& file, const ClipPrediction& prediction, const Labels& labels, int top) {
  std::printf("%s (%.2f s)\n", file.c_str(), prediction.duration_s);
  if (prediction.scores.empty()) std::printf("  nothing above the gate's threshold\n");
  for (const Score& score : classify::top_scores(prediction.scores, labels, top)) {
    std::printf("  %6.1f %%  %s\n", 100.0 * static_cast<double>(score.score), score.label.c_str());
  }
}

void classify_file(const Options& options, classify::Classifier& classifier, const std::filesystem::path& path) {
  const audio::Clip clip = read_clip(path);
  if (!clip.info.warning.empty()) std::fprintf(stderr, "earshot: %s: %s\n", path.c_str(), clip.info.warning.c_str());
  ClipPrediction prediction;
  try {
    classify::ClipClassifier job(classifier, clip.pcm.sample_rate, clip.pcm.num_channels(), {options.overlap});
    job.accept(clip.pcm);
    prediction = job.finish();
  } catch (const Error& error) {
    throw Error(error.code(), path.string() + ": " + error.what());
  }
  const Labels& labels = classifier.card().labels;
  if (options.json) {
    std::printf("%s\n", to_json(path.string(), prediction, labels, options.top).c_str());
  } else {
    print_text(path.string(), prediction, labels, options.top > 0 ? options.top : 3);
  }
}

void run(const Options& options, Outcome& outcome) {
  classify::Classifier classifier = load_classifier(options.model);
  for (const std::filesystem::path& path : expand(options.inputs)) {
    try {
      classify_file(options, classifier, path);
    } catch (const Error& error) {
      std::fprintf(stderr, "earshot: %s\n", error.what());
      outcome.some_failed = true;
    }
  }
}

}  // namespace

void add_classify_command(CLI::App& app, Outcome& outcome) {
  CLI::App* command = app.add_subcommand("classify", "Say what is heard in clips");
  auto options = std::make_shared<Options>();
  command->add_option("--model,-m", options->model, "An Earshot model (.onnx)")->required();
  command->add_flag("--json", options->json, "One JSON object a line");
  command->add_option("--top", options->top, "Most labels a clip; 0: all (text: 3)")->check(CLI::NonNegativeNumber);
  command->add_option("--overlap", options->overlap, "Of neighbouring segments, 0 to 0.95; default: the model's")
      ->check(CLI::Range(0.0, 0.95));
  command->add_option("inputs", options->inputs, "Audio files or folders")->required();
  command->callback([options, &outcome] { run(*options, outcome); });
}

}  // namespace earshot::cli
