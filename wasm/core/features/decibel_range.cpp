#include "features/decibel_range.h"

#include <algorithm>
#include <limits>

namespace earshot::features {

bool needs_whole_clip(const FeatureConfig& config) {
  const bool logarithmic = config.kind == Kind::kLogMel || config.kind == Kind::kMfcc;
  return logarithmic && config.log_scale == LogScale::kDb && (config.db_ref == DbRef::kMax || config.top_db >= 0.0F);
}

void apply_decibel_range(const FeatureConfig& config, std::span<float> rows, std::size_t num_values,
                         std::size_t stride) {
  float maximum = -std::numeric_limits<float>::infinity();
  for (std::size_t begin = 0; begin < rows.size(); begin += stride) {
    for (const float value : rows.subspan(begin, num_values)) maximum = std::max(maximum, value);
  }
  const float reference = config.db_ref == DbRef::kMax ? maximum : 0.0F;
  const float floor =
      config.top_db >= 0.0F ? maximum - reference - config.top_db : -std::numeric_limits<float>::infinity();
  for (std::size_t begin = 0; begin < rows.size(); begin += stride) {
    for (float& value : rows.subspan(begin, num_values)) value = std::max(value - reference, floor);
  }
}

}  // namespace earshot::features
