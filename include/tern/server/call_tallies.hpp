// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::server_side {

/// Where a call is counted: with its method and with its connection.
struct call_tallies {
  call_tally& calls;
  connection_tally_ptr connection;

  void start(runtime::time_point now) noexcept {
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
  void send_message(std::size_t bytes) noexcept {
    calls.messages_sent.add();
    calls.bytes_sent.add(bytes);
    connection->messages_sent.add();
  }
};

}  // namespace tern::server_side
