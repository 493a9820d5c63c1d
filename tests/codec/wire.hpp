// SPDX-License-Identifier: MIT
#pragma once

#include <tern/codec/wire_type.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

/// Encodings made by hand, to say what no encoder says.
namespace wire {

using tern::codec::wire_type;

/// `value` in at least `bytes` bytes: what is too many is zeroes.
inline std::string varint(std::uint64_t value, std::size_t bytes = 1) {
  std::string text;
  for (; value > 0x7f || text.size() + 1 < bytes; value >>= 7) {
    text += static_cast<char>(value | 0x80);
  }
  text += static_cast<char>(value);
  return text;
}

inline std::string tag(std::uint32_t number, wire_type type) {
  return varint(tern::codec::make_tag(number, type));
}

/// A field that is a varint.
inline std::string number(std::uint32_t field, std::uint64_t value) {
  return tag(field, wire_type::varint) + varint(value);
}

/// A field that is text, bytes, packed numbers or a message.
inline std::string block(std::uint32_t field, std::string_view bytes) {
  return tag(field, wire_type::length_delimited) + varint(bytes.size()).append(bytes);
}

inline std::string group(std::uint32_t field, std::string_view bytes) {
  return tag(field, wire_type::group_start).append(bytes) + tag(field, wire_type::group_end);
}

inline std::string repeat(std::string_view bytes, std::size_t times) {
  std::string all;
  all.reserve(bytes.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += bytes;
  return all;
}

/// `layers` blocks around each other.
template <class Wrap>
std::string nest(std::size_t layers, Wrap wrap) {
  std::string bytes;
  for (std::size_t i = 0; i < layers; ++i) bytes = wrap(bytes);
  return bytes;
}

}  // namespace wire
