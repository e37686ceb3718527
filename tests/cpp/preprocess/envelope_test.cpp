// preprocess/envelope: pandas' centred rolling maximum by reference and by definition; streaming equals offline.
#include "preprocess/envelope.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "base/rng.h"
#include "preprocess/envelope_gate.h"

using namespace earshot::preprocess;

namespace {

earshot::Json reference(const char* name) {
  const auto path = std::filesystem::path(__FILE__).parent_path() / "../../reference/features" / name;
  std::ifstream file(path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  REQUIRE_MESSAGE(!text.empty(), "missing: " << name);
  return earshot::parse_json(text, name, earshot::ErrorCode::kInvalidData);
}

// Bursts of noise between stretches of near silence, so that the gate opens and closes.
std::vector<float> bursts(std::size_t n, std::uint64_t seed) {
  earshot::Rng rng(seed);
  std::vector<float> samples(n);
  double loudness = 0.0;
  for (float& x : samples) {
    if (rng.below(400) == 0) loudness = rng.below(2) == 0 ? 1.0 : 0.001;
    x = static_cast<float>(loudness * rng.uniform(-1.0, 1.0));
  }
  return samples;
}

// The definition: pandas' window of sample i is [i + 1 + offset - window, i + offset], offset = (window - 1) / 2.
float envelope_by_definition(std::span<const float> samples, std::int64_t window, std::int64_t i) {
  const std::int64_t offset = (window - 1) / 2;
  float largest = 0.0F;
  for (std::int64_t k = i + 1 + offset - window; k <= i + offset; ++k) {
    if (k >= 0 && k < static_cast<std::int64_t>(samples.size())) {
      largest = std::max(largest, std::abs(samples[static_cast<std::size_t>(k)]));
    }
  }
  return largest;
}

struct Gated {
  std::vector<float> samples;
  std::vector<std::int64_t> sources;
  bool operator==(const Gated&) const = default;
};

Gated run_gate(EnvelopeGate& gate, std::span<const float> samples, std::uint64_t largest_chunk, earshot::Rng& rng) {
  Gated out;
  const auto collect = [&](std::int64_t source, std::span<const float> kept) {
    REQUIRE(!kept.empty());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      out.samples.push_back(kept[i]);
      out.sources.push_back(source + static_cast<std::int64_t>(i));
    }
  };
  for (std::size_t at = 0; at < samples.size();) {
    const std::size_t n =
        std::min<std::size_t>(samples.size() - at, 1 + static_cast<std::size_t>(rng.below(largest_chunk)));
    gate.accept(samples.subspan(at, n), collect);
    at += n;
  }
  gate.finish(collect);
  return out;
}

}  // namespace

TEST_CASE("envelope: equals pandas' rolling maximum and mask exactly") {
  for (const char* name : {"envelope_20.json", "envelope_100.json"}) {
    const auto data = reference(name);
    // The reference is in 16-bit units; dividing by a power of two changes no digit.
    std::vector<float> samples = data["input"]["samples"].get<std::vector<float>>();
    for (float& x : samples) x /= 32768.0F;
    const int rate = data["input"]["sample_rate"];
    const GateConfig config{.enabled = true, .threshold = data["params"]["threshold"].get<float>() / 32768.0F};
    CHECK(gate_window_samples(config, rate) == data["params"]["window"].get<std::int64_t>());

    const EnvelopePreview preview = preview_envelope(samples, rate, config);
    const auto envelope = data["output"]["envelope"].get<std::vector<float>>();
    const auto mask = data["output"]["mask"].get<std::vector<float>>();
    REQUIRE(preview.envelope.size() == envelope.size());
    std::size_t different = 0;
    std::vector<float> kept;
    for (std::size_t i = 0; i < envelope.size(); ++i) {
      if (preview.envelope[i] * 32768.0F != envelope[i] || preview.mask[i] != (mask[i] > 0.5F)) ++different;
      if (mask[i] > 0.5F) kept.push_back(samples[i]);
    }
    CHECK(different == 0);
    CHECK(preview.kept == kept);
    CHECK(kept.size() > 0);
    CHECK(kept.size() < samples.size());
  }
}

TEST_CASE("envelope: equals its definition for odd and even windows and clips shorter than the window") {
  for (const std::size_t n : {1U, 2U, 5U, 37U, 300U}) {
    const std::vector<float> samples = bursts(n, n);
    for (const int window : {1, 2, 3, 4, 7, 50, 51, 1000}) {
      const GateConfig config{.enabled = true, .threshold = 0.01F, .window_s = window / 1000.0};
      REQUIRE(gate_window_samples(config, 1000) == window);
      const EnvelopePreview preview = preview_envelope(samples, 1000, config);
      for (std::size_t i = 0; i < n; ++i) {
        const float expected = envelope_by_definition(samples, window, static_cast<std::int64_t>(i));
        REQUIRE(preview.envelope[i] == expected);
        REQUIRE(preview.mask[i] == (expected > 0.01F ? 1 : 0));
      }
    }
  }
}

TEST_CASE("envelope: an envelope equal to the threshold is not above it") {
  const std::vector<float> samples(10, 0.25F);
  CHECK(preview_envelope(samples, 1000, {.enabled = true, .threshold = 0.25F}).kept.empty());
  CHECK(preview_envelope(samples, 1000, {.enabled = true, .threshold = 0.2499F}).kept == samples);
  earshot::Rng rng(1);
  EnvelopeGate at({.enabled = true, .threshold = 0.25F}, 1000);
  EnvelopeGate below({.enabled = true, .threshold = 0.2499F}, 1000);
  CHECK(run_gate(at, samples, 4, rng).samples.empty());
  CHECK(run_gate(below, samples, 4, rng).samples == samples);
}

