// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

namespace tern {

namespace detail {

/// A number of at most `digits_max` digits that is all of `text`.
[[nodiscard]] inline std::optional<std::uint32_t> ip_number(std::string_view text, int base,
                                                            std::size_t digits_max) noexcept {
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  const auto read = std::from_chars(text.data(), end, number, base);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

[[nodiscard]] inline bool append_ipv4(std::string_view text, std::vector<std::byte>& to) {
  for (int part = 0; part != 4; ++part) {
    const std::size_t size = part == 3 ? text.size() : text.find('.');
    if (size == std::string_view::npos) return false;
    const auto number = ip_number(text.substr(0, size), 10, 3);
    if (!number || *number > 255) return false;
    to.push_back(static_cast<std::byte>(*number));
    text.remove_prefix(part == 3 ? size : size + 1);
  }
  return true;
}

/// Groups of 16 bits with colons between them; at the end of the whole an IPv4 address may stand.
[[nodiscard]] inline bool append_groups(std::string_view text, bool at_end,
                                        std::vector<std::byte>& to) {
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (at_end && colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      return append_ipv4(group, to);
    }
    const auto number = ip_number(group, 16, 4);
    if (!number) return false;
    to.push_back(static_cast<std::byte>(*number >> 8));
    to.push_back(static_cast<std::byte>(*number & 0xFF));
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
    if (text.empty()) return false;
  }
  return true;
}

}  // namespace detail

/// The 4 or 16 bytes of an IP address that is written as text; nothing if it is none. A zone,
/// `fe80::1%eth0`, has no place in the bytes.
/// @source RFC 4291, section 2.2
[[nodiscard]] inline std::optional<std::vector<std::byte>> ip_bytes(std::string_view text) {
  constexpr std::size_t ipv6_bytes = 16;
  std::vector<std::byte> bytes;
  if (text.find(':') == std::string_view::npos) {
    if (!detail::append_ipv4(text, bytes)) return std::nullopt;
    return bytes;
  }
  text = text.substr(0, text.find('%'));
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!detail::append_groups(text, true, bytes) || bytes.size() != ipv6_bytes)
      return std::nullopt;
    return bytes;
  }
  std::vector<std::byte> rest;
  if (!detail::append_groups(text.substr(0, gap), false, bytes) ||
      !detail::append_groups(text.substr(gap + 2), true, rest) ||
      bytes.size() + rest.size() > ipv6_bytes - 2) {
    return std::nullopt;
  }
  bytes.resize(ipv6_bytes - rest.size());
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

}  // namespace tern
