// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include <tern/base/bytes.hpp>
#include <tern/http/versions.hpp>

namespace tern::http {

/// What a client speaks, as far as its first bytes tell.
enum class first_bytes {
  too_few,  ///< the next byte may decide
  http2,    ///< the connection preface of HTTP/2
  http1,    ///< the request line of an older HTTP
  tls,      ///< TLS, on a port that has none
  unknown,  ///< no HTTP at all
};

/// What every HTTP/2 connection of a client begins with. @source RFC 9113, section 3.4
inline constexpr std::string_view h2_preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// Tells HTTP/2, HTTP/1 and noise apart.
[[nodiscard]] inline first_bytes recognise(byte_view received) noexcept {
  const std::string_view text = as_text(received);
  // A handshake record, of version 3.x. @source RFC 8446, section 5.1
  if (text.starts_with("\x16\x03")) return first_bytes::tls;
  if (text == "\x16") return first_bytes::too_few;
  if (text.starts_with(h2_preface)) return first_bytes::http2;
  if (h2_preface.starts_with(text)) return first_bytes::too_few;
  // A request line begins with a method, upper-case letters in every method there is, and goes on
  // with a path, an asterisk or a scheme. @source RFC 9112, sections 3 and 3.2
  constexpr std::size_t method_max_bytes = 16;
  const std::size_t length = static_cast<std::size_t>(
      std::find_if(text.begin(), text.end(), [](char c) { return c < 'A' || c > 'Z'; }) -
      text.begin());
  if (length > method_max_bytes) return first_bytes::unknown;
  if (length == text.size()) return first_bytes::too_few;
  if (length == 0 || text[length] != ' ') return first_bytes::unknown;
  if (text.starts_with("CONNECT ")) return first_bytes::http1;  // a host and a port follow
  if (length + 1 == text.size()) return first_bytes::too_few;
  const char target = text[length + 1];
  const bool begins_target = target == '/' || target == '*' || (target >= 'a' && target <= 'z');
  return begins_target ? first_bytes::http1 : first_bytes::unknown;
}

/// What a port without TLS answers to TLS: no client of TLS shows it, but some say that HTTP came.
inline constexpr std::string_view tls_refusal =
    "HTTP/1.1 400 Bad Request\r\n"
    "content-type: text/plain; charset=utf-8\r\n"
    "content-length: 50\r\n"
    "connection: close\r\n"
    "\r\n"
    "This port speaks no TLS: connect to it with http.\n";

/// What a port without HTTP/1.1 answers to it. @source RFC 9110, section 15.6.6
inline constexpr std::string_view http1_refusal =
    "HTTP/1.1 505 HTTP Version Not Supported\r\n"
    "content-type: text/plain; charset=utf-8\r\n"
    "content-length: 31\r\n"
    "connection: close\r\n"
    "\r\n"
    "This port speaks HTTP/2 alone.\n";

/// What a port without HTTP/2 answers to it: SETTINGS, and a GOAWAY with HTTP_1_1_REQUIRED.
/// @source RFC 9113, sections 3.4, 6.8 and 7
inline constexpr std::string_view http2_refusal{
    "\0\0\0\x04\0\0\0\0\0"
    "\0\0\x28\x07\0\0\0\0\0"
    "\0\0\0\0\0\0\0\x0d"
    "this port speaks HTTP/1.1 alone.",
    9 + 9 + 8 + 32};

/// What a port says to a client with which it cannot go on, before it closes; and why, for people.
struct first_refusal {
  std::string_view answer;
  std::string_view reason;
};

/// @returns nothing if a server that speaks `here` goes on with who begins so.
[[nodiscard]] constexpr std::optional<first_refusal> refusal_of(first_bytes spoken,
                                                                versions here) noexcept {
  switch (spoken) {
    case first_bytes::too_few:
      break;
    case first_bytes::http2:
      if (here.http2) break;
      return first_refusal{http2_refusal, "the client spoke HTTP/2, and this port does not"};
    case first_bytes::http1:
      if (here.http1) break;
      return first_refusal{http1_refusal, "the client spoke HTTP/1.1, and this port does not"};
    case first_bytes::tls:
      return first_refusal{tls_refusal, "the client spoke TLS, and this port does not"};
    case first_bytes::unknown:
      return first_refusal{{}, "the client spoke no HTTP"};
  }
  return std::nullopt;
}

}  // namespace tern::http
