// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/protocol/message_form.hpp>

namespace tern::protocol {

/// A media type of a protocol, and what it says about the messages.
struct media_type {
  std::string_view name;  ///< a literal, in lower case
  message_form form;
  bool base64 = false;
};

namespace detail {

/// Whether the parameters of a content-type leave its text UTF-8: `; charset=utf-8`, or none.
[[nodiscard]] constexpr bool is_utf8_content(std::string_view parameters) noexcept {
  while (!parameters.empty()) {
    const std::size_t end = parameters.find(';');
    const std::string_view one = trim_spaces(parameters.substr(0, end));
    parameters.remove_prefix(end == one.npos ? parameters.size() : end + 1);
    const std::size_t equals = one.find('=');
    if (!ascii_iequal("charset", one.substr(0, equals))) continue;
    std::string_view charset = equals == one.npos ? one.substr(0, 0) : one.substr(equals + 1);
    if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
      charset = charset.substr(1, charset.size() - 2);
    }
    if (!ascii_iequal("utf-8", charset) && !ascii_iequal("utf8", charset)) return false;
  }
  return true;
}

}  // namespace detail

/// A content-type without its parameters: `application/json` of `application/json; charset=utf-8`.
/// @lifetime borrows from `content_type`.
[[nodiscard]] constexpr std::string_view essence_of(std::string_view content_type) noexcept {
  return trim_spaces(content_type.substr(0, content_type.find(';')));
}

/// The one of `known` that a content-type names; null if it names none, or text in another encoding
/// than UTF-8.
/// @source RFC 9110, section 8.3.1
[[nodiscard]] constexpr const media_type* find_media_type(std::span<const media_type> known,
                                                          std::string_view content_type) noexcept {
  const std::string_view essence = essence_of(content_type);
  for (const media_type& each : known) {
    if (!ascii_iequal(each.name, essence)) continue;
    const std::size_t semicolon = content_type.find(';');
    if (semicolon == content_type.npos) return &each;
    return detail::is_utf8_content(content_type.substr(semicolon + 1)) ? &each : nullptr;
  }
  return nullptr;
}

/// Whether a content-type begins with `prefix`, in any case: it is of that protocol, whatever form
/// its messages have.
[[nodiscard]] constexpr bool has_media_prefix(std::string_view content_type,
                                              std::string_view prefix) noexcept {
  return ascii_iequal(prefix, trim_spaces(content_type).substr(0, prefix.size()));
}

}  // namespace tern::protocol
