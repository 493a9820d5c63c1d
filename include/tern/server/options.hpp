// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>

#include <tern/codec/options.hpp>
#include <tern/compress/compression.hpp>
#include <tern/http/limits.hpp>
#include <tern/http/versions.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/schema/message_codec.hpp>
#include <tern/server/cors.hpp>

namespace tern::server_side {

/// What a server allows and how it works.
struct options {
  /// Threads that serve connections, the one that calls run() among them. A connection stays on
  /// its thread. Not used by a server on somebody's io_context.
  std::size_t io_thread_count = 1;

  /// How long each of these threads looks for more to do before it sleeps. Calls that follow each
  /// other within that time are answered sooner, as no core has to wake for them (on virtual
  /// machines that takes 15 to 20 µs and more), at the price of the CPU time; a server to which
  /// nothing happens uses none. For threads that have a core each. Default 0: sleep at once. Not
  /// used by a server on somebody's io_context.
  /// @source Seastar, --idle-poll-time-us
  runtime::duration busy_poll{};

  /// The longest message that is received. Default 4 MiB.
  /// @source gRPC, the default of all implementations (GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH)
  std::size_t receive_max_bytes = 4 * 1024 * 1024;

  /// The longest message that is sent. By default there is no limit.
  /// @source gRPC, the default of all implementations (GRPC_ARG_MAX_SEND_MESSAGE_LENGTH)
  std::size_t send_max_bytes = std::numeric_limits<std::size_t>::max();

  /// What decoding the requests accepts, beside what limits the length of a message.
  codec::decode_options decoding{};

  /// How replies are compressed for clients that take it; by default not at all. A handler may
  /// choose for its call: context::compress().
  compress::compression compression = compress::compression::identity;

  /// Reads and writes the messages of calls in JSON: `&tern::json_codec` of tern/json.hpp. Without
  /// it calls carry Protobuf's binary form only. Must outlive the server.
  const schema::message_codec* json = nullptr;

  /// Which versions of HTTP clients can choose from, on all ports: by their first bytes, with TLS
  /// by ALPN. By default both; others are told. gRPC needs HTTP/2.
  ///
  ///     tern::server server{{.http_versions = {.http1 = false}}};
  http::versions http_versions{};

  /// Which pages of other origins may use the server in a browser. By default none.
  std::optional<server_side::cors> cors{};

  /// How long running calls may take to end when the server drains; then they are cancelled.
  /// Default 30 s, what Kubernetes gives a process by default before it kills it.
  runtime::duration drain_timeout = std::chrono::seconds{30};

  /// Whether other processes of the same user may listen on the same TCP ports, if they say so too:
  /// a new version of the program begins to listen before the old one drains, and no client finds
  /// the port closed. The system spreads new connections over those who listen.
  /// @source socket(7), SO_REUSEPORT
  bool reuse_port = false;

  /// Whether run() drains the server on SIGINT and SIGTERM.
  bool handle_signals = true;

  /// A client is asked by a PING whether it is still there when nothing has come from it for
  /// keepalive_time (an eighth of it later at the most), and its connection is closed if nothing
  /// has come keepalive_timeout after that. Default 2 h and 20 s; no less than 1 s;
  /// `duration::max()` never asks. Over HTTP/1.1, which has no PING, TCP asks.
  /// @source gRPC proposal A8; GRPC_ARG_KEEPALIVE_TIME_MS, GRPC_ARG_KEEPALIVE_TIMEOUT_MS
  runtime::duration keepalive_time = std::chrono::hours{2};
  runtime::duration keepalive_timeout = std::chrono::seconds{20};

  /// How soon after its last PING a client may send one, and whether also while it has no calls; if
  /// not, after two hours. The third one too soon ends its connection with ENHANCE_YOUR_CALM and
  /// `too_many_pings`. Default 5 min.
  /// @source gRPC proposal A8, "Server Enforcement"
  runtime::duration permit_keepalive_time = std::chrono::minutes{5};
  bool permit_keepalive_without_calls = false;

  /// A connection goes away when it has had no calls for so long (an eighth of it later at the
  /// most). By default never.
  /// @source gRPC proposal A9, MAX_CONNECTION_IDLE
  runtime::duration max_connection_idle = runtime::duration::max();

  /// A connection goes away when it is so old, give or take a tenth by chance, so that clients find
  /// servers that were added since. By default never.
  /// @source gRPC proposal A9, MAX_CONNECTION_AGE
  runtime::duration max_connection_age = runtime::duration::max();

  /// How long calls may go on after that; then they are cut off. By default as long as they like.
  /// @source gRPC proposal A9, MAX_CONNECTION_AGE_GRACE
  runtime::duration max_connection_age_grace = runtime::duration::max();

  /// What one connection may do.
  http::limits connection{};
};

}  // namespace tern::server_side
