// earshot clean --data DIR --out DIR [--dry-run] [--preview FILE]: systems.md D's cleaning. Every clip becomes mono
// pieces of equal length without its silence, in the folder of its class, with pieces.csv telling which clip each came
// from, so that a split can keep them together.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <set>

#include "audio/mixdown.h"
#include "audio/resampler.h"
#include "audio/wav_writer.h"
#include "base/error.h"
#include "cli/clip_file.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/files.h"
#include "cli/parallel.h"
#include "preprocess/clean.h"
#include "preprocess/envelope.h"
#include "train/envelope_chart.h"

namespace earshot::cli {
namespace {

constexpr double kFullScale = 32768.0;  // the threshold is given in units of 16-bit samples

struct Options {
  DataOptions data;
  std::string out, preview, preview_clip;
  double threshold = 20.0;
  int sample_rate = 16000;
  double piece_s = 1.0;
  bool dry_run = false;
  bool json = false;

  [[nodiscard]] preprocess::PreprocessConfig config() const {
    preprocess::PreprocessConfig config;
    config.gate.enabled = true;
    config.gate.threshold = static_cast<float>(threshold / kFullScale);
    config.segment.length_s = piece_s;
    return config;
  }
};

struct ClipResult {
  double length_s = 0.0, kept_s = 0.0;
  std::size_t num_pieces = 0;
  std::string problem;
};

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n;\t") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

// <class>/<clip>, where two clips of a class must not write to one name.
std::vector<std::string> target_names(const train::Layout& layout) {
  std::set<std::string> taken;
  std::vector<std::string> names;
  for (const train::LayoutClip& clip : layout.clips) {
    const std::string folder = layout.labels[static_cast<std::size_t>(clip.label)] + "/";
    std::string name = folder + std::filesystem::path(clip.path).stem().string();
    if (!taken.insert(name).second) {
      std::string flat = clip.path;
      for (char& c : flat) c = c == '/' || c == '.' ? '_' : c;
      name = folder + flat;
      while (!taken.insert(name).second) name += "_";
    }
    names.push_back(std::move(name));
  }
  return names;
}

std::string piece_path(const std::string& target, std::size_t piece) {
  return target + "_" + std::to_string(piece) + ".wav";
}

ClipResult clean_file(const Options& options, const std::filesystem::path& file, const std::string& target) {
  ClipResult result;
  try {
    preprocess::CleanedClip cleaned =
        preprocess::clean_clip(read_clip(file).pcm, options.sample_rate, options.config());
    result.length_s = cleaned.length_s;
    result.kept_s = cleaned.kept_s;
    result.num_pieces = cleaned.pieces.size();
    if (cleaned.pieces.empty()) result.problem = file.string() + ": nothing is above the threshold.";
    for (std::size_t k = 0; !options.dry_run && k < cleaned.pieces.size(); ++k) {
      const audio::Pcm piece{options.sample_rate, {std::move(cleaned.pieces[k])}};
      write_file(std::filesystem::path(options.out) / piece_path(target, k), audio::write_wav(piece));
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kIo && !options.dry_run) throw;  // a full disk is not a problem of one clip
    result.problem = error.what();
  }
  return result;
}

void write_preview(const Options& options, const DataFolder& data) {
  std::size_t index = 0;
  if (!options.preview_clip.empty()) {
    const auto found = std::find_if(data.layout.clips.begin(), data.layout.clips.end(),
                                    [&](const auto& clip) { return clip.path == options.preview_clip; });
    if (found == data.layout.clips.end())
      throw Error(ErrorCode::kInvalidArgument, options.preview_clip + ": the data has no such clip.");
    index = static_cast<std::size_t>(found - data.layout.clips.begin());
  }
  const audio::Waveform waveform =
      audio::resample(audio::mixdown(read_clip(data.files[index]).pcm), options.sample_rate);
  const preprocess::GateConfig gate = options.config().gate;
  constexpr std::size_t kColumns = 928;  // the picture's width in pixels
  const preprocess::EnvelopeColumns columns =
      preprocess::preview_envelope_columns(waveform.samples, options.sample_rate, gate, kColumns);
  const bool json = std::filesystem::path(options.preview).extension() == ".json";
  write_text(options.preview,
             json ? train::envelope_json(columns, waveform.duration_s(), gate.threshold).dump() + "\n"
                  : train::envelope_svg(columns, waveform.duration_s(), gate.threshold, data.layout.clips[index].path));
}

// Which piece came from which clip: a layout of its own, so that training keeps the pieces of a clip together.
std::string pieces_csv(const DataFolder& data, const std::vector<ClipResult>& results,
                       const std::vector<std::string>& targets) {
  const bool folds = data.layout.has_folds();
  std::string csv = folds ? "path,label,group,fold\n" : "path,label,group\n";
  for (std::size_t i = 0; i < results.size(); ++i) {
    const train::LayoutClip& clip = data.layout.clips[i];
    const std::string& group = clip.group.empty() ? clip.path : clip.group;
    for (std::size_t k = 0; k < results[i].num_pieces; ++k) {
      csv += csv_cell(piece_path(targets[i], k)) + "," +
             csv_cell(data.layout.labels[static_cast<std::size_t>(clip.label)]) + "," + csv_cell(group) +
             (folds ? "," + csv_cell(clip.fold) : "") + "\n";
    }
  }
  return csv;
}

struct Sums {
  std::size_t clips = 0, pieces = 0;
  double length_s = 0.0, kept_s = 0.0;

