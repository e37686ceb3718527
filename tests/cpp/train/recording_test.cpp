// train/recording: names that are pieces of one recording, and what a split does to them.
#include "train/recording.h"

#include <doctest/doctest.h>

using namespace earshot::train;

TEST_CASE("recording: piece suffixes are taken away, numbers of recordings are kept") {
  CHECK(recording_of("normal/healthy_M1_1400_s0.flac") == "normal/healthy_M1_1400");
  CHECK(recording_of("a/solo-A.wav") == "a/solo");
  CHECK(recording_of("a/solo_B.wav") == "a/solo");
  CHECK(recording_of("take#12.wav") == "take");
  CHECK(recording_of("Etude part 2.mp3") == "Etude");
  CHECK(recording_of("Etude-Part_2.mp3") == "Etude");
  CHECK(recording_of("x/[cel][cla]0001__3.wav") == "x/[cel][cla]0001");
  CHECK(recording_of("song (2).wav") == "song");
  CHECK(recording_of("rec_seg003.wav") == "rec");
  for (const char* whole :
       {"clip12", "boss3", "3_george_14", "blues.00042", "A", "s0", "f26131d8", "take 2", "(2)", "take (live)"}) {
    CHECK(recording_of(std::string("c/") + whole + ".wav") == std::string("c/") + whole);
  }
}

namespace {

Dataset pieces() {
  Dataset data{{"a", "b"}, {}};
  for (int clip = 0; clip < 4; ++clip) {
    for (int piece = 0; piece < 2; ++piece) {
      data.examples.push_back(
          {earshot::Tensor({1, 1}), clip / 2,
           "a/rec" + std::to_string(clip / 2) + "_s" + std::to_string(clip % 2) + ".wav#" + std::to_string(piece), "",
           clip});
    }
  }
  return data;
}

}  // namespace

TEST_CASE("recording: a split that tears clips, recordings or groups apart is told so, another is not") {
  Dataset data = pieces();
  Split whole;
  whole.train = {0, 1, 2, 3};
  whole.test = {4, 5, 6, 7};
  CHECK(leakage_warnings(data, whole).empty());

  Split torn_clip;
  torn_clip.train = {0, 2, 4, 6};
  torn_clip.validation = {1, 3, 5, 7};
  REQUIRE(!leakage_warnings(data, torn_clip).empty());
  CHECK(leakage_warnings(data, torn_clip)[0].find("Pieces of one clip") != std::string::npos);

  Split torn_recording;  // rec0_s0 against rec0_s1
  torn_recording.train = {0, 1, 4, 5};
  torn_recording.test = {2, 3, 6, 7};
  const auto warnings = leakage_warnings(data, torn_recording);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].find("2 recordings have pieces on both sides") == 0);
  CHECK(warnings[0].find("a/rec0") != std::string::npos);

  for (Example& example : data.examples) example.group = example.clip % 2 == 0 ? "ann" : "bob";
  Split torn_group;
  torn_group.train = {0, 1, 2, 3};
  torn_group.test = {4, 5, 6, 7};
  REQUIRE(leakage_warnings(data, torn_group).size() == 1);
  CHECK(leakage_warnings(data, torn_group)[0].find("2 of 2 groups") == 0);
}
