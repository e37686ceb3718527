#include "guard.h"

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/error.h"

namespace earshot::bindings {
namespace {

constexpr const char* kOutOfMemory =
    "There is not enough memory for this. Close other tabs, or use a shorter clip or a smaller model.";

val failure(ErrorCode code, const char* message) {
  val result = val::object();
  result.set("ok", false);
  result.set("code", std::string(error_code_name(code)));
  result.set("message", std::string(message));
  return result;
}

}  // namespace

val guarded_call(preprocess::FunctionRef<val()> body) {
  try {
    val result = val::object();
    result.set("ok", true);
    result.set("value", body());
    return result;
  } catch (const Error& error) {
    return failure(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    return failure(ErrorCode::kInternal, kOutOfMemory);
  } catch (const std::length_error&) {
    return failure(ErrorCode::kInternal, kOutOfMemory);
  } catch (const std::exception& error) {
    return failure(ErrorCode::kInternal, error.what());
  }
}

}  // namespace earshot::bindings
