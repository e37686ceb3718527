// Values computed by librosa, SciPy and Hugging Face's Transformers.js, from tests/reference/features, and the
// comparison with ours.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "features/feature_config.h"

namespace earshot::test {

// Absolute path of a file of the repository, wherever the test binary runs.
[[nodiscard]] std::string repository_path(const std::string& relative);

struct Reference {
  features::FeatureConfig config;  // from the file's "params"; kind and outputs are the caller's
  std::vector<float> samples;
  // One output, row-major [frames, coefficients] (librosa's matrices are transposed here).
  std::vector<double> output;
  std::int64_t num_rows = 0;
  std::int64_t num_columns = 0;
};

// `file`: e.g. "mfcc13_0"; `output`: e.g. "delta".
[[nodiscard]] Reference load_reference(const std::string& file, const std::string& output);

// How far a case may be off, and why: single precision against librosa's double-precision FFT.
enum class Bound {
  kRelative,  // 1e-4 of the largest absolute value of the case
  kDecibels,  // 0.01 dB
};
inline constexpr double kRelativeTolerance = 1e-4;
inline constexpr double kDecibelTolerance = 0.01;

// One row of the table in docs/features.md.
struct ReferenceCase {
  std::string file;
  std::string output;
  Bound bound = Bound::kRelative;
  // Our values for the reference's input, in the reference's shape.
  std::function<std::vector<float>(const Reference&)> compute;

  [[nodiscard]] std::string name() const { return file + " " + output; }
};

[[nodiscard]] const std::vector<ReferenceCase>& reference_cases();

}  // namespace earshot::test
