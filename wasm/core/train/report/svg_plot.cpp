#include "train/report/svg_plot.h"

#include <algorithm>
#include <cmath>

#include "train/report/html_text.h"

namespace earshot::train::svg {
namespace {

// Room for the numbers and titles of the axes; small plots have no titles.
constexpr double kLeft = 52.0, kRight = 14.0, kTop = 12.0, kBottom = 44.0;
constexpr double kSmallLeft = 30.0, kSmallRight = 8.0, kSmallTop = 8.0, kSmallBottom = 22.0;
constexpr int kSmallWidth = 220;

}  // namespace

std::string px(double value) {
  std::string text = html::fixed(value, 1);
  return text.size() > 2 && text.substr(text.size() - 2) == ".0" ? text.substr(0, text.size() - 2) : text;
}

std::string open(int width, int height, std::string_view title, std::string_view css_class) {
  return "<svg viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) +
         "\" role=\"img\" aria-label=\"" + html::escape(title) + "\"" +
         (css_class.empty() ? "" : " class=\"" + std::string(css_class) + "\"") + ">";
}

Axis nice_axis(double low, double high, int most) {
  if (!std::isfinite(low) || !std::isfinite(high)) return unit_axis();
  if (high <= low) high = low + 1.0;
  const double rough = (high - low) / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double ratio = rough / power;
  const double step = power * (ratio <= 1.0 ? 1.0 : ratio <= 2.0 ? 2.0 : ratio <= 5.0 ? 5.0 : 10.0);
  constexpr double kSlack = 1e-9;  // a limit that is a round number but for its last bits is that number
  Axis axis;
  axis.low = std::floor(low / step + kSlack) * step;
  axis.high = std::ceil(high / step - kSlack) * step;
  axis.decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - kSlack)));
  const auto steps = static_cast<int>(std::lround((axis.high - axis.low) / step));
  for (int i = 0; i <= steps; ++i) axis.ticks.push_back(axis.low + i * step);
  return axis;
}

Axis unit_axis(bool coarse) {
  if (coarse) return {0.0, 1.0, {0.0, 0.5, 1.0}, 1};
  return {0.0, 1.0, {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}, 1};
}

Plot::Plot(int width, int height, Axis x, Axis y, std::string_view title)
    : width_(width), height_(height), x_(std::move(x)), y_(std::move(y)), title_(title), small_(width <= kSmallWidth) {
  for (const double tick : y_.ticks) {
    axes_ += "<path class=\"grid\" d=\"M" + svg::px(px(x_.low)) + " " + svg::px(py(tick)) + "H" + svg::px(px(x_.high)) +
             "\"/>";
    axes_ += "<text class=\"tick\" text-anchor=\"end\" x=\"" + svg::px(px(x_.low) - 6.0) + "\" y=\"" +
             svg::px(py(tick) + 4.0) + "\">" + html::fixed(tick, y_.decimals) + "</text>";
  }
  for (const double tick : x_.ticks) {
    axes_ += "<text class=\"tick\" text-anchor=\"middle\" x=\"" + svg::px(px(tick)) + "\" y=\"" +
             svg::px(py(y_.low) + 16.0) + "\">" + html::fixed(tick, x_.decimals) + "</text>";
  }
}

double Plot::px(double x) const {
  const double left = small_ ? kSmallLeft : kLeft;
  const double right = small_ ? kSmallRight : kRight;
  return left + (width_ - left - right) * (x - x_.low) / (x_.high - x_.low);
}

double Plot::py(double y) const {
  const double top = small_ ? kSmallTop : kTop;
  const double bottom = small_ ? kSmallBottom : kBottom;
  return height_ - bottom - (height_ - top - bottom) * (y - y_.low) / (y_.high - y_.low);
}

void Plot::label_axes(std::string_view x, std::string_view y) {
  const double middle = (py(y_.low) + py(y_.high)) / 2.0;
  axes_ += "<text class=\"axis\" text-anchor=\"middle\" x=\"" + svg::px((px(x_.low) + px(x_.high)) / 2.0) + "\" y=\"" +
           svg::px(height_ - 6.0) + "\">" + html::escape(x) + "</text>";
  axes_ += "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(13 " + svg::px(middle) +
           ") rotate(-90)\">" + html::escape(y) + "</text>";
}

void Plot::line(std::span<const Point> points, std::string_view css_class) {
  std::string path;
  bool pen_down = false;
  for (const Point& point : points) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
      pen_down = false;
      continue;
    }
    path += (pen_down ? "L" : "M") + svg::px(px(point.x)) + " " + svg::px(py(std::clamp(point.y, y_.low, y_.high)));
    pen_down = true;
  }
  if (!path.empty()) marks_ += "<path class=\"line " + std::string(css_class) + "\" d=\"" + path + "\"/>";
  // A line of one point would not be seen.
  if (points.size() == 1) dot(points.front(), 3.0, css_class);
}

void Plot::dot(Point at, double radius, std::string_view css_class) {
  if (!std::isfinite(at.x) || !std::isfinite(at.y)) return;
  marks_ += "<circle class=\"dot " + std::string(css_class) + "\" cx=\"" + svg::px(px(at.x)) + "\" cy=\"" +
            svg::px(py(std::clamp(at.y, y_.low, y_.high))) + "\" r=\"" + svg::px(radius) + "\"/>";
}

void Plot::bar(double x_low, double x_high, double y, std::string_view css_class) {
  const double left = px(x_low) + 1.0;
  marks_ += "<rect class=\"bar " + std::string(css_class) + "\" x=\"" + svg::px(left) + "\" y=\"" + svg::px(py(y)) +
            "\" width=\"" + svg::px(std::max(0.0, px(x_high) - 1.0 - left)) + "\" height=\"" +
            svg::px(py(y_.low) - py(y)) + "\"/>";
}

void Plot::vertical(double x, std::string_view css_class, std::string_view text) {
  marks_ += "<path class=\"line " + std::string(css_class) + "\" d=\"M" + svg::px(px(x)) + " " + svg::px(py(y_.low)) +
            "V" + svg::px(py(y_.high)) + "\"/>";
  const bool left_half = x < (x_.low + x_.high) / 2.0;
  marks_ += "<text class=\"tick\" text-anchor=\"" + std::string(left_half ? "start" : "end") + "\" x=\"" +
            svg::px(px(x) + (left_half ? 5.0 : -5.0)) + "\" y=\"" + svg::px(py(y_.high) + 10.0) + "\">" +
            html::escape(text) + "</text>";
}

void Plot::note(Point at, std::string_view text, std::string_view anchor) {
  marks_ += "<text class=\"note\" text-anchor=\"" + std::string(anchor) + "\" x=\"" + svg::px(px(at.x)) + "\" y=\"" +
            svg::px(py(at.y)) + "\">" + html::escape(text) + "</text>";
}

std::string Plot::str() const {
  return open(width_, height_, title_) + axes_ + "<path class=\"frame\" d=\"M" + svg::px(px(x_.low)) + " " +
         svg::px(py(y_.high)) + "V" + svg::px(py(y_.low)) + "H" + svg::px(px(x_.high)) + "\"/>" + marks_ + "</svg>";
}

}  // namespace earshot::train::svg
