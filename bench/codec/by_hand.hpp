// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "messages.hpp"

/// What the codec by hand is made of: bytes, varints, texts, unknown fields. Input is checked as
/// tern and Protobuf check it: lengths, ends, UTF-8, field numbers.
namespace bench::by_hand {

using byte = std::uint8_t;

// Tags, as the wire has them.
constexpr std::uint32_t varint(std::uint32_t number) {
  return number << 3;
}
constexpr std::uint32_t fixed64(std::uint32_t number) {
  return number << 3 | 1;
}
constexpr std::uint32_t bytes(std::uint32_t number) {
  return number << 3 | 2;
}
constexpr std::uint32_t fixed32(std::uint32_t number) {
  return number << 3 | 5;
}

inline std::uint64_t wide(std::int32_t value) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
}
inline std::uint32_t zigzag(std::int32_t value) {
  return static_cast<std::uint32_t>(value) << 1 ^ static_cast<std::uint32_t>(value >> 31);
}
inline std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
inline std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1 ^ (0 - (value & 1)));
}

// ---- sizes

inline std::size_t size_of(std::uint64_t value) {
  return (static_cast<std::size_t>(std::bit_width(value | 1)) * 9 + 64) / 64;
}
inline std::size_t size_of_bytes(std::size_t size) {
  return size_of(size) + size;
}

// ---- writing, forwards, into room that is large enough

inline byte* put(byte* at, std::uint64_t value) {
  while (value >= 0x80) {
    *at++ = static_cast<byte>(value | 0x80);
    value >>= 7;
  }
  *at++ = static_cast<byte>(value);
  return at;
}

// The same without a loop, for many of them: a quarter less, but much code.
template <int Byte = 0>
[[gnu::always_inline]] inline byte* put_unrolled(byte* at, std::uint64_t value) {
  if (Byte == 9 || value < 0x80) {
    at[Byte] = static_cast<byte>(value);
    return at + Byte + 1;
  }
  at[Byte] = static_cast<byte>(value | 0x80);
  if constexpr (Byte < 9) at = put_unrolled<Byte + 1>(at, value >> 7);
  return at;
}

template <std::uint32_t Tag>
byte* put_tag(byte* at) {
  static_assert(Tag < 0x4000);
  if constexpr (Tag < 0x80) {
    *at = static_cast<byte>(Tag);
    return at + 1;
  } else {
    at[0] = static_cast<byte>(Tag | 0x80);
    at[1] = static_cast<byte>(Tag >> 7);
    return at + 2;
  }
}

template <class T>
byte* put_fixed(byte* at, T value) {
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(at, &value, sizeof value);
  return at + sizeof value;
}

inline byte* put_text(byte* at, std::string_view text) {
  at = put(at, text.size());
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

// ---- reading; null is malformed

inline const byte* get(const byte* at, const byte* end, std::uint64_t& value) {
  if (at == end) return nullptr;
  if (*at < 0x80) {
    value = *at;
    return at + 1;
  }
  std::uint64_t result = *at & 0x7f;
  const byte* const last = end - at > 10 ? at + 10 : end;
  for (unsigned shift = 7; ++at != last; shift += 7) {
    result |= static_cast<std::uint64_t>(*at & 0x7f) << shift;
    if (*at < 0x80) {
      value = result;
      return at + 1;
    }
  }
  return nullptr;
}

// The same without a loop and without looking for the end: ten bytes are there. Each byte takes
// away the top bit that the one before has left behind.
template <int Byte = 0>
[[gnu::always_inline]] inline const byte* get_unrolled(const byte* at, std::uint64_t& value,
                                                       std::uint64_t result = 1) {
  result += (std::uint64_t{at[Byte]} - 1) << 7 * Byte;
  if (at[Byte] < 0x80) {
    value = result;
    return at + Byte + 1;
  }
  if constexpr (Byte == 9) {
    return nullptr;
  } else {
    return get_unrolled<Byte + 1>(at, value, result);
  }
}

inline const byte* get_tag(const byte* at, const byte* end, std::uint32_t& tag) {
  if (*at < 0x80) {
    tag = *at;
    return tag >= 8 ? at + 1 : nullptr;
  }
  std::uint64_t value = 0;
  const byte* const next = get(at, end, value);
  if (next == nullptr || next - at > 5 || value > 0xffff'ffff || value < 8) return nullptr;
  tag = static_cast<std::uint32_t>(value);
  return next;
}

// `end` becomes the end of what the length counts.
inline const byte* get_length(const byte* at, const byte*& end) {
  std::uint64_t length = 0;
  at = get(at, end, length);
  if (at == nullptr || length > static_cast<std::uint64_t>(end - at)) return nullptr;
  end = at + length;
  return at;
}

template <class T>
const byte* get_fixed(const byte* at, const byte* end, T& value) {
  if (static_cast<std::size_t>(end - at) < sizeof value) return nullptr;
  std::memcpy(&value, at, sizeof value);
  return at + sizeof value;
}

bool is_utf8_slowly(const byte* at, const byte* end);

inline bool is_utf8(const byte* at, const byte* end) {
  std::uint64_t seen = 0;
  const byte* const start = at;
  for (; end - at >= 8; at += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, at, 8);
    seen |= eight;
  }
  for (; at != end; ++at) seen |= *at;
  return (seen & 0x8080'8080'8080'8080) == 0 || is_utf8_slowly(start, end);
}

inline const byte* get_bytes(const byte* at, const byte* end, std::string& text) {
  at = get_length(at, end);
  if (at == nullptr) return nullptr;
  text.assign(reinterpret_cast<const char*>(at), static_cast<std::size_t>(end - at));
  return end;
}

inline const byte* get_text(const byte* at, const byte* end, std::string& text) {
  at = get_length(at, end);
  if (at == nullptr || !is_utf8(at, end)) return nullptr;
  text.assign(reinterpret_cast<const char*>(at), static_cast<std::size_t>(end - at));
  return end;
}

const byte* skip(const byte* at, const byte* end, std::uint32_t tag, int depth);

/// The encodings that all others have to make, too.
std::string encode(const Tiny<>& message);
std::string encode(const Medium<>& message);
std::string encode(const Large<>& message);
std::string encode(const Sparse<>& message);

}  // namespace bench::by_hand
