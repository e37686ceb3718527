// Cleaning of one clip, and its preview: the gate, pieces and level of preprocess/, to WAV files.
// Declared in web/core/training-module-types.ts; web/core/training-core.ts is the only caller.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>
#include <string>
#include <vector>

#include "audio/wav_writer.h"
#include "features/feature_config.h"
#include "guard.h"
#include "job_input.h"
#include "preprocess/envelope.h"
#include "preprocess/preprocessor.h"
#include "training/arguments.h"
#include "training/mono_intake.h"
#include "typed_array.h"

namespace earshot::bindings {
namespace {

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

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_cleaning) {
  using namespace emscripten;

  function("open_clean", &open_clean);
  function("open_clean_wav", &open_clean_wav);
  class_<MonoIntake>("MonoIntake")
      .smart_ptr<std::shared_ptr<MonoIntake>>("MonoIntake")
      .function("accept", &accept<MonoIntake>)
      .function("accept_bytes", &accept_bytes<MonoIntake>)
      .function("finish_clean", &finish_clean);
}

}  // namespace earshot::bindings
