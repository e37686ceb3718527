// What training tells, as JSON texts for the page; their shapes are the types of web/api/training-types.ts. The page
// parses one text faster than the boundary builds an object field by field. What is undefined is null.
#pragma once

#include <string>

#include "base/json.h"
#include "train/layout.h"
#include "train/report.h"
#include "training/training_data.h"
#include "training/training_run.h"

namespace earshot::bindings {

// JSON with text that may hold anything: file names are not always UTF-8.
[[nodiscard]] std::string text_of(const Json& json);
[[nodiscard]] Json number_or_null(double value);

[[nodiscard]] Json to_json(const train::Layout& layout);
[[nodiscard]] Json recipe_info(const TrainingData& data);
[[nodiscard]] Json check_json(const train::ClipCollection& clips);
[[nodiscard]] Json to_json(const train::Split& split, const train::Dataset& dataset);
[[nodiscard]] Json network_json(const std::vector<train::LayerSummary>& layers);
[[nodiscard]] Json to_json(const train::HistoryRow& row);
// Without the history's first `known_rows`.
[[nodiscard]] Json progress_json(const TrainingRun& run, std::size_t known_rows);
[[nodiscard]] Json summary_json(const TrainingRun& run);
// Without curves and clips, which leave as arrays.
[[nodiscard]] Json to_json(const train::Judgement& judgement, const std::vector<std::string>& labels);

}  // namespace earshot::bindings
