// The metadata entries of a model file that make up its card.
#pragma once

namespace earshot::classify {

inline constexpr const char* kFormatKey = "earshot.format";
inline constexpr const char* kLabelsKey = "earshot.labels";
inline constexpr const char* kFeaturesKey = "earshot.features";
inline constexpr const char* kActivationKey = "earshot.activation";
inline constexpr const char* kThresholdKey = "earshot.threshold";
inline constexpr const char* kSelfTestKey = "earshot.self_test";
inline constexpr const char* kCardKey = "earshot.card";
inline constexpr const char* kFormatVersion = "1";

}  // namespace earshot::classify
