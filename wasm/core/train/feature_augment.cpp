#include "train/feature_augment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "train/decibels.h"

namespace earshot::train {
namespace {

struct Stripe {
  std::size_t begin, end;
};

Stripe draw_stripe(std::size_t n, float share, Rng& rng) {
  const auto widest = static_cast<std::uint64_t>(static_cast<double>(share) * static_cast<double>(n));
  const auto width = static_cast<std::size_t>(rng.below(widest + 1));
  const auto begin = static_cast<std::size_t>(rng.below(n - width + 1));
  return {begin, begin + width};
}

// Where position i of the warped axis lies on the original one: `anchor` + `shift` came from `anchor`, the ends from
// themselves.
class Warp {
 public:
  Warp(std::size_t n, float share, Rng& rng) : last_(static_cast<double>(n - 1)) {
    anchor_ = last_ * rng.uniform(0.25, 0.75);
    // The middle half leaves a quarter on each side, so a share below 1/4 keeps the order.
    const double most = static_cast<double>(share) * last_;
    moved_ = anchor_ + rng.uniform(-most, most);
  }
  [[nodiscard]] double source(std::size_t i) const {
    const auto at = static_cast<double>(i);
    return at <= moved_ ? at * anchor_ / moved_ : last_ - (last_ - at) * (last_ - anchor_) / (last_ - moved_);
  }

 private:
  double last_, anchor_ = 0.0, moved_ = 0.0;
};

// The first and the last position kept become the ends.
class Crop {
 public:
  Crop(std::size_t n, float share, Rng& rng) : last_(static_cast<double>(n - 1)) {
    const double most = static_cast<double>(share) * last_;
    begin_ = rng.uniform(0.0, most);
    end_ = last_ - rng.uniform(0.0, most);
  }
  [[nodiscard]] double source(std::size_t i) const { return begin_ + static_cast<double>(i) * (end_ - begin_) / last_; }

 private:
  double last_, begin_ = 0.0, end_ = 0.0;
};

// Rows (stride between them, `width` values each) or columns, by linear interpolation.
template <class Map>
void warp_axis(const Map& warp, std::size_t n, std::size_t stride, std::size_t others, std::size_t other_stride,
               std::span<float> x, std::vector<float>& scratch) {
  scratch.assign(x.begin(), x.end());
  for (std::size_t i = 0; i < n; ++i) {
    const double source = std::clamp(warp.source(i), 0.0, static_cast<double>(n - 1));
    const auto low = static_cast<std::size_t>(source);
    const std::size_t high = std::min(low + 1, n - 1);
    const auto fraction = static_cast<float>(source - static_cast<double>(low));
    for (std::size_t k = 0; k < others; ++k) {
      const float a = scratch[low * stride + k * other_stride];
      const float b = scratch[high * stride + k * other_stride];
      x[i * stride + k * other_stride] = a + fraction * (b - a);
    }
  }
}

// Rows are time.
void shift_rows(float share, std::size_t rows, std::size_t columns, std::span<float> x, Rng& rng) {
  const auto most =
      std::min(static_cast<std::size_t>(static_cast<double>(share) * static_cast<double>(rows)), rows - 1);
  const auto drawn = static_cast<std::size_t>(rng.below(2 * static_cast<std::uint64_t>(most) + 1));
  const std::size_t first = (drawn + rows - most) % rows;  // the row that becomes the first
  std::rotate(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(first * columns), x.end());
}

// One gain a column, the same in all rows.
void filter_columns(float most_db, std::size_t columns, std::span<float> x, std::vector<float>& gains, Rng& rng) {
  const auto most = static_cast<double>(most_db);
  const std::size_t lines = 3 + static_cast<std::size_t>(rng.below(3));
  std::array<double, 6> at{};
  std::array<double, 6> gain{};
  for (std::size_t i = 0; i <= lines; ++i) {
    const double moved = i == 0 || i == lines ? 0.0 : rng.uniform(-0.4, 0.4);
    at[i] = (static_cast<double>(i) + moved) / static_cast<double>(lines);
    gain[i] = rng.uniform(-most, most);
  }
  gains.resize(columns);
  std::size_t line = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const double place = columns > 1 ? static_cast<double>(column) / static_cast<double>(columns - 1) : 0.0;
    while (line + 1 < lines && place > at[line + 1]) ++line;
    const double fraction = (place - at[line]) / (at[line + 1] - at[line]);
    gains[column] = static_cast<float>(gain[line] + fraction * (gain[line + 1] - gain[line]));
  }
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += gains[i % columns];
}

void add_noise(std::array<float, 2> snr_db, std::span<float> x, Rng& rng) {
  const double snr = rng.uniform(static_cast<double>(snr_db[0]), static_cast<double>(snr_db[1]));
  const auto floor = static_cast<float>(mean_power_db(x) - snr);
  const DecibelSum& added = decibel_sum();
  for (float& value : x) value = std::max(value, floor) + added(std::abs(value - floor));
}

}  // namespace

void augment_features(const FeatureAugmentConfig& config, std::int64_t frames, std::int64_t coefficients,
                      std::span<float> features, std::vector<float>& scratch, Rng& rng) {
  const auto rows = static_cast<std::size_t>(frames);
  const auto columns = static_cast<std::size_t>(coefficients);
  if (rows == 0 || columns == 0) return;
  if (config.time_shift > 0.0F) shift_rows(config.time_shift, rows, columns, features, rng);
  if (config.level > 0.0F) {
    const auto most = static_cast<double>(config.level);
    const auto added = static_cast<float>(rng.uniform(-most, most));
    for (float& x : features) x += added;
  }
  if (config.time_crop > 0.0F && rows > 1)
    warp_axis(Crop(rows, config.time_crop, rng), rows, columns, columns, 1, features, scratch);
  // Axes of one or two cells have no middle to move.
  if (config.time_warp > 0.0F && rows > 2)
    warp_axis(Warp(rows, config.time_warp, rng), rows, columns, columns, 1, features, scratch);
  if (config.frequency_warp > 0.0F && columns > 2)
    warp_axis(Warp(columns, config.frequency_warp, rng), columns, 1, rows, columns, features, scratch);
  if (config.filter > 0.0F) filter_columns(config.filter, columns, features, scratch, rng);
  if (config.noise) add_noise(config.noise_snr_db, features, rng);
  if (config.time_masks == 0 && config.frequency_masks == 0) return;
  const double sum = std::accumulate(features.begin(), features.end(), 0.0);
  const auto mean = static_cast<float>(sum / static_cast<double>(features.size()));
  for (int mask = 0; mask < config.time_masks; ++mask) {
    const Stripe stripe = draw_stripe(rows, config.time_mask, rng);
    std::fill(features.begin() + static_cast<std::ptrdiff_t>(stripe.begin * columns),
              features.begin() + static_cast<std::ptrdiff_t>(stripe.end * columns), mean);
  }
  for (int mask = 0; mask < config.frequency_masks; ++mask) {
    const Stripe stripe = draw_stripe(columns, config.frequency_mask, rng);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = stripe.begin; column < stripe.end; ++column) features[row * columns + column] = mean;
    }
  }
}

}  // namespace earshot::train
