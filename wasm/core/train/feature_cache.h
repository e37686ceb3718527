// Features kept between runs: extracting them from the same clips with the same settings gives the same numbers, so a
// caller with a disk can skip it. The core has no files: it makes names and bytes, the caller keeps them.
//
//   const std::string key = feature_cache_key(config, clip_bytes);      // a file name
//   if (auto segments = unpack_features(read(key), key)) use(*segments);
//   else write(key, pack_features(extracted, key));
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/tensor.h"
#include "features/feature_config.h"

namespace earshot::train {

// 32 hexadecimal digits of the settings, the clip's bytes and the version of the extraction: whatever changes, the name
// changes.
[[nodiscard]] std::string feature_cache_key(const features::FeatureConfig& config, std::span<const std::uint8_t> clip);

[[nodiscard]] std::vector<std::uint8_t> pack_features(std::span<const Tensor> segments, std::string_view key);
// nullopt for bytes that are damaged, cut off, or those of another key: then the features are extracted again.
[[nodiscard]] std::optional<std::vector<Tensor>> unpack_features(std::span<const std::uint8_t> bytes,
                                                                 std::string_view key);

}  // namespace earshot::train
