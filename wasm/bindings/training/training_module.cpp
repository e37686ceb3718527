// What JavaScript sees of training, in the second module alone (earshot-train.wasm): a page that classifies does not
// load it. Declared in web/core/training-module-types.ts; web/core/training-core.ts is the only caller.
#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audio/wav_writer.h"
#include "base/error.h"
#include "classify/model_card.h"
#include "convert/teachable_machine.h"
#include "guard.h"
#include "job_input.h"
#include "preprocess/envelope.h"
#include "preprocess/preprocessor.h"
#include "staging.h"
#include "train/history.h"
#include "train/report_html.h"
#include "training/clip_intake.h"
#include "training/deadline.h"
#include "training/mono_intake.h"
#include "training/scorer.h"
#include "training/training_data.h"
#include "training/training_json.h"
#include "training/training_run.h"
#include "typed_array.h"

namespace earshot::bindings {
namespace {

using DataHandle = std::shared_ptr<TrainingData>;
using ScorerHandle = std::shared_ptr<Scorer>;

Json parsed(const std::string& text) { return parse_json(text, "The argument", ErrorCode::kInvalidArgument); }

std::vector<std::uint8_t> staged_bytes() {
  const std::span<const std::uint8_t> staged = staging().bytes.consume();
  std::vector<std::uint8_t> bytes(staged.begin(), staged.end());
  staging().bytes.release();
  return bytes;
}

std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> out;
  for (const Json& item : list) out.push_back(item.get<std::string>());
  return out;
}

// --- layout ---

// {paths, csvs: [{path, text}], folders, kind: "" or a name, csv: "" or a path, groups: null or one for each path}
val recognise_layout(const std::string& input) {
  return guarded([&] {
    const Json json = parsed(input);
    const std::vector<std::string> paths = texts(json.at("paths"));
    const std::vector<std::string> folders = texts(json.at("folders"));
    std::vector<train::CsvFile> csvs;
    for (const Json& csv : json.at("csvs"))
      csvs.push_back({csv.at("path").get<std::string>(), csv.at("text").get<std::string>()});
    train::LayoutOptions options;
    const auto kind = json.at("kind").get<std::string>();
    if (!kind.empty()) options.kind = train::layout_kind_from_name(kind);
    options.csv = json.at("csv").get<std::string>();
    if (!json.at("groups").is_null()) {
      std::map<std::string, std::string> groups;
      std::size_t i = 0;
      for (const std::string& group : texts(json.at("groups"))) {
        if (i < paths.size()) groups[paths[i++]] = group;
      }
      options.group_of = [groups = std::move(groups)](const std::string& path) {
        const auto found = groups.find(path);
        return found == groups.end() ? std::string() : found->second;
      };
    }
    return text_of(to_json(train::recognise_layout({paths, csvs, folders}, options)));
  });
}

// --- models of others ---

// The staged bytes are the files one after another; `list`: [{name, size}].
val convert_teachable_machine(const std::string& list) {
  return guarded([&] {
    const Json json = parsed(list);
    const std::vector<std::uint8_t> bytes = staged_bytes();
    std::vector<convert::NamedFile> files;
    std::size_t at = 0;
    for (const Json& entry : json) {
      const auto size = entry.at("size").get<std::size_t>();
      require(size <= bytes.size() - at, ErrorCode::kInvalidArgument, "The files are longer than what was staged.");
      files.push_back({entry.at("name").get<std::string>(), std::span(bytes).subspan(at, size)});
      at += size;
    }
    const std::vector<std::uint8_t> model = convert::convert_teachable_machine(files);
    return typed_array<std::uint8_t>(model);
  });
}

// --- data ---

val open_training(const std::string& recipe) {
  return guarded([&] { return val(std::make_shared<TrainingData>(recipe)); });
}

val training_info(const TrainingData& data) {
  return guarded([&] { return text_of(recipe_info(data)); });
}

val set_recipe(TrainingData& data, const std::string& recipe) {
  return guarded([&] {
    data.set_recipe(recipe);
    return text_of(recipe_info(data));
  });
}

// {id, label, group, fold}
train::CollectedClip clip_of(const std::string& example) {
  const Json json = parsed(example);
  return {.id = json.at("id").get<std::string>(),
          .label = json.at("label").get<std::string>(),
          .group = json.at("group").get<std::string>(),
          .fold = json.at("fold").get<std::string>()};
}

val open_example(TrainingData& data, const std::string& example, int channels, int sample_rate) {
  return guarded([&] {
    return val(std::make_shared<ClipIntake>(clip_of(example), data.extractor(), data.keeps_waveforms(), sample_rate,
                                            channels));
  });
}

val open_example_wav(TrainingData& data, const std::string& example, double file_size) {
  return guarded([&] {
    return open_wav_with(file_size, [&](const audio::WavHeader& header) {
      return val(std::make_shared<ClipIntake>(clip_of(example), data.extractor(), data.keeps_waveforms(), header));
    });
  });
}

// The clip joins the data, whether it can be used or not.
val add_example(TrainingData& data, ClipIntake& intake) {
  return guarded([&] {
    ClipIntake::Result result = intake.finish();
    Json out = {{"pieces", result.clip.pieces.size()},
                {"lengthS", result.clip.length_s},
                {"channels", result.channels},
                {"sampleRateHz", result.sample_rate},
                {"sampleWidthBytes", result.sample_width_bytes > 0 ? Json(result.sample_width_bytes) : Json(nullptr)},
                {"peak", result.peak},
                {"problem", result.problem.empty() ? Json(nullptr) : Json(result.problem)},
                {"warning", result.warning}};
    data.clips().put(std::move(result.clip));
    val value = val::object();
    value.set("json", text_of(out));
    value.set("dbfs", result.dbfs);  // may be -infinity, which JSON has not
    return value;
  });
}

// A clip that could not even be opened.
val add_problem(TrainingData& data, const std::string& example, const std::string& problem) {
  return guarded([&] {
    train::CollectedClip clip = clip_of(example);
    clip.problem = clip.id + ": " + problem;
    data.clips().put(std::move(clip));
  });
}

val open_noise(TrainingData& data, int channels, int sample_rate) {
  return guarded(
      [&] { return val(std::make_shared<MonoIntake>(data.plan().features.sample_rate, sample_rate, channels)); });
}

val open_noise_wav(TrainingData& data, double file_size) {
  return guarded([&] {
    return open_wav_with(file_size, [&](const audio::WavHeader& header) {
      return val(std::make_shared<MonoIntake>(data.plan().features.sample_rate, header));
    });
  });
}

val add_noise(TrainingData& data, MonoIntake& intake) {
  return guarded([&] { data.add_noise(intake.finish()); });
}

std::optional<std::string> optional_text(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() || found->is_null() ? std::nullopt : std::optional(found->get<std::string>());
}

val edit_examples(TrainingData& data, const std::string& edits) {
  return guarded([&] {
    std::vector<train::ClipEdit> list;
    for (const Json& edit : parsed(edits)) {
      list.push_back({.id = edit.at("id").get<std::string>(),
                      .label = optional_text(edit, "label"),
                      .group = optional_text(edit, "group"),
                      .fold = optional_text(edit, "fold")});
    }
    data.clips().edit(list);
  });
}

val remove_examples(TrainingData& data, const std::string& ids) {
  return guarded([&] { data.clips().remove(texts(parsed(ids))); });
}

val check_data(TrainingData& data) {
  return guarded([&] { return text_of(check_json(data.clips())); });
}

val splits(TrainingData& data, const std::string& recipe, bool all, double seed) {
  return guarded([&] {
    const Plan plan = data.plan_of(recipe);
    const std::shared_ptr<const train::TrainingSet> set = data.clips().training_set();
    Json out = Json::array();
    for (const train::Split& split : make_splits(set->dataset, plan, all, static_cast<std::uint64_t>(seed)))
      out.push_back(to_json(split, set->dataset));
    return text_of(out);
  });
}

// {classes: 0 or a number, featureShape: null or [frames, coefficients]}
val describe_network(TrainingData& data, const std::string& options) {
  return guarded([&] {
    const Json json = parsed(options);
    const Json& given = json.at("featureShape");
    const Shape shape = given.is_null() ? data.feature_shape() : given.get<Shape>();
    const int asked = json.at("classes").get<int>();
    const int known = static_cast<int>(data.clips().labels().size());
    const int classes = asked > 0 ? asked : std::max(2, known);
    return text_of(network_json(train::describe_network(data.plan().recipe, shape, classes)));
  });
}

// --- runs ---

// {all, splitIndex, seed, fineTune: "", "last-layer" or "all"}; with fineTune the model has been staged.
val open_run(TrainingData& data, const std::string& recipe, const std::string& options) {
  return guarded([&] {
    const Json json = parsed(options);
    RunOptions run;
    run.all = json.at("all").get<bool>();
    run.split_index = json.at("splitIndex").get<std::size_t>();
    run.seed = json.at("seed").get<std::uint64_t>();
    const auto fine_tune = json.at("fineTune").get<std::string>();
    if (!fine_tune.empty()) {
      run.from = onnx::read_model(staged_bytes());
      run.train_all = fine_tune == "all";
    }
    return val(std::make_shared<TrainingRun>(data, data.plan_of(recipe), std::move(run)));
  });
}

// The new rows of the history only: those after the first `known_rows`.
val step_run(TrainingRun& run, double milliseconds, std::size_t known_rows) {
  return guarded([&] {
    run.step(milliseconds);
    return text_of(progress_json(run, known_rows));
  });
}

val run_progress(const TrainingRun& run, std::size_t known_rows) {
  return guarded([&] { return text_of(progress_json(run, known_rows)); });
}

val stop_run(TrainingRun& run) {
  return guarded([&] { run.stop(); });
}

val run_summary(const TrainingRun& run) {
  return guarded([&] { return text_of(summary_json(run)); });
}

val run_state(const TrainingRun& run) {
  return guarded([&] {
    const std::vector<std::uint8_t> bytes = run.state();
    return typed_array<std::uint8_t>(bytes);
  });
}

// Takes the staged bytes.
val restore_run(TrainingRun& run) {
  return guarded([&] { run.restore(staged_bytes()); });
}

val run_model(const TrainingRun& run, const std::string& card, double threshold, int weight_bits) {
  return guarded([&] {
    const std::vector<std::uint8_t> bytes = run.model_file(card, threshold, weight_bits);
    return typed_array<std::uint8_t>(bytes);
  });
}

val run_network(const TrainingRun& run) {
  return guarded([&] { return text_of(network_json(run.layers())); });
}

val run_history_csv(const TrainingRun& run) {
  return guarded([&] { return train::history_csv(run.trainer().history()); });
}

// {title, subtitle, facts: [[name, value]], dataDescription, threshold}; "" for what is not given.
train::Report titled(train::Report report, const Json& options) {
  const auto title = options.at("title").get<std::string>();
  if (!title.empty()) report.title = title;
  report.subtitle = options.at("subtitle").get<std::string>();
  for (const Json& fact : options.at("facts"))
    report.facts.emplace_back(fact.at(0).get<std::string>(), fact.at(1).get<std::string>());
  report.data_description = options.at("dataDescription").get<std::string>();
  return report;
}

constexpr int kMistakesOfReport = 20;

// `test` and `validation`: scorers that are done, or null.
val run_report(const TrainingRun& run, const std::string& options, const val& test, const val& validation) {
  return guarded([&] {
    const Json json = parsed(options);
    train::Report report = titled(run.report(), json);
    const auto threshold = json.at("threshold").get<double>();
    const ScorerHandle on_validation = validation.isNull() ? nullptr : validation.as<ScorerHandle>();
    if (!test.isNull()) {
      report.judgement = test.as<ScorerHandle>()->judge(threshold, kMistakesOfReport, on_validation.get());
    } else if (on_validation) {
      report.judgement = on_validation->judge(threshold, kMistakesOfReport, nullptr);
    }
    return train::report_html(report);
  });
}

// Of several runs on different folds; `runs` and the `scorers` of each, which are done, are arrays as long as each
// other. The first scorer takes in the others.
val report_folds(const TrainingRun& first, const std::string& options, const val& runs, const val& scorers) {
  return guarded([&] {
    const Json json = parsed(options);
    train::Report report = titled(first.fold_report(), json);
    std::vector<ScorerHandle> judged;
    const auto count = runs["length"].as<std::size_t>();
    for (std::size_t i = 0; i < count; ++i) {
      const auto run = runs[i].as<std::shared_ptr<TrainingRun>>();
      judged.push_back(scorers[i].as<ScorerHandle>());
      const train::ClipScores& clips = judged.back()->clips();
      report.folds.push_back(
          {run->split().name, train::evaluate(clips.scores, clips.truth).top1, run->trainer().progress().best_epoch});
    }
    require(!judged.empty(), ErrorCode::kInvalidArgument, "There is no fold to report.");
    for (std::size_t i = 1; i < judged.size(); ++i) judged.front()->append(*judged[i]);
    report.judgement = judged.front()->judge(json.at("threshold").get<double>(), kMistakesOfReport, nullptr);
    return train::report_html(report);
  });
}

// --- judging ---

val score_run(const TrainingRun& run, const std::string& part) {
  return guarded([&] { return val(run.score(part)); });
}

// Any model, staged, on the clips of these ids (none: all).
val score_model(TrainingData& data, const std::string& ids) {
  return guarded([&] {
    const onnx::Model model = onnx::read_model(staged_bytes());
    const classify::ModelCard card = classify::read_card(model);
    require(features::to_json(card.features) == features::to_json(data.plan().features), ErrorCode::kInvalidConfig,
            "The model hears other features than these clips were added with. Add the clips again with a recipe that "
            "has its features.");
    const std::shared_ptr<const train::TrainingSet> set = data.clips().training_set();
    require(card.labels == set->dataset.labels, ErrorCode::kInvalidData,
            "The model's labels are not those of the clips.");
    const std::vector<std::string> wanted = texts(parsed(ids));
    const std::set<std::string> chosen(wanted.begin(), wanted.end());
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < set->dataset.examples.size(); ++i) {
      if (chosen.empty() || chosen.contains(train::clip_path(set->dataset.examples[i]))) indices.push_back(i);
    }
    const auto output =
        card.activation == classify::Activation::kSoftmax ? train::Output::kSoftmax : train::Output::kSigmoid;
    return val(std::make_shared<Scorer>(model, set, std::move(indices), output,
                                        chosen.empty() ? "every clip" : "the chosen clips"));
  });
}

