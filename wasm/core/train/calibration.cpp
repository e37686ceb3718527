#include "train/calibration.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "train/metrics.h"

namespace earshot::train {
namespace {

// float32 softmax gives 0 for what is improbable: its logarithm is taken here.
constexpr double kSmallestScore = 1e-30;
// 1 - score of a sigmoid cannot be finer than float32 is near 1.
constexpr double kSmallestMargin = 1e-7;

constexpr double kLeastTemperature = 0.05;
constexpr double kMostTemperature = 20.0;

double to_logit(double score, Output output) {
  if (output == Output::kSoftmax) return std::log(std::max(score, kSmallestScore));
  const double p = std::clamp(score, kSmallestMargin, 1.0 - kSmallestMargin);
  return std::log(p / (1.0 - p));
}

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

std::vector<double> logits_of(const Tensor& scores, Output output) {
  std::vector<double> logits(scores.data.size());
  std::transform(scores.data.begin(), scores.data.end(), logits.begin(),
                 [&](float score) { return to_logit(static_cast<double>(score), output); });
  return logits;
}

// softmax(beta * z) into `p`.
void softmax(std::span<const double> z, double beta, std::vector<double>& p) {
  const double top = *std::max_element(z.begin(), z.end());
  double sum = 0.0;
  p.resize(z.size());
  for (std::size_t c = 0; c < z.size(); ++c) sum += p[c] = std::exp(beta * (z[c] - top));
  for (double& value : p) value /= sum;
}

// First and second derivative of the summed log loss in beta = 1 / T, which is convex:
// softmax: sum E_p[z] - z_truth and sum Var_p[z]; sigmoid: sum (p - y) z and sum p (1 - p) z^2.
struct Slope {
  double first = 0.0, second = 0.0;
};
Slope slope(const std::vector<double>& logits, std::span<const int> truth, std::size_t classes, double beta,
            Output output) {
  Slope out;
  std::vector<double> p;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::span<const double> z = std::span(logits).subspan(i * classes, classes);
    const auto label = static_cast<std::size_t>(truth[i]);
    if (output == Output::kSigmoid) {
      for (std::size_t c = 0; c < classes; ++c) {
        const double q = sigmoid(beta * z[c]);
        out.first += (q - (c == label ? 1.0 : 0.0)) * z[c];
        out.second += q * (1.0 - q) * z[c] * z[c];
      }
      continue;
    }
    softmax(z, beta, p);
    double mean = 0.0;
    for (std::size_t c = 0; c < classes; ++c) mean += p[c] * z[c];
    for (std::size_t c = 0; c < classes; ++c) out.second += p[c] * (z[c] - mean) * (z[c] - mean);
    out.first += mean - z[label];
  }
  return out;
}

void check(const Tensor& scores, std::span<const int> truth) {
  require(scores.shape.size() == 2 && scores.shape[0] == static_cast<std::int64_t>(truth.size()),
          ErrorCode::kInvalidArgument, "calibration: there must be one row of scores for every label.");
  for (const int label : truth) {
    require(label >= 0 && label < scores.shape[1], ErrorCode::kInvalidArgument,
            "calibration: a label is out of range.");
  }
}

Tensor rows_of(const Tensor& scores, std::span<const std::size_t> rows) {
  const auto classes = static_cast<std::size_t>(scores.shape[1]);
  Tensor out({static_cast<std::int64_t>(rows.size()), scores.shape[1]});
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::copy_n(&scores.data[rows[i] * classes], classes, &out.data[i * classes]);
  return out;
}

}  // namespace

Calibration calibration(const Tensor& scores, std::span<const int> truth, int num_bins) {
  check(scores, truth);
  require(num_bins >= 1, ErrorCode::kInvalidArgument, "calibration: there must be at least one bin.");
  Calibration out;
  for (int b = 0; b < num_bins; ++b) {
    out.bins.push_back({static_cast<double>(b) / num_bins, static_cast<double>(b + 1) / num_bins, 0, 0.0, 0.0});
  }
  if (truth.empty()) return out;
  const auto classes = static_cast<std::size_t>(scores.shape[1]);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::span<const float> row = scores.values().subspan(i * classes, classes);
    const auto best = static_cast<std::size_t>(argmax(row));
    const auto score = static_cast<double>(row[best]);
    const auto bin = static_cast<std::size_t>(std::clamp(std::ceil(score * num_bins) - 1.0, 0.0, num_bins - 1.0));
    ++out.bins[bin].n;
    out.bins[bin].mean_score += score;
    out.bins[bin].accuracy += static_cast<int>(best) == truth[i] ? 1.0 : 0.0;
    out.log_loss -= std::log(std::clamp(static_cast<double>(row[static_cast<std::size_t>(truth[i])]), 1e-15, 1.0));
    for (std::size_t c = 0; c < classes; ++c) {
      const double error = static_cast<double>(row[c]) - (static_cast<int>(c) == truth[i] ? 1.0 : 0.0);
      out.brier += error * error;
    }
  }
  const auto n = static_cast<double>(truth.size());
  for (ReliabilityBin& bin : out.bins) {
    if (bin.n == 0) continue;
    bin.mean_score /= static_cast<double>(bin.n);
    bin.accuracy /= static_cast<double>(bin.n);
    const double error = std::abs(bin.accuracy - bin.mean_score);
    out.expected_error += error * static_cast<double>(bin.n) / n;
    out.largest_error = std::max(out.largest_error, error);
  }
  out.log_loss /= n;
  out.brier /= n;
  return out;
}

