// The one way in and out of the module. Every export runs its body through guarded(), which answers
// {ok: true, value} or {ok: false, code, message}: no C++ exception reaches JavaScript, where it would be a bare
// number.
#pragma once

#include <emscripten/val.h>

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace earshot::bindings {

using emscripten::val;

[[nodiscard]] inline val failure(std::string_view code, std::string_view message) {
  val result = val::object();
  result.set("ok", false);
  result.set("code", std::string(code));
  result.set("message", std::string(message));
  return result;
}

template <class Body>
[[nodiscard]] val guarded(Body&& body) {
  constexpr std::string_view kOutOfMemory =
      "There is not enough memory for this. Close other tabs, or use a shorter clip or a smaller model.";
  try {
    val result = val::object();
    result.set("ok", true);
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      std::forward<Body>(body)();
      result.set("value", val::null());
    } else {
      result.set("value", std::forward<Body>(body)());
    }
    return result;
  } catch (const Error& error) {
    return failure(error_code_name(error.code()), error.what());
  } catch (const std::bad_alloc&) {
    return failure(error_code_name(ErrorCode::kInternal), kOutOfMemory);
  } catch (const std::length_error&) {
    return failure(error_code_name(ErrorCode::kInternal), kOutOfMemory);
  } catch (const std::exception& error) {
    return failure(error_code_name(ErrorCode::kInternal), error.what());
  }
}

}  // namespace earshot::bindings
