// The confusion matrix, a table whose cells are shaded by their share of the row; and precision, recall and F1.
#include <algorithm>
#include <limits>

#include "train/report/html_text.h"
#include "train/report/sections.h"

namespace earshot::train::html {
namespace {

const std::string& label_of(const Report& report, int index) { return report.labels[static_cast<std::size_t>(index)]; }

// The largest off-diagonal cells, in words.
std::string worst_confusions(const Report& report, const Confusion& matrix) {
  struct Cell {
    int truth, predicted;
    std::int64_t n;
  };
  std::vector<Cell> cells;
  for (int truth = 0; truth < matrix.classes; ++truth) {
    for (int predicted = 0; predicted < matrix.classes; ++predicted) {
      if (truth != predicted && matrix.at(truth, predicted) > 0)
        cells.push_back({truth, predicted, matrix.at(truth, predicted)});
    }
  }
  if (cells.empty()) return "<p>No clip was taken for another class.</p>";
  std::stable_sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return a.n > b.n; });
  std::string text = "<p>Most often taken for another: ";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, cells.size()); ++i) {
    text += (i > 0 ? "; " : "") + std::string("<b>") + escape(label_of(report, cells[i].truth)) + "</b> for <b>" +
            escape(label_of(report, cells[i].predicted)) + "</b> (" + count(cells[i].n) + ")";
  }
  return text + ".</p>";
}

}  // namespace

std::string confusion_section(const Report& report) {
  if (!report.judgement) return "";
  const Confusion& matrix = report.judgement->evaluation.matrix;
  std::string out =
      worst_confusions(report, matrix) +
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion matrix\"><table class=\"confusion\">"
      "<caption><span>Rows: what the clip is. Columns: what was heard. Shade: share of the "
      "row.</span></caption><thead><tr><td></td>";
  for (int c = 0; c < matrix.classes; ++c)
    out += "<th scope=\"col\"><span>" + escape(label_of(report, c)) + "</span></th>";
  out += "<th scope=\"col\" class=\"n\"><span>right</span></th></tr></thead><tbody>";
  for (int truth = 0; truth < matrix.classes; ++truth) {
    std::int64_t row_sum = 0;
    for (int c = 0; c < matrix.classes; ++c) row_sum += matrix.at(truth, c);
    out += "<tr><th scope=\"row\">" + escape(label_of(report, truth)) + "</th>";
    for (int c = 0; c < matrix.classes; ++c) {
      const std::int64_t n = matrix.at(truth, c);
      const double share = row_sum > 0 ? static_cast<double>(n) / static_cast<double>(row_sum) : 0.0;
      std::string css = c == truth ? "hit" : "miss";
      if (share > 0.5) css += " strong";
      out += n == 0 ? "<td class=\"zero" + std::string(c == truth ? " hit" : "") + "\">0</td>"
                    : "<td class=\"" + css + "\" style=\"--share:" + fixed(share, 3) + "\">" + count(n) + "</td>";
    }
    const double recall = row_sum > 0 ? static_cast<double>(matrix.at(truth, truth)) / static_cast<double>(row_sum)
                                      : std::numeric_limits<double>::quiet_NaN();
    out += "<td class=\"n\">" + percent(recall, 0) + "</td></tr>\n";
  }
  return section("confusion", "Confusion matrix", out + "</tbody></table></div>\n");
}

std::string classes_section(const Report& report) {
  if (!report.judgement) return "";
  const Evaluation& evaluation = report.judgement->evaluation;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t c = 0; c < evaluation.classes.size(); ++c) {
    const ClassMetrics& metrics = evaluation.classes[c];
    const Accuracy recall = accuracy(evaluation.matrix.at(static_cast<int>(c), static_cast<int>(c)), metrics.support);
    rows.push_back(
        {escape(report.labels[c]), count(metrics.support), fixed(metrics.precision, 3), fixed(metrics.recall, 3),
         metrics.support > 0 ? fixed(recall.low, 3) + " – " + fixed(recall.high, 3) : "–", fixed(metrics.f1, 3),
         "<span class=\"meter\" style=\"--share:" + fixed(metrics.f1, 3) + "\"></span>"});
  }
  return section(
      "classes", "Class by class",
      table("Precision: of the clips called so, how many are. Recall: of the clips that are, how many were found.",
            {{"Class"},
             {"Clips", Align::kNumber},
             {"Precision", Align::kNumber},
             {"Recall", Align::kNumber},
             {"Recall, 95 % interval", Align::kNumber},
             {"F1", Align::kNumber},
             {"F1, drawn"}},
            rows));
}

}  // namespace earshot::train::html
