// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

#include <tern/runtime/timer.hpp>
#include <tern/transport/tcp_option.hpp>

namespace tern::transport {

/// How long what was written to a TCP socket may go unacknowledged before the system gives the
/// connection up, as an option that Asio sets. Only some systems have it.
/// @param longest from one millisecond on.
/// @source RFC 5482; gRPC proposal A18
[[nodiscard]] inline tcp_option user_timeout(runtime::duration longest) noexcept {
  using std::chrono::milliseconds;
  constexpr milliseconds most{std::numeric_limits<int>::max()};
  const auto given = std::chrono::duration_cast<milliseconds>(longest);
  return {tcp_option::user_timeout,
          static_cast<int>(std::clamp(given, milliseconds{1}, most).count())};
}

}  // namespace tern::transport
