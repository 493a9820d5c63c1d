// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tern/base/status.hpp>
#include <tern/http/error.hpp>

namespace tern::protocol {

/// The code for a response that is no answer of an RPC server but, say, of a proxy.
/// @source gRPC, doc/http-grpc-status-mapping.md
[[nodiscard]] constexpr code code_from_http_status(int http_status) noexcept {
  switch (http_status) {
    case 400:
      return code::internal;
    case 401:
      return code::unauthenticated;
    case 403:
      return code::permission_denied;
    case 404:
      return code::unimplemented;
    case 429:
    case 502:
    case 503:
    case 504:
      return code::unavailable;
    default:
      return code::unknown;
  }
}

/// The code for a stream that was reset.
///
/// gRPC gives none for STREAM_CLOSED and HTTP_1_1_REQUIRED; they, and numbers that HTTP does not
/// define, are treated like INTERNAL_ERROR, as RFC 9113, section 7, suggests.
/// @source gRPC, doc/PROTOCOL-HTTP2.md, Errors
[[nodiscard]] constexpr code code_from_reset(http::error_code reset) noexcept {
  switch (reset) {
    case http::error_code::no_error:
    case http::error_code::protocol_error:
    case http::error_code::internal_error:
    case http::error_code::flow_control_error:
    case http::error_code::settings_timeout:
    case http::error_code::stream_closed:
    case http::error_code::frame_size_error:
    case http::error_code::compression_error:
    case http::error_code::connect_error:
    case http::error_code::http_1_1_required:
      return code::internal;
    case http::error_code::refused_stream:
      return code::unavailable;
    case http::error_code::cancel:
      return code::cancelled;
    case http::error_code::enhance_your_calm:
      return code::resource_exhausted;
    case http::error_code::inadequate_security:
      return code::permission_denied;
  }
  return code::internal;
}

namespace detail {

/// `the peer reset the stream with CANCEL`, and the text of the error if it has one.
[[nodiscard]] inline std::string sentence_of(const http::stream_error& error) {
  std::string text;
  switch (error.from) {
    case http::stream_error::origin::peer:
      text.append("the peer reset the stream with ").append(to_string(error.code));
      break;
    case http::stream_error::origin::connection:
      text.append("the connection was lost");
      break;
    case http::stream_error::origin::local:
      text.append("this side reset the stream with ").append(to_string(error.code));
      break;
  }
  if (!error.text.empty()) text.append(": ").append(error.text);
  return text;
}

}  // namespace detail

/// How a call ends for a client whose stream has ended early. A lost connection is `unavailable`.
[[nodiscard]] inline status client_status_from(const http::stream_error& error) {
  const bool lost = error.from == http::stream_error::origin::connection;
  return {lost ? code::unavailable : code_from_reset(error.code), detail::sentence_of(error)};
}

/// How a call ends for a server whose stream has ended early. A client that resets the stream or
/// loses the connection has cancelled the call, whatever reason it gives.
[[nodiscard]] inline status server_status_from(const http::stream_error& error) {
  const bool local = error.from == http::stream_error::origin::local;
  return {local ? code_from_reset(error.code) : code::cancelled, detail::sentence_of(error)};
}

}  // namespace tern::protocol