val step_scorer(Scorer& scorer, double milliseconds) {
  return guarded([&] { return scorer.step(milliseconds); });
}

val append_scorer(Scorer& scorer, const Scorer& other) {
  return guarded([&] { scorer.append(other); });
}

val curve(const train::RocCurve& roc, bool thresholds_mean_something) {
  std::vector<double> false_positives;
  std::vector<double> true_positives;
  std::vector<double> thresholds;
  for (const train::RocPoint& point : roc.points) {
    false_positives.push_back(point.false_positive_rate);
    true_positives.push_back(point.true_positive_rate);
    if (thresholds_mean_something) thresholds.push_back(point.threshold);
  }
  const auto or_null = [](double value) { return std::isfinite(value) ? val(value) : val::null(); };
  val value = val::object();
  value.set("area", or_null(roc.area));
  value.set("positives", static_cast<double>(roc.positives));
  value.set("negatives", static_cast<double>(roc.negatives));
  value.set("falsePositiveRate", typed_array<double>(false_positives));
  value.set("truePositiveRate", typed_array<double>(true_positives));
  value.set("thresholds", typed_array<double>(thresholds));
  value.set("youdenThreshold",
            roc.defined() && thresholds_mean_something ? or_null(train::youden_point(roc).threshold) : val::null());
  return value;
}

