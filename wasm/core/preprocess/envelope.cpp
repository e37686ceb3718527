#include "preprocess/envelope.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "audio/finite.h"
#include "preprocess/envelope_gate.h"

namespace earshot::preprocess {
namespace {

// Calls visit(index, sample, envelope, kept) for every sample in order.
template <class Visit>
void for_each_envelope(std::span<const float> samples, int sample_rate, const GateConfig& config, Visit visit) {
  RollingMaximum maximum(gate_window_samples(config, sample_rate));
  std::size_t next = 0;
  const auto step = [&] {
    const float envelope = maximum.value();
    visit(next, audio::finite_or_zero(samples[next]), envelope, !config.enabled || envelope > config.threshold);
    ++next;
  };
  for (const float sample : samples) {
    if (maximum.accept(std::abs(audio::finite_or_zero(sample)))) step();
  }
  while (maximum.drain()) step();
}

}  // namespace

EnvelopePreview preview_envelope(std::span<const float> samples, int sample_rate, const GateConfig& config) {
  EnvelopePreview preview;
  preview.envelope.reserve(samples.size());
  preview.mask.reserve(samples.size());
  for_each_envelope(samples, sample_rate, config, [&](std::size_t, float sample, float envelope, bool kept) {
    preview.envelope.push_back(envelope);
    preview.mask.push_back(kept ? 1 : 0);
    if (kept) preview.kept.push_back(sample);
  });
  return preview;
}

EnvelopeColumns preview_envelope_columns(std::span<const float> samples, int sample_rate, const GateConfig& config,
                                         std::size_t num_columns) {
  const std::size_t n = std::min(num_columns, samples.size());
  EnvelopeColumns columns;
  columns.min.assign(n, std::numeric_limits<float>::max());
  columns.max.assign(n, std::numeric_limits<float>::lowest());
  columns.envelope.assign(n, 0.0F);
  columns.kept.assign(n, 0.0F);
  if (n == 0) return columns;

  // 64 bits: clip length times columns passes 2^32 where size_t has 32.
  const auto begin_of = [&](std::size_t c) {
    return static_cast<std::size_t>(static_cast<std::uint64_t>(c) * samples.size() / n);
  };
  std::size_t column = 0;
  std::size_t column_end = begin_of(1);
  std::int64_t kept_in_column = 0;
  for_each_envelope(samples, sample_rate, config, [&](std::size_t i, float sample, float envelope, bool kept) {
    columns.min[column] = std::min(columns.min[column], sample);
    columns.max[column] = std::max(columns.max[column], sample);
    columns.envelope[column] = std::max(columns.envelope[column], envelope);
    kept_in_column += kept ? 1 : 0;
    if (i + 1 < column_end) return;
    columns.kept[column] = static_cast<float>(kept_in_column) / static_cast<float>(column_end - begin_of(column));
    columns.num_kept += kept_in_column;
    kept_in_column = 0;
    ++column;
    column_end = begin_of(column + 1);
  });
  return columns;
}

}  // namespace earshot::preprocess
