// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>

namespace tern {

/// A number for what one looks at from outside: a server, a listener, a connection, a channel. No
/// two things of a process have the same.
/// @thread any.
/// @source gRPC, A14, channelz: "Channelz IDs are unique within a process"
[[nodiscard]] inline std::uint64_t next_entity_id() noexcept {
  static std::atomic<std::uint64_t> last = 0;
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace tern
