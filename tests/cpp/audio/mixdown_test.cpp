// audio/mixdown: mean of the channels.
#include "audio/mixdown.h"

#include <doctest/doctest.h>

#include <array>

using namespace earshot::audio;

TEST_CASE("mixdown: a sample is the mean over the channels") {
  const Waveform mono = mixdown(Pcm{8000, {{0.5F, -1.0F}, {0.25F, 1.0F}, {0.0F, 0.75F}}});
  CHECK(mono.sample_rate == 8000);
  CHECK(mono.samples == std::vector<float>{0.25F, 0.25F});
}

TEST_CASE("mixdown: a mono clip stays bit for bit, and is moved when it may be") {
  Pcm pcm{8000, {{0.1F, 0.2F}}};
  CHECK(mixdown(pcm).samples == pcm.channels[0]);
  const float* data = pcm.channels[0].data();
  CHECK(mixdown(std::move(pcm)).samples.data() == data);
}

TEST_CASE("mixdown: blocks give what the whole gives; no channels give silence") {
  const std::vector<float> left = {0.1F, 0.2F, 0.3F};
  const std::vector<float> right = {0.4F, -0.1F, 0.7F};
  const Waveform whole = mixdown(Pcm{8000, {left, right}});
  std::vector<float> mono(3);
  for (std::size_t i = 0; i < 3; ++i) {
    const std::array<std::span<const float>, 2> block = {std::span(left).subspan(i, 1), std::span(right).subspan(i, 1)};
    mixdown(block, std::span(mono).subspan(i, 1));
  }
  CHECK(mono == whole.samples);
  mixdown(std::span<const std::span<const float>>{}, mono);
  CHECK(mono == std::vector<float>{0.0F, 0.0F, 0.0F});
  CHECK(mixdown(Pcm{8000, {}}).samples.empty());
}
