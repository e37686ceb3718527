#include "train/report/html_text.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>

#include "train/layout.h"

namespace earshot::train::html {

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        const bool control = (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
        if (control) {
          out += "\xEF\xBF\xBD";
        } else {
          out += c;
        }
      }
    }
  }
  return out;
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  std::array<char, 64> buffer{};
  const int n = std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
  return {buffer.data(), static_cast<std::size_t>(n < 0 ? 0 : std::min<int>(n, static_cast<int>(buffer.size()) - 1))};
}

std::string percent(double share, int decimals) {
  return std::isfinite(share) ? fixed(100.0 * share, decimals) + "\u00a0%" : "–";
}

std::string count(std::int64_t n) { return n < 0 ? "-" + count(-n) : with_thousands(static_cast<std::size_t>(n)); }

std::string duration(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0.0) return "–";
  if (seconds < 10.0) return fixed(seconds, seconds < 1.0 ? 2 : 1) + " s";
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return count(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string table(std::string_view caption, const std::vector<Column>& columns,
                  const std::vector<std::vector<std::string>>& rows) {
  const auto align = [&](std::size_t column) { return columns[column].align == Align::kNumber ? " class=\"n\"" : ""; };
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escape(caption) +
                    "\"><table><caption><span>" + escape(caption) + "</span></caption><thead><tr>";
  for (std::size_t c = 0; c < columns.size(); ++c) {
    out += std::string("<th scope=\"col\"") + align(c) + ">" + escape(columns[c].name) + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const auto& row : rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      out += c == 0 ? std::string("<th scope=\"row\"") + align(c) + ">" + row[c] + "</th>"
                    : std::string("<td") + align(c) + ">" + row[c] + "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string section(std::string_view id, std::string_view heading, const std::string& body) {
  if (body.empty()) return "";
  return "<section id=\"" + std::string(id) + "\" aria-labelledby=\"h-" + std::string(id) + "\"><h2 id=\"h-" +
         std::string(id) + "\">" + escape(heading) + "</h2>\n" + body + "</section>\n";
}

std::string details(std::string_view summary, const std::string& body) {
  return "<details><summary>" + escape(summary) + "</summary>" + body + "</details>\n";
}

std::string figure(const std::string& svg, const std::string& caption) {
  return "<figure>" + svg + (caption.empty() ? "" : "<figcaption>" + caption + "</figcaption>") + "</figure>\n";
}

}  // namespace earshot::train::html
