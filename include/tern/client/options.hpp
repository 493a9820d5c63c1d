// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include <tern/client/credentials.hpp>
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
  /// The longest message that is received. Default 4 MiB.
  /// @source gRPC, the default of all implementations (GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH)
  std::size_t receive_max_bytes = 4 * 1024 * 1024;

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

  /// The first pause after a connection that failed, its growth, its bound, and its spread.
  /// @source gRPC, doc/connection-backoff.md
  runtime::duration backoff_initial = std::chrono::seconds{1};
  double backoff_multiplier = 1.6;
  runtime::duration backoff_max = std::chrono::seconds{120};
  double backoff_jitter = 0.2;

  /// How long one attempt to connect may take.
  /// @source gRPC, doc/connection-backoff.md, MIN_CONNECT_TIMEOUT
  runtime::duration connect_timeout = std::chrono::seconds{20};

  /// What one connection may do.
  http::limits connection{};
};

}  // namespace tern::client_side
