// What JavaScript sees of the core. The exports and their results are declared in web/core/module-types.ts,
// and web/core/core.ts is their only caller.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/wav_header.h"
#include "base/error.h"
#include "classify/self_test.h"
#include "clip_job.h"
#include "feature_job.h"
#include "guard.h"
#include "job_input.h"
#include "staging.h"
#include "stream_job.h"
#include "typed_array.h"
#include "values.h"

namespace earshot::bindings {
namespace {

using ClassifierHandle = std::shared_ptr<classify::Classifier>;

constexpr const char* kVersion = EARSHOT_VERSION;

// --- in ---

val version() {
  return guarded([] { return std::string(kVersion); });
}

template <class T>
val stage(StagingBuffer<T>& buffer, std::size_t size) {
  return guarded([&] {
    const std::span<T> staged = buffer.stage(size);
    return val(emscripten::typed_memory_view(staged.size(), staged.data()));
  });
}

val stage_bytes(std::size_t size) { return stage(staging().bytes, size); }
val stage_floats(std::size_t size) { return stage(staging().floats, size); }

ClipJobOptions clip_options(const val& options) {
  return {.overlap = options["overlap"].as<double>(), .columns = options["columns"].as<int>()};
}

// --- classifier ---

val load_classifier() {
  return guarded([] {
    auto classifier = std::make_shared<classify::Classifier>(classify::Classifier::load(staging().bytes.consume()));
    staging().bytes.release();
    return val(classifier);
  });
}

val classifier_json(const classify::Classifier& classifier) {
  return guarded([&] {
    val info = val::object();
    info.set("json", classifier_info(classifier));
    return info;
  });
}

// --- models whose network another engine runs ---

val load_external_classifier() {
  return guarded([] {
    auto classifier =
        std::make_shared<classify::Classifier>(classify::Classifier::load_external(staging().bytes.consume()));
    staging().bytes.release();
    return val(classifier);
  });
}

val take_features(classify::Classifier& classifier) {
  return guarded([&] {
    const Tensor features = classifier.take_features();
    if (features.shape.empty()) return val::null();
    val value = val::object();
    value.set("frames", static_cast<double>(features.shape[1]));
    value.set("coefficients", static_cast<double>(features.shape[2]));
    value.set("values", typed_array<float>(features.data));
    return value;
  });
}

val give_scores(classify::Classifier& classifier) {
  return guarded([&] { classifier.give_scores(staging().floats.consume()); });
}

val forget_external(classify::Classifier& classifier) {
  return guarded([&] { classifier.forget_external(); });
}

// Keeps the features of the self-test's signal, so that the other engine can be tried on them.
val probe(classify::Classifier& classifier) {
  return guarded([&] { static_cast<void>(classify::make_self_test(classifier)); });
}

// --- clips ---

val open_clip(const ClassifierHandle& classifier, const val& clip, const val& options) {
  return guarded([&] {
    audio::ClipInfo info;
    info.container = clip["container"].as<std::string>();
    info.channels = clip["channels"].as<int>();
    info.sample_width_bytes = clip["sampleWidthBytes"].as<int>();
    info.frame_width_bytes = info.channels * info.sample_width_bytes;
    info.frame_rate_hz = clip["sampleRate"].as<int>();
    info.frame_count = static_cast<std::int64_t>(clip["frames"].as<double>());
    require(info.channels >= 1 && info.frame_rate_hz >= 1, ErrorCode::kInvalidArgument,
            "A clip has at least one channel and a positive sample rate.");
    info.length_s = static_cast<double>(info.frame_count) / info.frame_rate_hz;
    return val(std::make_shared<ClipJob>(classifier, info, clip_options(options)));
  });
}

val open_wav(const ClassifierHandle& classifier, double file_size, const val& options) {
  return guarded([&] {
    return open_wav_with(file_size, [&](const audio::WavHeader& header) {
      return val(std::make_shared<ClipJob>(classifier, header, clip_options(options)));
    });
  });
}

val finish_clip(ClipJob& job) {
  return guarded([&] { return to_value(job.finish()); });
}

// --- live ---

val open_stream(const ClassifierHandle& classifier, const val& options) {
  return guarded([&] {
    const classify::StreamOptions stream_options{
        .window_s = 0.0,
        .hop_s = options["hopS"].as<double>(),
        .smoothing_s = options["smoothingS"].as<double>(),
        .threshold = options["threshold"].as<float>(),
        .min_duration_s = options["minDurationS"].as<double>(),
    };
    return val(std::make_shared<StreamJob>(classifier, options["sampleRate"].as<int>(), stream_options,
                                           options["frames"].as<bool>()));
  });
}

val accept_stream(StreamJob& stream, std::size_t num_frames) {
  return guarded([&] {
    stream.accept(staged_channels(1, num_frames).front());
    return to_value(stream);
  });
}

// --- features ---

val complete_feature_config(const std::string& config) {
  return guarded([&] {
    const features::FeatureConfig complete = features::feature_config_from_json(config);
    complete.validate();
    return features::to_json(complete);
  });
}

val open_features(const std::string& config, int channels, int sample_rate) {
  return guarded([&] {
    return val(std::make_shared<FeatureJob>(features::feature_config_from_json(config), channels, sample_rate));
  });
}

val open_features_wav(const std::string& config, double file_size) {
  return guarded([&] {
    return open_wav_with(file_size, [&](const audio::WavHeader& header) {
      return val(std::make_shared<FeatureJob>(features::feature_config_from_json(config), header));
    });
  });
}

val finish_features(FeatureJob& job) {
  return guarded([&] {
    const auto values = job.finish();
    val value = val::object();
    value.set("frames", job.num_frames());
    value.set("coefficients", job.num_coefficients());
    value.set("values", typed_array<float>(values));
    return value;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(earshot) {
  using namespace emscripten;

  function("version", &version);
  function("stage_bytes", &stage_bytes);
  function("stage_floats", &stage_floats);
  function("load_classifier", &load_classifier);
  function("load_external_classifier", &load_external_classifier);
  function("open_clip", &open_clip);
  function("open_wav", &open_wav);
  function("open_stream", &open_stream);
  function("complete_feature_config", &complete_feature_config);
  function("open_features", &open_features);
  function("open_features_wav", &open_features_wav);

  // Shared, so that a clip or stream keeps the classifier it began with.
  class_<classify::Classifier>("Classifier")
      .smart_ptr<ClassifierHandle>("Classifier")
      .function("info", &classifier_json)
      .function("take_features", &take_features)
      .function("give_scores", &give_scores)
      .function("forget_external", &forget_external)
      .function("probe", &probe);
  class_<ClipJob>("ClipJob")
      .smart_ptr<std::shared_ptr<ClipJob>>("ClipJob")
      .function("accept", &accept<ClipJob>)
      .function("accept_bytes", &accept_bytes<ClipJob>)
      .function("finish", &finish_clip);
  class_<StreamJob>("Stream").smart_ptr<std::shared_ptr<StreamJob>>("Stream").function("accept", &accept_stream);
  class_<FeatureJob>("FeatureJob")
      .smart_ptr<std::shared_ptr<FeatureJob>>("FeatureJob")
      .function("accept", &accept<FeatureJob>)
      .function("accept_bytes", &accept_bytes<FeatureJob>)
      .function("finish", &finish_features);
}

}  // namespace earshot::bindings
