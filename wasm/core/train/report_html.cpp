#include "train/report_html.h"

#include "train/report/html_text.h"
#include "train/report/sections.h"

namespace earshot::train {

std::string report_html(const Report& report) {
  struct Part {
    const char* id;
    const char* name;  // in the list of contents
    std::string html;
  };
  const Part parts[] = {
      {"summary", "Result", html::summary_section(report)},
      {"folds", "Folds", html::folds_section(report)},
      {"confusion", "Confusion", html::confusion_section(report)},
      {"classes", "Classes", html::classes_section(report)},
      {"roc", "ROC", html::roc_section(report)},
      {"calibration", "Calibration", html::calibration_section(report)},
      {"mistakes", "Mistakes", html::mistakes_section(report)},
      {"curves", "Training", html::curves_section(report)},
      {"network", "Network", html::network_section(report)},
      {"data", "Data", html::data_section(report)},
  };
  std::string contents;
  std::string body;
  for (const Part& part : parts) {
    if (part.html.empty()) continue;
    contents += std::string("<li><a href=\"#") + part.id + "\">" + part.name + "</a></li>";
    body += part.html;
  }
  const std::string title = html::escape(report.title);
  // The policy makes "nothing is fetched, nothing runs" a promise that browsers enforce.
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" "
         "content=\"light dark\">\n<title>" +
         title + "</title>\n<style>" + html::style_sheet() +
         "</style>\n</head>\n<body>\n<main class=\"page\">\n<header><p class=\"brand\">Earshot</p><h1>" + title +
         "</h1><p>" + html::escape(report.subtitle) + "</p><nav aria-label=\"Contents\"><ul>" + contents +
         "</ul></nav></header>\n" + body +
         "<footer>Made by Earshot on this machine. Intervals are Wilson's; ROC areas are trapezoids with ties counted "
         "half; accuracy is of whole clips, "
         "scores averaged over their pieces.</footer>\n</main>\n</body>\n</html>\n";
}

}  // namespace earshot::train
