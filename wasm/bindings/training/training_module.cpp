// What JavaScript sees of training, in the second module alone (earshot-train.wasm): a page that classifies does not
// load it. Here the data; runs, judging, cleaning and conversion are in files of their own.
// Declared in web/core/training-module-types.ts; web/core/training-core.ts is the only caller.
#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guard.h"
#include "job_input.h"
#include "training/arguments.h"
#include "training/clip_intake.h"
#include "training/data_methods.h"
#include "training/mono_intake.h"
#include "training/training_data.h"
#include "training/training_json.h"

namespace earshot::bindings {
namespace {

using DataHandle = std::shared_ptr<TrainingData>;

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

val memory_bytes() {
  return guarded([] { return static_cast<double>(emscripten_get_heap_size()); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_training) {
  using namespace emscripten;

  function("open_training", &open_training);
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
}

}  // namespace earshot::bindings
