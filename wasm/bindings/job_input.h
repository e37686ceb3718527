// How clips enter a job, whatever it does with them: staged samples as planar channels, or the head of a WAV file and
// then its bytes.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <span>
#include <vector>

#include "audio/wav_header.h"
#include "base/error.h"
#include "guard.h"
#include "staging.h"

namespace earshot::bindings {

// The staged samples as channels of `num_frames` each.
[[nodiscard]] inline std::vector<std::span<const float>> staged_channels(int channels, std::size_t num_frames) {
  const std::span<const float> staged = staging().floats.consume();
  require(staged.size() == num_frames * static_cast<std::size_t>(channels), ErrorCode::kInvalidArgument,
          "The staged samples are not as many as channels and frames say.");
  std::vector<std::span<const float>> planar;
  for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
    planar.push_back(staged.subspan(c * num_frames, num_frames));
  }
  return planar;
}

// Feeds a clip or feature job, which share their way in.
template <class Job>
[[nodiscard]] val accept(Job& job, std::size_t num_frames) {
  return guarded([&] { job.accept(staged_channels(job.channels(), num_frames)); });
}

template <class Job>
[[nodiscard]] val accept_bytes(Job& job) {
  return guarded([&] { job.accept_bytes(staging().bytes.consume()); });
}

// {kind: "more", bytesNeeded}, or {kind: "job", job, dataOffset, ...} once the staged bytes hold the whole header of
// the file.
template <class OpenJob>
[[nodiscard]] val open_wav_with(double file_size, OpenJob&& open_job) {
  const auto result = audio::parse_wav_header(staging().bytes.consume(), static_cast<std::uint64_t>(file_size));
  staging().bytes.release();
  val value = val::object();
  if (!result.header) {
    value.set("kind", "more");
    value.set("bytesNeeded", static_cast<double>(result.bytes_needed));
    return value;
  }
  const audio::WavHeader& header = *result.header;
  value.set("kind", "job");
  value.set("job", open_job(header));
  value.set("dataOffset", static_cast<double>(header.data_offset));
  value.set("dataSize", static_cast<double>(header.data_size()));
  value.set("frameWidthBytes", header.frame_width_bytes);
  return value;
}

}  // namespace earshot::bindings
