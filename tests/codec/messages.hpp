// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

/// golden.proto in C++.
namespace golden {

enum class Color : std::int32_t { none = 0, red = 1, below = -1 };

struct Scalars {
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  std::int32_t s32 = 0;
  std::int64_t s64 = 0;
  std::uint32_t f32 = 0;
  std::uint64_t f64 = 0;
  std::int32_t sf32 = 0;
  std::int64_t sf64 = 0;
  bool flag = false;
  float single = 0;
  double twice = 0;
  std::string text;
  std::vector<std::byte> blob;
  std::string raw;
  Color color = Color::none;

  friend bool operator==(const Scalars&, const Scalars&) = default;
};
TERN_MESSAGE(Scalars, (1, i32), (2, i64), (3, u32), (4, u64), (5, s32, tern::sint),
             (6, s64, tern::sint), (7, f32, tern::fixed), (8, f64, tern::fixed),
             (9, sf32, tern::fixed), (10, sf64, tern::fixed), (11, flag), (12, single), (13, twice),
             (14, text), (15, blob), (16, raw, tern::bytes), (17, color))

struct Inner {
  std::int32_t number = 0;
  std::string text;

  friend bool operator==(const Inner&, const Inner&) = default;
};
TERN_MESSAGE(Inner, (1, number), (2, text))

struct Presence {
  std::optional<std::int32_t> number;
  std::optional<std::string> text;
  std::optional<bool> flag;
  Inner plain;
  std::optional<Inner> maybe;
  tern::box<Inner> boxed;
  std::unique_ptr<Inner> unique;
  std::optional<Color> color;
};
TERN_MESSAGE(Presence, (1, number), (2, text), (3, flag), (4, plain), (5, maybe), (6, boxed),
             (7, unique), (8, color))

struct Lists {
  std::vector<std::int32_t> i32;
  std::vector<std::int64_t> s64;
  std::vector<std::uint32_t> f32;
  std::vector<double> twice;
  std::vector<bool> flags;
  std::vector<Color> colors;
  std::vector<std::string> texts;
  std::vector<std::vector<std::byte>> blobs;
  std::vector<Inner> inners;
  std::vector<std::int32_t> apart;
  std::vector<bool> flags_apart;
  std::vector<std::uint64_t> fixed_apart;

  friend bool operator==(const Lists&, const Lists&) = default;
};
TERN_MESSAGE(Lists, (1, i32), (2, s64, tern::sint), (3, f32, tern::fixed), (4, twice), (5, flags),
             (6, colors), (7, texts), (8, blobs), (9, inners), (10, apart, tern::unpacked),
             (11, flags_apart, tern::unpacked), (12, fixed_apart, tern::unpacked, tern::fixed))

struct Maps {
  std::map<std::int32_t, std::string> names;
  std::map<std::string, Inner> inners;
  std::map<std::int32_t, std::uint64_t> numbers;
  std::map<bool, std::string> blobs;
  std::unordered_map<std::string, std::int32_t> hashed;
  std::map<std::int32_t, Color> colors;

  friend bool operator==(const Maps&, const Maps&) = default;
};
TERN_MESSAGE(Maps, (1, names), (2, inners),
             (3, numbers, tern::map_key(tern::sint), tern::map_value(tern::fixed)),
             (4, blobs, tern::map_value(tern::bytes)), (5, hashed), (6, colors))

// Described out of order, with a number between those of the oneof.
struct Choice {
  std::int32_t after = 0;
  std::variant<std::monostate, std::string, std::string, std::int32_t, std::int32_t, Inner> value;
  std::int32_t between = 0;
  std::int32_t before = 0;

  friend bool operator==(const Choice&, const Choice&) = default;
};
TERN_MESSAGE(Choice, (2000, after),
             (oneof, value, (3, text), (4, blob, tern::bytes), (6, number), (7, other, tern::sint),
              (8, inner)),
             (5, between), (1, before))

struct Node {
  std::int32_t value = 0;
  tern::box<Node> next;
  std::vector<Node> children;

  friend bool operator==(const Node&, const Node&) = default;
};
TERN_MESSAGE(Node, (1, value), (2, next), (3, children))

struct Times {
  std::chrono::sys_time<std::chrono::nanoseconds> at;
  std::chrono::nanoseconds took{};
  std::vector<std::chrono::sys_time<std::chrono::milliseconds>> history;
  std::chrono::hours timeout{};

  friend bool operator==(const Times&, const Times&) = default;
};
TERN_MESSAGE(Times, (1, at), (2, took), (3, history), (4, timeout))

// Numbers like those of Scalars, but nothing known: everything goes through the unknown fields.
struct Opaque {
  tern::unknown_fields rest;

  friend bool operator==(const Opaque&, const Opaque&) = default;
};
TERN_MESSAGE(Opaque, (unknown, rest))

struct Partial {
  tern::unknown_fields rest;
  std::int32_t number = 0;
};
TERN_MESSAGE(Partial, (unknown, rest), (2, number), (reserved, 1, 3))

struct Borrowed {
  std::string_view text;
  std::span<const std::byte> blob;
  std::string_view raw;
  std::vector<std::string_view> texts;
};
TERN_MESSAGE(Borrowed, (1, text), (2, blob), (3, raw, tern::bytes), (4, texts))

}  // namespace golden

/// Bytes from grouped hexadecimal digits.
inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  int high = -1;
  for (const char c : hex) {
    const int digit = '0' <= c && c <= '9' ? c - '0' : 'a' <= c && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) continue;
    if (high < 0) {
      high = digit;
    } else {
      bytes += static_cast<char>(high * 16 + digit);
      high = -1;
    }
  }
  return bytes;
}

/// Grouped hexadecimal digits, as in golden.hpp.
inline std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0 && i % 4 == 0) hex += ' ';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

template <class M>
std::string encoded_hex(const M& message) {
  return to_hex(tern::as_text(tern::codec::encode(message).view()));
}

template <class M>
tern::result<M> decode_hex(std::string_view hex, const tern::codec::decode_options& options = {}) {
  // On the heap and of exactly that size: a read past the end is seen by the address sanitizer.
  const std::string bytes = from_hex(hex);
  const std::vector<char> exact(bytes.begin(), bytes.end());
  return tern::codec::decode<M>(tern::as_bytes({exact.data(), exact.size()}), options);
}

/// The text of the failure, or "ok".
template <class M>
std::string decode_error(std::string_view hex, const tern::codec::decode_options& options = {}) {
  const auto decoded = decode_hex<M>(hex, options);
  return decoded ? "ok" : decoded.status().message();
}
