// The one way in and out of the module. Every export runs its body through guarded(), which answers
// {ok: true, value} or {ok: false, code, message}: no C++ exception reaches JavaScript, where it would be a bare
// number.
#pragma once

#include <emscripten/val.h>

#include <type_traits>

#include "preprocess/function_ref.h"

namespace earshot::bindings {

using emscripten::val;

// Not a template, so that its handlers are in the module once and not once an export.
[[nodiscard]] val guarded_call(preprocess::FunctionRef<val()> body);

template <class Body>
[[nodiscard]] val guarded(Body&& body) {
  return guarded_call([&]() -> val {
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      body();
      return val::null();
    } else {
      return val(body());
    }
  });
}

}  // namespace earshot::bindings
