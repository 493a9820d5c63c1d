// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace tern::codec {

/// How the value after a tag is laid out.
/// @source Protocol Buffers, "Encoding": a tag is the varint `number << 3 | wire_type`
enum class wire_type : std::uint8_t {
  varint = 0,
  fixed64 = 1,
  length_delimited = 2,
  group_start = 3,
  group_end = 4,
  fixed32 = 5,
};

/// The bytes of a fixed32 or a fixed64.
[[nodiscard]] constexpr std::size_t fixed_bytes(wire_type type) noexcept {
  return type == wire_type::fixed32 ? 4 : 8;
}

/// The tag of a field.
[[nodiscard, gnu::always_inline]] constexpr std::uint32_t make_tag(std::uint32_t number,
                                                                   wire_type type) noexcept {
  return number << 3 | static_cast<std::uint32_t>(type);
}

template <std::int64_t Number>
[[nodiscard]] constexpr std::uint32_t make_tag(wire_type type) noexcept {
  return make_tag(static_cast<std::uint32_t>(Number), type);
}

[[nodiscard]] constexpr std::uint32_t tag_number(std::uint32_t tag) noexcept {
  return tag >> 3;
}

/// The tag that ends the group that `start_tag` starts.
[[nodiscard]] constexpr std::uint32_t end_tag_of(std::uint32_t start_tag) noexcept {
  return make_tag(tag_number(start_tag), wire_type::group_end);
}

/// The wire type of a tag: 6 and 7, which nothing defines, included.
[[nodiscard]] constexpr wire_type tag_type(std::uint32_t tag) noexcept {
  return static_cast<wire_type>(tag & 7);
}

}  // namespace tern::codec