double fit_temperature(const Tensor& scores, std::span<const int> truth, Output output) {
  check(scores, truth);
  if (truth.empty()) return 1.0;
  const std::vector<double> logits = logits_of(scores, output);
  const auto classes = static_cast<std::size_t>(scores.shape[1]);
  // Newton's steps on the convex loss, kept inside a bracket that halves when a step leaves it.
  double low = 1.0 / kMostTemperature;
  double high = 1.0 / kLeastTemperature;
  if (slope(logits, truth, classes, low, output).first >= 0.0) return kMostTemperature;
  if (slope(logits, truth, classes, high, output).first <= 0.0) return kLeastTemperature;
  double beta = 1.0;
  constexpr int kMaxSteps = 100;  // halving alone reaches 1e-12 in half of them
  for (int step = 0; step < kMaxSteps && high - low > 1e-12; ++step) {
    const Slope at = slope(logits, truth, classes, beta, output);
    (at.first > 0.0 ? high : low) = beta;
    const double next = at.second > 0.0 ? beta - at.first / at.second : low;
    const double step_to = next > low && next < high ? next : 0.5 * (low + high);
    if (std::abs(step_to - beta) < 1e-12) break;
    beta = step_to;
  }
  return 1.0 / beta;
}

Tensor apply_temperature(const Tensor& scores, double temperature, Output output) {
  require(temperature > 0.0, ErrorCode::kInvalidArgument, "A temperature must be above 0.");
  Tensor out = scores;
  const std::vector<double> logits = logits_of(scores, output);
  if (output == Output::kSigmoid) {
    std::transform(logits.begin(), logits.end(), out.data.begin(),
                   [&](double z) { return static_cast<float>(sigmoid(z / temperature)); });
    return out;
  }
  const auto classes = static_cast<std::size_t>(scores.shape.back());
  std::vector<double> p;
  for (std::size_t i = 0; i + classes <= logits.size(); i += classes) {
    softmax(std::span(logits).subspan(i, classes), 1.0 / temperature, p);
    std::transform(p.begin(), p.end(), out.data.begin() + static_cast<std::ptrdiff_t>(i),
                   [](double value) { return static_cast<float>(value); });
  }
  return out;
}

CrossFitted cross_fit_temperature(const Tensor& scores, std::span<const int> truth, std::span<const int> part,
                                  Output output) {
  check(scores, truth);
  require(part.size() == truth.size(), ErrorCode::kInvalidArgument,
          "calibration: there must be one part for every clip.");
  CrossFitted out{scores, 1.0};
  const std::set<int> parts(part.begin(), part.end());
  if (parts.size() < 2) return out;
  const auto classes = static_cast<std::size_t>(scores.shape[1]);
  double sum = 0.0;
  for (const int own : parts) {
    std::vector<std::size_t> others, mine;
    std::vector<int> others_truth;
    for (std::size_t i = 0; i < truth.size(); ++i) {
      if (part[i] == own) {
        mine.push_back(i);
      } else {
        others.push_back(i);
        others_truth.push_back(truth[i]);
      }
    }
    const double temperature = fit_temperature(rows_of(scores, others), others_truth, output);
    sum += temperature;
    const Tensor scaled = apply_temperature(rows_of(scores, mine), temperature, output);
    for (std::size_t i = 0; i < mine.size(); ++i)
      std::copy_n(&scaled.data[i * classes], classes, &out.scores.data[mine[i] * classes]);
  }
  out.mean_temperature = sum / static_cast<double>(parts.size());
  return out;
}

}  // namespace earshot::train
