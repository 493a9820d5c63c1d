// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include <tests/fuzz/fuzzer.hpp>
#include <tests/fuzz/peer.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fuzz {

/// Decodes with tern and with Google's C++: both accept the same bytes, understand the same in them
/// and, where nothing is unknown, write the same. Where Google's 3.21 is another, this says so:
///
/// - It drops the bits of a tag beyond the 32nd. To tern, as to newer versions, that is no tag.
/// - It refuses a length of more than five bytes. To tern, as to Go and Java, zeroes may follow.
/// - It looks at 32 bits of a bool in a map, and at 64 of any other. To tern, all are the same.
/// - It does not check the texts of proto2. To tern, each `string` is UTF-8.
/// - It looks for required fields in the whole message, tern in each occurrence: a message that
///   comes in two parts may lack some in one of them.
template <class M>
void compare_with_peer(schema which, tern::byte_view bytes);

namespace detail {

// Whether a varint may stand anywhere of which `is_meant(value, its bytes)`.
template <class Predicate>
bool has_varint(tern::byte_view bytes, Predicate is_meant) {
  for (std::size_t start = 0; start < bytes.size(); ++start) {
    std::uint64_t value = 0;
    std::size_t at = start;
    while (at < bytes.size() && at - start < 10) {
      const auto byte = std::to_integer<std::uint64_t>(bytes[at]);
      value |= (byte & 0x7f) << 7 * (at++ - start);
      if (byte < 0x80) break;
    }
    if (is_meant(value, at - start)) return true;
  }
  return false;
}

inline bool has_long_length(tern::byte_view bytes) {
  return has_varint(
      bytes, [](std::uint64_t value, std::size_t size) { return size > 5 && value < 0x8000'0000; });
}

inline bool has_wide_bool(tern::byte_view bytes) {
  return has_varint(bytes, [](std::uint64_t value, std::size_t) {
    return value != 0 && (value & 0xffff'ffff) == 0;
  });
}

inline bool is_known(const tern::status& failure, schema which) {
  const auto mentions = [&](std::string_view what) {
    return failure.message().find(what) != std::string::npos;
  };
  return mentions("tag is") || (which == schema::legacy && (mentions("not valid UTF-8") ||
                                                            mentions("required field is missing")));
}

}  // namespace detail

template <class M>
void compare_with_peer(schema which, tern::byte_view bytes) {
  const auto message = tern::codec::decode<M>(bytes);
  auto theirs = peer_message::from_bytes(which, bytes);
  if (!message) {
    require(!theirs || detail::is_known(message.status(), which), "only Google's accepts",
            message.status().message());
    return;
  }
  if (!theirs) return require(detail::has_long_length(bytes), "only tern accepts");

  if (detail::has_wide_bool(bytes)) return;
  const tern::buffer encoded = tern::codec::encode(*message);
  auto ours = peer_message::from_bytes(which, encoded.view());
  require(ours.has_value(), "Google's refuses what tern writes");
  const bool unknown = theirs->discard_unknown();
  ours->discard_unknown();
  const std::string expected = theirs->bytes();
  require_same(tern::as_bytes(ours->bytes()), tern::as_bytes(expected), "another message");
  if (!unknown) require_same(encoded.view(), tern::as_bytes(expected), "other bytes");
}

}  // namespace fuzz
