// SPDX-License-Identifier: MIT
#pragma once

// The messages that the suite and a program under test exchange over pipes: four bytes with the
// length, the highest first, and the message in Protobuf's binary form.

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>

#include <tern/message.hpp>

namespace conformance {

/// The next message, or nothing at the end.
/// @error throws std::runtime_error when it is cut off, tern::error when it is malformed
template <class M>
[[nodiscard]] std::optional<M> read_delimited(std::istream& from) {
  std::array<char, 4> length{};
  if (!from.read(length.data(), length.size())) {
    if (from.gcount() == 0) return std::nullopt;
    throw std::runtime_error{"the length of a message is cut off"};
  }
  std::size_t size_bytes = 0;
  for (const char digit : length) size_bytes = size_bytes << 8 | static_cast<unsigned char>(digit);
  std::string bytes(size_bytes, '\0');
  if (!from.read(bytes.data(), static_cast<std::streamsize>(size_bytes))) {
    throw std::runtime_error{"a message is cut off"};
  }
  return tern::codec::decode<M>(tern::as_bytes(bytes)).value();
}

template <class M>
void write_delimited(std::ostream& to, const M& message) {
  const auto encoded = tern::codec::encode(message);
  const auto size_bytes = static_cast<std::uint32_t>(encoded.view().size());
  for (int shift = 24; shift >= 0; shift -= 8) {
    to.put(static_cast<char>(size_bytes >> shift & 0xff));
  }
  to << tern::as_text(encoded.view()) << std::flush;
}

}  // namespace conformance