TEST_CASE("envelope: the window is rate / 20 samples, rounded down, at every rate") {
  for (int rate = 1; rate < 200000; rate += rate < 1000 ? 1 : 97) {
    REQUIRE(gate_window_samples({}, rate) == std::max(1, rate / 20));
  }
}

TEST_CASE("gate: keeps what the preview marks, from where it was, for any chunking") {
  earshot::Rng rng(9);
  const std::vector<float> samples = bursts(30000, 4);
  for (const double window_s : {0.001, 0.05, 0.0513}) {
    const GateConfig config{.enabled = true, .threshold = 0.05F, .window_s = window_s};
    const EnvelopePreview preview = preview_envelope(samples, 8000, config);
    REQUIRE(preview.kept.size() > 1000);
    REQUIRE(preview.kept.size() < 29000);
    Gated expected;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      if (preview.mask[i] == 0) continue;
      expected.samples.push_back(samples[i]);
      expected.sources.push_back(static_cast<std::int64_t>(i));
    }
    EnvelopeGate gate(config, 8000);
    for (const std::uint64_t largest : {1U, 3U, 160U, 5000U, 30000U}) {
      REQUIRE(run_gate(gate, samples, largest, rng) == expected);
      gate.reset();
    }
  }
}

TEST_CASE("gate: clips shorter than the look-ahead, empty clips and silence") {
  earshot::Rng rng(1);
  EnvelopeGate gate({.enabled = true, .threshold = 0.1F}, 16000);
  CHECK(run_gate(gate, {}, 1, rng).samples.empty());
  gate.reset();
  CHECK(run_gate(gate, std::vector<float>{0.5F, 0.0F, 0.0F}, 1, rng).samples == std::vector<float>{0.5F, 0.0F, 0.0F});
  gate.reset();
  CHECK(run_gate(gate, std::vector<float>(20000), 700, rng).samples.empty());
}

TEST_CASE("gate: when disabled everything passes at once") {
  EnvelopeGate gate({.enabled = false}, 16000);
  const std::vector<float> samples = bursts(5000, 2);
  std::size_t passed = 0;
  gate.accept(samples, [&](std::int64_t source, std::span<const float> kept) {
    CHECK(source == static_cast<std::int64_t>(passed));
    passed += kept.size();
  });
  CHECK(passed == samples.size());
}

TEST_CASE("gate: NaN counts as silence and does not hold the gate open") {
  std::vector<float> samples(4000);
  samples[100] = std::numeric_limits<float>::quiet_NaN();
  samples[3000] = std::numeric_limits<float>::infinity();
  CHECK(preview_envelope(samples, 8000, {.enabled = true, .threshold = 0.1F}).kept.empty());
  earshot::Rng rng(1);
  EnvelopeGate gate({.enabled = true, .threshold = 0.1F}, 8000);
  CHECK(run_gate(gate, samples, 100, rng).samples.empty());
}

TEST_CASE("envelope columns: each column sums up its share of the samples") {
  const std::vector<float> samples = bursts(10007, 8);
  const GateConfig config{.enabled = true, .threshold = 0.05F, .window_s = 0.01};
  const EnvelopePreview full = preview_envelope(samples, 8000, config);
  constexpr std::size_t kColumns = 300;
  const EnvelopeColumns columns = preview_envelope_columns(samples, 8000, config, kColumns);
  REQUIRE(columns.min.size() == kColumns);
  for (std::size_t c = 0; c < kColumns; ++c) {
    const auto from = static_cast<std::ptrdiff_t>(c * samples.size() / kColumns);
    const auto to = static_cast<std::ptrdiff_t>((c + 1) * samples.size() / kColumns);
    CHECK(columns.min[c] == *std::min_element(samples.begin() + from, samples.begin() + to));
    CHECK(columns.max[c] == *std::max_element(samples.begin() + from, samples.begin() + to));
    CHECK(columns.envelope[c] == *std::max_element(full.envelope.begin() + from, full.envelope.begin() + to));
    const auto kept = std::count(full.mask.begin() + from, full.mask.begin() + to, 1);
    CHECK(columns.kept[c] == doctest::Approx(static_cast<double>(kept) / static_cast<double>(to - from)));
  }
  CHECK(columns.num_kept == static_cast<std::int64_t>(full.kept.size()));
}

TEST_CASE("envelope columns: short and empty clips") {
  CHECK(preview_envelope_columns(std::vector<float>{0.5F, -0.5F}, 8000, {}, 100).max ==
        std::vector<float>{0.5F, -0.5F});
  CHECK(preview_envelope_columns({}, 8000, {}, 100).min.empty());
  CHECK(preview_envelope_columns(std::vector<float>{0.5F}, 8000, {}, 0).min.empty());
}

TEST_CASE("gate: a configuration without sense is refused") {
  CHECK_THROWS_AS(EnvelopeGate({.enabled = true, .threshold = -1.0F}, 8000), earshot::Error);
  CHECK_THROWS_AS(EnvelopeGate({.enabled = true, .threshold = std::nanf("")}, 8000), earshot::Error);
  CHECK_THROWS_AS(EnvelopeGate({.enabled = true, .window_s = 0.0}, 8000), earshot::Error);
  CHECK_THROWS_AS(EnvelopeGate({.enabled = true, .window_s = std::nan("")}, 8000), earshot::Error);
  CHECK_THROWS_AS(EnvelopeGate({.enabled = true}, 0), earshot::Error);
}
