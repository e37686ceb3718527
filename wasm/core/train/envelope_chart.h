// The envelope gate drawn over a clip: what is kept, what is removed, and the envelope that decides. A picture of its
// own (SVG with its style), and the same numbers as JSON.
#pragma once

#include <string>

#include "base/json.h"
#include "preprocess/envelope.h"

namespace earshot::train {

// `threshold`: linear, full scale = 1. `title`: text, e.g. the clip's name.
[[nodiscard]] std::string envelope_svg(const preprocess::EnvelopeColumns& columns, double length_s, float threshold,
                                       const std::string& title);
[[nodiscard]] Json envelope_json(const preprocess::EnvelopeColumns& columns, double length_s, float threshold);

}  // namespace earshot::train
