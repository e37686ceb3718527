// The network drawn from top to bottom, with shapes and parameter counts; connections that skip steps run at the side.
#include <algorithm>

#include "train/report/html_text.h"
#include "train/report/sections.h"
#include "train/report/svg_plot.h"

namespace earshot::train::html {
namespace {

constexpr int kWidth = 560;
constexpr double kBoxLeft = 8.0, kBoxWidth = 470.0, kBoxHeight = 32.0, kPitch = 42.0;

std::string shape_text(const Shape& shape) {
  std::string text;
  for (const std::int64_t d : shape) text += (text.empty() ? "" : " × ") + std::to_string(d);
  return text.empty() ? "1" : text;
}

// Steps that hold parameters carry the network's weight; the eye should find them first.
std::string_view kind_of(const NetworkStep& step) { return step.parameters > 0 ? "weighty" : "plain"; }

double top_of(std::size_t row) { return 4.0 + kPitch * static_cast<double>(row); }

std::string box(std::size_t row, std::string_view css_class, const std::string& name, const std::string& detail,
                const std::string& shape, const std::string& parameters) {
  const double top = top_of(row);
  const std::string y = svg::px(top + 20.5);
  const auto text = [&](double x, const char* anchor, const char* kind, const std::string& content) {
    return content.empty() ? std::string()
                           : "<text class=\"" + std::string(kind) + "\" text-anchor=\"" + anchor + "\" x=\"" +
                                 svg::px(x) + "\" y=\"" + y + "\">" + escape(content) + "</text>";
  };
  return "<rect class=\"box " + std::string(css_class) + "\" x=\"" + svg::px(kBoxLeft) + "\" y=\"" + svg::px(top) +
         "\" width=\"" + svg::px(kBoxWidth) + "\" height=\"" + svg::px(kBoxHeight) + "\" rx=\"7\"/>" +
         "<text class=\"op\" x=\"" + svg::px(kBoxLeft + 12.0) + "\" y=\"" + y + "\">" + escape(name) +
         (detail.empty() ? "" : " <tspan class=\"detail\">" + escape(detail) + "</tspan>") + "</text>" +
         text(kBoxLeft + 368.0, "end", "shape", shape) +
         text(kBoxLeft + kBoxWidth - 12.0, "end", "parameters", parameters);
}

std::string picture(const NetworkSummary& network) {
  const auto height = static_cast<int>(top_of(network.steps.size() + 1));
  std::string out = svg::open(kWidth, height,
                              "The network, " + std::to_string(network.steps.size()) + " steps, " +
                                  count(network.parameters) + " parameters; the table below lists them");
  out += box(0, "end", "Features", "", shape_text(network.input), "");
  int skips = 0;
  for (std::size_t i = 0; i < network.steps.size(); ++i) {
    const NetworkStep& step = network.steps[i];
    const std::size_t row = i + 1;
    for (const int input : step.inputs) {
      const auto from = static_cast<std::size_t>(input + 1);
      if (from + 1 == row) {
        out += "<path class=\"wire\" d=\"M" + svg::px(kBoxLeft + 28.0) + " " + svg::px(top_of(from) + kBoxHeight) +
               "V" + svg::px(top_of(row)) + "\"/>";
        continue;
      }
      // Lanes at the right keep parallel connections apart.
      const double lane = kBoxLeft + kBoxWidth + 14.0 + 12.0 * (skips++ % 5);
      out += "<path class=\"wire skip\" d=\"M" + svg::px(kBoxLeft + kBoxWidth) + " " +
             svg::px(top_of(from) + kBoxHeight / 2.0) + "H" + svg::px(lane) + "V" +
             svg::px(top_of(row) + kBoxHeight / 2.0) + "H" + svg::px(kBoxLeft + kBoxWidth + 3.0) + "\"/>";
    }
    out += box(row, kind_of(step), step.op, step.detail, shape_text(step.output),
               step.parameters > 0 ? count(step.parameters) : "");
  }
  return out + "</svg>";
}

}  // namespace

std::string network_section(const Report& report) {
  if (!report.network) return "";
  const NetworkSummary& network = *report.network;
  std::vector<std::vector<std::string>> rows;
  rows.push_back({"Features", "", shape_text(network.input), "0"});
  for (const NetworkStep& step : network.steps) {
    rows.push_back({escape(step.op), escape(step.detail), shape_text(step.output), count(step.parameters)});
  }
  std::string caption = count(network.parameters) + " trainable parameters";
  if (network.constants > 0)
    caption += " and " + count(network.constants) + (network.constants == 1 ? " constant" : " constants") +
               " (standardisation, running statistics)";
  caption += ". Each box: operator, shape of its output, parameters.";
  return section(
      "network", "Network",
      figure("<div class=\"drawing\" tabindex=\"0\" role=\"region\" aria-label=\"The network\">" + picture(network) +
                 "</div>",
             caption) +
          details(
              "The network as a table",
              table("Operators in order",
                    {{"Operator"}, {"Settings"}, {"Output", Align::kNumber}, {"Parameters", Align::kNumber}}, rows)));
}

}  // namespace earshot::train::html
