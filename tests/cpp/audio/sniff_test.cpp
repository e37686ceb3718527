// audio/sniff: formats by their first bytes.
#include "audio/sniff.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace earshot::audio;

namespace {
FileFormat sniff(const std::string& bytes) {
  return sniff_format(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
}
std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int v : values) out.push_back(static_cast<char>(v));
  return out;
}
}  // namespace

TEST_CASE("sniff: each format is known by its first bytes") {
  CHECK(sniff("RIFF....WAVEfmt ") == FileFormat::kWav);
  CHECK(sniff("RF64....WAVEds64") == FileFormat::kRf64);
  CHECK(sniff("BW64....WAVEds64") == FileFormat::kRf64);
  CHECK(sniff("fLaC") == FileFormat::kFlac);
  CHECK(sniff("OggS") == FileFormat::kOgg);
  CHECK(sniff("....ftypM4A ") == FileFormat::kMp4);
  CHECK(sniff("FORM....AIFF") == FileFormat::kAiff);
  CHECK(sniff("FORM....AIFC") == FileFormat::kAiff);
  CHECK(sniff(bytes({0x1A, 0x45, 0xDF, 0xA3})) == FileFormat::kWebm);
  CHECK(sniff(bytes({0xFF, 0xFB, 0x90, 0x64})) == FileFormat::kMp3);
  CHECK(sniff(bytes({0xFF, 0xF3, 0x40, 0xC4})) == FileFormat::kMp3);  // MPEG-2
  CHECK(sniff(bytes({0xFF, 0xF1, 0x50, 0x80})) == FileFormat::kAac);
  CHECK(sniff("ID3") == FileFormat::kMp3);
}

TEST_CASE("sniff: behind an ID3 tag the audio counts") {
  const std::string tag = "ID3" + bytes({4, 0, 0, 0, 0, 0, 3}) + "abc";
  CHECK(sniff(tag + bytes({0xFF, 0xFB, 0x90, 0x64})) == FileFormat::kMp3);
  CHECK(sniff(tag + "fLaC") == FileFormat::kFlac);
  CHECK(sniff(tag + bytes({0xFF, 0xF1, 0x50, 0x80})) == FileFormat::kAac);
  CHECK(sniff("ID3" + bytes({4, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F})) == FileFormat::kMp3);  // tag longer than the head
}

TEST_CASE("sniff: other files and too few bytes are unknown") {
  CHECK(sniff("") == FileFormat::kUnknown);
  CHECK(sniff("RIFF") == FileFormat::kUnknown);
  CHECK(sniff("RIFF....AVI ") == FileFormat::kUnknown);
  CHECK(sniff("%PDF-1.7 and so on") == FileFormat::kUnknown);
  CHECK(sniff(bytes({0xFF, 0xFB})) == FileFormat::kUnknown);
  CHECK(sniff(bytes({0xFF, 0xFF, 0xFF, 0xFF})) == FileFormat::kUnknown);  // reserved bit rate and rate
  CHECK(file_format_name(FileFormat::kUnknown) == "unknown");
  CHECK(file_format_name(FileFormat::kFlac) == "FLAC");
}
