// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>

#include <tern/client/channel_codec.hpp>
#include <tern/client/channel_protocol.hpp>
#include <tern/client/credentials.hpp>
#include <tern/codec/options.hpp>
#include <tern/compress/compression.hpp>
#include <tern/http/limits.hpp>
#include <tern/rpc/metadata.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/tls_options.hpp>

namespace tern::client_side {

/// What one call asks for. All calls take the same.
///
///     co_await greeter.SayHello({.name = "Ada"}, {.timeout = 200ms});
struct call_options {
  /// How long the call may take, from the moment it is made. Nothing means no limit.
  std::optional<runtime::duration> timeout{};

  /// When the call has to have ended. With a timeout too, and with the deadline of the
  /// surroundings, the earliest counts.
  std::optional<runtime::time_point> deadline{};

  /// What is sent beside the messages.
  rpc::metadata metadata{};

  /// Whether to wait for a server that cannot be reached, and not to fail with `unavailable`.
  /// @source gRPC, doc/wait-for-ready.md
  bool wait_for_ready = false;

  /// How requests are compressed, in place of what the channel's options say.
  std::optional<compress::compression> compression{};

  /// Who makes the call, beside the credentials of the channel. Only with TLS: without it the call
  /// fails with `unauthenticated`.
  client_side::credentials credentials{};

  /// What the server is told it is called, `HOST` or `HOST:PORT`, in place of what the channel
  /// says. With TLS the server's certificate has to hold for it too, or the call fails with
  /// `unavailable`.
  /// @source gRPC proposal A81
  std::string authority{};

  /// The longest reply that is received, and the longest request that is sent, in place of what the
  /// channel's options say.
  std::optional<std::size_t> receive_max_bytes{};
  std::optional<std::size_t> send_max_bytes{};

  /// Whether to make the call as a GET, whose answer caches may keep: a unary call of Connect, of a
  /// method with `tern::no_side_effects`; others fail with `invalid_argument`. Where the URL would
  /// be longer than get_url_max_bytes of the channel's options, the call is a POST all the same.
  /// @source Connect, "Unary-Get-Request"
  bool use_get = false;
};

/// When a call with these options has to have ended that is made in `here`; `never` if nobody says.
[[nodiscard]] inline runtime::time_point deadline_of(const call_options& options,
                                                     const runtime::environment& here) {
  runtime::time_point deadline = here.deadline;
  if (options.deadline) deadline = std::min(deadline, *options.deadline);
  if (options.timeout) {
    const runtime::time_point now = here.executor.now();
    deadline = std::min(deadline, runtime::saturating_add(now, *options.timeout));
  }
  return deadline;
}

/// How a channel connects, and what it allows.
struct channel_options {
  /// What the channel speaks: `tern::grpc`, `tern::grpc_web`, `tern::grpc_web_text` or
  /// `tern::connect`.
  channel_protocol protocol{};

  /// How messages are written: in Protobuf's binary form, or as JSON with `tern::json_codec`.
  channel_codec codec{};

  /// Which HTTP that goes over. By default HTTP/2, or, with TLS and if this is not gRPC, HTTP/1.1
  /// too, as the server chooses.
  client_side::http_version http_version = client_side::http_version::automatic;

  /// The longest message that is received. Default 4 MiB.
  /// @source gRPC, the default of all implementations (GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH)
  std::size_t receive_max_bytes = 4 * 1024 * 1024;

  /// The longest message that is sent. By default there is no limit.
  /// @source gRPC, the default of all implementations (GRPC_ARG_MAX_SEND_MESSAGE_LENGTH)
  std::size_t send_max_bytes = std::numeric_limits<std::size_t>::max();

  /// What decoding the replies accepts, beside what limits the length of a message.
  tern::codec::decode_options decoding{};

  /// How the requests of all calls are compressed; by default not at all. A server that cannot
  /// decompress them answers `unimplemented`. Replies may come compressed in any way that the
  /// program can decompress, whatever this says.
  compress::compression compression = compress::compression::identity;

