#include "train/envelope_chart.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "train/report/html_text.h"
#include "train/report/svg_plot.h"

namespace earshot::train {
namespace {

constexpr double kLeft = 16.0, kWidth = 928.0, kMiddle = 160.0, kHalf = 120.0;

// Quiet parts decide what is cut, so amplitude is drawn in dB: full scale at the edge, 80 dB below it at the middle.
double deviation(double amplitude) {
  constexpr double kRangeDb = 80.0;
  const double db = 20.0 * std::log10(std::max(std::abs(amplitude), 1e-9));
  return kHalf * std::clamp(1.0 + db / kRangeDb, 0.0, 1.0);
}
double y_of(double amplitude) { return kMiddle - std::copysign(deviation(amplitude), amplitude); }

Json numbers(std::span<const float> values) {
  Json out = Json::array();
  for (const float value : values) out.push_back(std::round(static_cast<double>(value) * 1e6) / 1e6);
  return out;
}

}  // namespace

std::string envelope_svg(const preprocess::EnvelopeColumns& columns, double length_s, float threshold,
                         const std::string& title) {
  const std::size_t n = columns.min.size();
  const double step = n > 0 ? kWidth / static_cast<double>(n) : 0.0;
  std::string kept, removed, envelope;
  double kept_share = 0.0;
  for (std::size_t c = 0; c < n; ++c) {
    const double x = kLeft + step * (static_cast<double>(c) + 0.5);
    std::string& path = columns.kept[c] > 0.5F ? kept : removed;
    path += "M" + svg::px(x) + " " + svg::px(y_of(static_cast<double>(columns.max[c])) - 0.3) + "V" +
            svg::px(y_of(static_cast<double>(columns.min[c])) + 0.3);
    envelope += (c == 0 ? "M" : "L") + svg::px(x) + " " + svg::px(y_of(static_cast<double>(columns.envelope[c])));
    kept_share += static_cast<double>(columns.kept[c]) / static_cast<double>(n);
  }
  const std::string threshold_y = svg::px(y_of(static_cast<double>(threshold)));
  std::string ticks;
  for (const double t : svg::nice_axis(0.0, length_s, 8).ticks) {
    if (t > length_s) break;
    const std::string x = svg::px(kLeft + kWidth * t / std::max(length_s, 1e-9));
    ticks += "<path class=\"tick\" d=\"M" + x + " 284v5\"/><text x=\"" + x + "\" y=\"304\" text-anchor=\"middle\">" +
             html::fixed(t, length_s < 4.0 ? 1 : 0) + " s</text>";
  }
  const std::string caption = title + ": " + html::duration(length_s) + ", " + html::percent(kept_share) + " kept";
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 960 340\" role=\"img\" aria-label=\"" +
         html::escape(caption) +
         "\"><style>svg{color-scheme:light dark;background:#fff}text{font:13px "
         "system-ui,sans-serif;fill:#56605d}.title{fill:#1a1f1e;font-weight:600}"
         ".kept{stroke:#0b6b5e}.removed{stroke:#c9b3ab}.envelope{stroke:#1a1f1e;stroke-width:1.2;fill:none;opacity:.75}"
         ".threshold{stroke:#b3541e;stroke-width:1.5;stroke-dasharray:6 4}.tick{stroke:#56605d}"
         "@media(prefers-color-scheme:dark){svg{background:#191e1d}text{fill:#a3aeaa}.title{fill:#e9ece8}.kept{stroke:#"
         "5fd0ba}.removed{stroke:#5b4f4a}"
         ".envelope{stroke:#e9ece8}.threshold{stroke:#f0a36b}.tick{stroke:#a3aeaa}}</style>"
         "<text class=\"title\" x=\"16\" y=\"22\">" +
         html::escape(caption) +
         "</text><text x=\"16\" y=\"330\">Amplitude in dB: full scale at the edge, −80 dB in the "
         "middle; dashed: threshold</text>"
         "<path class=\"removed\" stroke-width=\"" +
         svg::px(std::max(step, 0.6)) + "\" d=\"" + removed + "\"/><path class=\"kept\" stroke-width=\"" +
         svg::px(std::max(step, 0.6)) + "\" d=\"" + kept + "\"/><path class=\"envelope\" d=\"" + envelope +
         "\"/><path class=\"threshold\" d=\"M16 " + threshold_y + "H944\"/>" + ticks + "</svg>\n";
}

Json envelope_json(const preprocess::EnvelopeColumns& columns, double length_s, float threshold) {
  return {{"length_s", length_s},         {"threshold", threshold},      {"columns", columns.min.size()},
          {"min", numbers(columns.min)},  {"max", numbers(columns.max)}, {"envelope", numbers(columns.envelope)},
          {"kept", numbers(columns.kept)}};
}

}  // namespace earshot::train
