// A report as one self-contained page: inline style and SVG, no script, nothing fetched. Light and dark, on paper too;
// every chart has its numbers in a table.
#pragma once

#include <string>

#include "train/report.h"

namespace earshot::train {

[[nodiscard]] std::string report_html(const Report& report);

}  // namespace earshot::train
