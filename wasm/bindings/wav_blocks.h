// Blocks of a WAV file's data chunk as planar samples, in buffers that are reused.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "audio/wav_reader.h"

namespace earshot::bindings {

using Planar = std::span<const std::span<const float>>;

class WavBlocks {
 public:
  explicit WavBlocks(audio::WavHeader header) : reader_(std::move(header)), channels_(num_channels()) {}

  [[nodiscard]] const audio::WavHeader& header() const { return reader_.header(); }
  [[nodiscard]] audio::ClipInfo info() const { return reader_.info(); }

  // Whole pcm frames; the result is valid until the next call.
  [[nodiscard]] Planar decode(std::span<const std::uint8_t> bytes) {
    const std::size_t num_frames = bytes.size() / static_cast<std::size_t>(header().frame_width_bytes);
    writable_.clear();
    for (auto& channel : channels_) {
      channel.resize(num_frames);
      writable_.emplace_back(channel);
    }
    reader_.decode(bytes, writable_);
    readable_.assign(writable_.begin(), writable_.end());
    return readable_;
  }

 private:
  [[nodiscard]] std::size_t num_channels() const { return static_cast<std::size_t>(header().channels); }

  audio::WavReader reader_;
  std::vector<std::vector<float>> channels_;
  std::vector<std::span<float>> writable_;
  std::vector<std::span<const float>> readable_;
};

}  // namespace earshot::bindings
