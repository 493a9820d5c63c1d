// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>

namespace tern::server_side {

/// The calls of one method.
struct method_counters {
  std::string method;  ///< `/hello.v1.Greeter/SayHello`, `GET /metrics`; empty: not served
  call_counters calls{};
};

/// An address that a server listens on.
struct listener_counters {
  std::uint64_t id = 0;
  std::string address;
  bool tls = false;
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_open = 0;
  traffic_counters traffic{};  ///< of all its connections, also of those that have closed
};

/// What a server has done since it was made: a value, at one moment.
///
/// The threads of the server go on while it is read, so sums may be off by the calls of that
/// moment.
struct counters {
  std::uint64_t id = 0;
  call_counters calls{};                 ///< of all methods
  std::vector<method_counters> methods;  ///< by name
  std::vector<listener_counters> listeners;
};

}  // namespace tern::server_side
