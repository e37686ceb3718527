// train/tensorboard: read back by a reader of its own, byte for byte as TFRecord and Event define.
#include "train/tensorboard.h"

#include <doctest/doctest.h>

#include <cstring>

using namespace earshot::train;

namespace {

using Bytes = std::span<const std::uint8_t>;

template <class T>
T little_endian(Bytes bytes, std::size_t at) {
  REQUIRE(at + sizeof(T) <= bytes.size());
  T value{};
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>(value | static_cast<T>(static_cast<T>(bytes[at + i]) << (8 * i)));
  return value;
}

std::uint64_t varint(Bytes bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    REQUIRE(at < bytes.size());
    const std::uint8_t byte = bytes[at++];
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}

struct Field {
  std::uint64_t number = 0;
  std::uint64_t scalar = 0;  // varint or bits
  Bytes bytes;
};

std::vector<Field> fields(Bytes message) {
  std::vector<Field> out;
  for (std::size_t at = 0; at < message.size();) {
    const std::uint64_t key = varint(message, at);
    Field field;
    field.number = key >> 3U;
    switch (key & 7U) {
      case 0: field.scalar = varint(message, at); break;
      case 1:
        field.scalar = little_endian<std::uint64_t>(message, at);
        at += 8;
        break;
      case 2: {
        const auto n = static_cast<std::size_t>(varint(message, at));
        REQUIRE(at + n <= message.size());
        field.bytes = message.subspan(at, n);
        at += n;
        break;
      }
      case 5:
        field.scalar = little_endian<std::uint32_t>(message, at);
        at += 4;
        break;
      default: FAIL("wire type");
    }
    out.push_back(field);
  }
  return out;
}

std::string text(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

// The checksum bit by bit, apart from the table under test.
std::uint32_t crc_by_definition(Bytes bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
  }
  crc = ~crc;
  return ((crc >> 15U) | (crc << 17U)) + 0xA282EAD8U;
}

std::vector<Bytes> records(Bytes file) {
  std::vector<Bytes> out;
  for (std::size_t at = 0; at < file.size();) {
    const auto length = static_cast<std::size_t>(little_endian<std::uint64_t>(file, at));
    CHECK(little_endian<std::uint32_t>(file, at + 8) == crc_by_definition(file.subspan(at, 8)));
    REQUIRE(at + 16 + length <= file.size());
    const Bytes data = file.subspan(at + 12, length);
    CHECK(little_endian<std::uint32_t>(file, at + 12 + length) == crc_by_definition(data));
    out.push_back(data);
    at += 16 + length;
  }
  return out;
}

}  // namespace

TEST_CASE("tensorboard: CRC-32C has the values of RFC 3720") {
  const std::string digits = "123456789";
  CHECK(crc32c({reinterpret_cast<const std::uint8_t*>(digits.data()), digits.size()}) == 0xE3069283U);
  CHECK(crc32c(std::vector<std::uint8_t>(32, 0)) == 0x8A9136AAU);
  CHECK(crc32c(std::vector<std::uint8_t>(32, 0xFF)) == 0x62A8AB43U);
}

TEST_CASE("tensorboard: the file is a version record and one event a scalar, and reads back") {
  const std::vector<Scalar> scalars = {{"epoch_loss", 0, 1.5e9, 0.75F}, {"epoch_loss", 300, 1.5e9 + 2.0, -0.5F}};
  const std::vector<std::uint8_t> file = tensorboard_events(scalars, 1.5e9);
  const auto events = records(file);
  REQUIRE(events.size() == 3);
  const auto version = fields(events[0]);
  REQUIRE(version.size() == 2);
  CHECK(version[1].number == 3);
  CHECK(text(version[1].bytes) == "brain.Event:2");
  for (std::size_t i = 0; i < 2; ++i) {
    const auto event = fields(events[i + 1]);
    REQUIRE(event.size() == 3);
    double wall_time = 0.0;
    std::memcpy(&wall_time, &event[0].scalar, sizeof(wall_time));
    CHECK(wall_time == scalars[i].wall_time_s);
    CHECK(event[1].number == 2);
    CHECK(event[1].scalar == static_cast<std::uint64_t>(scalars[i].step));
    CHECK(event[2].number == 5);
    const auto summary = fields(event[2].bytes);
    REQUIRE(summary.size() == 1);
    const auto value = fields(summary[0].bytes);
    REQUIRE(value.size() == 2);
    CHECK(text(value[0].bytes) == "epoch_loss");
    CHECK(value[1].number == 2);
    float number = 0.0F;
    const auto bits = static_cast<std::uint32_t>(value[1].scalar);
    std::memcpy(&number, &bits, sizeof(number));
    CHECK(number == scalars[i].value);
  }
}
