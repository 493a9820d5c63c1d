// SPDX-License-Identifier: MIT
#pragma once

#include <tern/protocol/message_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

#include <tern/protocol/envelope.hpp>

namespace tern::protocol::detail {

TERN_INLINE result<void> write_compressed(byte_view message, buffer& body,
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

TERN_INLINE status refuse_length(std::size_t bytes, std::size_t send_max_bytes) {
  if (bytes > send_max_bytes) {
    return check_message_size(bytes, send_max_bytes, "send_max_bytes").status();
  }
  return {code::resource_exhausted,
          "message is " + std::to_string(bytes) + " bytes, an envelope can say at most 4294967295"};
}

}  // namespace tern::protocol::detail