// `validation`: a scorer that is done, or null.
val judge(const Scorer& scorer, double threshold, int most_mistakes, const val& validation) {
  return guarded([&] {
    const ScorerHandle fit_on = validation.isNull() ? nullptr : validation.as<ScorerHandle>();
    const train::Judgement judgement = scorer.judge(threshold, most_mistakes, fit_on.get());
    const train::ClipScores& clips = scorer.clips();
    std::vector<int> predicted;
    const std::size_t classes = scorer.labels().size();
    for (std::size_t i = 0; i < clips.size(); ++i)
      predicted.push_back(train::argmax(clips.scores.values().subspan(i * classes, classes)));
    val per_class = val::array();
    for (const train::RocCurve& roc : judgement.roc.one_against_rest) per_class.call<void>("push", curve(roc, true));
    val value = val::object();
    value.set("json", text_of(to_json(judgement, scorer.labels())));
    value.set("perClass", per_class);
    value.set("micro", curve(judgement.roc.micro, true));
    value.set("macro", curve(judgement.roc.macro, false));
    value.set("truth", typed_array<int>(clips.truth));
    value.set("predicted", typed_array<int>(predicted));
    value.set("scores", typed_array<float>(clips.scores.data));
    value.set("fold", typed_array<int>(clips.part));
    return value;
  });
}