  void add(const ClipResult& clip) {
    ++clips;
    pieces += clip.num_pieces;
    length_s += clip.length_s;
    kept_s += clip.kept_s;
  }
};

Json to_json(const Sums& sums) {
  return {{"clips", sums.clips},
          {"length_s", sums.length_s},
          {"kept_s", sums.kept_s},
          {"removed_s", sums.length_s - sums.kept_s},
          {"pieces", sums.pieces}};
}

void print(const Options& options, const DataFolder& data, const std::vector<ClipResult>& results) {
  Sums total;
  std::vector<Sums> classes(data.layout.labels.size());
  Json clips = Json::array();
  for (std::size_t i = 0; i < results.size(); ++i) {
    const ClipResult& result = results[i];
    const train::LayoutClip& clip = data.layout.clips[i];
    const std::string& label = data.layout.labels[static_cast<std::size_t>(clip.label)];
    if (!result.problem.empty()) std::fprintf(stderr, "earshot: %s\n", result.problem.c_str());
    total.add(result);
    classes[static_cast<std::size_t>(clip.label)].add(result);
    clips.push_back({{"file", clip.path},
                     {"label", label},
                     {"length_s", result.length_s},
                     {"kept_s", result.kept_s},
                     {"removed_s", result.length_s - result.kept_s},
                     {"pieces", result.num_pieces}});
    if (!options.json && options.dry_run) {
      std::printf("%9.2f s kept %9.2f s removed %5zu pieces  %s\n", result.kept_s, result.length_s - result.kept_s,
                  result.num_pieces, clip.path.c_str());
    }
  }
  if (options.json) {
    Json by_class = Json::array();
    for (std::size_t c = 0; c < classes.size(); ++c) {
      Json row = {{"label", data.layout.labels[c]}};
      row.update(to_json(classes[c]));
      by_class.push_back(row);
    }
    const Json json = {{"dry_run", options.dry_run},
                       {"threshold", options.threshold},
                       {"sample_rate", options.sample_rate},
                       {"piece_s", options.piece_s},
                       {"total", to_json(total)},
                       {"classes", by_class},
                       {"clips", clips}};
    std::printf("%s\n", json.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    return;
  }
  std::printf("%-24s %7s %11s %11s %7s\n", "class", "clips", "kept s", "removed s", "pieces");
  const auto row = [](const char* name, const Sums& sums) {
    std::printf("%-24s %7zu %11.2f %11.2f %7zu\n", name, sums.clips, sums.kept_s, sums.length_s - sums.kept_s,
                sums.pieces);
  };
  for (std::size_t c = 0; c < classes.size(); ++c) row(data.layout.labels[c].c_str(), classes[c]);
  row("all", total);
}

void run(const Options& options, Outcome& outcome) {
  if (options.out.empty() && !options.dry_run)
    throw Error(ErrorCode::kInvalidArgument, "Give --out, or --dry-run to see what would be written.");
  const preprocess::PreprocessConfig config = options.config();
  preprocess::validate(config);
  const DataFolder data = read_data_folder(options.data);
  std::fprintf(stderr, "The data in %s %s.\n", options.data.folder.c_str(), train::describe(data.layout).c_str());
  const std::vector<std::string> targets = target_names(data.layout);
  std::vector<ClipResult> results(data.files.size());
  parallel_for(results.size(),
               [&] { return [&](std::size_t i) { results[i] = clean_file(options, data.files[i], targets[i]); }; });
  for (const ClipResult& result : results) outcome.some_failed = outcome.some_failed || !result.problem.empty();
  if (!options.dry_run)
    write_text(std::filesystem::path(options.out) / "pieces.csv", pieces_csv(data, results, targets));
  if (!options.preview.empty()) write_preview(options, data);
  print(options, data, results);
}

}  // namespace

void add_clean_command(CLI::App& app, Outcome& outcome) {
  CLI::App* command = app.add_subcommand("clean", "Cut silence out of labelled clips and cut the rest into pieces");
  auto options = std::make_shared<Options>();
  options->data.add_to(*command);
  command->add_option("--out", options->out, "Where the pieces go, one folder a class");
  command->add_option("--threshold", options->threshold, "Of the envelope, in units of 16-bit samples")
      ->capture_default_str()
      ->check(CLI::Range(0.0, kFullScale));
  command->add_option("--sample-rate", options->sample_rate, "Of the pieces, in Hz")
      ->capture_default_str()
      ->check(CLI::Range(100, 768000));
  command->add_option("--piece-s", options->piece_s, "Length of a piece in seconds")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 3600.0));
  command->add_flag("--dry-run", options->dry_run, "Write nothing; print what each clip keeps and loses");
  command->add_option("--preview", options->preview,
                      "Draw the envelope and what is kept of one clip: a .svg or .json file");
  command->add_option("--clip", options->preview_clip,
                      "The clip of the preview, as a path below the data folder; default: the first");
  command->add_flag("--json", options->json, "One JSON object");
  command->callback([options, &outcome] { run(*options, outcome); });
}

}  // namespace earshot::cli
