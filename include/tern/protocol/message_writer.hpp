// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <tern/base/buffer.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/protocol/envelope.hpp>

namespace tern::protocol {

namespace detail {

// A message that would not become shorter is sent as it is, which its envelope says.
inline result<void> write_compressed(byte_view message, buffer& body,
                                     const compress::encoding& how) {
  buffer shorter;
  if (auto done = how.compress(message, shorter); !done) return done;
  const bool pays = shorter.size() < message.size();
  const byte_view sent = pays ? shorter.view() : message;
  const std::uint8_t flags = pays ? envelope::compressed_flag : std::uint8_t{0};
  write_envelope(body.prepare(envelope::size_bytes + sent.size()).data(),
                 {flags, static_cast<std::uint32_t>(sent.size())});
  body.commit(envelope::size_bytes);
  body.append(sent);
  return {};
}

}  // namespace detail

/// Adds `message` to `body`, behind its envelope: without a copy in between, or compressed.
/// @error `resource_exhausted` if the message, not compressed, is longer than `send_max_bytes`, or
/// than an envelope can say, 4 GiB.
template <reflect::message M>
[[nodiscard]] result<void> write_message(
    const M& message, buffer& body, const compress::encoding* how = nullptr,
    std::size_t send_max_bytes = std::numeric_limits<std::uint32_t>::max()) {
  const std::size_t size = codec::encoded_size(message);
  if (size > send_max_bytes) return check_message_size(size, send_max_bytes, "send_max_bytes");
  if (size > std::numeric_limits<std::uint32_t>::max()) {
    return status{code::resource_exhausted, "message is " + std::to_string(size) +
                                                " bytes, an envelope can say at most 4294967295"};
  }
  if (how != nullptr) {
    return detail::write_compressed(codec::encode(message).view(), body, *how);
  }
  const byte_span room = body.prepare(envelope::size_bytes + size);
  write_envelope(room.data(), {.flags = 0, .length = static_cast<std::uint32_t>(size)});
  codec::encode_to(message, room.subspan(envelope::size_bytes, size));
  body.commit(envelope::size_bytes + size);
  return {};
}

}  // namespace tern::protocol
