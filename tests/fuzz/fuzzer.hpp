// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// What libFuzzer calls, and replay.cpp without it. Each file of this folder that defines it is a
/// fuzzer; what it finds, it says with require().
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the program unless `holds`: that is how a fuzzer fails.
inline void require(bool holds, const char* what, const std::string& detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: %s\n%s\n", what, detail.c_str());
  std::abort();
}

/// Ends the program unless both are the same bytes.
inline void require_same(tern::byte_view left, tern::byte_view right, const char* what) {
  if (std::equal(left.begin(), left.end(), right.begin(), right.end())) return;
  const auto hex = [](tern::byte_view bytes) {
    std::string text;
    for (const std::byte each : bytes) {
      text += "0123456789abcdef"[std::to_integer<unsigned>(each) >> 4];
      text += "0123456789abcdef"[std::to_integer<unsigned>(each) & 0xf];
    }
    return text;
  };
  require(false, what, hex(left) + "\n" + hex(right));
}

inline tern::byte_view as_view(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

}  // namespace fuzz
