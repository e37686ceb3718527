#include "values.h"

#include <string_view>

#include "base/decimal.h"
#include "base/json_value.h"
#include "mel_frames.h"
#include "typed_array.h"

namespace earshot::bindings {
namespace {

using emscripten::val;

val to_value(const audio::ClipInfo& info) {
  val value = val::object();
  value.set("container", info.container);
  value.set("encoding", info.encoding);
  value.set("channels", info.channels);
  value.set("sampleWidthBytes", info.sample_width_bytes);
  value.set("frameRateHz", info.frame_rate_hz);
  value.set("frameWidthBytes", info.frame_width_bytes);
  // A double holds every frame count that a file can have.
  value.set("frameCount", static_cast<double>(info.frame_count));
  value.set("lengthS", info.length_s);
  value.set("dbfs", info.dbfs);
  return value;
}

val view_of(const ClipResult& result) {
  if (result.peaks.empty()) return val::null();
  const features::FeatureConfig display = display_config(result.info.frame_rate_hz, 1);
  val view = val::object();
  view.set("peaks", typed_array<float>(result.peaks));
  view.set("spectrogram", typed_array<float>(result.spectrogram));
  view.set("frames", result.bands > 0 ? static_cast<double>(result.spectrogram.size()) / result.bands : 0.0);
  view.set("bands", result.bands);
  view.set("fMinHz", display.f_min_hz);
  view.set("fMaxHz", display.effective_f_max_hz());
  return view;
}

}  // namespace

std::string classifier_info(const classify::Classifier& classifier) {
  const classify::ModelCard& card = classifier.card();
  std::string labels;
  for (const std::string& label : card.labels) labels += (labels.empty() ? "" : ",") + json_string(label);
  std::string json = "{\"labels\":[" + labels + "]";
  const auto add = [&](const char* name, std::string_view value) {
    json.append(",\"").append(name).append("\":").append(value);
  };
  add("card", without_byte_order_mark(card.card_json));  // read_card has seen that it is JSON
  add("features", features::to_json(card.features));
  add("sampleRate", std::to_string(card.features.sample_rate));
  add("segmentS", decimal_text(card.features.preprocess.segment.length_s));
  add("threshold", decimal_text(static_cast<double>(card.threshold)));
  add("activation", card.activation == classify::Activation::kSoftmax ? "\"softmax\"" : "\"sigmoid\"");
  add("numParameters", std::to_string(classifier.num_parameters()));
  return json + "}";
}

val to_value(const ClipResult& result) {
  const classify::ClipPrediction& prediction = result.prediction;
  std::vector<double> times;
  std::vector<float> scores;
  times.reserve(2 * prediction.segments.size());
  scores.reserve(prediction.scores.size() * prediction.segments.size());
  for (const classify::SegmentPrediction& segment : prediction.segments) {
    times.push_back(segment.start_s);
    times.push_back(segment.end_s);
    scores.insert(scores.end(), segment.scores.begin(), segment.scores.end());
  }

  val value = val::object();
  value.set("durationS", prediction.duration_s);
  value.set("scores", typed_array<float>(prediction.scores));
  value.set("segmentTimes", typed_array<double>(times));
  value.set("segmentScores", typed_array<float>(scores));
  value.set("info", to_value(result.info));
  value.set("warning", result.info.warning);
  value.set("view", view_of(result));
  return value;
}

val to_value(const StreamJob& stream) {
  val updates = val::array();
  for (const StreamedUpdate& streamed : stream.updates()) {
    val update = val::object();
    update.set("startS", streamed.update.start_s);
    update.set("endS", streamed.update.end_s);
    update.set("scores", typed_array<float>(streamed.scores));
    update.set("smoothed", typed_array<float>(streamed.smoothed));
    update.set("top", streamed.update.top);
    update.set("detected", streamed.update.detected);
    update.set("started", streamed.update.started);
    update.set("levelDbfs", streamed.update.level_dbfs);
    updates.call<void>("push", update);
  }
  val value = val::object();
  value.set("updates", updates);
  value.set("frames", stream.bands() > 0 ? static_cast<double>(stream.frames().size()) / stream.bands() : 0.0);
  value.set("bands", stream.bands());
  value.set("values", typed_array<float>(stream.frames()));
  return value;
}

}  // namespace earshot::bindings
