// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace tern::client_side {

/// Whether a channel has a connection, or will have one.
/// @source gRPC, doc/connectivity-semantics-and-api.md
enum class connectivity {
  idle,               ///< it has none, and looks for none until a call is made, or connect()
  connecting,         ///< it looks for one; calls wait
  ready,              ///< it has one, on which the server has spoken, if that is HTTP/2
  transient_failure,  ///< it has found none, and tries again; calls without wait_for_ready fail
  shutdown            ///< it is being destroyed
};

/// The name that gRPC uses: `TRANSIENT_FAILURE`.
[[nodiscard]] constexpr std::string_view to_string(connectivity state) noexcept {
  switch (state) {
    case connectivity::idle:
      return "IDLE";
    case connectivity::connecting:
      return "CONNECTING";
    case connectivity::ready:
      return "READY";
    case connectivity::transient_failure:
      return "TRANSIENT_FAILURE";
    case connectivity::shutdown:
      return "SHUTDOWN";
  }
  return "UNKNOWN";
}

}  // namespace tern::client_side
