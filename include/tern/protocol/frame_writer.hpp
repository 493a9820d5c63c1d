// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/compress/encoding.hpp>
#include <tern/protocol/base64_body.hpp>
#include <tern/protocol/envelope.hpp>
#include <tern/protocol/framing.hpp>

namespace tern::protocol {

/// When a message is compressed that may be.
enum class compress_when : std::uint8_t {
  shorter,  ///< if it becomes shorter
  always,   ///< because the header fields have said so, where there is no envelope to say otherwise
};

namespace detail {

inline void append_envelope(buffer& body, std::uint8_t flags, byte_view payload) {
  const byte_span room = body.prepare(envelope::size_bytes + payload.size());
  write_envelope(room.data(), {flags, static_cast<std::uint32_t>(payload.size())});
  body.commit(envelope::size_bytes);
  body.append(payload);
}

}  // namespace detail

/// Adds a frame to a body in envelopes, or as base64 of that.
/// @error `resource_exhausted` if it is longer than an envelope can say, 4 GiB.
[[nodiscard]] inline result<void> write_envelope_frame(byte_view payload, std::uint8_t flags,
                                                       buffer& body, framing how) {
  if (payload.size() > std::numeric_limits<std::uint32_t>::max()) {
    return status{code::resource_exhausted, "message is " + std::to_string(payload.size()) +
                                                " bytes, an envelope can say at most 4294967295"};
  }
  if (!how.base64) {
    detail::append_envelope(body, flags, payload);
    return {};
  }
  buffer frame;
  detail::append_envelope(frame, flags, payload);
  append_base64(body, frame.view());
  return {};
}

/// Adds a message, which is encoded already, to a body that `how` says the layout of.
/// @param encoding compresses it; null: nothing does.
/// @returns whether it was compressed
[[nodiscard]] inline result<bool> write_message_frame(byte_view message, buffer& body, framing how,
                                                      const compress::encoding* encoding = nullptr,
                                                      compress_when when = compress_when::shorter) {
  buffer compressed;
  bool pays = false;
  if (encoding != nullptr && !message.empty()) {
    if (auto done = encoding->compress(message, compressed); !done) return std::move(done).status();
    pays = when == compress_when::always || compressed.size() < message.size();
  }
  const byte_view sent = pays ? compressed.view() : message;
  if (how.body != framing::layout::envelopes) {
    body.append(sent);
    return pays;
  }
  const std::uint8_t flags = pays ? envelope::compressed_flag : std::uint8_t{0};
  if (auto written = write_envelope_frame(sent, flags, body, how); !written) {
    return std::move(written).status();
  }
  return pays;
}

}  // namespace tern::protocol
