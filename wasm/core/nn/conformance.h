// Runs one ONNX conformance case (model.onnx with input_*.pb and output_*.pb) given as bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::nn {

using Bytes = std::vector<std::uint8_t>;

enum class ConformanceStatus { kPassed, kFailed, kUnsupported };
[[nodiscard]] std::string_view conformance_status_name(ConformanceStatus status);

struct ConformanceResult {
  ConformanceStatus status = ConformanceStatus::kFailed;
  std::string reason;        // "" when passed
  double worst_error = 0.0;  // largest |actual - expected| / (kAbsolute + kRelative |expected|): passed up to 1
};

// Tolerances of ONNX's own backend test runner.
inline constexpr double kConformanceRelative = 1e-3;
inline constexpr double kConformanceAbsolute = 1e-7;

// Inputs and outputs in the order of their file numbers. Integer inputs, and inputs that only set an operator up, are
// known before the run and become constants. Never throws: what the engine lacks is kUnsupported, all else
// kFailed.
[[nodiscard]] ConformanceResult run_conformance_case(std::span<const std::uint8_t> model, std::span<const Bytes> inputs,
                                                     std::span<const Bytes> outputs);

}  // namespace earshot::nn
