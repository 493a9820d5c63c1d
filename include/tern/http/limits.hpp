// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <tern/http/h1_limits.hpp>

namespace tern::http {

/// What one connection allows its peer, and itself.
struct limits {
  /// Names, values and 32 bytes for each field of one header block; advertised to the peer.
  /// Default 16 KiB: gRPC asks for at least 8 KiB, grpc-core's hard limit is 16 KiB.
  /// @source RFC 9113, section 6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE
  std::uint32_t header_list_max_bytes = 16 * 1024;

  /// Streams that the peer may have open at once. Default 1024: above what a busy gRPC client
  /// has in flight, and a bound for memory together with stream_window_bytes.
  /// @source RFC 9113, section 6.5.2, SETTINGS_MAX_CONCURRENT_STREAMS
  std::uint32_t concurrent_streams_max_count = 1024;

  /// What the peer may send on a stream before the application has read it. Default 256 KiB.
  /// @source RFC 9113, section 6.5.2, SETTINGS_INITIAL_WINDOW_SIZE
  std::uint32_t stream_window_bytes = 256 * 1024;

  /// What the peer may have under way on the whole connection. It reopens on arrival, so that a
  /// stream that nobody reads does not stop the others. Default 4 MiB.
  /// @source RFC 9113, section 6.9.1
  std::uint32_t connection_window_bytes = 4 * 1024 * 1024;

  /// How much more the windows of all streams together, and that of the connection, may become:
  /// they grow as far as the connection needs it to be used in full, and as its streams are read.
  /// Zero leaves them as they are configured. Default 16 MiB.
  /// @source grpc-go, internal/transport/bdp_estimator.go, bdpLimit
  std::uint32_t window_growth_max_bytes = 16 * 1024 * 1024;

  /// What a stream's own writer may queue before `co_yield` and `send` wait. Default 64 KiB.
  std::size_t write_high_water_bytes = 64 * 1024;

  /// Header fields that this side sends, of one block, as HPACK would write them at the worst.
  /// Default 64 KiB: what is above it fails here, not at the peer.
  std::size_t sent_header_list_max_bytes = 64 * 1024;

  /// CONTINUATION frames after one HEADERS frame. Default 32: enough for a header list of
  /// header_list_max_bytes in small pieces, too few to keep a connection busy.
  /// @source CVE-2024-28182
  std::size_t continuations_max_count = 32;

  /// Entries of one SETTINGS frame. Default 32: five times what RFC 9113 has.
  /// @source CVE-2020-11080
  std::size_t settings_max_count = 32;

  /// Answers to PING and SETTINGS that wait because the peer does not read. Default 1000.
  /// @source CVE-2019-9512, CVE-2019-9515
  std::size_t unsent_answers_max_count = 1000;

  /// Frames, other than DATA, that wait because a client does not read them; above this number the
  /// client is not read either until it does. Default 4096: more than all streams at once need.
  /// @source grpc-go, internal/transport/controlbuf.go, maxQueuedTransportResponseFrames
  std::size_t unread_frames_max_count = 4096;

  /// Streams that a client resets before they are answered, or breaks so that this side has to
  /// reset them, above those that are answered; in waste_interval. Then the connection takes no new
  /// ones. Default 1000, as nghttp2 has it.
  /// @source CVE-2023-44487 (rapid reset), CVE-2025-8671 (MadeYouReset)
  std::uint32_t wasted_streams_max_count = 1000;

  /// Frames that serve nothing, above what calls need: PING, SETTINGS, PRIORITY, WINDOW_UPDATE,
  /// RST_STREAM, GOAWAY, empty DATA, interim responses, unknown ones; in waste_interval. Default
  /// 10'000, what nghttp2 allows of frames that are wrong.
  /// @source CVE-2019-9511 to CVE-2019-9518
  std::uint32_t wasted_frames_max_count = 10'000;

  /// Default 30 s, as in nghttp2.
  std::chrono::steady_clock::duration waste_interval = std::chrono::seconds{30};

  /// How long a client may take for its first bytes. Default 20 s, the time that gRPC gives a
  /// connection attempt.
  /// @source gRPC, doc/connection-backoff.md, MIN_CONNECT_TIMEOUT
  std::chrono::steady_clock::duration preface_timeout = std::chrono::seconds{20};

  /// How long a server that drains waits for the answer to its warning before it refuses new
  /// streams: a round trip, for peers that answer. Default 1 s.
  /// @source RFC 9113, section 6.8: "at least one round-trip time"
  std::chrono::steady_clock::duration goaway_timeout = std::chrono::seconds{1};

  /// What only HTTP/1.1 needs.
  h1_limits h1;
};

}  // namespace tern::http