// --- explaining ---

val explain(const TrainingRun& run, const std::string& clip, int piece, const std::string& label) {
  return guarded([&] { return val(run.explain(clip, piece, label)); });
}

val step_explanation(train::OcclusionMap& map, double milliseconds) {
  return guarded([&] {
    const Deadline deadline(milliseconds);
    while (map.step() && !deadline.over()) {
    }
    return map.fraction();
  });
}

val explanation(const train::OcclusionMap& map, const TrainingRun& run, const std::string& clip, int piece) {
  return guarded([&] {
    const Tensor values = map.values();
    val value = val::object();
    value.set("label", run.dataset().labels[static_cast<std::size_t>(map.label())]);
    value.set("scores", typed_array<float>(map.scores()));
    value.set("score", map.scores()[static_cast<std::size_t>(map.label())]);
    value.set("frames", static_cast<double>(values.shape[0]));
    value.set("coefficients", static_cast<double>(values.shape[1]));
    value.set("values", typed_array<float>(values.data));
    value.set("features", typed_array<float>(run.features_of(clip, piece).data));
    value.set("patchFrames", map.patch_frames());
    value.set("patchCoefficients", map.patch_coefficients());
    return value;
  });
}

// --- cleaning ---

struct CleanSettings {
  preprocess::PreprocessConfig preprocess;
  int sample_rate;
  std::size_t columns;
  bool wav;
};

