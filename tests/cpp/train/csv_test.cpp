// train/csv: RFC 4180 and what spreadsheets really write.
#include "train/csv.h"

#include <doctest/doctest.h>

using namespace earshot::train;

TEST_CASE("csv: quotes hold separators, line breaks and doubled quotes") {
  const auto rows = parse_csv("path,label\n\"a, b.wav\",\"say \"\"hi\"\"\"\n\"two\nlines\",x\n");
  REQUIRE(rows.size() == 3);
  CHECK(rows[1] == CsvRow{"a, b.wav", "say \"hi\""});
  CHECK(rows[2] == CsvRow{"two\nlines", "x"});
}

TEST_CASE("csv: byte order mark, CRLF and a last line without end are read as if they were not there") {
  const auto rows = parse_csv("\xEF\xBB\xBFpath,label\r\n\r\na.wav,dog\r\nb.wav,");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == CsvRow{"path", "label"});
  CHECK(rows[1] == CsvRow{"a.wav", "dog"});
  CHECK(rows[2] == CsvRow{"b.wav", ""});
}

TEST_CASE("csv: semicolons and tabs separate when the first line has more of them than commas") {
  CHECK(parse_csv("path;label\n\"1,5.wav\";dog")[1] == CsvRow{"1,5.wav", "dog"});
  CHECK(parse_csv("path\tlabel\na;b.wav\tdog")[1] == CsvRow{"a;b.wav", "dog"});
  CHECK(parse_csv("alone")[0] == CsvRow{"alone"});
}

TEST_CASE("csv: a quote that never closes ends with the text, and no text has no rows") {
  CHECK(parse_csv("a,\"open\nend") == std::vector<CsvRow>{{"a", "open\nend"}});
  CHECK(parse_csv("").empty());
  CHECK(parse_csv("\n , \n").empty());
}

TEST_CASE("csv: columns are found by name in order of preference, whatever their case") {
  const CsvRow header = {" Target ", "Category", "FILENAME"};
  CHECK(find_column(header, {"category", "target"}) == std::size_t{1});
  CHECK(find_column(header, {"filename"}) == std::size_t{2});
  CHECK_FALSE(find_column(header, {"fold"}).has_value());
}
