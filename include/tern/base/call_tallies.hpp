// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>

namespace tern {

/// Where a call is counted: with its method or its channel, and with its connection.
struct call_tallies {
  call_tallies(call_tally& with, const connection_tally_ptr& over) noexcept
      : calls(with), connection(over) {}

  call_tally& calls;
  connection_tally_ptr connection;

  void start(std::chrono::steady_clock::time_point now) noexcept {
    calls.started.add();
    calls.last_started.set(now);
    connection->last_stream_started.set(now);
  }
  void end(bool well) noexcept { (well ? calls.succeeded : calls.failed).add(); }
  void receive_message(std::size_t bytes) noexcept {
    calls.messages_received.add();
    calls.bytes_received.add(bytes);
    connection->messages_received.add();
  }
  void send_messages(std::uint64_t count, std::size_t bytes) noexcept {
    calls.messages_sent.add(count);
    calls.bytes_sent.add(bytes);
    connection->messages_sent.add(count);
  }
};

}  // namespace tern
