// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include <tern/base/tally.hpp>

namespace tern {

/// What has become of calls: those of a method, or all of a server or a channel.
struct call_counters {
  std::uint64_t started = 0;
  std::uint64_t succeeded = 0;  ///< ended with OK
  std::uint64_t failed = 0;     ///< ended with another status
  std::uint64_t messages_received = 0;
  std::uint64_t messages_sent = 0;
  std::uint64_t bytes_received = 0;  ///< of the messages as they travelled, with their envelopes
  std::uint64_t bytes_sent = 0;      ///< the same
  std::optional<std::chrono::steady_clock::time_point> last_started{};

  /// The calls that have not ended.
  [[nodiscard]] std::uint64_t running() const noexcept {
    return started - std::min(started, succeeded + failed);
  }

  call_counters& operator+=(const call_counters& more) noexcept {
    started += more.started;
    succeeded += more.succeeded;
    failed += more.failed;
    messages_received += more.messages_received;
    messages_sent += more.messages_sent;
    bytes_received += more.bytes_received;
    bytes_sent += more.bytes_sent;
    last_started = std::max(last_started, more.last_started);
    return *this;
  }

  friend bool operator==(const call_counters&, const call_counters&) = default;
};

/// The same while it is being counted.
/// @thread one writes, any reads.
struct call_tally {
  tally started;
  tally succeeded;
  tally failed;
  tally messages_received;
  tally messages_sent;
  tally bytes_received;
  tally bytes_sent;
  tally_time last_started;

  [[nodiscard]] call_counters read() const noexcept {
    // The ends first: what is read later has happened before, or since.
    call_counters now;
    now.succeeded = succeeded.get();
    now.failed = failed.get();
    now.started = started.get();
    now.messages_received = messages_received.get();
    now.messages_sent = messages_sent.get();
    now.bytes_received = bytes_received.get();
    now.bytes_sent = bytes_sent.get();
    now.last_started = last_started.get();
    return now;
  }
};

}  // namespace tern
