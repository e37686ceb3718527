// earshot evaluate --model M --data DIR [--json] [--out DIR]: top-1 accuracy over all clips of a folder of labelled
// clips, clips rejected as "none of these" counted apart, and the report that training leaves.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include "base/error.h"
#include "classify/clip_classifier.h"
#include "cli/clip_file.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/files.h"
#include "cli/model_file.h"
#include "cli/parallel.h"
#include "cli/run_log.h"
#include "train/report_html.h"
#include "train/report_json.h"

namespace earshot::cli {
namespace {

struct Options {
  std::string model;
  DataOptions data;
  std::string out;
  bool json = false;
};

struct ClipResult {
  std::vector<float> scores;  // empty: unreadable, or nothing above the gate
  double length_s = 0.0;
  std::uint64_t content_hash = 0;
  std::string problem;
};

// The model's class for each class of the data.
std::vector<int> match_labels(const std::vector<std::string>& folders, const std::vector<std::string>& labels) {
  std::vector<int> match;
  for (const std::string& folder : folders) {
    const auto it = std::find(labels.begin(), labels.end(), folder);
    if (it == labels.end()) {
      throw Error(ErrorCode::kInvalidData, "The class " + folder + " is not one of the model's labels.");
    }
    match.push_back(static_cast<int>(it - labels.begin()));
  }
  return match;
}

ClipResult classify_clip(classify::Classifier& classifier, const std::filesystem::path& path) {
  ClipResult result;
  try {
    const std::vector<std::uint8_t> bytes = read_file(path);
    result.content_hash = train::content_hash(bytes);
    const audio::Clip clip = decode_clip(bytes, path);
    result.length_s = clip.info.length_s;
    classify::ClipClassifier job(classifier, clip.pcm.sample_rate, clip.pcm.num_channels());
    job.accept(clip.pcm);
    result.scores = job.finish().scores;
    if (result.scores.empty()) result.problem = path.string() + ": nothing is above the gate's threshold.";
  } catch (const Error& error) {
    result.problem = error.what();
  }
  return result;
}

// A model from elsewhere may have no picture (a time axis of any length): the report goes without.
std::optional<train::NetworkSummary> network_of(const Options& options, const classify::Classifier& classifier) {
  try {
    const onnx::Model model = onnx::read_model(read_file(options.model));
    const Shape& seen = classifier.last_features().shape;  // [1, frames, coefficients] of the self-test
    return train::summarise_network(model, Shape(seen.begin() + (seen.empty() ? 0 : 1), seen.end()));
  } catch (const Error&) {
    return std::nullopt;
  }
}

void run(const Options& options, Outcome& outcome) {
  const classify::Classifier first = load_classifier(options.model);
  const classify::ModelCard& card = first.card();
  const std::vector<std::string>& labels = card.labels;
  const DataFolder data = read_data_folder(options.data, labels);
  const std::vector<int> match = match_labels(data.layout.labels, labels);

  std::vector<ClipResult> results(data.files.size());
  parallel_for(results.size(), [&] {
    return [&, classifier = load_classifier(options.model)](std::size_t i) mutable {
      results[i] = classify_clip(classifier, data.files[i]);
    };
  });

  train::ClipScores clips;
  std::vector<train::ClipFacts> facts;
  std::size_t unscored = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const train::LayoutClip& clip = data.layout.clips[i];
    const int label = match[static_cast<std::size_t>(clip.label)];
    facts.push_back({clip.path, label, results[i].length_s, results[i].content_hash, results[i].problem});
    if (results[i].scores.empty()) {
      std::fprintf(stderr, "earshot: left out: %s\n", results[i].problem.c_str());
      ++unscored;
      outcome.some_failed = true;
      continue;
    }
    clips.scores.data.insert(clips.scores.data.end(), results[i].scores.begin(), results[i].scores.end());
    clips.truth.push_back(label);
    clips.clips.push_back(clip.path);
    clips.part.push_back(0);
  }
  if (clips.size() == 0) throw Error(ErrorCode::kInvalidData, options.data.folder + ": no clip could be classified.");
  clips.scores.shape = {static_cast<std::int64_t>(clips.size()), static_cast<std::int64_t>(labels.size())};
  const train::Output output =
      card.activation == classify::Activation::kSoftmax ? train::Output::kSoftmax : train::Output::kSigmoid;
  train::Judgement judgement =
      train::judge(clips, {.on = "this data", .output = output, .threshold = static_cast<double>(card.threshold)});
  Json json = train::to_json(judgement, labels);
  json["unscored"] = unscored;
  const std::string json_text = json.dump(-1, ' ', false, Json::error_handler_t::replace);

  if (!options.out.empty()) {
    train::Report report;
    report.title = card.name().empty() ? std::filesystem::path(options.model).filename().string() : card.name();
    report.subtitle = "Evaluation of a model on a folder of clips, " + utc_now();
    report.facts = {{"Model", options.model},
                    {"Data", options.data.folder},
                    {"Features", std::string(features::kind_name(card.features.kind)) + " at " +
                                     std::to_string(card.features.sample_rate) + " Hz"},
                    {"Earshot", EARSHOT_VERSION}};
    report.labels = labels;
    report.data_description = train::describe(data.layout);
    report.data = train::check_data(labels, facts);
    report.warnings = data.layout.notes;
    report.warnings.insert(report.warnings.end(), report.data.warnings.begin(), report.data.warnings.end());
    report.network = network_of(options, first);
    report.judgement = judgement;
    const std::filesystem::path out = options.out;
    write_text(out / "metrics.json", json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    write_text(out / "report.html", train::report_html(report));
  }
  if (options.json) {
    std::printf("%s\n", json_text.c_str());
    return;
  }
  const train::Evaluation& evaluation = judgement.evaluation;
  std::printf("%.4f of %lld clips right (95 %% interval %.4f to %.4f)\n", evaluation.top1.value,
              static_cast<long long>(evaluation.top1.n), evaluation.top1.low, evaluation.top1.high);
  if (card.threshold > 0.0F) {
    std::printf("%lld rejected as none of these (best score below %.2f); of the other %lld %.4f right\n",
                static_cast<long long>(judgement.rejection.rejected), static_cast<double>(card.threshold),
                static_cast<long long>(judgement.rejection.accepted.n), judgement.rejection.accepted.value);
  }
  for (std::size_t c = 0; c < labels.size(); ++c) {
    const train::ClassMetrics& metrics = evaluation.classes[c];
    std::printf("  %-24s n %5lld  precision %.3f  recall %.3f  F1 %.3f\n", labels[c].c_str(),
                static_cast<long long>(metrics.support), metrics.precision, metrics.recall, metrics.f1);
  }
}

}  // namespace

void add_evaluate_command(CLI::App& app, Outcome& outcome) {
  CLI::App* command = app.add_subcommand("evaluate", "Judge a model on a folder of labelled clips");
  auto options = std::make_shared<Options>();
  command->add_option("--model,-m", options->model, "An Earshot model (.onnx)")->required();
  options->data.add_to(*command);
  command->add_flag("--json", options->json, "One JSON object");
  command->add_option("--out", options->out, "A folder for report.html and metrics.json");
  command->callback([options, &outcome] { run(*options, outcome); });
}

}  // namespace earshot::cli
