#include "train/csv.h"

#include <algorithm>
#include <array>

namespace earshot::train {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";

// The candidate most frequent outside quotes in the first line; a comma when there is none.
char find_separator(std::string_view text) {
  constexpr std::array kCandidates = {',', ';', '\t'};
  std::array<int, kCandidates.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    for (std::size_t i = 0; i < kCandidates.size(); ++i) counts[i] += c == kCandidates[i] ? 1 : 0;
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<CsvRow> parse_csv(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  const char separator = find_separator(text);
  std::vector<CsvRow> rows;
  CsvRow row;
  std::string cell;
  bool has_text = false;  // in this row
  bool quoted = false;
  const auto end_cell = [&] {
    has_text = has_text || !trimmed(cell).empty();
    row.push_back(std::move(cell));
    cell.clear();
  };
  const auto end_row = [&] {
    end_cell();
    if (has_text) rows.push_back(std::move(row));
    row.clear();
    has_text = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += '"';  // a doubled quote is one
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == separator) {
      end_cell();
    } else if (c == '\n' || c == '\r') {
      end_row();  // CRLF: the second one ends a row without text, which is passed over
    } else {
      cell += c;
    }
  }
  end_row();
  return rows;
}

std::optional<std::size_t> find_column(const CsvRow& header, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (same_ignoring_case(trimmed(header[i]), name)) return i;
    }
  }
  return std::nullopt;
}

}  // namespace earshot::train
