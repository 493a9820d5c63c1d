// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <string_view>

namespace tern {

/// A letter of ASCII in lower case; any other character as it is.
[[nodiscard]] constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Whether two texts are the same when the case of ASCII letters is ignored.
[[nodiscard]] constexpr bool ascii_iequal(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, ascii_lower, ascii_lower);
}

/// `text` without the spaces around it.
/// @lifetime the result borrows from `text`.
[[nodiscard]] constexpr std::string_view trim_spaces(std::string_view text) noexcept {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace tern
