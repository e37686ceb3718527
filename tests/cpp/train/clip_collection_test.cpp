// train: a data set put together clip by clip.
#include "train/clip_collection.h"

#include <doctest/doctest.h>

#include <array>

#include "base/error.h"

using namespace earshot;

namespace {

train::CollectedClip clip(const std::string& id, const std::string& label, float value, std::size_t pieces = 1) {
  train::CollectedClip out{.id = id, .label = label, .length_s = 1.0};
  for (std::size_t i = 0; i < pieces; ++i)
    out.pieces.emplace_back(Shape{1, 2}, std::vector<float>{value, static_cast<float>(i)});
  return out;
}

std::string message_of(train::ClipCollection& clips) {
  try {
    (void)clips.training_set();
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInvalidData);
    CHECK(clips.blocker() == error.what());
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("clip collection: the order of adding does not matter: clips by id, labels by name") {
  train::ClipCollection clips;
  clips.put(clip("b/2.wav", "b", 4.0F));
  clips.put(clip("a/1.wav", "a", 1.0F, 2));
  clips.put(clip("b/1.wav", "b", 3.0F));
  const auto set = clips.training_set();
  CHECK(set->dataset.labels == std::vector<std::string>{"a", "b"});
  REQUIRE(set->dataset.examples.size() == 4);
  CHECK(set->dataset.examples[0].id == "a/1.wav#0");
  CHECK(set->dataset.examples[1].id == "a/1.wav#1");
  CHECK(set->dataset.examples[0].clip == set->dataset.examples[1].clip);
  CHECK(set->dataset.examples[2].id == "b/1.wav");
  CHECK(set->dataset.examples[2].label == 1);
  CHECK(set->dataset.examples[3].features.data[0] == 4.0F);
  CHECK(clips.training_set() == set);
}

TEST_CASE("clip collection: an edit changes the next data set, never one that somebody holds") {
  train::ClipCollection clips;
  clips.put(clip("1", "a", 1.0F));
  clips.put(clip("2", "b", 2.0F));
  clips.put(clip("3", "b", 3.0F));
  const auto held = clips.training_set();
  const std::array<train::ClipEdit, 1> edits = {train::ClipEdit{.id = "2", .label = "a", .group = "g"}};
  clips.edit(edits);
  const std::array<std::string, 1> gone = {"1"};
  clips.remove(gone);
  const auto next = clips.training_set();
  REQUIRE(next->dataset.examples.size() == 2);
  CHECK(next->dataset.examples[0].label == 0);
  CHECK(next->dataset.examples[0].group == "g");
  CHECK(next->dataset.examples[0].features.data[0] == 2.0F);
  REQUIRE(held->dataset.examples.size() == 3);
  CHECK(held->dataset.examples[1].label == 1);
  CHECK(held->dataset.examples[1].features.data[0] == 2.0F);
}

TEST_CASE("clip collection: features that nobody holds move and are not copied") {
  train::ClipCollection clips;
  clips.put(clip("1", "a", 1.0F));
  clips.put(clip("2", "b", 2.0F));
  const float* before = clips.training_set()->dataset.examples[0].features.data.data();
  clips.put(clip("3", "b", 3.0F));
  CHECK(clips.training_set()->dataset.examples[0].features.data.data() == before);
}

TEST_CASE("clip collection: waveforms follow their examples through edits") {
  train::ClipCollection clips;
  for (const int i : {2, 1}) {
    train::CollectedClip one = clip(std::to_string(i), i == 1 ? "a" : "b", 0.0F);
    one.waveforms.add(std::vector<float>(static_cast<std::size_t>(10 * i), 0.5F));
    clips.put(std::move(one));
  }
  REQUIRE(clips.training_set()->waveforms.size() == 2);
  CHECK(clips.training_set()->waveforms.num_samples(0) == 10);
  train::CollectedClip more = clip("0", "a", 0.0F);
  more.waveforms.add(std::vector<float>(5, 0.5F));
  clips.put(std::move(more));
  const auto set = clips.training_set();
  REQUIRE(set->waveforms.size() == 3);
  CHECK(set->waveforms.num_samples(0) == 5);
  CHECK(set->waveforms.num_samples(2) == 20);
  std::vector<float> samples(20);
  set->waveforms.load(2, samples);
  CHECK(samples[19] == doctest::Approx(0.5));
}

TEST_CASE("clip collection: what stands in the way of training is a sentence") {
  train::ClipCollection clips;
  CHECK(message_of(clips).find("no examples") != std::string::npos);
  clips.put(clip("1", "a", 1.0F));
  CHECK(message_of(clips).find("two labels") != std::string::npos);
  clips.put({.id = "2", .label = "b", .problem = "2: silence."});
  CHECK(message_of(clips).find("class b") != std::string::npos);
  CHECK(clips.check().problems == std::vector<std::string>{"2: silence."});
  clips.put(clip("2", "b", 2.0F));
  CHECK(message_of(clips).empty());
  train::CollectedClip odd{.id = "3", .label = "b"};
  odd.pieces.emplace_back(Shape{1, 3});
  clips.put(std::move(odd));
  CHECK(message_of(clips).find("[1, 3]") != std::string::npos);
  train::CollectedClip endless = clip("3", "b", INFINITY);
  clips.put(std::move(endless));
  CHECK(message_of(clips).empty());
  CHECK(clips.check().problems.size() == 1);
  CHECK(clips.num_examples() == 2);
}

TEST_CASE("clip collection: an edit of a clip that is not there changes nothing and names it") {
  train::ClipCollection clips;
  clips.put(clip("1", "a", 1.0F));
  clips.put(clip("2", "b", 1.0F));
  const std::array<train::ClipEdit, 2> edits = {train::ClipEdit{.id = "1", .label = "b"},
                                                train::ClipEdit{.id = "9", .label = "b"}};
  CHECK_THROWS_WITH_AS(clips.edit(edits), "There is no clip \"9\".", Error);
  CHECK(clips.labels() == std::vector<std::string>{"a", "b"});
  const std::array<std::string, 2> ids = {"1", "9"};
  CHECK_THROWS_AS(clips.remove(ids), Error);
  CHECK(clips.num_examples() == 2);
}
