// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>
#include <tern/client/connectivity.hpp>

namespace tern::client_side {

/// What a channel has done since it was made, and its connections: a value, at one moment.
///
/// The threads that call go on while it is read, so sums may be off by the calls of that moment. A
/// call that an interceptor tries again counts once for each time.
struct counters {
  std::uint64_t id = 0;
  std::string target;  ///< the addresses that it was given
  connectivity state = connectivity::idle;
  call_counters calls{};
  std::vector<connection_counters> connections;  ///< that are open, the oldest first
};

}  // namespace tern::client_side