  /// What the server is told it is called; by default the server_name of `tls`, else what the
  /// target says, and `localhost` behind a Unix socket. With TLS the server's certificate has to
  /// hold for it.
  std::string authority{};

  /// Connects with TLS. A target that begins with `https://` does so without this, as these options
  /// say if nothing is said.
  std::optional<transport::tls::client> tls{};

  /// Who makes the calls. Only with TLS: without it they fail with `unauthenticated`.
  client_side::credentials credentials{};

  /// How long the URL of a call as a GET may be: path and query. Default 8000 bytes.
  /// @source RFC 9110, section 4.1: what everybody should be able to take
  std::size_t get_url_max_bytes = 8000;

  /// The first pause after a connection that failed, its growth, its bound, and its spread.
  /// @source gRPC, doc/connection-backoff.md
  runtime::duration backoff_initial = std::chrono::seconds{1};
  double backoff_multiplier = 1.6;
  runtime::duration backoff_max = std::chrono::seconds{120};
  double backoff_jitter = 0.2;

  /// How long one attempt to connect may take.
  /// @source gRPC, doc/connection-backoff.md, MIN_CONNECT_TIMEOUT
  runtime::duration connect_timeout = std::chrono::seconds{20};

  /// How long one address is tried alone before the next one is tried beside it. Default 250 ms.
  /// @source RFC 8305, section 5, Connection Attempt Delay; gRPC proposal A61
  runtime::duration connection_attempt_delay = std::chrono::milliseconds{250};

  /// How much of its requests a call keeps until the server has sent its first header fields, to
  /// make the call again if the server has refused it unseen. Default 256 KiB; with 0 a call is
  /// made again only if nothing of it has left.
  /// @source gRPC, GRPC_ARG_PER_RPC_RETRY_BUFFER_SIZE; gRPC proposal A6
  std::size_t retry_buffer_max_bytes = 256 * 1024;

  /// While there are calls, the server is asked by a PING whether it is still there when nothing
  /// has come from it for keepalive_time (an eighth of it later at the most); if nothing has come
  /// keepalive_timeout after that, the calls fail with `unavailable` and the connection is closed.
  /// By default never, and 20 s; no less than 10 s. A server that finds it too often is asked half
  /// as often from its next connection on. Over HTTP/1.1, which has no PING, TCP asks, also while
  /// there are no calls.
  /// @source gRPC proposal A8; GRPC_ARG_KEEPALIVE_TIME_MS, GRPC_ARG_KEEPALIVE_TIMEOUT_MS
  runtime::duration keepalive_time = runtime::duration::max();
  runtime::duration keepalive_timeout = std::chrono::seconds{20};

  /// Whether also while there are no calls. Servers rarely permit it.
  /// @source gRPC proposal A8; GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS
  bool keepalive_without_calls = false;

  /// A connection is closed when it has had no calls for so long (an eighth of it later at the
  /// most); the next call connects again. Default 30 min; `duration::max()` never.
  /// @source gRPC, GRPC_ARG_CLIENT_IDLE_TIMEOUT_MS
  runtime::duration idle_timeout = std::chrono::minutes{30};

  /// Over HTTP/1.1 each call needs a connection for itself: how many of them the channel may have,
  /// on each executor that makes calls through it. Calls beyond that wait for their turn. Default
  /// 100.
  /// @source Go, net/http, DefaultTransport.MaxIdleConns
  std::size_t http1_connections_max_count = 100;

  /// How long one of them may have no call before it is closed (an eighth of it more at the most);
  /// it is closed earlier if the server says so by `keep-alive: timeout`. Default 50 s, which is
  /// less than the servers give it, so that no call meets a server that is closing its connection.
  /// @source nginx, keepalive_timeout, 75 s; AWS ALB, idle_timeout.timeout_seconds, 60 s
  runtime::duration http1_idle_timeout = std::chrono::seconds{50};

  /// What one connection may do.
  http::limits connection{};
};

}  // namespace tern::client_side
