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

namespace detail {

// Writes a varint of `Bytes` bytes, or of more if it does not fit.
template <std::size_t Bytes>
[[gnu::always_inline]] inline std::uint8_t* write_varint_from(std::uint8_t* end,
                                                              std::uint64_t value) noexcept {
  if constexpr (Bytes < varint_max_bytes) {
    if (value >> 7 * Bytes != 0) return write_varint_from<Bytes + 1>(end, value);
  }
  end -= Bytes;
  for (std::size_t i = 0; i + 1 < Bytes; ++i) {
    end[i] = static_cast<std::uint8_t>(value >> 7 * i | 0x80);
  }
  end[Bytes - 1] = static_cast<std::uint8_t>(value >> 7 * (Bytes - 1));
  return end;
}

// Out of line: most varints have one byte.
[[gnu::noinline]] inline std::uint8_t* write_long_varint(std::uint8_t* end,
                                                         std::uint64_t value) noexcept {
  return write_varint_from<2>(end, value);
}

}  // namespace detail

/// Writes `value` so that it ends just before `end`, and returns where it starts.
[[gnu::always_inline]] inline std::uint8_t* write_varint(std::uint8_t* end,
                                                         std::uint64_t value) noexcept {
  if (value >= 0x80) return detail::write_long_varint(end, value);
  *--end = static_cast<std::uint8_t>(value);
  return end;
}

namespace detail {

// What follows a varint, and its bits: in two registers.
struct read_value {
  const std::uint8_t* next;  // null on failure
  std::uint64_t bits;
};

// A varint that ends within the next ten bytes, all of which are there, or not at all. Each byte
// but the last leaves its top bit behind as 1 << 7 * i; the next one takes it away. Bits beyond the
// 64th are dropped, as every Protobuf implementation does.
[[gnu::always_inline]] inline read_value read_varint_of_ten(const std::uint8_t* at) noexcept {
  std::uint64_t bits = at[0];
  if (bits < 0x80) return {at + 1, bits};
#pragma GCC unroll 9
  for (std::size_t i = 1; i < varint_max_bytes; ++i) {
    const std::uint64_t byte = at[i];
    bits += (byte - 1) << 7 * i;
    if (byte < 0x80) return {at + i + 1, bits};
  }
  return {nullptr, 0};
}

// Out of line: most varints have one byte.
[[gnu::noinline]] inline read_value read_long_varint(const std::uint8_t* at,
                                                     const std::uint8_t* end) noexcept {
  const std::size_t left = static_cast<std::size_t>(end - at);
  if (left >= varint_max_bytes) return read_varint_of_ten(at);
  if (left == 0) return {nullptr, 0};
  std::uint64_t bits = at[0];
  for (std::size_t i = 1; i < left; ++i) {
    const std::uint64_t byte = at[i];
    bits += (byte - 1) << 7 * i;
    if (byte < 0x80) return {at + i + 1, bits};
  }
  return {nullptr, 0};
}

[[gnu::always_inline]] inline read_value read_any_varint(const std::uint8_t* at,
                                                         const std::uint8_t* end) noexcept {
  if (at != end && *at < 0x80) return {at + 1, *at};
  return read_long_varint(at, end);
}

}  // namespace detail

/// Reads a varint of at most ten bytes, of which 64 bits count.
/// @returns what follows it, or null if it does not end before `end` or is too long.
[[gnu::always_inline]] inline const std::uint8_t* read_varint(const std::uint8_t* at,
                                                              const std::uint8_t* end,
                                                              std::uint64_t& value) noexcept {
  const detail::read_value read = detail::read_any_varint(at, end);
  value = read.bits;
  return read.next;
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
