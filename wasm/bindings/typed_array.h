// Numbers leave as typed arrays that JavaScript owns.
#pragma once

#include <emscripten/val.h>

#include <span>

namespace earshot::bindings {

// A copy: the view itself would die with the next growth of the heap.
template <class T>
[[nodiscard]] emscripten::val typed_array(std::span<const T> values) {
  return emscripten::val(emscripten::typed_memory_view(values.size(), values.data()))
      .template call<emscripten::val>("slice");
}

}  // namespace earshot::bindings
