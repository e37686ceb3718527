// Reliability diagrams before and after temperature scaling.
#include "train/report/html_text.h"
#include "train/report/sections.h"
#include "train/report/svg_plot.h"

namespace earshot::train::html {
namespace {

constexpr svg::Point kDiagonal[] = {{0.0, 0.0}, {1.0, 1.0}};

std::string diagram(const Calibration& calibration, const char* when) {
  svg::Plot plot(480, 330, svg::unit_axis(), svg::unit_axis(),
                 std::string("Reliability ") + when + " temperature scaling, calibration error " +
                     percent(calibration.expected_error));
  plot.label_axes("score of the best label", "share of these clips that are right");
  for (const ReliabilityBin& bin : calibration.bins) {
    if (bin.n > 0) plot.bar(bin.low, bin.high, bin.accuracy, "a");
  }
  plot.line(kDiagonal, "chance");
  for (const ReliabilityBin& bin : calibration.bins) {
    if (bin.n > 0) plot.dot({bin.mean_score, bin.accuracy}, 3.5, "ink");
  }
  return plot.str();
}

}  // namespace

std::string calibration_section(const Report& report) {
  if (!report.judgement) return "";
  const Judgement& judgement = *report.judgement;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t b = 0; b < judgement.before.bins.size(); ++b) {
    const ReliabilityBin& before = judgement.before.bins[b];
    const ReliabilityBin& after = judgement.after.bins[b];
    const auto share = [](const ReliabilityBin& bin, double value) {
      return bin.n > 0 ? percent(value) : std::string("–");
    };
    rows.push_back({fixed(before.low, 1) + " – " + fixed(before.high, 1), count(before.n),
                    share(before, before.mean_score), share(before, before.accuracy), count(after.n),
                    share(after, after.mean_score), share(after, after.accuracy)});
  }
  const bool sharp = judgement.temperature > 1.0;
  std::string text =
      "<p>When the scores say 80&nbsp;%, 80 of 100 such clips should be right: then the bars end at the diagonal. "
      "Dividing the logits by a "
      "temperature of <b>" +
      fixed(judgement.temperature, 2) + "</b> (" + escape(judgement.temperature_note) + ") makes the scores " +
      (sharp ? "more modest" : "more confident") + " and the expected calibration error " +
      percent(judgement.before.expected_error) + " becomes <b>" + percent(judgement.after.expected_error) +
      "</b>; log loss " + fixed(judgement.before.log_loss, 3) + " becomes " + fixed(judgement.after.log_loss, 3) +
      ". Which label wins does not change.</p>";
  return section("calibration", "Calibration",
                 text + "<div class=\"pair\">" + figure(diagram(judgement.before, "before"), "Before") +
                     figure(diagram(judgement.after, "after"), "After temperature scaling") + "</div>" +
                     details("The bins as a table", table("Reliability by score",
                                                          {{"Score", Align::kNumber},
                                                           {"Clips before", Align::kNumber},
                                                           {"Mean score", Align::kNumber},
                                                           {"Right", Align::kNumber},
                                                           {"Clips after", Align::kNumber},
                                                           {"Mean score", Align::kNumber},
                                                           {"Right", Align::kNumber}},
                                                          rows)));
}

}  // namespace earshot::train::html
