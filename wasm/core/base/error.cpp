#include "base/error.h"

namespace earshot {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "invalid-argument";
    case ErrorCode::kUnsupportedFormat: return "unsupported-format";
    case ErrorCode::kMalformedFile: return "malformed-file";
    case ErrorCode::kEmptyClip: return "empty-clip";
    case ErrorCode::kInvalidModel: return "invalid-model";
    case ErrorCode::kUnsupportedModel: return "unsupported-model";
    case ErrorCode::kSelfTestFailed: return "self-test-failed";
    case ErrorCode::kInvalidConfig: return "invalid-config";
    case ErrorCode::kInvalidData: return "invalid-data";
    case ErrorCode::kIo: return "io";
    case ErrorCode::kCancelled: return "cancelled";
    case ErrorCode::kInternal: break;
  }
  return "internal";
}

}  // namespace earshot
