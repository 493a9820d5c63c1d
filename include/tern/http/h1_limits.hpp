// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

namespace tern::http {

/// What a connection of HTTP/1.1 allows its peer, beside http::limits.
struct h1_limits {
  /// A request line or a status line. Default 8 KiB: RFC 9112, section 3, asks for at least 8000
  /// bytes. A longer request line is answered with 414.
  std::size_t start_line_max_bytes = 8 * 1024;

  /// Fields of one head, and of one list of trailers. Default 100, as Apache httpd's
  /// LimitRequestFields. More are answered with 431.
  std::size_t fields_max_count = 100;

  /// Chunk extensions of one body together; they mean nothing here. Default 16 KiB, as Node.js.
  /// More are answered with 413.
  std::size_t chunk_extensions_max_bytes = 16 * 1024;

  /// What is kept of the requests that a client sends before the one before them was answered. Of
  /// one that sends more, none of them is served, and the connection is closed with the answer
  /// that is being made. Default 64 KiB.
  std::size_t pipelined_max_bytes = 64 * 1024;

  /// What is read and thrown away of a body whose request was answered already, so that the
  /// connection can be used again; beyond it the connection is closed. Default 256 KiB, as Go.
  std::size_t unread_body_max_bytes = 256 * 1024;

  /// How long a client may take for the head of a request, from its first byte on; from the
  /// beginning of the connection for the first one. Default 20 s, as http::limits::preface_timeout.
  /// A slower one is answered with 408.
  std::chrono::steady_clock::duration head_timeout = std::chrono::seconds{20};

  /// How long a client that may send more of a body may send nothing. Default 60 s, as nginx's
  /// client_body_timeout. A slower one is answered with 408.
  std::chrono::steady_clock::duration body_timeout = std::chrono::seconds{60};

  /// How long a connection may have no request, and how long a client may read nothing of a whole
  /// answer. Default 75 s, as nginx's keepalive_timeout.
  std::chrono::steady_clock::duration idle_timeout = std::chrono::seconds{75};

  /// How long a connection is still read after its last answer when the client had more to say:
  /// to close at once would take the answer away from it. Default 1 s.
  /// @source RFC 9112, section 9.6
  std::chrono::steady_clock::duration linger_timeout = std::chrono::seconds{1};
};

}  // namespace tern::http
