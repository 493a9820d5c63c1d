// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <tern/base/connection_security.hpp>
#include <tern/http/choose.hpp>
#include <tern/http/h1_client_session.hpp>
#include <tern/http/h1_server_session.hpp>
#include <tern/http/h2_session.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/session.hpp>
#include <tern/http/versions.hpp>
#include <tern/transport/byte_stream.hpp>

namespace tern::transport {

/// What a client of `bytes` speaks: if `ours` are both, then with TLS what ALPN has agreed on, and
/// HTTP/1.1 if that is nothing; without TLS HTTP/2. Who makes a connection with TLS for one version
/// alone sees to it that it is agreed on.
/// @source RFC 9113, sections 3.2 and 3.3
[[nodiscard]] inline http::first_bytes agreed_on(const byte_stream& bytes, http::versions ours) {
  bool http2 = ours.http2;
  if (ours.http1 && ours.http2) {
    const std::shared_ptr<const connection_security> security = bytes.security();
    http2 = security == nullptr || security->application_protocol == "h2";
  }
  return http2 ? http::first_bytes::http2 : http::first_bytes::http1;
}

/// What a client may speak to a server on `bytes`: with TLS what ALPN has agreed on, and HTTP/1.1
/// if that is nothing; without TLS any of `ours`.
/// @source RFC 9113, sections 3.2 and 3.3
[[nodiscard]] inline http::versions spoken_on(const byte_stream& bytes, http::versions ours) {
  const std::shared_ptr<const connection_security> security = bytes.security();
  if (security == nullptr) return ours;
  const bool http2 = security->application_protocol == "h2";
  return {.http1 = ours.http1 && !http2, .http2 = ours.http2 && http2};
}

/// The session of one side of `bytes`, on which `spoken`, http1 or http2, is spoken.
[[nodiscard]] inline std::unique_ptr<http::session> make_session(const byte_stream& bytes,
                                                                 http::role side,
                                                                 http::first_bytes spoken,
                                                                 const http::limits& allowed,
                                                                 http::session_host& host) {
  if (spoken == http::first_bytes::http2) {
    return std::make_unique<http::h2_session>(side, allowed, host);
  }
  if (side == http::role::client) return std::make_unique<http::h1_client_session>(allowed, host);
  const char* const scheme = bytes.security() != nullptr ? "https" : "http";
  return std::make_unique<http::h1_server_session>(scheme, allowed, host);
}

/// Why a client of `session` cannot go on with a server whose first bytes are these; empty if it
/// can.
[[nodiscard]] inline std::string_view why_not_spoken(std::string_view first,
                                                     const http::session& session) {
  if (first.starts_with("HTTP/1.") && session.multiplexes()) {
    return "the server speaks HTTP/1 on this port, not HTTP/2";
  }
  if (first.starts_with("\x15\x03")) {  // an alert. @source RFC 8446, section 5.1
    return "the server speaks TLS on this port: connect with https://";
  }
  return {};
}

/// `words`, and what the peer of `session`, if there is one, has said was wrong.
[[nodiscard]] inline std::string farewell_of(const http::session* session, std::string words) {
  if (session == nullptr || session->peer_farewell().empty()) return words;
  return words.append(" after ").append(session->peer_farewell());
}

}  // namespace tern::transport
