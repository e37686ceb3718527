// Line plots as SVG: axes with round numbers, lines, markers, labels. Colours are CSS classes of the page.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::train::svg {

struct Axis {
  double low = 0.0, high = 1.0;
  std::vector<double> ticks;
  int decimals = 1;
};
// Covers low .. high with at most `most` round steps (1, 2 or 5 times a power of ten).
[[nodiscard]] Axis nice_axis(double low, double high, int most = 6);
// 0, 0.25, 0.5, 0.75, 1 (or 0, 0.5, 1): shares.
[[nodiscard]] Axis unit_axis(bool coarse = false);

struct Point {
  double x = 0.0, y = 0.0;
};

class Plot {
 public:
  // `title` is read aloud in place of the picture.
  Plot(int width, int height, Axis x, Axis y, std::string_view title);

  // Titles of the axes, in text.
  void label_axes(std::string_view x, std::string_view y);
  // Points that are not finite break the line. `css_class`: "a", "b", "faint", ...
  void line(std::span<const Point> points, std::string_view css_class);
  void dot(Point at, double radius, std::string_view css_class);
  void bar(double x_low, double x_high, double y, std::string_view css_class);
  void vertical(double x, std::string_view css_class, std::string_view text);
  // Text beside a point.
  void note(Point at, std::string_view text, std::string_view anchor = "start");

  [[nodiscard]] std::string str() const;

 private:
  [[nodiscard]] double px(double x) const;
  [[nodiscard]] double py(double y) const;

  int width_, height_;
  Axis x_, y_;
  std::string title_, axes_, marks_;
  bool small_;
};

// One decimal is a tenth of a pixel.
[[nodiscard]] std::string px(double value);
// <svg ...> with a view box and a title read by screen readers.
[[nodiscard]] std::string open(int width, int height, std::string_view title, std::string_view css_class = "");

}  // namespace earshot::train::svg
