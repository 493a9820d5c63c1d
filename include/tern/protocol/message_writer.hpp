// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/config.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/protocol/envelope.hpp>

namespace tern::protocol {

namespace detail {

/// A message that would not become shorter is sent as it is, which its envelope says.
[[nodiscard]] result<void> write_compressed(byte_view message, buffer& body,
                                            const compress::encoding& how);

/// Says of a message that is too long which bound it is beyond.
[[nodiscard]] status refuse_length(std::size_t bytes, std::size_t send_max_bytes);

}  // namespace detail

/// Adds `message` to `body`, behind its envelope: without a copy in between, or compressed.
/// @error `resource_exhausted` if the message, not compressed, is longer than `send_max_bytes`, or
/// than an envelope can say, 4 GiB.
template <reflect::message M>
[[nodiscard]] result<void> write_message(
    const M& message, buffer& body, const compress::encoding* how = nullptr,
    std::size_t send_max_bytes = std::numeric_limits<std::uint32_t>::max()) {
  const std::size_t size = codec::encoded_size(message);
  if (size > send_max_bytes || size > std::numeric_limits<std::uint32_t>::max()) {
    return detail::refuse_length(size, send_max_bytes);
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

#if !TERN_COMPILED
#include <tern/protocol/message_writer.ipp>
#endif
