// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>

#include <tern/compress/compression.hpp>
#include <tern/http/limits.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::server_side {

/// What a server allows and how it works.
struct options {
  /// Threads that serve connections, the one that calls run() among them. A connection stays on
  /// its thread. Not used by a server on somebody's io_context.
  std::size_t io_thread_count = 1;

  /// The longest message that is received. Default 4 MiB.
  /// @source gRPC, the default of all implementations (GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH)
  std::size_t receive_max_bytes = 4 * 1024 * 1024;

  /// How replies are compressed for clients that take it; by default not at all. A handler may
  /// choose for its call: context::compress().
  compress::compression compression = compress::compression::identity;

  /// How long running calls may take to end when the server drains; then they are cancelled.
  /// Default 30 s, what Kubernetes gives a process by default before it kills it.
  runtime::duration drain_timeout = std::chrono::seconds{30};

  /// Whether run() drains the server on SIGINT and SIGTERM.
  bool handle_signals = true;

  /// What one connection may do.
  http::limits connection{};
};

}  // namespace tern::server_side
