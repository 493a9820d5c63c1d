// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/percent.hpp>

namespace tern::protocol {

/// The part of a request's path in front of its query.
/// @lifetime borrows from `path`.
[[nodiscard]] constexpr std::string_view path_without_query(std::string_view path) noexcept {
  return path.substr(0, path.find('?'));
}

/// The first value of `name` in the query of a path, as it stands there, encoded.
/// @returns nothing if the query does not have it
/// @lifetime borrows from `path`.
[[nodiscard]] constexpr std::optional<std::string_view> find_in_query(
    std::string_view path, std::string_view name) noexcept {
  const std::size_t mark = path.find('?');
  if (mark == path.npos) return std::nullopt;
  std::string_view query = path.substr(mark + 1);
  query = query.substr(0, query.find('#'));
  for (;;) {
    const std::size_t end = query.find('&');
    const std::string_view one = query.substr(0, end);
    const std::size_t equals = one.find('=');
    if (one.substr(0, equals) == name) {
      return equals == one.npos ? one.substr(one.size()) : one.substr(equals + 1);
    }
    if (end == query.npos) return std::nullopt;
    query.remove_prefix(end + 1);
  }
}

/// The text of a value in a query: `%XX` is a byte, and `+` a space.
/// @returns nothing if a `%` has no two hexadecimal digits behind it
/// @source WHATWG URL, "application/x-www-form-urlencoded parsing"
[[nodiscard]] inline std::optional<std::string> decode_query_value(std::string_view encoded) {
  std::string text;
  text.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    const char c = encoded[i];
    if (c != '%') {
      text += c == '+' ? ' ' : c;
      continue;
    }
    const auto byte = tern::detail::percent_byte(encoded.substr(i));
    if (!byte) return std::nullopt;
    text += *byte;
    i += 2;
  }
  return text;
}

/// Appends a value to a query: everything but letters, digits, `-`, `.`, `_` and `~` as `%XX`.
/// @source RFC 3986, section 2.3
inline void append_query_value(std::string& query, std::string_view text) {
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      query += c;
    } else {
      tern::detail::append_percent_byte(query, c);
    }
  }
}

}  // namespace tern::protocol
