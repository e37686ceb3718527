// Clips and parts by class, what was left out, and the folds of a cross-validation.
#include <algorithm>

#include "train/report/html_text.h"
#include "train/report/sections.h"
#include "train/report/svg_plot.h"

namespace earshot::train::html {
namespace {

std::string left_out(const DataCheck& data) {
  if (data.problems.empty()) return "";
  std::string list = "<ul>";
  constexpr std::size_t kShown = 200;
  for (std::size_t i = 0; i < std::min(kShown, data.problems.size()); ++i)
    list += "<li>" + escape(data.problems[i]) + "</li>";
  list += "</ul>";
  const auto n = static_cast<std::int64_t>(data.problems.size());
  if (data.problems.size() > kShown) list += "<p>and " + count(n - static_cast<std::int64_t>(kShown)) + " more</p>";
  return details(count(n) + (n == 1 ? " clip was left out" : " clips were left out"), list);
}

// A share of the widest class, drawn in the cell behind nothing but itself.
std::string bar_cell(std::int64_t n, std::int64_t most) {
  const double share = most > 0 ? static_cast<double>(n) / static_cast<double>(most) : 0.0;
  return "<span class=\"meter\" style=\"--share:" + fixed(share, 3) + "\"></span>";
}

}  // namespace

std::string data_section(const Report& report) {
  if (report.data.classes.empty()) return "";
  std::string body;
  if (!report.data_description.empty()) body += "<p>The data " + escape(report.data_description) + ".</p>";
  std::vector<Column> columns = {{"Class"}, {"Clips", Align::kNumber}, {"Share"}, {"Length", Align::kNumber}};
  for (const PartSummary& part : report.parts) columns.push_back({part.name, Align::kNumber});
  std::int64_t most = 0;
  for (const ClassFacts& facts : report.data.classes) most = std::max(most, facts.clips);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t c = 0; c < report.data.classes.size(); ++c) {
    const ClassFacts& facts = report.data.classes[c];
    std::vector<std::string> row = {escape(facts.label), count(facts.clips), bar_cell(facts.clips, most),
                                    duration(facts.length_s)};
    for (const PartSummary& part : report.parts) row.push_back(count(part.clips[c]));
    rows.push_back(std::move(row));
  }
  std::vector<std::string> total = {"<b>All</b>", count(report.data.clips), "", duration(report.data.length_s)};
  for (const PartSummary& part : report.parts) {
    std::int64_t sum = 0;
    for (const std::int64_t n : part.clips) sum += n;
    total.push_back(count(sum));
  }
  rows.push_back(std::move(total));
  if (!report.split_description.empty()) body += "<p>" + escape(report.split_description) + "</p>";
  body += table("Clips by class", columns, rows) + left_out(report.data);
  return section("data", "Data", body);
}

std::string folds_section(const Report& report) {
  if (report.folds.empty()) return "";
  double mean = 0.0;
  double low = 1.0;
  double high = 0.0;
  for (const FoldSummary& fold : report.folds) {
    mean += fold.accuracy.value / static_cast<double>(report.folds.size());
    low = std::min(low, fold.accuracy.value);
    high = std::max(high, fold.accuracy.value);
  }
  std::vector<std::vector<std::string>> rows;
  for (const FoldSummary& fold : report.folds) {
    rows.push_back({escape(fold.name), count(fold.accuracy.n), count(fold.accuracy.correct),
                    percent(fold.accuracy.value),
                    "<span class=\"meter\" style=\"--share:" + fixed(fold.accuracy.value, 3) + "\"></span>",
                    percent(fold.accuracy.low) + " – " + percent(fold.accuracy.high), std::to_string(fold.best_epoch)});
  }
  const std::string text = "<p>Each fold was judged by a network that has not heard its clips. Mean accuracy of " +
                           std::to_string(report.folds.size()) + " folds " + percent(mean) + ", from " + percent(low) +
                           " to " + percent(high) + ".</p>";
  return section("folds", "Folds",
                 text + table("Accuracy by fold",
                              {{"Fold"},
                               {"Clips", Align::kNumber},
                               {"Right", Align::kNumber},
                               {"Accuracy", Align::kNumber},
                               {"Accuracy, drawn"},
                               {"95 % interval", Align::kNumber},
                               {"Best epoch", Align::kNumber}},
                              rows));
}

}  // namespace earshot::train::html
