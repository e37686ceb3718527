// features/feature_config: what is refused and in which words; JSON there and back.
#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "features/feature_config.h"
#include "features/feature_extractor.h"

using namespace earshot;
using namespace earshot::features;

namespace {

// The message of the error that `body` must throw, which must be kInvalidConfig.
std::string refusal(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInvalidConfig);
    return error.what();
  }
  return "nothing was refused";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("feature config: the defaults are valid for every kind") {
  for (int kind = 0; kind <= static_cast<int>(Kind::kPcen); ++kind) {
    FeatureConfig config;
    config.kind = static_cast<Kind>(kind);
    CHECK_NOTHROW(config.validate());
    CHECK(config.num_coefficients() >= 1);
  }
}

TEST_CASE("feature config: each field out of range is refused by name") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  struct Refused {
    std::string field;
    std::function<void(FeatureConfig&)> spoil;
  };
  const std::vector<Refused> all = {
      {"sample_rate", [](auto& c) { c.sample_rate = 0; }},
      {"channels", [](auto& c) { c.channels = 3; }},
      {"channels", [](auto& c) { c.channels = 2; }},  // of a log-mel
      {"num_frames", [](auto& c) { c.num_frames = -1; }},
      {"num_frames", [](auto& c) { c.num_frames = 10, c.pooling = Pooling::kMean; }},
      {"n_fft", [](auto& c) { c.n_fft = 1; }},
      {"n_fft", [](auto& c) { c.n_fft = 1 << 20; }},
      {"win_length", [](auto& c) { c.win_length = c.n_fft + 1; }},
      {"win_length", [](auto& c) { c.win_length = -1; }},
      {"hop_length", [](auto& c) { c.hop_length = 0; }},
      {"n_mels", [](auto& c) { c.n_mels = 0; }},
      {"n_mels", [](auto& c) { c.n_mels = 1025; }},
      {"f_max_hz", [](auto& c) { c.f_max_hz = 8001.0F; }},
      {"f_max_hz", [](auto& c) { c.f_max_hz = kNan; }},
      {"f_min_hz", [](auto& c) { c.f_min_hz = -1.0F; }},
      {"f_min_hz", [](auto& c) { c.f_min_hz = 4000.0F, c.f_max_hz = 4000.0F; }},
      {"preemphasis", [](auto& c) { c.preemphasis = 1.5F; }},
      {"preemphasis", [](auto& c) { c.preemphasis = kNan; }},
      {"amin", [](auto& c) { c.amin = 0.0F; }},
      {"top_db", [](auto& c) { c.top_db = kNan; }},
      {"n_mfcc", [](auto& c) { c.kind = Kind::kMfcc, c.n_mfcc = c.n_mels + 1; }},
      {"n_mfcc", [](auto& c) { c.n_mfcc = 0; }},
      {"lifter", [](auto& c) { c.lifter = -1; }},
      {"deltas", [](auto& c) { c.deltas = 3; }},
      {"delta_width", [](auto& c) { c.delta_width = 4; }},
      {"delta_width", [](auto& c) { c.delta_width = 1; }},
      {"roll_percent", [](auto& c) { c.roll_percent = 1.0F; }},
      {"n_chroma", [](auto& c) { c.n_chroma = 0; }},
      {"pcen.gain", [](auto& c) { c.pcen.gain = -0.1F; }},
      {"pcen.bias", [](auto& c) { c.pcen.bias = kNan; }},
      {"pcen.power", [](auto& c) { c.pcen.power = -1.0F; }},
      {"pcen.time_constant_s", [](auto& c) { c.pcen.time_constant_s = 0.0F; }},
      {"pcen.eps", [](auto& c) { c.pcen.eps = 0.0F; }},
      {"pcen.scale", [](auto& c) { c.pcen.scale = std::numeric_limits<float>::infinity(); }},
      {"pool_bins", [](auto& c) { c.pool_bins = 0; }},
      {"preprocess.gate.threshold", [](auto& c) { c.preprocess.gate.threshold = -1.0F; }},
      {"preprocess.segment.length_s", [](auto& c) { c.preprocess.segment.length_s = -1.0; }},
      {"window", [](auto& c) { c.window = static_cast<Window>(77); }},
      {"frame length", [](auto& c) { c.frame_length = static_cast<FrameLength>(9); }},
      {"mel triangles", [](auto& c) { c.mel_triangles = static_cast<MelTriangles>(9); }},
      {"pooling", [](auto& c) { c.pooling = static_cast<Pooling>(-1); }},
  };
  for (const Refused& refused : all) {
    FeatureConfig config;
    refused.spoil(config);
    INFO(refused.field);
    CHECK(contains(refusal([&] { config.validate(); }), refused.field));
    CHECK_THROWS_AS(FeatureExtractor{config}, Error);
  }
}

TEST_CASE("feature config: a refusal names the range and the value") {
  FeatureConfig config;
  config.hop_length = -3;
  CHECK(refusal([&] { config.validate(); }) == "hop_length must be from 1 to 131072, but is -3.");
}

