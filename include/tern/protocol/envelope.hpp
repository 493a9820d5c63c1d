// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>

namespace tern::protocol {

/// What stands before every message on the wire.
///
///     byte  0       1       2       3       4       5 ...
///           | flags | length, big-endian            | message of that length |
///
/// Bit 0 of the flags says that the message is compressed. Where HTTP frames begin and end means
/// nothing: the five bytes may arrive one by one.
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Length-Prefixed-Message
struct envelope {
  static constexpr std::size_t size_bytes = 5;
  static constexpr std::uint8_t compressed_flag = 0x01;

  std::uint8_t flags = 0;
  std::uint32_t length = 0;

  [[nodiscard]] constexpr bool compressed() const noexcept {
    return (flags & compressed_flag) != 0;
  }

  friend bool operator==(const envelope&, const envelope&) = default;
};

namespace detail {

[[nodiscard]] inline status refuse_flags(std::uint8_t flags, std::uint8_t allowed_flags) {
  if ((flags & ~allowed_flags) == envelope::compressed_flag) {
    return {code::internal, "a message is compressed, but its sender has declared no encoding"};
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "a message begins with the unknown flags 0x";
  text += digits[flags >> 4];
  text += digits[flags & 0xf];
  return {code::internal, std::move(text)};
}

}  // namespace detail

/// Reads the five bytes that `prefix` begins with.
///
/// `allowed_flags` are those that may be set: `compressed_flag` if the sender has declared an
/// encoding other than identity.
/// @error internal when another flag is set
[[nodiscard]] inline result<envelope> read_envelope(byte_view prefix,
                                                    std::uint8_t allowed_flags = 0) {
  assert(prefix.size() >= envelope::size_bytes);
  const auto flags = std::to_integer<std::uint8_t>(prefix[0]);
  if ((flags & ~allowed_flags) != 0) return detail::refuse_flags(flags, allowed_flags);
  return envelope{flags, load_big_endian32(prefix.data() + 1)};
}

/// Writes five bytes to `into`.
constexpr void write_envelope(std::byte* into, envelope value) noexcept {
  into[0] = static_cast<std::byte>(value.flags);
  store_big_endian32(into + 1, value.length);
}

/// Checks the length of a message against a limit, before anything is allocated for it.
/// `limit_name` is the option that the user can change.
/// @error resource_exhausted when it is longer
[[nodiscard]] inline result<void> check_message_size(
    std::size_t message_bytes, std::size_t limit_bytes,
    std::string_view limit_name = "receive_max_bytes") {
  if (message_bytes <= limit_bytes) return {};
  return status{code::resource_exhausted, std::string{"message is "}
                                              .append(std::to_string(message_bytes))
                                              .append(" bytes, limit ")
                                              .append(limit_name)
                                              .append(" is ")
                                              .append(std::to_string(limit_bytes))};
}

/// What is wrong with a body that ended after `received_bytes` of the five.
[[nodiscard]] inline status truncated_envelope(std::size_t received_bytes) {
  return {code::internal, "the stream ended after " + std::to_string(received_bytes) +
                              " of the 5 bytes that stand before a message"};
}

/// What is wrong with a body that ended after `received_bytes` of a message.
[[nodiscard]] inline status truncated_message(std::size_t received_bytes,
                                              std::size_t message_bytes) {
  return {code::internal, "the stream ended after " + std::to_string(received_bytes) + " of the " +
                              std::to_string(message_bytes) + " bytes of a message"};
}

}  // namespace tern::protocol
