// Loss and accuracy over epochs, training and validation, with the epoch that was kept.
#include <algorithm>
#include <cmath>
#include <limits>

#include "train/report/html_text.h"
#include "train/report/sections.h"
#include "train/report/svg_plot.h"

namespace earshot::train::html {
namespace {

struct Curve {
  std::vector<svg::Point> training, validation;
};

std::string chart(const Curve& curve, const Report& report, const char* what, bool share) {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const auto* line : {&curve.training, &curve.validation}) {
    for (const svg::Point& point : *line) {
      if (!std::isfinite(point.y)) continue;
      low = std::min(low, point.y);
      high = std::max(high, point.y);
    }
  }
  const double last = std::max(2.0, static_cast<double>(report.history.back().epoch));
  svg::Axis x = svg::nice_axis(1.0, last, 6);
  // Epochs start at 1 and end where training ended.
  x.low = 1.0;
  x.high = last;
  x.ticks.erase(std::remove_if(x.ticks.begin(), x.ticks.end(),
                               [&](double t) { return t < 1.0 || t > last || t != std::floor(t); }),
                x.ticks.end());
  x.decimals = 0;
  svg::Plot plot(480, 270, x, share ? svg::nice_axis(std::min(low, 0.9), 1.0) : svg::nice_axis(0.0, high),
                 std::string(what) + " over " + std::to_string(report.history.size()) +
                     " epochs; the table below has every value");
  plot.label_axes("epoch", what);
  if (report.best_epoch > 0)
    plot.vertical(report.best_epoch, "best", "kept: epoch " + std::to_string(report.best_epoch));
  plot.line(curve.training, "b");
  plot.line(curve.validation, "a");
  return plot.str();
}

}  // namespace

std::string curves_section(const Report& report) {
  if (report.history.empty()) return "";
  Curve loss, accuracy;
  std::vector<std::vector<std::string>> rows;
  bool validated = false;
  for (const HistoryRow& row : report.history) {
    const auto epoch = static_cast<double>(row.epoch);
    loss.training.push_back({epoch, row.loss});
    accuracy.training.push_back({epoch, row.accuracy});
    if (!std::isnan(row.val_loss)) {
      validated = true;
      loss.validation.push_back({epoch, row.val_loss});
      accuracy.validation.push_back({epoch, row.val_accuracy});
    }
    rows.push_back({std::to_string(row.epoch) + (row.epoch == report.best_epoch ? " (kept)" : ""), fixed(row.loss, 4),
                    fixed(row.accuracy, 4), fixed(row.val_loss, 4), fixed(row.val_accuracy, 4),
                    fixed(1000.0 * row.learning_rate, 4), fixed(row.seconds, 2)});
  }
  std::string legend = "<p class=\"legend\"><span class=\"key b\"></span>training, with dropout and augmentation on";
  if (validated) legend += " <span class=\"key a\"></span>validation";
  legend += "</p>";
  return section("curves", "Training",
                 legend + "<div class=\"pair\">" + figure(chart(loss, report, "loss", false), "Loss") +
                     figure(chart(accuracy, report, "accuracy", true), "Accuracy of pieces") + "</div>" +
                     details("Every epoch as a table", table("Training history",
                                                             {{"Epoch", Align::kNumber},
                                                              {"Loss", Align::kNumber},
                                                              {"Accuracy", Align::kNumber},
                                                              {"Validation loss", Align::kNumber},
                                                              {"Validation accuracy", Align::kNumber},
                                                              {"Learning rate × 1000", Align::kNumber},
                                                              {"Seconds", Align::kNumber}},
                                                             rows)));
}

}  // namespace earshot::train::html
