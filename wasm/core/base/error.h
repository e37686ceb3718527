// The one exception type of the core. Set-up calls throw it; running calls neither throw nor allocate.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace earshot {

// What went wrong, for callers that branch. The message says what to do about it.
enum class ErrorCode {
  kInvalidArgument,    // a parameter out of range; the message names it
  kUnsupportedFormat,  // a file that is not of a kind we read
  kMalformedFile,      // the right kind of file, but broken
  kEmptyClip,          // no samples
  kInvalidModel,       // not ONNX, or a graph that contradicts itself
  kUnsupportedModel,   // valid ONNX with an operator or type the engine lacks
  kSelfTestFailed,     // the model does not give the scores stored inside it
  kInvalidConfig,      // a FeatureConfig or recipe that cannot be honoured
  kInvalidData,        // a data set that cannot be trained on
  kIo,                 // reading or writing failed (native only)
  kCancelled,
  kInternal,  // a defect of ours
};

// The stable name used across the boundary and in logs, e.g. "invalid-argument".
[[nodiscard]] std::string_view error_code_name(ErrorCode code);

class Error : public std::runtime_error {
 public:
  // `message`: one sentence for the user: what happened and what to do.
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

// Throws Error(code, message) unless `condition` holds.
inline void require(bool condition, ErrorCode code, const char* message) {
  if (!condition) throw Error(code, message);
}

}  // namespace earshot
