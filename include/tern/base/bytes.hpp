// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tern {

/// Bytes that somebody else owns, to be read.
using byte_view = std::span<const std::byte>;

/// Bytes that somebody else owns, to be written.
using byte_span = std::span<std::byte>;

/// The characters of a text as bytes.
/// @lifetime the result borrows from `text`.
[[nodiscard]] inline byte_view as_bytes(std::string_view text) noexcept {
  return std::as_bytes(std::span{text.data(), text.size()});
}

/// Bytes as characters; nothing is checked or converted.
/// @lifetime the result borrows from `bytes`.
[[nodiscard]] inline std::string_view as_text(byte_view bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads a 32-bit number in network byte order; `bytes` holds at least four.
[[nodiscard]] constexpr std::uint32_t load_big_endian32(const std::byte* bytes) noexcept {
  return std::to_integer<std::uint32_t>(bytes[0]) << 24 |
         std::to_integer<std::uint32_t>(bytes[1]) << 16 |
         std::to_integer<std::uint32_t>(bytes[2]) << 8 | std::to_integer<std::uint32_t>(bytes[3]);
}

/// Writes a 32-bit number in network byte order into at least four bytes.
constexpr void store_big_endian32(std::byte* bytes, std::uint32_t value) noexcept {
  bytes[0] = static_cast<std::byte>(value >> 24);
  bytes[1] = static_cast<std::byte>(value >> 16 & 0xff);
  bytes[2] = static_cast<std::byte>(value >> 8 & 0xff);
  bytes[3] = static_cast<std::byte>(value & 0xff);
}

}  // namespace tern
