// SPDX-License-Identifier: MIT
#pragma once

// The text of a message: 32 bytes, different each time, so that a reply to another call is noticed.

#include <cstddef>
#include <cstdint>
#include <string>

namespace bench {

inline constexpr std::size_t payload_bytes = 32;

/// Replaces the last 16 characters of `text` by the digits of `number`.
inline void stamp(char* text, std::uint64_t number) {
  for (std::size_t i = payload_bytes; i > payload_bytes - 16; --i, number >>= 4) {
    text[i - 1] = "0123456789abcdef"[number & 0xf];
  }
}

inline std::string payload(std::uint64_t number) {
  std::string text = "the text of call0000000000000000";
  stamp(text.data(), number);
  return text;
}

}  // namespace bench