// {threshold, windowS, sampleRate, pieceS, level, columns, wav}
CleanSettings clean_settings(const std::string& options) {
  const Json json = parsed(options);
  CleanSettings settings;
  settings.preprocess.gate = {
      .enabled = true, .threshold = json.at("threshold").get<float>(), .window_s = json.at("windowS").get<double>()};
  settings.preprocess.segment.length_s = json.at("pieceS").get<double>();
  settings.preprocess.level =
      features::enum_from_name<preprocess::LevelNormalization>(json.at("level").get<std::string>());
  settings.sample_rate = json.at("sampleRate").get<int>();
  settings.columns = json.at("columns").get<std::size_t>();
  settings.wav = json.at("wav").get<bool>();
  preprocess::validate(settings.preprocess);
  return settings;
}

val open_clean(const std::string& options, int channels, int sample_rate) {
  return guarded(
      [&] { return val(std::make_shared<MonoIntake>(clean_settings(options).sample_rate, sample_rate, channels)); });
}

val open_clean_wav(const std::string& options, double file_size) {
  return guarded([&] {
    return open_wav_with(file_size, [&](const audio::WavHeader& header) {
      return val(std::make_shared<MonoIntake>(clean_settings(options).sample_rate, header));
    });
  });
}

val clean_preview(const std::vector<float>& samples, const CleanSettings& settings, double length_s) {
  if (settings.columns == 0) return val::null();
  const preprocess::EnvelopeColumns columns =
      preprocess::preview_envelope_columns(samples, settings.sample_rate, settings.preprocess.gate, settings.columns);
  val preview = val::object();
  preview.set("columns", static_cast<double>(columns.envelope.size()));
  preview.set("min", typed_array<float>(columns.min));
  preview.set("max", typed_array<float>(columns.max));
  preview.set("envelope", typed_array<float>(columns.envelope));
  preview.set("kept", typed_array<float>(columns.kept));
  preview.set("threshold", settings.preprocess.gate.threshold);
  preview.set("lengthS", length_s);
  return preview;
}

