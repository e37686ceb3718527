// train/layout: each known data set is recognised from its paths, with its labels, groups and folds.
#include "train/layout.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/error.h"

using namespace earshot;
using train::Layout;
using train::LayoutClip;
using train::LayoutKind;

namespace {

using Paths = std::vector<std::string>;

Layout recognise(const Paths& paths, const std::vector<train::CsvFile>& csvs = {},
                 const train::LayoutOptions& options = {}) {
  return train::recognise_layout({.paths = paths, .csvs = csvs}, options);
}

const LayoutClip& clip(const Layout& layout, const std::string& path) {
  const auto found =
      std::find_if(layout.clips.begin(), layout.clips.end(), [&](const auto& c) { return c.path == path; });
  REQUIRE(found != layout.clips.end());
  return *found;
}

std::string label(const Layout& layout, const std::string& path) {
  return layout.labels[static_cast<std::size_t>(clip(layout, path).label)];
}

std::string data_error(const Paths& paths, const std::vector<train::CsvFile>& csvs = {},
                       const train::LayoutOptions& options = {}) {
  try {
    (void)recognise(paths, csvs, options);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInvalidData);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("layout: one folder a class, at any depth below, with a wrapper around or without") {
  const Layout layout = recognise({"cat/b.wav", "cat/old/a.wav", "dog/c.flac", "readme.mp3"});
  CHECK(layout.kind == LayoutKind::kFolders);
  CHECK(layout.labels == std::vector<std::string>{"cat", "dog"});
  CHECK(label(layout, "cat/old/a.wav") == "cat");
  CHECK(layout.unlabelled == Paths{"readme.mp3"});
  CHECK(layout.notes.size() == 1);
  CHECK_FALSE(layout.has_groups());
  CHECK(train::describe(layout) == "looks like one folder a class: 2 classes, 3 clips");
  CHECK(recognise({"set/v1/cat/a.wav", "set/v1/dog/b.wav"}).labels == std::vector<std::string>{"cat", "dog"});
}

TEST_CASE("layout: a top folder named as a class of the model is a class, not a wrapper") {
  const Paths paths = {"cat/young/a.wav", "cat/old/b.wav"};
  CHECK(recognise(paths).labels == std::vector<std::string>{"old", "young"});
  CHECK(recognise(paths, {}, {.known_labels = {"cat", "dog"}}).labels == std::vector<std::string>{"cat"});
}

TEST_CASE("layout: GTZAN") {
  const Layout layout =
      recognise({"genres/blues/blues.00000.au", "genres/blues/blues.00001.au", "genres/rock/rock.00099.au"});
  CHECK(layout.kind == LayoutKind::kGtzan);
  CHECK(layout.labels == std::vector<std::string>{"blues", "rock"});
  CHECK(recognise({"blues/blues.1.au", "rock/rock.2.au"}).kind == LayoutKind::kFolders);
}

TEST_CASE("layout: IRMAS, whose excerpts of one recording are one group") {
  const Layout layout =
      recognise({"IRMAS-TrainingData/cel/[cel][cla]0001__1.wav", "IRMAS-TrainingData/cel/[cel][cla]0001__2.wav",
                 "IRMAS-TrainingData/gac/008__[gac][nod][cou_fol]2526__3.wav"});
  CHECK(layout.kind == LayoutKind::kIrmas);
  CHECK(layout.labels == std::vector<std::string>{"cel", "gac"});
  CHECK(clip(layout, "IRMAS-TrainingData/cel/[cel][cla]0001__1.wav").group == "0001");
  CHECK(clip(layout, "IRMAS-TrainingData/cel/[cel][cla]0001__2.wav").group == "0001");
  CHECK(clip(layout, "IRMAS-TrainingData/gac/008__[gac][nod][cou_fol]2526__3.wav").group == "2526");
  CHECK(train::describe(layout) == "looks like IRMAS: 2 classes, 3 clips, 2 groups");
  // Three folders of three letters prove nothing.
  CHECK(recognise({"cel/a.wav", "pia/b.wav", "vio/c.wav"}).kind == LayoutKind::kFolders);
}

TEST_CASE("layout: TinySOL by folders with and without families, and by its metadata") {
  const Paths families = {"TinySOL/Strings/Violin/ordinario/Vn-ord-A#4-mf-2c-N.wav",
                          "TinySOL/Brass/Bass_Tuba/ordinario/BTb-ord-A#1-ff-N-N.wav"};
  CHECK(recognise(families).kind == LayoutKind::kTinySol);
  CHECK(recognise(families).labels == std::vector<std::string>{"Bass_Tuba", "Violin"});
  CHECK(recognise({"Violin/Vn-ord-A#4-mf-2c-N.wav", "Flute/Fl-ord-C5-pp-N-N.wav"}).labels ==
        std::vector<std::string>{"Flute", "Violin"});

  const train::CsvFile metadata = {"TinySOL_metadata.csv",
                                   "Path,Fold,Family,Instrument (abbr.),Instrument (in full),Pitch\n"
                                   "Brass/Bass_Tuba/ordinario/BTb-ord-A#1-ff-N-N.wav,3,Brass,BTb,Bass Tuba,A#1\n"
                                   "Strings/Violin/ordinario/Vn-ord-A#4-mf-2c-N.wav,0,Strings,Vn,Violin,A#4\n"};
  const Layout layout = recognise(families, {metadata});
  CHECK(layout.kind == LayoutKind::kTinySol);
  CHECK(layout.labels == std::vector<std::string>{"Bass Tuba", "Violin"});
  CHECK(clip(layout, families[1]).fold == "3");
}

TEST_CASE("layout: AudioMNIST and FSDD have the speaker in the name, and differ by the folder") {
  const Layout mnist = recognise({"data/01/0_01_0.wav", "data/01/9_01_49.wav", "data/60/3_60_2.wav"});
  CHECK(mnist.kind == LayoutKind::kAudioMnist);
  CHECK(label(mnist, "data/01/9_01_49.wav") == "9");
  CHECK(clip(mnist, "data/60/3_60_2.wav").group == "60");
  for (const Paths& paths : {Paths{"recordings/0_george_0.wav", "recordings/7_theo_12.wav"},
                             Paths{"0/0_george_0.flac", "7/7_theo_12.flac"}}) {
    const Layout fsdd = recognise(paths);
    CHECK(fsdd.kind == LayoutKind::kFsdd);
    CHECK(fsdd.labels == std::vector<std::string>{"0", "7"});
    CHECK(clip(fsdd, paths[0]).group == "george");
    CHECK(clip(fsdd, paths[0]).fold == "test");
    CHECK(clip(fsdd, paths[1]).fold == "train");
  }
}

TEST_CASE("layout: ESC-50 by its CSV, by its names, and as ESC-10 in folders") {
  const train::CsvFile meta = {"meta/esc50.csv",
                               "filename,fold,target,category,esc10,src_file,take\n"
                               "1-100032-A-0.wav,1,0,dog,True,100032,A\n5-9032-A-0.wav,5,0,dog,True,9032,A\n2-1-B-37."
                               "wav,2,37,clock_alarm,False,1,B\n"};
  const Paths paths = {"ESC-50/audio/1-100032-A-0.wav", "ESC-50/audio/5-9032-A-0.wav", "ESC-50/audio/2-1-B-37.wav"};
  for (const auto& csvs : {std::vector<train::CsvFile>{meta}, std::vector<train::CsvFile>{}}) {
    const Layout layout = recognise(paths, csvs);
    CHECK(layout.kind == LayoutKind::kEsc50);
    CHECK(layout.labels == std::vector<std::string>{"clock_alarm", "dog"});
    CHECK(clip(layout, paths[1]).fold == "5");
    CHECK(clip(layout, paths[1]).group == "9032");
  }
  const Layout folders = recognise({"dog/1-100032-A-0.flac", "sea_waves/4-17-C-11.flac"});
  CHECK(folders.kind == LayoutKind::kEsc50);
  CHECK(label(folders, "sea_waves/4-17-C-11.flac") == "sea_waves");
  CHECK(folders.has_folds());
}

TEST_CASE(
    "layout: a CSV of path,label,group,fold with a header or without, from another machine or before a conversion") {
  const Paths paths = {"clips/a.flac", "clips/b.flac", "clips/deep/c.flac"};
  const Layout named = recognise(
      paths, {{"labels.csv",
               "fold;speaker;label;file\n1;ann;yes;a.wav\n2;bob;no;C:\\data\\clips\\b.wav\n2;bob;no;deep/c.flac\n"}});
  CHECK(named.kind == LayoutKind::kCsv);
  CHECK(named.labels == std::vector<std::string>{"no", "yes"});
  CHECK(clip(named, "clips/b.flac").group == "bob");
  CHECK(clip(named, "clips/deep/c.flac").fold == "2");
  const Layout bare = recognise(
      paths,
      {{"labels.csv", "clips/a.flac,yes,ann,1\nclips/b.flac,no,bob,2\nclips/gone.flac,no,bob,2\nclips/b.flac,yes\n"}});
  CHECK(bare.labels == std::vector<std::string>{"no", "yes"});
  CHECK(label(bare, "clips/b.flac") == "no");
  CHECK(bare.unlabelled == Paths{"clips/deep/c.flac"});
  REQUIRE(bare.notes.size() == 3);
  CHECK(bare.notes[0].find("clips/gone.flac") != std::string::npos);
}

TEST_CASE("layout: a name that two files have is decided by its folders, never guessed") {
  const Paths paths = {"x/a.wav", "y/a.wav"};
  const Layout layout = recognise(paths, {{"l.csv", "path,label\nx/a.wav,one\ny/a.wav,two\n"}});
  CHECK(label(layout, "x/a.wav") == "one");
  CHECK(label(layout, "y/a.wav") == "two");
  CHECK(data_error(paths, {{"l.csv", "path,label\na.wav,one\n"}}, {.csv = "l.csv"}) ==
        "There is no CSV with columns path,label[,group][,fold] that names these clips.");
}

TEST_CASE("layout: credits beside the clips are no labels") {
  const Layout layout =
      recognise({"cat/a.wav", "dog/b.wav", "dog/c.wav"}, {{"credits.csv", "file,label\na.wav,CC0\n"}});
  CHECK(layout.kind == LayoutKind::kFolders);
  CHECK(layout.notes.empty());
}

TEST_CASE("layout: options override what is recognised") {
  const Paths paths = {"0/0_george_0.flac", "7/7_theo_12.flac"};
  const Layout folders = recognise(paths, {}, {.kind = LayoutKind::kFolders});
  CHECK(folders.kind == LayoutKind::kFolders);
  CHECK_FALSE(folders.has_groups());
  const Layout grouped = recognise(paths, {}, {.group_of = [](const std::string& path) { return path.substr(0, 1); }});
  CHECK(clip(grouped, paths[1]).group == "7");
  CHECK(data_error(paths, {}, {.kind = LayoutKind::kGtzan}) == "None of the audio files is named as in GTZAN.");
  CHECK_THROWS_AS((void)train::layout_kind_from_name("gtzn"), Error);
  CHECK(train::layout_kind_from_name("esc50") == LayoutKind::kEsc50);
}

TEST_CASE("layout: names that look like pieces of one recording make it a group where nothing else tells") {
  const Paths paths = {"bad/M1_1400_s0.flac", "bad/M1_1400_s1.flac", "good/M1_1400_s0.flac", "good/alone.flac"};
  const Layout layout = recognise(paths);
  CHECK(layout.groups_by_name);
  CHECK(clip(layout, paths[0]).group == "bad/M1_1400");
  CHECK(clip(layout, paths[1]).group == "bad/M1_1400");
  CHECK(clip(layout, paths[3]).group == "good/alone");
  CHECK(train::describe(layout) ==
        "looks like one folder a class: 2 classes, 4 clips, 3 recordings judging by the names");
  const Layout told = recognise(paths, {}, {.group_of = [](const std::string&) { return std::string("one"); }});
  CHECK_FALSE(told.groups_by_name);
  CHECK_FALSE(recognise({"a/x.wav", "a/x.flac", "b/y.wav"}).groups_by_name);
}

TEST_CASE("layout: an empty class folder and a folder without classes are errors that name it") {
  const Paths paths = {"set/cat/a.wav", "set/dog/b.wav"};
  const Paths folders = {"set", "set/bird", "set/cat", "set/dog", "set/dog/old"};
  try {
    (void)train::recognise_layout({.paths = paths, .folders = folders});
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "set/bird: the class folder holds no audio files.");
  }
  CHECK(data_error({"a.wav"}).find("one folder a class") != std::string::npos);
  CHECK(data_error({}).find("one folder a class") != std::string::npos);
}

TEST_CASE("layout: large numbers have thousands separated") {
  CHECK(train::with_thousands(7) == "7");
  CHECK(train::with_thousands(999) == "999");
  CHECK(train::with_thousands(6705) == "6,705");
  CHECK(train::with_thousands(1234567) == "1,234,567");
}
