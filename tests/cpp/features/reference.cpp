#include "features/reference.h"

#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "base/json.h"
#include "dsp/mel.h"
#include "dsp/window.h"
#include "features/feature_extractor.h"

namespace earshot::test {
namespace {

using features::FeatureConfig;
using features::Kind;
using features::Pooling;

Json load_json(const std::string& file) {
  const std::string path = repository_path("tests/reference/features/" + file + ".json");
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::stringstream text;
  text << in.rdbuf();
  return parse_json(text.str(), path, ErrorCode::kIo);
}

std::vector<double> flatten(const Json& values, std::int64_t rows, std::int64_t columns) {
  std::vector<double> flat;
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      // [columns][rows] in the file, or a plain list.
      const auto row = static_cast<std::size_t>(r);
      const auto column = static_cast<std::size_t>(c);
      const Json& value = !values[0].is_array() ? values[columns == 1 ? row : column] : values[column][row];
      flat.push_back(value.get<double>());
    }
  }
  return flat;
}

FeatureConfig config_from(const Json& params) {
  FeatureConfig config;
  config.sample_rate = params.value("sr", 16000);
  config.n_fft = params.value("n_fft", 512);
  config.win_length = params.value("win_length", 0);
  config.hop_length = params.value("hop_length", 512);
  config.window = features::enum_from_name<features::Window>(params.value("window", "hann"));
  config.center = params.value("center", true);
  config.pad_mode = features::enum_from_name<features::PadMode>(params.value("pad_mode", "constant"));
  config.n_mels = params.value("n_mels", 40);
  config.n_mfcc = params.value("n_mfcc", 13);
  config.f_min_hz = params.value("f_min_hz", 0.0F);
  config.f_max_hz = params.value("f_max_hz", 0.0F);
  return config;
}

std::vector<float> features_of(const Reference& reference, const FeatureConfig& config) {
  return features::extract(config, reference.samples).data;
}

// A case whose values are a FeatureConfig away.
ReferenceCase feature_case(const std::string& file, const std::string& output, Bound bound,
                           const std::function<void(FeatureConfig&)>& adjust) {
  return {file, output, bound, [adjust](const Reference& reference) {
            FeatureConfig config = reference.config;
            adjust(config);
            return features_of(reference, config);
          }};
}

// Columns first .. first + count - 1 of what `config` gives.
std::vector<float> columns(const std::vector<float>& rows, int stride, int first, int count) {
  std::vector<float> part;
  for (std::size_t begin = 0; begin < rows.size(); begin += static_cast<std::size_t>(stride)) {
    for (int c = first; c < first + count; ++c) part.push_back(rows[begin + static_cast<std::size_t>(c)]);
  }
  return part;
}

// Part `index` of `parts` equal groups of columns: mean | std, or mfcc | delta | delta-delta.
ReferenceCase mfcc_part(const std::string& file, const std::string& output, int index, int parts,
                        const std::function<void(FeatureConfig&)>& adjust) {
  return {file, output, Bound::kRelative, [=](const Reference& reference) {
            FeatureConfig config = reference.config;
            config.kind = Kind::kMfcc;
            adjust(config);
            const int width = config.num_columns() / parts;
            return columns(features_of(reference, config), config.num_columns(), index * width, width);
          }};
}

void add_spectra(std::vector<ReferenceCase>& cases, const std::string& n) {
  cases.push_back(
      feature_case("stft_power_" + n, "power", Bound::kRelative, [](FeatureConfig& c) { c.kind = Kind::kPower; }));
  const std::string logmel = "logmel_" + n;
  cases.push_back(feature_case(logmel, "mel", Bound::kRelative, [](FeatureConfig& c) { c.kind = Kind::kMel; }));
  cases.push_back(feature_case(logmel, "db_ref1", Bound::kDecibels, [](FeatureConfig& c) { c.kind = Kind::kLogMel; }));
  cases.push_back(feature_case(logmel, "db_refmax_top80", Bound::kDecibels, [](FeatureConfig& c) {
    c.kind = Kind::kLogMel;
    c.db_ref = features::DbRef::kMax;
  }));
  cases.push_back(feature_case("pcen_" + n, "pcen", Bound::kRelative, [](FeatureConfig& c) { c.kind = Kind::kPcen; }));
}

void add_mfcc(std::vector<ReferenceCase>& cases, const std::string& count, const std::string& n) {
  const std::string file = "mfcc" + count + "_" + n;
  const auto plain = [](FeatureConfig&) {};
  const auto statistics = [](FeatureConfig& c) { c.pooling = Pooling::kMeanStd; };
  cases.push_back(mfcc_part(file, "mfcc", 0, 1, plain));
  cases.push_back(mfcc_part(file, "mean", 0, 2, statistics));
  cases.push_back(mfcc_part(file, "std", 1, 2, statistics));
  if (count != "13") return;
  const auto deltas = [](FeatureConfig& c) { c.deltas = 2; };
  cases.push_back(mfcc_part(file, "delta", 1, 3, deltas));
  cases.push_back(mfcc_part(file, "delta2", 2, 3, deltas));
  cases.push_back(mfcc_part(file, "lifter22", 0, 1, [](FeatureConfig& c) { c.lifter = 22; }));
}

