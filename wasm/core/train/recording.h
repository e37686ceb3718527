// Which clips are pieces of one recording, judged by their names: "pump_3_s0" and "pump_3_s1", "solo-A" and "solo-B",
// "take#3", "Etude part 2". Pieces of one recording on both sides of a split make every figure too good.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "train/dataset.h"
#include "train/split.h"

namespace earshot::train {

// The path without its extension and piece suffix; without a suffix, just without the extension.
[[nodiscard]] std::string recording_of(std::string_view path);

// Sentences about pieces of one clip, pieces of one recording, and clips of one group (speaker, recording) that are
// both in the training part and in a part that judges it; empty when nothing is torn apart.
[[nodiscard]] std::vector<std::string> leakage_warnings(const Dataset& dataset, const Split& split);

}  // namespace earshot::train
