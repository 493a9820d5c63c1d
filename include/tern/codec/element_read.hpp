// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <tern/codec/element.hpp>
#include <tern/codec/memory.hpp>
#include <tern/codec/reader.hpp>

namespace tern::codec::detail {

/// Reads one element behind its tag: behind a length, or up to its end tag.
template <class Element, class T>
[[gnu::always_inline]] inline const std::uint8_t* read_element(const std::uint8_t* at,
                                                               const std::uint8_t* end,
                                                               std::uint32_t tag, T& value,
                                                               reader& state) {
  if constexpr (is_delimited<Element>) {
    return Element::read_delimited(at, end, value, state, tag);
  } else {
    return Element::read(at, end, value, state);
  }
}

/// What was made this moment, with its memory: to be read into.
template <class T>
T& settled(T& fresh, reader& state) {
  settle(fresh, state.memory());
  return fresh;
}

}  // namespace tern::codec::detail
