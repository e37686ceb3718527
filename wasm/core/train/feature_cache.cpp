#include "train/feature_cache.h"

#include <bit>
#include <cstring>

namespace earshot::train {
namespace {

// Counted up whenever the same settings begin to give other numbers.
constexpr std::uint64_t kExtractionVersion = 1;
constexpr char kMagic[8] = {'e', 'a', 'r', 'f', 'e', 'a', 't', '1'};
constexpr std::size_t kKeyLength = 32;
constexpr std::uint64_t kMaxValues = std::uint64_t{1} << 28;

static_assert(std::endian::native == std::endian::little, "cache files are little-endian");

// Two 64-bit lanes of FNV-1a (Fowler, Noll, Vo) with different primes' order of work, mixed at the end as SplitMix64
// does.
class Hash {
 public:
  void add(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) {
      a_ = (a_ ^ byte) * kPrime;
      b_ = (b_ * kPrime) ^ byte;
    }
  }
  void add(std::uint64_t number) {
    std::uint8_t bytes[8];
    std::memcpy(bytes, &number, sizeof bytes);
    add(bytes);
  }
  [[nodiscard]] std::string hex() const {
    std::string out;
    for (const std::uint64_t lane : {mixed(a_), mixed(b_)}) {
      for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(lane >> shift) & 15];
    }
    return out;
  }
  [[nodiscard]] std::uint64_t value() const { return mixed(a_ ^ mixed(b_)); }

 private:
  static constexpr std::uint64_t kPrime = 0x100000001B3ULL;
  static std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
  }
  std::uint64_t a_ = 0xCBF29CE484222325ULL, b_ = 0x9E3779B97F4A7C15ULL;
};

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::uint64_t checksum(std::span<const std::uint8_t> bytes) {
  Hash hash;
  hash.add(bytes);
  return hash.value();
}

class Writer {
 public:
  void bytes(const void* from, std::size_t n) {
    const auto* p = static_cast<const std::uint8_t*>(from);
    out_.insert(out_.end(), p, p + n);
  }
  void number(std::uint64_t value) { bytes(&value, sizeof value); }
  [[nodiscard]] std::vector<std::uint8_t> finish() && {
    number(checksum(out_));
    return std::move(out_);
  }

 private:
  std::vector<std::uint8_t> out_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : left_(bytes) {}
  bool bytes(void* into, std::size_t n) {
    if (n > left_.size()) return false;
    if (n > 0) std::memcpy(into, left_.data(), n);
    left_ = left_.subspan(n);
    return true;
  }
  bool number(std::uint64_t& value) { return bytes(&value, sizeof value); }
  [[nodiscard]] bool at_end() const { return left_.empty(); }
  [[nodiscard]] std::size_t left() const { return left_.size(); }

 private:
  std::span<const std::uint8_t> left_;
};

bool read_tensor(Reader& reader, Tensor& tensor) {
  std::uint64_t rank = 0;
  if (!reader.number(rank) || rank > 8) return false;
  std::uint64_t n = 1;
  for (std::uint64_t i = 0; i < rank; ++i) {
    std::uint64_t dim = 0;
    if (!reader.number(dim) || dim > kMaxValues || (n *= dim) > kMaxValues) return false;
    tensor.shape.push_back(static_cast<std::int64_t>(dim));
  }
  if (n * sizeof(float) > reader.left()) return false;
  tensor.data.resize(static_cast<std::size_t>(n));
  return reader.bytes(tensor.data.data(), tensor.data.size() * sizeof(float));
}

}  // namespace

std::string feature_cache_key(const features::FeatureConfig& config, std::span<const std::uint8_t> clip) {
  Hash hash;
  hash.add(kExtractionVersion);
  const std::string settings = features::to_json(config);  // every field, in one order
  hash.add(static_cast<std::uint64_t>(settings.size()));
  hash.add(bytes_of(settings));
  hash.add(clip);
  return hash.hex();
}

std::vector<std::uint8_t> pack_features(std::span<const Tensor> segments, std::string_view key) {
  Writer writer;
  writer.bytes(kMagic, sizeof kMagic);
  writer.bytes(key.data(), key.size());
  writer.number(segments.size());
  for (const Tensor& segment : segments) {
    writer.number(segment.shape.size());
    for (const std::int64_t dim : segment.shape) writer.number(static_cast<std::uint64_t>(dim));
    writer.bytes(segment.data.data(), segment.data.size() * sizeof(float));
  }
  return std::move(writer).finish();
}

std::optional<std::vector<Tensor>> unpack_features(std::span<const std::uint8_t> bytes, std::string_view key) {
  std::uint64_t sum = 0;
  if (bytes.size() < sizeof sum || key.size() != kKeyLength) return std::nullopt;
  const std::span<const std::uint8_t> body = bytes.first(bytes.size() - sizeof sum);
  std::memcpy(&sum, bytes.data() + body.size(), sizeof sum);
  if (sum != checksum(body)) return std::nullopt;
  Reader reader(body);
  char magic[sizeof kMagic];
  char stored_key[kKeyLength];
  std::uint64_t count = 0;
  if (!reader.bytes(magic, sizeof magic) || std::memcmp(magic, kMagic, sizeof magic) != 0) return std::nullopt;
  if (!reader.bytes(stored_key, sizeof stored_key) || key != std::string_view(stored_key, kKeyLength))
    return std::nullopt;
  if (!reader.number(count) || count > body.size()) return std::nullopt;
  std::vector<Tensor> segments(static_cast<std::size_t>(count));
  for (Tensor& segment : segments) {
    if (!read_tensor(reader, segment)) return std::nullopt;
  }
  if (!reader.at_end()) return std::nullopt;
  return segments;
}

}  // namespace earshot::train
