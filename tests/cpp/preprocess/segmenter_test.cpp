// preprocess/segmenter: bounds, filling, times, and streaming against the pure function.
#include "preprocess/segmenter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/rng.h"

using namespace earshot::preprocess;

namespace {

// A segment with its own samples.
struct Piece {
  Segment segment;
  std::vector<float> samples;
};

std::vector<float> ramp(std::size_t n) {
  std::vector<float> samples(n);
  for (std::size_t i = 0; i < n; ++i) samples[i] = static_cast<float>(i + 1);
  return samples;
}

std::vector<Piece> run(Segmenter& segmenter, std::span<const float> samples, std::uint64_t largest_chunk = 1000000) {
  earshot::Rng rng(1);
  std::vector<Piece> pieces;
  const auto collect = [&](const Segment& s) { pieces.push_back({s, {s.samples.begin(), s.samples.end()}}); };
  for (std::size_t at = 0; at < samples.size();) {
    const auto n = std::min<std::size_t>(samples.size() - at, 1 + static_cast<std::size_t>(rng.below(largest_chunk)));
    segmenter.accept(static_cast<std::int64_t>(at), samples.subspan(at, n), collect);
    at += n;
  }
  segmenter.finish(collect);
  return pieces;
}

std::vector<Piece> run(const SegmentConfig& config, std::size_t n) {
  Segmenter segmenter(config, 10);
  return run(segmenter, ramp(n));
}

}  // namespace

TEST_CASE("segmenter: cuts into equal segments and drops the tail") {
  const auto pieces = run({.length_s = 0.4}, 11);
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0].samples == std::vector<float>{1, 2, 3, 4});
  CHECK(pieces[1].samples == std::vector<float>{5, 6, 7, 8});
  CHECK(pieces[1].segment.start_s == doctest::Approx(0.4));
  CHECK(pieces[1].segment.end_s == doctest::Approx(0.8));
}

TEST_CASE("segmenter: a padded tail is one more segment whose end is that of the clip") {
  const auto pieces = run({.length_s = 0.4, .tail = ClipTail::kPad}, 11);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[2].samples == std::vector<float>{9, 10, 11, 0});
  CHECK(pieces[2].segment.start_sample == 8);
  CHECK(pieces[2].segment.end_sample == 11);
}

TEST_CASE("segmenter: a short clip is filled with zeros or with itself") {
  CHECK(run({.length_s = 0.8}, 3).at(0).samples == std::vector<float>{1, 2, 3, 0, 0, 0, 0, 0});
  const auto repeated = run({.length_s = 0.8, .short_clip = ShortClip::kRepeat}, 3);
  CHECK(repeated.at(0).samples == std::vector<float>{1, 2, 3, 1, 2, 3, 1, 2});
  CHECK(repeated.at(0).segment.end_sample == 3);
}

TEST_CASE("segmenter: a short clip and a tail may stay as short as they are") {
  CHECK(run({.length_s = 0.8, .short_clip = ShortClip::kKeep}, 3).at(0).samples == std::vector<float>{1, 2, 3});
  CHECK(run({.length_s = 0.8, .short_clip = ShortClip::kKeep}, 8).at(0).samples == ramp(8));
  const auto pieces = run({.length_s = 0.4, .tail = ClipTail::kKeep}, 11);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[2].samples == std::vector<float>{9, 10, 11});
  CHECK(pieces[2].segment.start_sample == 8);
  CHECK(pieces[2].segment.end_sample == 11);
}

TEST_CASE("segmenter: overlapping segments share samples; a tail without anything new is not padded") {
  const auto pieces = run({.length_s = 0.4, .hop_s = 0.2, .tail = ClipTail::kPad}, 8);
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[1].samples == std::vector<float>{3, 4, 5, 6});
  CHECK(pieces[2].samples == std::vector<float>{5, 6, 7, 8});
}

TEST_CASE("segmenter: a hop longer than the segment skips samples") {
  const auto pieces = run({.length_s = 0.2, .hop_s = 0.5}, 8);
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0].samples == std::vector<float>{1, 2});
  CHECK(pieces[1].samples == std::vector<float>{6, 7});
}

