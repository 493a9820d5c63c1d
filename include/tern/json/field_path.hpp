// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tern::json {
namespace detail {

constexpr bool is_lower(char c) noexcept {
  return 'a' <= c && c <= 'z';
}
constexpr bool is_upper(char c) noexcept {
  return 'A' <= c && c <= 'Z';
}
// What is the same in both.
constexpr bool is_plain(char c) noexcept {
  return is_lower(c) || ('0' <= c && c <= '9') || c == '.';
}

}  // namespace detail

/// The path of a FieldMask as it is in JSON, `fooBar.baz`, from `foo_bar.baz`, added to `text`.
/// @returns false if it would not come back as it was: an empty name, `_` before anything but a
/// lower case letter, or anything but these, lower case letters, digits and points
/// @source ProtoJSON, FieldMask
[[nodiscard]] inline bool append_json_path(std::string& text, std::string_view path) {
  if (path.empty() || path.ends_with('.')) return false;
  char before = '.';
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '.' && before == '.') return false;
    if (detail::is_plain(c)) {
      text.push_back(c);
    } else {
      if (c != '_' || ++i == path.size() || !detail::is_lower(path[i])) return false;
      text.push_back(static_cast<char>(path[i] - 'a' + 'A'));
    }
    before = c;
  }
  return true;
}

/// The path of a FieldMask as it is on the wire, added to `path`, from what it is in JSON.
/// @returns false if it is not: an empty name, or anything but letters, digits and points
[[nodiscard]] inline bool append_proto_path(std::string& path, std::string_view text) {
  if (text.empty() || text.ends_with('.')) return false;
  char before = '.';
  for (const char c : text) {
    if (c == '.' && before == '.') return false;
    if (detail::is_upper(c)) {
      path.push_back('_');
      path.push_back(static_cast<char>(c - 'A' + 'a'));
    } else if (detail::is_plain(c)) {
      path.push_back(c);
    } else {
      return false;
    }
    before = c;
  }
  return true;
}

}  // namespace tern::json
