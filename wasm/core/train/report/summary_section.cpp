// The figures a reader looks for first, the facts of the run, and the warnings.
#include "train/report/html_text.h"
#include "train/report/sections.h"
#include "train/report/svg_plot.h"

namespace earshot::train::html {
namespace {

// The interval as a bar on a scale from 0 to 1.
std::string interval_bar(const Accuracy& accuracy) {
  constexpr double kWidth = 240.0;
  const auto x = [](double share) { return svg::px(6.0 + (kWidth - 12.0) * share); };
  return svg::open(240, 22,
                   "Accuracy " + percent(accuracy.value) + ", 95 % interval " + percent(accuracy.low) + " to " +
                       percent(accuracy.high),
                   "interval") +
         "<path class=\"frame\" d=\"M6 11H234\"/><path class=\"line a thick\" d=\"M" + x(accuracy.low) + " 11H" +
         x(accuracy.high) + "\"/><circle class=\"dot a\" cx=\"" + x(accuracy.value) + "\" cy=\"11\" r=\"5\"/></svg>";
}

std::string tile(const std::string& value, const std::string& name, const std::string& more) {
  return "<div class=\"tile\"><dt>" + name + "</dt><dd><strong>" + value + "</strong>" + more + "</dd></div>";
}

}  // namespace

std::string summary_section(const Report& report) {
  std::string body;
  if (report.judgement) {
    const Judgement& judgement = *report.judgement;
    const Accuracy& top1 = judgement.evaluation.top1;
    body += "<dl class=\"tiles\">";
    body += "<div class=\"tile wide\"><dt>Accuracy on " + escape(judgement.on) + "</dt><dd><strong>" +
            percent(top1.value) + "</strong>" + interval_bar(top1) + "<span>95&nbsp;% interval " + percent(top1.low) +
            " to " + percent(top1.high) + "; " + count(top1.correct) + " of " + count(top1.n) +
            " clips right</span></dd></div>";
    body += tile(fixed(judgement.evaluation.macro_f1, 3), "Macro F1", "<span>mean over classes</span>");
    body += tile(fixed(judgement.roc.macro.area, 3), "ROC area",
                 "<span>macro; micro " + fixed(judgement.roc.micro.area, 3) + "</span>");
    body += tile(fixed(judgement.evaluation.log_loss, 3), "Log loss",
                 "<span>calibration error " + percent(judgement.before.expected_error) + "</span>");
    if (judgement.rejection.threshold > 0.0) {
      body += tile(count(judgement.rejection.rejected), "None of these",
                   "<span>below " + fixed(judgement.rejection.threshold, 2) + "; " +
                       percent(judgement.rejection.accepted.value) + " of the other " +
                       count(judgement.rejection.accepted.n) + " right</span>");
    }
    body += "</dl>\n";
  }
  if (!report.warnings.empty()) {
    body += "<div class=\"warnings\" role=\"note\"><h3>Read this before trusting the figures</h3><ul>";
    for (const std::string& warning : report.warnings) body += "<li>" + escape(warning) + "</li>";
    body += "</ul></div>\n";
  }
  if (!report.facts.empty()) {
    body += "<dl class=\"facts\">";
    for (const auto& [name, value] : report.facts)
      body += "<div><dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd></div>";
    body += "</dl>\n";
  }
  return section("summary", "Result", body);
}

}  // namespace earshot::train::html
