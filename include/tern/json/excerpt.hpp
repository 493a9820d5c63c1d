// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace tern::json {

/// The beginning of what a peer wrote, fit for a sentence: at most 40 bytes, whole characters, no
/// control characters.
[[nodiscard, gnu::cold]] inline std::string shown(std::string_view text) {
  constexpr std::size_t shown_max_bytes = 40;
  std::size_t size = std::min(text.size(), shown_max_bytes);
  // Whole characters only.
  while (size < text.size() && size > 0 && (text[size] & 0xc0) == 0x80) --size;
  std::string shown;
  for (const char c : text.substr(0, size)) {
    shown.push_back(static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c);
  }
  if (size < text.size()) shown += "...";
  return shown;
}

/// "(line 4, column 12)" of the byte at `at`: both count from 1, columns in characters.
[[nodiscard, gnu::cold]] inline std::string position_text(std::string_view text, std::size_t at) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, at)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if ((c & 0xc0) != 0x80) {
      ++column;
    }
  }
  return "(line " + std::to_string(line) + ", column " + std::to_string(column) + ")";
}

}  // namespace tern::json
