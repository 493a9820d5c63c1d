// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <tern/base/buffer.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/proto.hpp>
#include <tern/protocol/envelope.hpp>

namespace tern::protocol {

/// Adds `message` to `body`, behind its envelope, without a copy in between.
/// @error `resource_exhausted` if the message is longer than an envelope can say, 4 GiB.
template <reflect::message M>
[[nodiscard]] result<void> write_message(const M& message, buffer& body) {
  const std::size_t size = codec::encoded_size(message);
  if (size > std::numeric_limits<std::uint32_t>::max()) {
    return status{code::resource_exhausted, "message is " + std::to_string(size) +
                                                " bytes, an envelope can say at most 4294967295"};
  }
  const byte_span room = body.prepare(envelope::size_bytes + size);
  write_envelope(room.data(), {.flags = 0, .length = static_cast<std::uint32_t>(size)});
  codec::encode_to(message, room.subspan(envelope::size_bytes, size));
  body.commit(envelope::size_bytes + size);
  return {};
}

}  // namespace tern::protocol
