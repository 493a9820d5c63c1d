// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tern/base/bytes.hpp>

namespace tern {

/// Whether base64 text is filled with `=` to a multiple of four characters.
enum class base64_padding { none, full };

namespace detail {

inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline constexpr std::uint8_t not_base64 = 0xff;

/// The six bits that each character stands for, in the standard and in the URL-safe alphabet.
inline constexpr std::array<std::uint8_t, 256> base64_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(not_base64);
  for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
    values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  values['-'] = values['+'];
  values['_'] = values['/'];
  return values;
}();

}  // namespace detail

/// How many characters base64_encode_to() writes.
[[nodiscard]] constexpr std::size_t base64_encoded_size(std::size_t bytes,
                                                        base64_padding padding) noexcept {
  const std::size_t rest = bytes % 3;
  const std::size_t rest_size = padding == base64_padding::full ? 4 : rest + 1;
  return bytes / 3 * 4 + (rest != 0 ? rest_size : 0);
}

/// Writes `bytes` in the standard alphabet and returns the end of what was written.
/// @source RFC 4648, section 4
inline char* base64_encode_to(char* out, byte_view bytes, base64_padding padding) noexcept {
  const auto put = [&](std::uint32_t bits24, std::size_t characters) {
    for (std::size_t i = 0; i < characters; ++i) {
      *out++ = detail::base64_alphabet[bits24 >> (18 - 6 * i) & 0x3f];
    }
    for (std::size_t i = characters; i < 4 && padding == base64_padding::full; ++i) *out++ = '=';
  };
  const auto byte = [&](std::size_t at) { return std::to_integer<std::uint32_t>(bytes[at]); };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) put(byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2), 4);
  if (bytes.size() - i == 1) put(byte(i) << 16, 2);
  if (bytes.size() - i == 2) put(byte(i) << 16 | byte(i + 1) << 8, 3);
  return out;
}

/// Adds `bytes` to `text` in the standard alphabet.
inline void base64_append(std::string& text, byte_view bytes,
                          base64_padding padding = base64_padding::none) {
  const std::size_t before = text.size();
  text.resize(before + base64_encoded_size(bytes.size(), padding));
  base64_encode_to(text.data() + before, bytes, padding);
}

/// `bytes` as text in the standard alphabet.
[[nodiscard]] inline std::string base64_encode(byte_view bytes,
                                               base64_padding padding = base64_padding::none) {
  std::string text;
  base64_append(text, bytes, padding);
  return text;
}

/// The most bytes that a base64 text of this length can stand for.
[[nodiscard]] constexpr std::size_t base64_decoded_max_bytes(std::size_t characters) noexcept {
  return characters / 4 * 3 + characters % 4;
}

/// Decodes `text` into `into`, which has room for base64_decoded_max_bytes(). Padded or not, in the
/// standard or the URL-safe alphabet: what peers send is accepted.
/// @returns how many bytes were written, or nothing if `text` is no base64
[[nodiscard]] inline std::optional<std::size_t> base64_decode(std::string_view text,
                                                              byte_span into) noexcept {
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  assert(into.size() >= base64_decoded_max_bytes(text.size()));

  std::size_t written = 0;
  std::uint32_t bits = 0;
  unsigned bit_count = 0;
  for (const char c : text) {
    const std::uint8_t value = detail::base64_values[static_cast<unsigned char>(c)];
    if (value == detail::not_base64) return std::nullopt;
    bits = bits << 6 | value;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      into[written++] = static_cast<std::byte>(bits >> bit_count & 0xff);
    }
  }
  return written;
}

/// The bytes that `text` stands for, one a character.
/// @returns nothing if `text` is no base64
[[nodiscard]] inline std::optional<std::string> base64_decode(std::string_view text) {
  std::string bytes(base64_decoded_max_bytes(text.size()), '\0');
  const auto written = base64_decode(text, std::as_writable_bytes(std::span{bytes}));
  if (!written) return std::nullopt;
  bytes.resize(*written);
  return bytes;
}

}  // namespace tern
