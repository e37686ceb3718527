// Non-finite samples count as silence everywhere in Earshot: one NaN must not blank a filter's whole span.
#pragma once

#include <cmath>

namespace earshot::audio {

[[nodiscard]] inline float finite_or_zero(float sample) noexcept { return std::isfinite(sample) ? sample : 0.0F; }

}  // namespace earshot::audio
