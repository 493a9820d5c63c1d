// SPDX-License-Identifier: MIT

/// The binary decoder beside Google's: both accept the same bytes, understand the same in them and,
/// where nothing is unknown, write the same. Where Google's C++ 3.21 is another, this says so:
///
/// - It drops the bits of a tag beyond the 32nd. To tern, as to newer versions, that is no tag.
/// - It refuses a length of more than five bytes. To tern, as to Go and Java, zeroes may follow.

#include <tests/fuzz/everything.hpp>
#include <tests/fuzz/fuzzer.hpp>
#include <tests/fuzz/peer.hpp>

namespace {

using fuzz::peer_message;
using fuzz::require;
using fuzz::require_same;
using tern::byte_view;

// Whether there is a varint of six bytes or more that a length could be: below 2^31.
bool has_long_length(byte_view bytes) {
  for (std::size_t start = 0; start < bytes.size(); ++start) {
    std::uint64_t value = 0;
    std::size_t at = start;
    while (at < bytes.size() && at - start < 10) {
      const auto byte = std::to_integer<std::uint64_t>(bytes[at]);
      value |= (byte & 0x7f) << 7 * (at++ - start);
      if (byte < 0x80) break;
    }
    if (at - start > 5 && value < 0x8000'0000) return true;
  }
  return false;
}

bool is_known(const tern::result<fuzz::Everything>& message, byte_view bytes) {
  if (message) return has_long_length(bytes);
  return message.status().message().find("tag is") != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const byte_view bytes = fuzz::as_view(data, size);
  const auto message = tern::codec::decode<fuzz::Everything>(bytes);
  auto theirs = peer_message::from_bytes(bytes);
  if (!message || !theirs) {
    require((!message && !theirs) || is_known(message, bytes),
            message ? "only tern accepts" : "only Google's accepts", message.status().message());
    return 0;
  }
  const tern::buffer encoded = tern::codec::encode(*message);
  auto ours = peer_message::from_bytes(encoded.view());
  require(ours.has_value(), "Google's refuses what tern writes");

  const bool unknown = theirs->discard_unknown();
  ours->discard_unknown();
  const std::string expected = theirs->bytes();
  require_same(tern::as_bytes(ours->bytes()), tern::as_bytes(expected), "another message");
  if (!unknown) require_same(encoded.view(), tern::as_bytes(expected), "other bytes");
  return 0;
}