val finish_clean(MonoIntake& intake, const std::string& options) {
  return guarded([&] {
    const CleanSettings settings = clean_settings(options);
    const std::vector<float> samples = intake.finish();
    const double length_s = static_cast<double>(samples.size()) / settings.sample_rate;
    val wav = val::array();
    std::size_t pieces = 0;
    preprocess::Preprocessor preprocessor(settings.preprocess, settings.sample_rate);
    const auto collect = [&](const preprocess::Segment& segment) {
      ++pieces;
      if (!settings.wav) return;
      const std::vector<std::uint8_t> file =
          audio::write_wav({settings.sample_rate, {{segment.samples.begin(), segment.samples.end()}}});
      wav.call<void>("push", typed_array<std::uint8_t>(file));
    };
    preprocessor.accept(samples, collect);
    preprocessor.finish(collect);
    const double kept_s = static_cast<double>(preprocessor.num_kept()) / settings.sample_rate;
    val value = val::object();
    value.set("lengthS", length_s);
    value.set("keptS", kept_s);
    value.set("pieces", static_cast<double>(pieces));
    value.set("preview", clean_preview(samples, settings, length_s));
    value.set("wav", wav);
    value.set("warning", intake.warning());
    return value;
  });
}

val memory_bytes() {
  return guarded([] { return static_cast<double>(emscripten_get_heap_size()); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_training) {
  using namespace emscripten;

  function("recognise_layout", &recognise_layout);
  function("convert_teachable_machine", &convert_teachable_machine);
  function("open_training", &open_training);
  function("open_clean", &open_clean);
  function("open_clean_wav", &open_clean_wav);
  function("memory_bytes", &memory_bytes);

  class_<TrainingData>("TrainingData")
      .smart_ptr<DataHandle>("TrainingData")
      .function("info", &training_info)
      .function("set_recipe", &set_recipe)
      .function("open_example", &open_example)
      .function("open_example_wav", &open_example_wav)
      .function("add_example", &add_example)
      .function("add_problem", &add_problem)
      .function("open_noise", &open_noise)
      .function("open_noise_wav", &open_noise_wav)
      .function("add_noise", &add_noise)
      .function("edit", &edit_examples)
      .function("remove", &remove_examples)
      .function("check", &check_data)
      .function("splits", &splits)
      .function("network", &describe_network)
      .function("open_run", &open_run)
      .function("score_model", &score_model);
  class_<ClipIntake>("ClipIntake")
      .smart_ptr<std::shared_ptr<ClipIntake>>("ClipIntake")
      .function("accept", &accept<ClipIntake>)
      .function("accept_bytes", &accept_bytes<ClipIntake>);
  class_<MonoIntake>("MonoIntake")
      .smart_ptr<std::shared_ptr<MonoIntake>>("MonoIntake")
      .function("accept", &accept<MonoIntake>)
      .function("accept_bytes", &accept_bytes<MonoIntake>)
      .function("finish_clean", &finish_clean);
  class_<TrainingRun>("TrainingRun")
      .smart_ptr<std::shared_ptr<TrainingRun>>("TrainingRun")
      .function("step", &step_run)
      .function("progress", &run_progress)
      .function("stop", &stop_run)
      .function("summary", &run_summary)
      .function("state", &run_state)
      .function("restore", &restore_run)
      .function("model", &run_model)
      .function("network", &run_network)
      .function("history_csv", &run_history_csv)
      .function("report", &run_report)
      .function("report_folds", &report_folds)
      .function("score", &score_run)
      .function("explain", &explain);
  class_<Scorer>("Scorer")
      .smart_ptr<ScorerHandle>("Scorer")
      .function("step", &step_scorer)
      .function("append", &append_scorer)
      .function("judge", &judge);
  class_<train::OcclusionMap>("OcclusionMap")
      .smart_ptr<std::shared_ptr<train::OcclusionMap>>("OcclusionMap")
      .function("step", &step_explanation)
      .function("result", &explanation);
}

}  // namespace earshot::bindings
