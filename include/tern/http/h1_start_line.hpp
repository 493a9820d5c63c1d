// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tern/http/h1_text.hpp>
#include <tern/http/head.hpp>

namespace tern::http {

/// Reads `HTTP/1.1`. @param minor gets the digit after the dot.
/// @source RFC 9112, section 2.3; RFC 9110, section 15.6.6
[[nodiscard]] inline std::optional<h1_fault> read_version(std::string_view text, int& minor) {
  constexpr std::string_view name = "HTTP/";
  if (text.size() != name.size() + 3 || !text.starts_with(name) || !is_digit(text[5]) ||
      text[6] != '.' || !is_digit(text[7])) {
    return h1_fault{400, "the version is " + h1_quote(text) + ", not HTTP/1.1"};
  }
  if (text[5] != '1' || text[7] > '1') {
    return h1_fault{505, "the version is " + std::string{text} + ", only HTTP/1.1 is spoken"};
  }
  minor = text[7] - '0';
  return {};
}

/// Reads `POST /hello.v1.Greeter/SayHello HTTP/1.1`: one space where spaces are, none elsewhere.
/// @param line without its end.
/// @param into gets the method, and the whole target for its path.
/// @source RFC 9112, section 3
[[nodiscard]] inline std::optional<h1_fault> read_request_line(std::string_view line, head& into,
                                                               int& minor) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  const std::string_view method = line.substr(0, first);
  if (first == last || !is_token(method)) {
    return h1_fault{400, h1_quote(line) + " is no request line"};
  }
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.empty() || !std::ranges::all_of(target, is_target_char)) {
    return h1_fault{400, "the request target is " + h1_quote(target)};
  }
  if (auto wrong = read_version(line.substr(last + 1), minor)) return wrong;
  into.method = method;
  into.path = target;
  return {};
}

/// Reads `HTTP/1.1 200 OK`; the words after the number may be missing. A number from 600 on has no
/// meaning, and is passed on like any that the caller does not know.
/// @source RFC 9112, section 4; RFC 9110, section 15
[[nodiscard]] inline std::optional<h1_fault> read_status_line(std::string_view line, head& into,
                                                              int& minor) {
  const std::size_t space = std::min(line.find(' '), line.size());
  if (auto wrong = read_version(line.substr(0, space), minor)) return wrong;
  const std::string_view code = line.substr(std::min(space + 1, line.size()), 4);
  const bool three_digits = code.size() >= 3 && code[0] >= '1' && code[0] <= '9' &&
                            is_digit(code[1]) && is_digit(code[2]);
  if (!three_digits || (code.size() == 4 && code[3] != ' ')) {
    return h1_fault{400, h1_quote(line) + " is no status line"};
  }
  into.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
  return {};
}

}  // namespace tern::http
