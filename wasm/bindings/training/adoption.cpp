// Models of others: in the second module, because few pages meet one and the writer of ONNX files is here already.
// Declared in web/core/training-module-types.ts; web/core/training-adopter.ts is the only caller.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>

#include "classify/foreign_model.h"
#include "guard.h"
#include "staging.h"
#include "typed_array.h"

namespace earshot::bindings {
namespace {

val outline_model() {
  return guarded([] {
    std::string json = classify::outline_json(staging().bytes.consume());
    staging().bytes.release();
    return json;
  });
}

val adopt_model(const std::string& input) {
  return guarded([&] {
    const classify::AdoptedModel adopted =
        classify::adopt(staging().bytes.consume(), classify::foreign_input_from_json(input));
    staging().bytes.release();
    val value = val::object();
    value.set("bytes", typed_array<std::uint8_t>(adopted.bytes));
    value.set("runsHere", adopted.runs_here);
    value.set("reason", adopted.reason);
    return value;
  });
}

val metadata_only() {
  return guarded([] {
    const std::vector<std::uint8_t> bytes = classify::metadata_only(staging().bytes.consume());
    staging().bytes.release();
    return typed_array<std::uint8_t>(bytes);
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(earshot_adoption) {
  emscripten::function("outline_model", &outline_model);
  emscripten::function("adopt_model", &adopt_model);
  emscripten::function("metadata_only", &metadata_only);
}

}  // namespace earshot::bindings