TEST_CASE("segmenter: length 0 takes the whole clip; no samples give no segment") {
  const auto pieces = run({.length_s = 0.0}, 7);
  REQUIRE(pieces.size() == 1);
  CHECK(pieces[0].samples == ramp(7));
  CHECK(run({.length_s = 0.0}, 0).empty());
  CHECK(run({.length_s = 1.0}, 0).empty());
  CHECK(run({.length_s = 1.0, .tail = ClipTail::kPad}, 0).empty());
}

TEST_CASE("segmenter: any chunking gives the segments that segment_bounds lists") {
  for (const double length : {0.0, 0.1, 0.3, 0.8}) {
    for (const double hop : {0.0, 0.1, 0.2, 0.5, 1.1}) {
      for (const ClipTail tail : {ClipTail::kDrop, ClipTail::kPad, ClipTail::kKeep}) {
        const SegmentConfig config{.length_s = length, .hop_s = hop, .tail = tail};
        Segmenter segmenter(config, 10);
        for (std::size_t n = 0; n < 40; ++n) {
          const auto bounds = segment_bounds(static_cast<std::int64_t>(n), 10, config);
          const std::vector<float> samples = ramp(n);
          for (const std::uint64_t largest : {1U, 3U, 100U}) {
            segmenter.reset();
            const auto pieces = run(segmenter, samples, largest);
            REQUIRE(pieces.size() == bounds.size());
            for (std::size_t k = 0; k < bounds.size(); ++k) {
              const Segment& s = pieces[k].segment;
              REQUIRE(s.start_sample == bounds[k].start_sample);
              REQUIRE(s.end_sample == bounds[k].end_sample);
              REQUIRE(s.source_start_sample == s.start_sample);
              REQUIRE(s.source_end_sample == s.end_sample);
              for (std::int64_t i = s.start_sample; i < s.end_sample; ++i) {
                REQUIRE(pieces[k].samples[static_cast<std::size_t>(i - s.start_sample)] == static_cast<float>(i + 1));
              }
            }
          }
        }
      }
    }
  }
}

TEST_CASE("segmenter: source times lead back to where the samples were before the gate") {
  Segmenter segmenter({.length_s = 0.4}, 10);
  std::vector<Segment> segments;
  const auto collect = [&](const Segment& s) { segments.push_back(s); };
  // Kept: 100..102, 103..104 (the same stretch, in two calls), 200..206.
  segmenter.accept(100, ramp(3), collect);
  segmenter.accept(103, ramp(2), collect);
  segmenter.accept(200, ramp(7), collect);
  segmenter.finish(collect);
  REQUIRE(segments.size() == 3);
  CHECK(segments[0].source_start_sample == 100);
  CHECK(segments[0].source_end_sample == 104);
  CHECK(segments[1].source_start_sample == 104);
  CHECK(segments[1].source_end_sample == 203);
  CHECK(segments[2].source_start_sample == 203);
  CHECK(segments[2].source_end_sample == 207);
  CHECK(segments[2].source_start_s == doctest::Approx(20.3));
  CHECK(segments[2].start_s == doctest::Approx(0.8));
}

TEST_CASE("segmenter: lengths are rounded to whole samples and never vanish") {
  CHECK(segment_length_samples({.length_s = 1.0}, 22050) == 22050);
  CHECK(segment_length_samples({.length_s = 0.975}, 16000) == 15600);
  CHECK(segment_length_samples({.length_s = 1e-9}, 8000) == 1);
  CHECK(segment_hop_samples({.length_s = 1.0}, 8000) == 8000);
  CHECK(segment_hop_samples({.length_s = 1.0, .hop_s = 0.25}, 8000) == 2000);
}

