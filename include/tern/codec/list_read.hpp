// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

#include <tern/codec/element_read.hpp>
#include <tern/codec/memory.hpp>
#include <tern/codec/number.hpp>
#include <tern/codec/reader.hpp>
#include <tern/codec/varint.hpp>

/// Repeated fields: the functions that their rows in a read_table have.
namespace tern::codec::detail {

// What follows the tag, if it comes once more at `at`. A tag of more than two bytes is left to the
// table.
[[nodiscard]] inline const std::uint8_t* skip_tag(const std::uint8_t* at, const std::uint8_t* end,
                                                  std::uint32_t tag) noexcept {
  if (tag < 0x80) return at != end && *at == tag ? at + 1 : nullptr;
  if (tag < 0x4000 && end - at >= 2 && at[0] == ((tag & 0x7f) | 0x80) && at[1] == tag >> 7) {
    return at + 2;
  }
  return nullptr;
}

// How many elements with a length follow one another, the one at `at`, behind its tag, included.
[[nodiscard, gnu::noinline]] inline std::size_t count_elements(const std::uint8_t* at,
                                                               const std::uint8_t* end,
                                                               std::uint32_t tag) noexcept {
  std::size_t count = 0;
  while (at != nullptr) {
    ++count;
    std::uint64_t length = 0;
    at = read_varint(at, end, length);
    if (at == nullptr || length > static_cast<std::uint64_t>(end - at)) break;
    at = skip_tag(at + length, end, tag);
  }
  return count;
}

// For how many elements a full list is to have room, at least one more; or 0. For all that follow
// if their number is cheap to know: growing by doubling would move them several times.
[[nodiscard, gnu::noinline]] inline std::size_t grown_capacity(std::size_t capacity,
                                                               std::size_t element_bytes,
                                                               const std::uint8_t* at,
                                                               const std::uint8_t* end,
                                                               std::uint32_t tag, reader& state) {
  const std::size_t more =
      tag_type(tag) == wire_type::length_delimited ? count_elements(at, end, tag) : 4;
  const std::size_t grown = capacity + std::max(more, capacity / 2);
  return state.charge(at, (grown - capacity) * element_bytes) ? grown : 0;
}

// A new element at the end, or null.
template <class Vector>
[[nodiscard, gnu::always_inline]] inline Vector::value_type* append(const std::uint8_t* at,
                                                                    const std::uint8_t* end,
                                                                    std::uint32_t tag,
                                                                    Vector& values, reader& state) {
  if (values.size() == values.capacity()) {
    const std::size_t capacity =
        grown_capacity(values.size(), sizeof(typename Vector::value_type), at, end, tag, state);
    if (capacity == 0) return nullptr;
    values.reserve(capacity);
  }
  // So that emplace_back() has no code for growing: Clang sees it here, behind both ways.
  if (values.size() == values.capacity()) __builtin_unreachable();
  return std::addressof(values.emplace_back());
}

template <class Element, class Vector>
[[gnu::noinline]] const std::uint8_t* read_repeated(const std::uint8_t* at, const std::uint8_t* end,
                                                    void* member, reader& state,
                                                    std::uint32_t tag) {
  using T = Vector::value_type;
  Vector& values = *static_cast<Vector*>(member);
  const memory_scope scope{values, state.memory()};
  for (;;) {
    if constexpr (std::is_same_v<T, bool>) {
      bool value = false;
      at = Element::read(at, end, value, state);
      if (at != nullptr) values.push_back(value);
    } else {
      T* const fresh = append(at, end, tag, values, state);
      if (fresh == nullptr) return nullptr;
      at = read_element<Element>(at, end, tag, settled(*fresh, state), state);
    }
    if (at == nullptr) return nullptr;
    const std::uint8_t* const next = skip_tag(at, end, tag);
    if (next == nullptr) return at;
    at = next;
  }
}

// Numbers behind one another. What is reserved is never more than what the bytes can hold: the ends
// of the varints are counted first.
template <class Element, class Vector>
[[gnu::noinline]] const std::uint8_t* read_packed(const std::uint8_t* at, const std::uint8_t* end,
                                                  void* member, reader& state, std::uint32_t) {
  using T = Vector::value_type;
  Vector& values = *static_cast<Vector*>(member);
  at = read_length(at, end, state);
  if (at == nullptr || at == end) return at;
  if constexpr (std::is_same_v<T, bool>) {
    while (at != end) {
      bool value = false;
      at = Element::read(at, end, value, state);
      if (at == nullptr) return nullptr;
      values.push_back(value);
    }
  } else if constexpr (bitwise<Element>) {
    const auto bytes = static_cast<std::size_t>(end - at);
    if (bytes % sizeof(T) != 0) return state.fail(at, "packed field is cut short");
    const std::size_t before = values.size();
    values.resize(before + bytes / sizeof(T));
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(values.data() + before, at, bytes);
    } else {
      for (std::size_t i = before; i < values.size(); ++i) {
        at = Element::read(at, end, values[i], state);
      }
    }
  } else {
    const std::size_t before = values.size();
    std::size_t count = static_cast<std::size_t>(end - at);
    if constexpr (Element::wire == wire_type::varint) {
      count = static_cast<std::size_t>(
          std::count_if(at, end, [](std::uint8_t byte) { return byte < 0x80; }));
    } else {
      constexpr std::size_t size = Element::wire == wire_type::fixed32 ? 4 : 8;
      if (count % size != 0) return state.fail(at, "packed field is cut short");
      count /= size;
    }
    values.resize(before + count);
    // The last byte ends a varint or this fails; so there is room for each one that is read.
    T* out = values.data() + before;
    if constexpr (requires { typename Element::mapping; }) {
      while (static_cast<std::size_t>(end - at) >= varint_max_bytes) {
        const read_value read = read_varint_of_ten(at);
        if (read.next == nullptr) return state.fail(at, "varint is longer than 10 bytes");
        *out++ = Element::mapping::from_wire(read.bits);
        at = read.next;
      }
    }
    while (at != end) {
      T value{};
      at = Element::read(at, end, value, state);
      if (at == nullptr) return nullptr;
      *out++ = std::move(value);
    }
  }
  return end;
}

}  // namespace tern::codec::detail
