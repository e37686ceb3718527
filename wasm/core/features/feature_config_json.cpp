// FeatureConfig as JSON. One list of fields serves reading and writing, so the round trip cannot miss one.
#include <algorithm>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "base/decimal.h"
#include "base/json_value.h"
#include "features/feature_config.h"

namespace earshot::features {
namespace {

// The fields of each struct in the order they are written.
template <class Visitor>
void visit(Visitor& v, typename Visitor::template Maybe<PcenConfig>& pcen) {
  v.field("gain", pcen.gain);
  v.field("bias", pcen.bias);
  v.field("power", pcen.power);
  v.field("time_constant_s", pcen.time_constant_s);
  v.field("eps", pcen.eps);
  v.field("scale", pcen.scale);
}

template <class Visitor>
void visit(Visitor& v, typename Visitor::template Maybe<preprocess::PreprocessConfig>& config) {
  v.object("gate", [&](Visitor& inner) {
    inner.field("enabled", config.gate.enabled);
    inner.field("threshold", config.gate.threshold);
    inner.field("window_s", config.gate.window_s);
  });
  v.object("trim", [&](Visitor& inner) {
    inner.field("enabled", config.trim.enabled);
    inner.field("top_db", config.trim.top_db);
    inner.field("frame_length", config.trim.frame_length);
    inner.field("hop_length", config.trim.hop_length);
  });
  v.object("segment", [&](Visitor& inner) {
    inner.field("length_s", config.segment.length_s);
    inner.field("hop_s", config.segment.hop_s);
    inner.field("short_clip", config.segment.short_clip);
    inner.field("tail", config.segment.tail);
    inner.field("start_s", config.segment.start_s);
    inner.field("max_segments", config.segment.max_segments);
  });
  v.field("level", config.level);
}

template <class Visitor>
void visit(Visitor& v, typename Visitor::template Maybe<FeatureConfig>& config) {
  v.field("sample_rate", config.sample_rate);
  v.field("channels", config.channels);
  v.object("preprocess", [&](Visitor& inner) { visit(inner, config.preprocess); });
  v.field("kind", config.kind);
  v.field("n_fft", config.n_fft);
  v.field("win_length", config.win_length);
  v.field("hop_length", config.hop_length);
  v.field("frame_length", config.frame_length);
  v.field("window", config.window);
  v.field("window_symmetric", config.window_symmetric);
  v.field("center", config.center);
  v.field("pad_mode", config.pad_mode);
  v.field("remove_dc_offset", config.remove_dc_offset);
  v.field("preemphasis", config.preemphasis);
  v.field("n_mels", config.n_mels);
  v.field("f_min_hz", config.f_min_hz);
  v.field("f_max_hz", config.f_max_hz);
  v.field("mel_scale", config.mel_scale);
  v.field("mel_norm", config.mel_norm);
  v.field("mel_triangles", config.mel_triangles);
  v.field("power", config.power);
  v.field("log_scale", config.log_scale);
  v.field("db_ref", config.db_ref);
  v.field("amin", config.amin);
  v.field("log_offset", config.log_offset);
  v.field("top_db", config.top_db);
  v.field("n_mfcc", config.n_mfcc);
  v.field("lifter", config.lifter);
  v.field("deltas", config.deltas);
  v.field("delta_width", config.delta_width);
  v.field("roll_percent", config.roll_percent);
  v.field("n_chroma", config.n_chroma);
  v.object("pcen", [&](Visitor& inner) { visit(inner, config.pcen); });
  v.field("pooling", config.pooling);
  v.field("pool_bins", config.pool_bins);
  v.field("num_frames", config.num_frames);
}

class Writer {
 public:
  template <class T>
  using Maybe = const T;

