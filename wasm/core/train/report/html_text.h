// Text for HTML and SVG: escaping, numbers as people read them, tables. Everything that comes from a user (labels, file
// names, cards) passes through escape().
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace earshot::train::html {

// & < > " ' as entities, and control characters as U+FFFD: safe between tags and in quoted attributes.
[[nodiscard]] std::string escape(std::string_view text);

// "0.123"; an en dash for NaN and infinities.
[[nodiscard]] std::string fixed(double value, int decimals);
// "12.3 %"
[[nodiscard]] std::string percent(double share, int decimals = 1);
// "6,705"
[[nodiscard]] std::string count(std::int64_t n);
// "3 min 20 s", "4.5 s", "2 h 5 min"
[[nodiscard]] std::string duration(double seconds);

enum class Align { kText, kNumber };
struct Column {
  std::string name;
  Align align = Align::kText;
};
// Cells are HTML already. The first cell of a row is its header. `caption` is text.
[[nodiscard]] std::string table(std::string_view caption, const std::vector<Column>& columns,
                                const std::vector<std::vector<std::string>>& rows);

// <section> with a heading; `id` for links within the page.
[[nodiscard]] std::string section(std::string_view id, std::string_view heading, const std::string& body);
[[nodiscard]] std::string details(std::string_view summary, const std::string& body);
// A chart and what it says in words; both are HTML already.
[[nodiscard]] std::string figure(const std::string& svg, const std::string& caption);

}  // namespace earshot::train::html
