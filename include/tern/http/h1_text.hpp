// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>

namespace tern::http {

/// Why a message of HTTP/1.1 is not taken.
struct h1_fault {
  int status = 400;  ///< what a server answers
  std::string text;  ///< for people: what was wrong, the value and the limit
};

/// What a peer sent, fit to be quoted in a text: short, and of printable ASCII.
[[nodiscard]] inline std::string h1_quote(std::string_view sent) {
  constexpr std::size_t longest_bytes = 64;
  std::string quoted{'"'};
  for (const char c : sent.substr(0, longest_bytes)) quoted += c >= ' ' && c <= '~' ? c : '?';
  return quoted += sent.size() > longest_bytes ? "...\"" : "\"";
}

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool is_hex_digit(char c) noexcept {
  return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/// A character of methods and of names of fields.
/// @source RFC 9110, section 5.6.2, tchar
[[nodiscard]] constexpr bool is_token_char(char c) noexcept {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') ||
         marks.find(c) != std::string_view::npos;
}

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

/// A character of the value of a field: no control character but the tab.
/// @source RFC 9110, section 5.5
[[nodiscard]] constexpr bool is_field_char(char c) noexcept {
  return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

[[nodiscard]] constexpr bool is_field_text(std::string_view text) noexcept {
  return std::ranges::all_of(text, is_field_char);
}

/// A character of a request target: visible, and of ASCII. @source RFC 3986, section 2
[[nodiscard]] constexpr bool is_target_char(char c) noexcept {
  return c > ' ' && c <= '~' && c != '#';
}

/// `text` without the spaces and tabs around it. @source RFC 9110, section 5.6.3, OWS
/// @lifetime the result borrows from `text`.
[[nodiscard]] constexpr std::string_view trim_blanks(std::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Calls `each` with the elements of a list such as `keep-alive, te`; empty ones as well.
/// @source RFC 9110, section 5.6.1
template <class F>
constexpr void for_each_element(std::string_view list, F&& each) {
  for (;;) {
    const std::size_t comma = list.find(',');
    each(trim_blanks(list.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

/// A number of bytes as `content-length` has it. @source RFC 9110, section 8.6
/// @returns nothing for what is no sequence of digits, or too large for 63 bits.
[[nodiscard]] constexpr std::optional<std::uint64_t> read_length(std::string_view digits) noexcept {
  constexpr std::uint64_t largest = (std::uint64_t{1} << 63) - 1;
  if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  std::uint64_t length = 0;
  for (const char c : digits) {
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (length > (largest - digit) / 10) return std::nullopt;
    length = length * 10 + digit;
  }
  return length;
}

/// The size of a chunk, from the digits before its extensions. @source RFC 9112, section 7.1
/// @returns nothing for what is no sequence of hexadecimal digits, or too large for 63 bits.
[[nodiscard]] constexpr std::optional<std::uint64_t> read_chunk_size(
    std::string_view digits) noexcept {
  if (digits.empty() || !std::ranges::all_of(digits, is_hex_digit)) return std::nullopt;
  std::uint64_t size = 0;
  for (const char c : digits) {
    if (size >> 59 != 0) return std::nullopt;
    const char lower = ascii_lower(c);
    size = size << 4 | static_cast<std::uint64_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
  }
  return size;
}

/// Whether `text` is a host with or without a port, or empty: no user, no path, no blanks.
/// @source RFC 3986, section 3.2; RFC 9112, section 3.2
[[nodiscard]] constexpr bool is_authority(std::string_view text) noexcept {
  constexpr std::string_view name_marks = "-._~%!$&'()*+,;=";
  const auto letter_or_digit = [](char c) {
    return is_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
  };
  std::string_view port;
  if (text.starts_with('[')) {  // [::1]:50051
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || close == 1) return false;
    if (!std::ranges::all_of(text.substr(1, close - 1),
                             [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; })) {
      return false;
    }
    port = text.substr(close + 1);
  } else {
    const std::size_t name_end = std::min(text.find(':'), text.size());
    if (!std::ranges::all_of(text.substr(0, name_end), [&](char c) {
          return letter_or_digit(c) || name_marks.find(c) != std::string_view::npos;
        })) {
      return false;
    }
    port = text.substr(name_end);
    if (name_end == 0) return port.empty();
  }
  if (port.empty()) return true;
  return port.front() == ':' && std::ranges::all_of(port.substr(1), is_digit);
}

/// Whether a field can be sent: its name is a token, and its value holds nothing that would end it.
[[nodiscard]] constexpr bool is_field(std::string_view name, std::string_view value) noexcept {
  return is_token(name) && is_field_text(value);
}

}  // namespace tern::http