TEST_CASE("segmenter: a configuration without sense is refused") {
  CHECK_THROWS_AS(Segmenter({.length_s = -1.0}, 8000), earshot::Error);
  CHECK_THROWS_AS(Segmenter({.length_s = std::numeric_limits<double>::quiet_NaN()}, 8000), earshot::Error);
  CHECK_THROWS_AS(Segmenter({.length_s = 1.0, .hop_s = 1e9}, 8000), earshot::Error);
  CHECK_THROWS_AS(Segmenter({.length_s = 1.0}, 0), earshot::Error);
}

TEST_CASE("segmenter: a later start skips what comes before, and the number of segments can be limited") {
  const auto third = run({.length_s = 0.4, .start_s = 0.8, .max_segments = 1}, 30);
  REQUIRE(third.size() == 1);
  CHECK(third[0].samples == std::vector<float>{9, 10, 11, 12});
  CHECK(third[0].segment.start_sample == 8);
  CHECK(third[0].segment.start_s == doctest::Approx(0.8));
  const auto from_there = run({.length_s = 0.4, .hop_s = 0.2, .start_s = 0.3, .tail = ClipTail::kPad}, 10);
  REQUIRE(from_there.size() == 3);
  CHECK(from_there[0].samples == std::vector<float>{4, 5, 6, 7});
  CHECK(from_there[2].samples == std::vector<float>{8, 9, 10, 0});
  CHECK(run({.start_s = 0.3}, 10).at(0).samples == std::vector<float>{4, 5, 6, 7, 8, 9, 10});
  CHECK(run({.length_s = 0.4, .max_segments = 2}, 30).size() == 2);
}

TEST_CASE("segmenter: a clip too short for the start gives its end, and is filled up as ever") {
  CHECK(run({.length_s = 0.4, .start_s = 0.8}, 10).at(0).samples == std::vector<float>{7, 8, 9, 10});
  CHECK(run({.length_s = 0.4, .start_s = 0.8}, 4).at(0).samples == std::vector<float>{1, 2, 3, 4});
  CHECK(run({.length_s = 0.4, .start_s = 0.8, .short_clip = ShortClip::kRepeat}, 3).at(0).samples ==
        std::vector<float>{1, 2, 3, 1});
  CHECK(run({.start_s = 0.8}, 5).at(0).samples == std::vector<float>{1, 2, 3, 4, 5});
}

TEST_CASE("segmenter: with a start, any chunking gives the segments of segment_bounds") {
  for (const SegmentConfig& config :
       {SegmentConfig{.length_s = 0.5, .hop_s = 0.3, .start_s = 1.7, .tail = ClipTail::kPad},
        SegmentConfig{.length_s = 0.5, .hop_s = 0.8, .start_s = 0.2, .max_segments = 3},
        SegmentConfig{.start_s = 1.0}}) {
    for (std::size_t n = 0; n < 60; ++n) {
      const std::vector<float> samples = ramp(n);
      const auto bounds = segment_bounds(static_cast<std::int64_t>(n), 10, config);
      for (const std::uint64_t chunk : {1U, 7U, 100U}) {
        Segmenter segmenter(config, 10);
        const auto pieces = run(segmenter, samples, chunk);
        REQUIRE(pieces.size() == bounds.size());
        for (std::size_t i = 0; i < pieces.size(); ++i) {
          CHECK(pieces[i].segment.start_sample == bounds[i].start_sample);
          CHECK(pieces[i].segment.end_sample == bounds[i].end_sample);
          CHECK(pieces[i].samples.front() == samples[static_cast<std::size_t>(bounds[i].start_sample)]);
        }
      }
    }
  }
}

TEST_CASE("segmenter: two channels stay interleaved, and times count moments") {
  Segmenter segmenter({.length_s = 0.2, .start_s = 0.1}, 10, 2);
  const auto pieces = run(segmenter, ramp(12), 3);  // left 1 3 5 7 9 11, right 2 4 6 8 10 12
  REQUIRE(pieces.size() == 2);
  CHECK(pieces[0].samples == std::vector<float>{3, 4, 5, 6});
  CHECK(pieces[1].segment.start_sample == 3);
  CHECK(pieces[1].segment.end_s == doctest::Approx(0.5));
  CHECK(pieces[1].segment.source_end_sample == 5);
}
