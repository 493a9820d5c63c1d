// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace tern::codec {

/// Seven bits a byte, the lowest first; the top bit of a byte says that another one follows.
///
///     300 = 0b10'0101100   ->   1'0101100  0'0000010   =   ac 02
///
/// @source Protocol Buffers, "Encoding", Base 128 Varints

/// The most bytes that a varint of 64 bits may have.
inline constexpr std::size_t varint_max_bytes = 10;

/// The bytes that write_varint writes: 1 to 10.
[[nodiscard]] constexpr std::size_t varint_size(std::uint64_t value) noexcept {
  // (bits + 6) / 7 without a division.
  return (static_cast<std::size_t>(std::bit_width(value | 1)) * 9 + 64) / 64;
}

/// Writes `value` so that it ends just before `end`, and returns where it starts.
inline std::uint8_t* write_varint(std::uint8_t* end, std::uint64_t value) noexcept {
  if (value < 0x80) {
    *--end = static_cast<std::uint8_t>(value);
    return end;
  }
  std::uint8_t* const start = end - varint_size(value);
  std::uint8_t* at = start;
  while (value >= 0x80) {
    *at++ = static_cast<std::uint8_t>(value | 0x80);
    value >>= 7;
  }
  *at = static_cast<std::uint8_t>(value);
  return start;
}

namespace detail {

// Out of line: most varints have one byte. Bits beyond the 64th are dropped, as every Protobuf
// implementation does.
[[gnu::noinline]] inline const std::uint8_t* read_long_varint(const std::uint8_t* at,
                                                              const std::uint8_t* end,
                                                              std::uint64_t& value) noexcept {
  const std::size_t left = static_cast<std::size_t>(end - at);
  const std::size_t most = left < varint_max_bytes ? left : varint_max_bytes;
  if (most == 0) return nullptr;
  // Each byte but the last leaves its top bit behind as 1 << 7 * i; the next one takes it away.
  std::uint64_t result = at[0];
  for (std::size_t i = 1; i < most; ++i) {
    const std::uint64_t byte = at[i];
    result += (byte - 1) << 7 * i;
    if (byte < 0x80) {
      value = result;
      return at + i + 1;
    }
  }
  return nullptr;
}

}  // namespace detail

/// Reads a varint of at most ten bytes, of which 64 bits count.
/// @returns what follows it, or null if it does not end before `end` or is too long.
inline const std::uint8_t* read_varint(const std::uint8_t* at, const std::uint8_t* end,
                                       std::uint64_t& value) noexcept {
  if (at != end && *at < 0x80) {
    value = *at;
    return at + 1;
  }
  return detail::read_long_varint(at, end, value);
}

/// Negative numbers in turn with positive ones: 0, -1, 1, -2 … become 0, 1, 2, 3 …
[[nodiscard]] constexpr std::uint32_t zigzag(std::int32_t value) noexcept {
  return static_cast<std::uint32_t>(value) << 1 ^ static_cast<std::uint32_t>(value >> 31);
}
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) noexcept {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

/// The inverse of zigzag().
[[nodiscard]] constexpr std::int32_t unzigzag(std::uint32_t value) noexcept {
  return static_cast<std::int32_t>(value >> 1 ^ (0 - (value & 1)));
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value) noexcept {
  return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
}

}  // namespace tern::codec
