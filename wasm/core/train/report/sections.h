// The sections of the report page, each from the report alone. A section without content is "".
#pragma once

#include <string>

#include "train/report.h"

namespace earshot::train::html {

[[nodiscard]] std::string summary_section(const Report& report);
[[nodiscard]] std::string data_section(const Report& report);
[[nodiscard]] std::string folds_section(const Report& report);
[[nodiscard]] std::string network_section(const Report& report);
[[nodiscard]] std::string curves_section(const Report& report);
[[nodiscard]] std::string confusion_section(const Report& report);
[[nodiscard]] std::string classes_section(const Report& report);
[[nodiscard]] std::string roc_section(const Report& report);
[[nodiscard]] std::string calibration_section(const Report& report);
[[nodiscard]] std::string mistakes_section(const Report& report);

// The style sheet: light and dark by the reader's preference, and for paper.
[[nodiscard]] const char* style_sheet();

}  // namespace earshot::train::html
