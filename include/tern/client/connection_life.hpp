// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>

#include <tern/client/options.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/connection_life.hpp>

namespace tern::client_side {

/// No client asks its server more often than this. @source gRPC proposal A8
inline constexpr std::chrono::seconds shortest_keepalive_time{10};

/// How long the connections of a channel live, as its options say.
[[nodiscard]] inline transport::connection_life life_of(const channel_options& how) noexcept {
  return {
      .keepalive_time = std::max<runtime::duration>(how.keepalive_time, shortest_keepalive_time),
      .keepalive_timeout = how.keepalive_timeout,
      .keepalive_without_calls = how.keepalive_without_calls,
      .max_idle = how.idle_timeout};
}

/// The same for a connection of HTTP/1.1, which lives less long without calls.
[[nodiscard]] inline transport::connection_life life_of_http1(transport::connection_life life,
                                                              const channel_options& how) noexcept {
  life.max_idle = std::min(life.max_idle, how.http1_idle_timeout);
  return life;
}

/// What a server that was asked too often is spared on the next connection: half of the questions.
/// @source gRPC proposal A8: "the client should double the keepalive time"
inline void ask_half_as_often(transport::connection_life& life) noexcept {
  const bool fits = life.keepalive_time < runtime::duration::max() / 2;
  life.keepalive_time = fits ? 2 * life.keepalive_time : runtime::duration::max();
}

}  // namespace tern::client_side