  template <class T>
  void field(const char* name, const T& value) {
    if constexpr (std::is_enum_v<T>) {
      append(name, json_string(enum_name(value)));
    } else if constexpr (std::is_same_v<T, bool>) {
      append(name, value ? "true" : "false");
    } else if constexpr (std::is_integral_v<T>) {
      append(name, std::to_string(value));
    } else {
      append(name, decimal_text(value));
    }
  }
  template <class Body>
  void object(const char* name, Body body) {
    Writer inner;
    body(inner);
    append(name, inner.text());
  }
  [[nodiscard]] std::string text() const { return text_ + "}"; }

 private:
  void append(const char* name, const std::string& value) {
    if (text_.size() > 1) text_ += ',';
    text_ += json_string(name) + ":" + value;
  }
  std::string text_ = "{";
};

class Reader {
 public:
  template <class T>
  using Maybe = T;
  // path: where the object stands, for messages: "" or "pcen."
  Reader(const JsonValue& source, std::string path) : source_(source), path_(std::move(path)) {
    if (!source_.is(JsonValue::Kind::kObject)) {
      const std::string where = path_.empty() ? "The feature settings" : path_.substr(0, path_.size() - 1);
      throw Error(ErrorCode::kInvalidConfig, where + " must be a JSON object.");
    }
  }

  template <class T>
  void field(const char* name, T& value) {
    const JsonValue* found = find(name);
    if (found == nullptr) return;
    if constexpr (std::is_enum_v<T>) {
      if (!found->is(JsonValue::Kind::kString)) wrong_type(name, "one of " + enum_names<T>());
      value = enum_from_name<T>(found->text);
    } else if constexpr (std::is_same_v<T, bool>) {
      if (!found->is(JsonValue::Kind::kBoolean)) wrong_type(name, "true or false");
      value = found->boolean;
    } else if constexpr (std::is_integral_v<T>) {
      if (!found->integer) wrong_type(name, "a whole number");
      // Through double: exact for every int, and out-of-range values stay out of range.
      if (found->number < std::numeric_limits<T>::min() || found->number > std::numeric_limits<T>::max())
        wrong_type(name, "a smaller number");
      value = static_cast<T>(found->number);
    } else {
      if (!found->is(JsonValue::Kind::kNumber)) wrong_type(name, "a number");
      value = narrow<T>(found->number);
    }
  }
  template <class Body>
  void object(const char* name, Body body) {
    const JsonValue* found = find(name);
    if (found == nullptr) return;
    Reader inner(*found, path_ + name + ".");
    body(inner);
    inner.refuse_unknown();
  }
  // A misspelt field would otherwise silently mean its default.
  void refuse_unknown() const {
    for (const std::string& key : source_.keys) {
      if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
        throw Error(ErrorCode::kInvalidConfig, "Unknown feature setting \"" + path_ + key + "\".");
      }
    }
  }

 private:
  // A double beyond the range of float is undefined to convert; infinity is left for validate() to refuse.
  template <class T>
  static T narrow(double value) {
    if constexpr (std::is_same_v<T, float>) {
      constexpr double kMax = std::numeric_limits<float>::max();
      if (value > kMax) return std::numeric_limits<float>::infinity();
      if (value < -kMax) return -std::numeric_limits<float>::infinity();
    }
    return static_cast<T>(value);
  }
  const JsonValue* find(const char* name) {
    known_.emplace_back(name);
    return source_.find(name);
  }
  [[noreturn]] void wrong_type(const char* name, const std::string& wanted) const {
    throw Error(ErrorCode::kInvalidConfig, "The feature setting \"" + path_ + name + "\" must be " + wanted + ".");
  }

  const JsonValue& source_;
  std::string path_;
  std::vector<std::string_view> known_;
};

}  // namespace

FeatureConfig feature_config_from_json(std::string_view json) {
  const JsonValue document = read_json(json, "The feature settings", ErrorCode::kInvalidConfig);
  FeatureConfig config;
  Reader reader(document, "");
  visit(reader, config);
  reader.refuse_unknown();
  config.validate();
  return config;
}

std::string to_json(const FeatureConfig& config) {
  Writer writer;
  visit(writer, config);
  return writer.text();
}

}  // namespace earshot::features
