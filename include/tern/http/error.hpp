// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tern::http {

/// Why a stream was reset or a connection closed.
/// @source RFC 9113, section 7
enum class error_code : std::uint32_t {
  no_error = 0x0,
  protocol_error = 0x1,
  internal_error = 0x2,
  flow_control_error = 0x3,
  settings_timeout = 0x4,
  stream_closed = 0x5,
  frame_size_error = 0x6,
  refused_stream = 0x7,
  cancel = 0x8,
  compression_error = 0x9,
  connect_error = 0xa,
  enhance_your_calm = 0xb,
  inadequate_security = 0xc,
  http_1_1_required = 0xd,
};

/// The name that RFC 9113 uses.
[[nodiscard]] constexpr std::string_view to_string(error_code code) noexcept {
  switch (code) {
    case error_code::no_error:
      return "NO_ERROR";
    case error_code::protocol_error:
      return "PROTOCOL_ERROR";
    case error_code::internal_error:
      return "INTERNAL_ERROR";
    case error_code::flow_control_error:
      return "FLOW_CONTROL_ERROR";
    case error_code::settings_timeout:
      return "SETTINGS_TIMEOUT";
    case error_code::stream_closed:
      return "STREAM_CLOSED";
    case error_code::frame_size_error:
      return "FRAME_SIZE_ERROR";
    case error_code::refused_stream:
      return "REFUSED_STREAM";
    case error_code::cancel:
      return "CANCEL";
    case error_code::compression_error:
      return "COMPRESSION_ERROR";
    case error_code::connect_error:
      return "CONNECT_ERROR";
    case error_code::enhance_your_calm:
      return "ENHANCE_YOUR_CALM";
    case error_code::inadequate_security:
      return "INADEQUATE_SECURITY";
    case error_code::http_1_1_required:
      return "HTTP_1_1_REQUIRED";
  }
  return "an unknown error code";
}

/// How far a request came whose stream ended early: whether it may be made again without the danger
/// that it is served twice.
/// @source RFC 9113, sections 6.8 and 8.7; gRPC proposal A6, transparent retries
enum class reach {
  unknown,  ///< the peer may have acted on it
  crossed,  ///< it has left, and has most likely crossed the end of a connection on which nothing
            ///< was under way: what does no harm twice may be made again. RFC 9112, section 9.3.1
  refused,  ///< it has left, and the peer has certainly not acted on it
  unsent    ///< nothing of it has left
};

/// Why a stream ended before both sides had said everything.
struct stream_error {
  /// Who or what ended it.
  enum class origin {
    peer,        ///< the peer reset this stream, with `code`
    connection,  ///< the connection was lost; `text` says how
    local,       ///< this side reset it
  };

  origin from = origin::local;
  error_code code = error_code::cancel;
  std::string text;
  reach how_far = reach::unknown;  ///< for a client
};

}  // namespace tern::http
