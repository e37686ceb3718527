#include "train/tensorboard.h"

#include <array>
#include <cstring>

namespace earshot::train {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0x82F63B78U : crc >> 1U;
    table[i] = crc;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kTable = make_table();

template <class T>
void put_little_endian(Bytes& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_varint(Bytes& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7U) out.push_back(static_cast<std::uint8_t>(value | 0x80U));
  out.push_back(static_cast<std::uint8_t>(value));
}

// protobuf wire types: 0 varint, 1 fixed 64 bit, 2 length-delimited, 5 fixed 32 bit.
void put_key(Bytes& out, unsigned field, unsigned wire_type) { put_varint(out, (field << 3U) | wire_type); }

void put_double(Bytes& out, unsigned field, double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  put_key(out, field, 1);
  put_little_endian(out, bits);
}

void put_float(Bytes& out, unsigned field, float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof(bits));
  put_key(out, field, 5);
  put_little_endian(out, bits);
}

template <class Range>
void put_bytes(Bytes& out, unsigned field, const Range& bytes) {
  put_key(out, field, 2);
  put_varint(out, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
// Summary { repeated Value value = 1; }, Value { string tag = 1; float simple_value = 2; }
Bytes version_event(double wall_time_s) {
  Bytes event;
  put_double(event, 1, wall_time_s);
  put_bytes(event, 3, std::string_view("brain.Event:2"));
  return event;
}

Bytes scalar_event(const Scalar& scalar) {
  Bytes value;
  put_bytes(value, 1, scalar.tag);
  put_float(value, 2, scalar.value);
  Bytes summary;
  put_bytes(summary, 1, value);
  Bytes event;
  put_double(event, 1, scalar.wall_time_s);
  put_key(event, 2, 0);
  put_varint(event, static_cast<std::uint64_t>(scalar.step));
  put_bytes(event, 5, summary);
  return event;
}

// uint64 length, its masked CRC, the data, its masked CRC; all little-endian.
void put_record(Bytes& out, const Bytes& data) {
  Bytes length;
  put_little_endian(length, static_cast<std::uint64_t>(data.size()));
  out.insert(out.end(), length.begin(), length.end());
  put_little_endian(out, masked_crc32c(length));
  out.insert(out.end(), data.begin(), data.end());
  put_little_endian(out, masked_crc32c(data));
}

}  // namespace

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::uint8_t byte : bytes) crc = kTable[(crc ^ byte) & 0xFFU] ^ (crc >> 8U);
  return ~crc;
}

// A CRC of data that holds its own CRC would be weak; TFRecord rotates it and adds a constant.
std::uint32_t masked_crc32c(std::span<const std::uint8_t> bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return ((crc >> 15U) | (crc << 17U)) + 0xA282EAD8U;
}

std::vector<std::uint8_t> tensorboard_events(std::span<const Scalar> scalars, double start_time_s) {
  Bytes out;
  put_record(out, version_event(start_time_s));
  for (const Scalar& scalar : scalars) put_record(out, scalar_event(scalar));
  return out;
}

}  // namespace earshot::train
