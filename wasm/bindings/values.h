// Results of the core as JavaScript objects; the shapes are declared in web/core/module-types.ts.
#pragma once

#include <emscripten/val.h>

#include <string>

#include "classify/classifier.h"
#include "clip_job.h"
#include "feature_job.h"
#include "stream_job.h"

namespace earshot::bindings {

// One JSON text: the page parses it faster than the boundary builds an object field by field.
[[nodiscard]] std::string classifier_info(const classify::Classifier& classifier);
[[nodiscard]] emscripten::val to_value(const ClipResult& result);
[[nodiscard]] emscripten::val to_value(const StreamJob& stream);

}  // namespace earshot::bindings
