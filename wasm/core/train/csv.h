// CSV text -> rows of cells: RFC 4180 quoting, UTF-8 byte order mark, any line ending, and a comma, semicolon or tab
// between cells, whichever the first line has most of (spreadsheets of half of Europe write semicolons).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::train {

using CsvRow = std::vector<std::string>;

// Lines without any text are passed over; cells keep their blanks. A quote that never closes ends with the text.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text);

// The first column whose name is one of `names`, which are in order of preference. Case and surrounding blanks do not
// count.
[[nodiscard]] std::optional<std::size_t> find_column(const CsvRow& header,
                                                     std::initializer_list<std::string_view> names);

// Without blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace earshot::train
