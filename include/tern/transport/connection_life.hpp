// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include <tern/runtime/timer.hpp>

namespace tern::transport {

/// How long a connection may live, and how one finds out that its peer does not any more. By
/// default nothing ends and nothing is asked; what users set is in the options of servers and
/// channels.
/// @source gRPC proposals A8 and A9
struct connection_life {
  /// The peer is asked whether it is still there when nothing has come for `keepalive_time`, and
  /// the connection is closed if nothing has come `keepalive_timeout` after that.
  runtime::duration keepalive_time = runtime::duration::max();
  runtime::duration keepalive_timeout = std::chrono::seconds{20};
  /// Also while there are no calls.
  bool keepalive_without_calls = false;

  /// How soon after the PING before a client may send the next one, on a server; and whether also
  /// while it has no calls.
  runtime::duration permit_keepalive_time = std::chrono::minutes{5};
  bool permit_keepalive_without_calls = false;

  /// The connection goes away after `max_idle` without calls, and when it is `max_age` old; what
  /// still runs `max_age_grace` after that is cut off.
  runtime::duration max_idle = runtime::duration::max();
  runtime::duration max_age = runtime::duration::max();
  runtime::duration max_age_grace = runtime::duration::max();
};

}  // namespace tern::transport
