// ROC curves: the averages large, every label against the rest as small multiples, areas and thresholds as a table.
#include "train/report/html_text.h"
#include "train/report/sections.h"
#include "train/report/svg_plot.h"

namespace earshot::train::html {
namespace {

std::vector<svg::Point> points_of(const RocCurve& curve) {
  std::vector<svg::Point> points;
  for (const RocPoint& point : curve.points) points.push_back({point.false_positive_rate, point.true_positive_rate});
  return points;
}

constexpr svg::Point kChance[] = {{0.0, 0.0}, {1.0, 1.0}};

std::string averages(const RocCurves& roc) {
  svg::Plot plot(480, 400, svg::unit_axis(), svg::unit_axis(),
                 "ROC curves; area of the macro average " + fixed(roc.macro.area, 3) + ", of the micro average " +
                     fixed(roc.micro.area, 3));
  plot.label_axes("false positive rate", "true positive rate");
  plot.line(kChance, "chance");
  for (const RocCurve& curve : roc.one_against_rest) plot.line(points_of(curve), "faint");
  plot.line(points_of(roc.micro), "b");
  plot.line(points_of(roc.macro), "a");
  return plot.str();
}

std::string small_multiple(const RocCurve& curve, const std::string& label) {
  svg::Plot plot(150, 140, svg::unit_axis(true), svg::unit_axis(true),
                 "ROC curve of " + label + " against the rest, area " + fixed(curve.area, 3));
  plot.line(kChance, "chance");
  plot.line(points_of(curve), "a");
  const RocPoint best = youden_point(curve);
  plot.dot({best.false_positive_rate, best.true_positive_rate}, 3.5, "a");
  return figure(plot.str(), "<b>" + escape(label) + "</b> " + fixed(curve.area, 3));
}

}  // namespace

std::string roc_section(const Report& report) {
  if (!report.judgement) return "";
  const RocCurves& roc = report.judgement->roc;
  if (!roc.micro.defined()) return "";
  std::string panels = "<div class=\"multiples\">";
  std::vector<std::vector<std::string>> rows;
  for (std::size_t c = 0; c < roc.one_against_rest.size(); ++c) {
    const RocCurve& curve = roc.one_against_rest[c];
    const RocPoint best = youden_point(curve);
    if (curve.defined()) panels += small_multiple(curve, report.labels[c]);
    rows.push_back({escape(report.labels[c]), fixed(curve.area, 4), fixed(best.threshold, 3),
                    percent(best.true_positive_rate), percent(best.false_positive_rate)});
  }
  panels += "</div>";
  rows.push_back({"<b>micro</b>", fixed(roc.micro.area, 4), "", "", ""});
  rows.push_back({"<b>macro</b>", fixed(roc.macro.area, 4), "", "", ""});
  return section(
      "roc", "ROC curves",
      "<div class=\"pair top\">" +
          figure(averages(roc), "<span class=\"key a\"></span>macro average, area " + fixed(roc.macro.area, 3) +
                                    " <span class=\"key b\"></span>micro average, area " + fixed(roc.micro.area, 3) +
                                    " <span class=\"key faint\"></span>each class against the rest") +
          table("The threshold is where finding and false alarms differ most (Youden's J); it is the dot in each small "
                "curve.",
                {{"Class"},
                 {"Area", Align::kNumber},
                 {"Threshold", Align::kNumber},
                 {"Found", Align::kNumber},
                 {"False alarms", Align::kNumber}},
                rows) +
          "</div>" + panels);
}

}  // namespace earshot::train::html