void add_descriptors(std::vector<ReferenceCase>& cases, const std::string& n) {
  const std::string file = "descriptors_" + n;
  const std::vector<std::pair<std::string, Kind>> outputs = {
      {"centroid", Kind::kCentroid},   {"bandwidth", Kind::kBandwidth}, {"rolloff85", Kind::kRolloff},
      {"flatness", Kind::kFlatness},   {"chroma", Kind::kChroma},       {"rms", Kind::kRms},
      {"zcr", Kind::kZeroCrossingRate}};
  for (const auto& [output, kind] : outputs) {
    cases.push_back(feature_case(file, output, Bound::kRelative, [kind = kind](FeatureConfig& c) { c.kind = kind; }));
  }
  cases.push_back(feature_case(file, "mean_power_per_bin", Bound::kRelative, [](FeatureConfig& c) {
    c.kind = Kind::kPower;
    c.pooling = Pooling::kMean;
  }));
}

// Kaldi's filter banks, with the settings that the file was made with.
void add_kaldi(std::vector<ReferenceCase>& cases, const std::string& n, float preemphasis) {
  cases.push_back(feature_case("kaldi_fbank_" + n, "fbank", Bound::kRelative, [preemphasis](FeatureConfig& c) {
    c.kind = Kind::kLogMel;
    c.frame_length = features::FrameLength::kWinLength;
    c.window_symmetric = true;
    c.remove_dc_offset = preemphasis > 0.0F;
    c.preemphasis = preemphasis;
    c.mel_scale = features::MelScale::kHtk;
    c.mel_norm = features::MelNorm::kNone;
    c.mel_triangles = features::MelTriangles::kMel;
    c.log_scale = features::LogScale::kNatural;
    c.amin = 1.192092955078125e-7F;
  }));
}

// [n_mels, bins], transposed as every matrix of a reference file is.
std::vector<float> transposed_filters(const dsp::MelOptions& options) {
  const dsp::MelFilterbank filterbank(options);
  const std::vector<float> dense = filterbank.dense();
  const auto bins = static_cast<std::size_t>(options.n_fft / 2 + 1);
  const auto mels = static_cast<std::size_t>(options.n_mels);
  std::vector<float> transposed;
  for (std::size_t k = 0; k < bins; ++k) {
    for (std::size_t m = 0; m < mels; ++m) transposed.push_back(dense[m * bins + k]);
  }
  return transposed;
}

void add_filters(std::vector<ReferenceCase>& cases) {
  const std::vector<dsp::MelOptions> options = {
      {16000, 512, 40, 0.0, 8000.0, dsp::MelScale::kSlaney, dsp::MelNorm::kSlaney},
      {16000, 1024, 64, 20.0, 7600.0, dsp::MelScale::kHtk, dsp::MelNorm::kNone},
      {44100, 2048, 128, 0.0, 22050.0, dsp::MelScale::kSlaney, dsp::MelNorm::kSlaney}};
  for (std::size_t i = 0; i < options.size(); ++i) {
    cases.push_back({"mel_filterbank_" + std::to_string(i), "filters", Bound::kRelative,
                     [o = options[i]](const Reference&) { return transposed_filters(o); }});
  }
}

void add_windows(std::vector<ReferenceCase>& cases) {
  for (const std::string name : {"hann", "hamming", "blackman", "flattop", "boxcar", "triang"}) {
    const auto window = features::enum_from_name<features::Window>(name);
    for (const int size : {16, 400, 512}) {
      cases.push_back({"window_" + name, std::to_string(size), Bound::kRelative, [window, size](const Reference&) {
                         const std::vector<double> values = dsp::make_window(window, size);
                         return std::vector<float>(values.begin(), values.end());
                       }});
    }
  }
}

}  // namespace

std::string repository_path(const std::string& relative) {
  const std::string here = __FILE__;
  const std::string below_root = "tests/cpp/features/reference.cpp";
  return here.substr(0, here.size() - below_root.size()) + relative;
}

Reference load_reference(const std::string& file, const std::string& output) {
  const Json document = load_json(file);
  Reference reference;
  reference.config = config_from(document["params"]);
  if (document.contains("input")) reference.samples = document["input"]["samples"].get<std::vector<float>>();
  const Json& shape = document["shape"][output];
  const bool is_matrix = shape.size() == 2;
  // A list is one value per frame, except where it is one row over coefficients.
  const bool is_row = !is_matrix && (output == "mean" || output == "std" || output == "mean_power_per_bin");
  const auto size = shape[0].get<std::int64_t>();
  reference.num_rows = is_matrix ? shape[1].get<std::int64_t>() : is_row ? 1 : size;
  reference.num_columns = is_matrix || is_row ? size : 1;
  reference.output = flatten(document["output"][output], reference.num_rows, reference.num_columns);
  return reference;
}

const std::vector<ReferenceCase>& reference_cases() {
  static const std::vector<ReferenceCase> cases = [] {
    std::vector<ReferenceCase> all;
    add_windows(all);
    add_filters(all);
    for (const std::string n : {"0", "1", "2"}) add_spectra(all, n);
    for (const std::string count : {"13", "20", "40"}) {
      for (const std::string n : {"0", "1", "2"}) add_mfcc(all, count, n);
    }
    for (const std::string n : {"0", "1", "2"}) add_descriptors(all, n);
    add_kaldi(all, "0", 0.97F);
    add_kaldi(all, "1", 0.0F);
    return all;
  }();
  return cases;
}

}  // namespace earshot::test
