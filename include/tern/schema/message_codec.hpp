// SPDX-License-Identifier: MIT
#pragma once

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/codec/options.hpp>

namespace tern::schema {

struct message_info;

/// A way to write the messages of calls that is not Protobuf's binary form: for messages without
/// their types, so that a server or a client can be given one, or none.
/// @thread any: it has no state that changes.
struct message_codec {
  /// Appends the message of that type at `message` to `out`.
  /// @error when it holds what cannot be written; `out` is then of no use.
  [[nodiscard]] virtual result<void> encode(const message_info& type, const void* message,
                                            buffer& out) const = 0;

  /// Reads a message of that type into the one at `message`, which is empty.
  /// @param limits what may be read; the codec may have narrower limits of its own.
  /// @error invalid_argument when `bytes` are no such message, resource_exhausted past a limit
  [[nodiscard]] virtual result<void> decode(byte_view bytes, const message_info& type,
                                            void* message,
                                            const codec::decode_options& limits) const = 0;

 protected:
  ~message_codec() = default;
};

}  // namespace tern::schema
