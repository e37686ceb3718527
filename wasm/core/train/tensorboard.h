// TensorBoard event files: scalars over epochs, as `tensorboard --logdir` reads them. TFRecord framing around Event
// protobufs; the few fields are written here, without a protobuf library.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::train {

struct Scalar {
  std::string tag;  // "epoch_loss"
  std::int64_t step = 0;
  double wall_time_s = 0.0;  // seconds since 1970
  float value = 0.0F;
};

// A whole file (events.out.tfevents.*): the version record, then one event a scalar.
[[nodiscard]] std::vector<std::uint8_t> tensorboard_events(std::span<const Scalar> scalars, double start_time_s);

// CRC-32C (Castagnoli), and TFRecord's masked form of it.
[[nodiscard]] std::uint32_t crc32c(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::uint32_t masked_crc32c(std::span<const std::uint8_t> bytes);

}  // namespace earshot::train
