// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace tern::protocol {

/// How the messages of one direction lie in a body.
///
///     gRPC                 envelope message  envelope message  …              | trailers
///     gRPC-Web             envelope message  envelope message  …  0x80 last   |
///     Connect, streaming   envelope message  envelope message  …  0x02 last   |
///     Connect, unary       message                                            |
///     Connect, an error    last                                               |
///     REST, streaming      message line end  message line end  …              |
struct framing {
  enum class layout : std::uint8_t {
    envelopes,  ///< messages, each behind an envelope
    message,    ///< the body is one message
    lines,      ///< messages, of which each says itself where it ends; of replies
    ending,     ///< the body is no message, and says how the call ended
  };

  layout body = layout::envelopes;
  std::uint8_t last_flag = 0;  ///< of the envelope that says how the call ended; 0: there is none
  bool base64 = false;         ///< the body is text that stands for the bytes above

  friend bool operator==(const framing&, const framing&) = default;
};

}  // namespace tern::protocol