TEST_CASE("feature config: JSON there and back changes nothing, in any field") {
  FeatureConfig config;
  config.sample_rate = 22050;
  config.preprocess.gate = {.enabled = true, .threshold = 0.1F, .window_s = 1.0 / 30.0};
  config.preprocess.trim = {.enabled = true, .top_db = 33.3F, .frame_length = 1000, .hop_length = 250};
  config.preprocess.segment = {
      .length_s = 0.7, .hop_s = 0.35, .short_clip = preprocess::ShortClip::kRepeat, .tail = preprocess::ClipTail::kPad};
  config.preprocess.level = preprocess::LevelNormalization::kRms;
  config.kind = Kind::kPcen;
  config.n_fft = 600;
  config.win_length = 551;
  config.hop_length = 221;
  config.frame_length = FrameLength::kWinLength;
  config.window = Window::kTriangular;
  config.window_symmetric = true;
  config.center = false;
  config.pad_mode = PadMode::kReflect;
  config.remove_dc_offset = true;
  config.preemphasis = 0.97F;
  config.n_mels = 37;
  config.f_min_hz = 1.0F / 3.0F;
  config.f_max_hz = 9876.543F;
  config.mel_scale = MelScale::kHtk;
  config.mel_norm = MelNorm::kNone;
  config.mel_triangles = MelTriangles::kMel;
  config.power = 1;
  config.log_offset = 0.00123F;
  config.log_scale = LogScale::kNatural;
  config.db_ref = DbRef::kMax;
  config.amin = 1.2345678e-7F;
  config.top_db = -1.0F;
  config.n_mfcc = 11;
  config.lifter = 22;
  config.deltas = 2;
  config.delta_width = 7;
  config.roll_percent = 0.123456789F;
  config.n_chroma = 24;
  config.pcen = {
      .gain = 0.8F, .bias = 10.1F, .power = 0.25F, .time_constant_s = 0.06F, .eps = 1e-9F, .scale = 123456.78F};
  config.pooling = Pooling::kBins;
  config.pool_bins = 17;

  const std::string json = to_json(config);
  const FeatureConfig read = feature_config_from_json(json);
  CHECK(to_json(read) == json);
  // Spot checks that the text does carry the values, bit by bit for floats that have no short decimal.
  CHECK(read.f_min_hz == config.f_min_hz);
  CHECK(read.amin == config.amin);
  CHECK(read.roll_percent == config.roll_percent);
  CHECK(read.pcen.scale == config.pcen.scale);
  CHECK(read.preprocess.gate.threshold == config.preprocess.gate.threshold);
  CHECK(read.preprocess.gate.window_s == config.preprocess.gate.window_s);
  CHECK(read.preprocess.segment.tail == preprocess::ClipTail::kPad);
  CHECK(read.window == Window::kTriangular);
  CHECK_FALSE(read.center);
  CHECK(read.frame_length == FrameLength::kWinLength);
  CHECK(read.window_symmetric);
  CHECK(read.remove_dc_offset);
  CHECK(read.preemphasis == 0.97F);
  CHECK(read.mel_triangles == MelTriangles::kMel);
  // No field kept its default, so none can have been forgotten on the way.
  const std::string defaults = to_json(FeatureConfig{});
  CHECK(defaults != json);
  CHECK(contains(defaults, "\"gain\":0.98,"));
}

TEST_CASE("feature config: missing JSON fields take their defaults") {
  const FeatureConfig config = feature_config_from_json(R"({"kind": "mfcc", "n_mfcc": 13, "pcen": {"gain": 0.5}})");
  CHECK(config.kind == Kind::kMfcc);
  CHECK(config.n_mfcc == 13);
  CHECK(config.n_fft == 1024);
  CHECK(config.pcen.gain == 0.5F);
  CHECK(config.pcen.bias == 2.0F);
}

TEST_CASE("feature config: JSON with unknown fields, wrong types or bad values is refused by name") {
  const std::vector<std::pair<std::string, std::string>> all = {
      {"{", "not valid JSON"},
      {"[]", "must be a JSON object"},
      {R"({"n_ftt": 512})", "n_ftt"},
      {R"({"pcen": {"gian": 1}})", "pcen.gian"},
      {R"({"pcen": 3})", "pcen must be a JSON object"},
      {R"({"n_fft": "512"})", "n_fft"},
      {R"({"n_fft": 512.5})", "n_fft"},
      {R"({"n_fft": 99999999999})", "n_fft"},
      {R"({"center": 1})", "center"},
      {R"({"kind": "loudness"})", "loudness"},
      {R"({"kind": "loudness"})", "logmel"},
      {R"({"window": 3})", "hann"},
      {R"({"amin": 1e300})", "amin"},
      {R"({"preprocess": {"segment": {"tail": "fade"}}})", "fade"},
      {R"({"hop_length": 0})", "hop_length"}};
  for (const auto& refused : all) {
    INFO(refused.first);
    CHECK(contains(refusal([&] { static_cast<void>(feature_config_from_json(refused.first)); }), refused.second));
  }
}

TEST_CASE("feature config: names of kinds are those of the command line") {
  for (const std::string name : {"waveform", "spectrum", "power", "mel", "logmel", "mfcc", "rms", "zcr", "centroid",
                                 "bandwidth", "rolloff", "flatness", "chroma", "pcen"}) {
    CHECK(kind_name(kind_from_name(name)) == name);
  }
  CHECK(enum_from_name<Window>("triang") == Window::kTriangular);
  CHECK(enum_name(Window::kTriangular) == "triangular");
  CHECK(enum_names<DbRef>() == "one, max");
}
