#include "dsp/window.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace earshot::dsp {
namespace {

// sum_j a[j] cos(j x), x from -pi to pi over one period: the Blackman-Harris family.
std::vector<double> cosine_sum(std::span<const double> a, int n) {
  std::vector<double> values(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) {
    const double x = -std::numbers::pi + 2.0 * std::numbers::pi * i / n;
    double sum = 0.0;
    for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * std::cos(static_cast<double>(j) * x);
    values[static_cast<std::size_t>(i)] = sum;
  }
  return values;
}

// The symmetric triangle of n + 1 points without its last one.
std::vector<double> triangle(int n) {
  const int points = n + 1;
  const double height = points % 2 == 0 ? points : points + 1;
  const int odd = points % 2 == 0 ? 1 : 0;
  std::vector<double> values(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) {
    const int from_edge = std::min(i, points - 1 - i) + 1;
    values[static_cast<std::size_t>(i)] = (2 * from_edge - odd) / height;
  }
  return values;
}

// A periodic window of n samples.
std::vector<double> periodic(Window window, int n) {
  switch (window) {
    case Window::kHann: return cosine_sum(std::vector{0.5, 0.5}, n);
    case Window::kHamming: return cosine_sum(std::vector{0.54, 0.46}, n);
    case Window::kBlackman: return cosine_sum(std::vector{0.42, 0.50, 0.08}, n);
    case Window::kFlatTop:
      // D'Antona and Ferrero, Digital Signal Processing for Measurement Systems, as in SciPy.
      return cosine_sum(std::vector{0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368}, n);
    case Window::kTriangular: return triangle(n);
    case Window::kBoxcar: break;
  }
  return std::vector<double>(static_cast<std::size_t>(n), 1.0);
}

}  // namespace

std::vector<double> make_window(Window window, int n, bool symmetric) {
  // A window of one sample is 1, as in SciPy.
  if (n == 1) return {1.0};
  if (!symmetric) return periodic(window, n);
  std::vector<double> values = periodic(window, n - 1);
  values.push_back(values.front());
  return values;
}

}  // namespace earshot::dsp
