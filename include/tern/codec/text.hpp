// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tern/codec/element.hpp>
#include <tern/codec/utf8.hpp>

namespace tern::codec {
namespace detail {

// Strings and bytes that are owned are copied into, borrowed ones point into the input.
inline void set_bytes(std::string_view& value, const std::uint8_t* at, std::size_t size) {
  value = {reinterpret_cast<const char*>(at), size};
}
inline void set_bytes(std::span<const std::byte>& value, const std::uint8_t* at, std::size_t size) {
  value = {reinterpret_cast<const std::byte*>(at), size};
}
template <class Traits, class Allocator>
void set_bytes(std::basic_string<char, Traits, Allocator>& value, const std::uint8_t* at,
               std::size_t size) {
  value.assign(reinterpret_cast<const char*>(at), size);
}
template <class Allocator>
void set_bytes(std::vector<std::byte, Allocator>& value, const std::uint8_t* at, std::size_t size) {
  const auto* const first = reinterpret_cast<const std::byte*>(at);
  value.assign(first, first + size);
}

template <class Word>
[[gnu::always_inline]] inline void copy_word(std::uint8_t* to, const std::uint8_t* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof(Word));
  std::memcpy(to, &word, sizeof(Word));
}

[[gnu::noinline]] inline std::uint8_t* write_long_bytes(std::uint8_t* end, const std::uint8_t* data,
                                                        std::size_t size) noexcept {
  end -= size;
  std::memcpy(end, data, size);
  return write_varint(end, size);
}

// Writes bytes behind their length. Most texts are short: two words that overlap are all of it.
[[gnu::noinline]] inline std::uint8_t* write_bytes(std::uint8_t* end, const std::uint8_t* data,
                                                   std::size_t size) noexcept {
  if (size > 16) return write_long_bytes(end, data, size);
  std::uint8_t* const start = end - size;
  if (size >= 8) {
    copy_word<std::uint64_t>(start, data);
    copy_word<std::uint64_t>(end - 8, data + size - 8);
  } else if (size >= 4) {
    copy_word<std::uint32_t>(start, data);
    copy_word<std::uint32_t>(end - 4, data + size - 4);
  } else if (size != 0) {
    start[0] = data[0];
    start[size / 2] = data[size / 2];
    start[size - 1] = data[size - 1];
  }
  start[-1] = static_cast<std::uint8_t>(size);
  return start - 1;
}

// Reads a length and as many bytes.
template <bool Utf8, class T>
[[gnu::always_inline]] inline const std::uint8_t* read_bytes(const std::uint8_t* at,
                                                             const std::uint8_t* end, T& value,
                                                             reader& state) {
  at = read_length(at, end, state);
  if (at == nullptr) return nullptr;
  if constexpr (Utf8) {
    const std::uint8_t* const bad = find_invalid_utf8(at, end);
    if (bad != nullptr) return state.fail(bad, "string is not valid UTF-8");
  }
  set_bytes(value, at, static_cast<std::size_t>(end - at));
  return end;
}

template <class T, bool Utf8>
struct bytes_element {
  static constexpr wire_type wire = wire_type::length_delimited;

  static bool is_default(const T& value) noexcept { return value.empty(); }
  static std::size_t size(const T& value) noexcept {
    return varint_size(value.size()) + value.size();
  }
  static std::uint8_t* write(std::uint8_t* end, const T& value) noexcept {
    return write_bytes(end, reinterpret_cast<const std::uint8_t*>(value.data()), value.size());
  }
  [[gnu::noinline]] static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end,
                                                    T& value, reader& state) {
    return read_bytes<Utf8>(at, end, value, state);
  }
};

}  // namespace detail

/// `string`: UTF-8, checked when it is read. What is written is the program's own word; a peer that
/// checks refuses it. With tern::bytes: `bytes`.
template <class Traits, class Allocator, class Options>
struct element<std::basic_string<char, Traits, Allocator>, Options>
    : detail::bytes_element<std::basic_string<char, Traits, Allocator>,
                            !reflect::has_option<Options, reflect::bytes_option>> {
  static_assert(!reflect::has_option<Options, reflect::sint_option> &&
                    !reflect::has_option<Options, reflect::fixed_option>,
                "tern: sint and fixed do not fit a string");
};

/// A borrowed `string`, or with tern::bytes a borrowed `bytes`.
/// @lifetime what was decoded into one borrows from the input.
template <class Options>
struct element<std::string_view, Options>
    : detail::bytes_element<std::string_view,
                            !reflect::has_option<Options, reflect::bytes_option>> {
  static_assert(!reflect::has_option<Options, reflect::sint_option> &&
                    !reflect::has_option<Options, reflect::fixed_option>,
                "tern: sint and fixed do not fit a string");
};

/// `bytes`
template <class Allocator, class Options>
struct element<std::vector<std::byte, Allocator>, Options>
    : detail::bytes_element<std::vector<std::byte, Allocator>, false> {
  static_assert(detail::no_options<Options>,
                "tern: a vector of std::byte is bytes without options");
};

/// Borrowed `bytes`.
/// @lifetime what was decoded into one borrows from the input.
template <class Options>
struct element<std::span<const std::byte>, Options>
    : detail::bytes_element<std::span<const std::byte>, false> {
  static_assert(detail::no_options<Options>, "tern: a span of std::byte is bytes without options");
};

}  // namespace tern::codec
