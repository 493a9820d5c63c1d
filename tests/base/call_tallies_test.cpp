// SPDX-License-Identifier: MIT

#include <tern/base/call_tallies.hpp>

#include <chrono>

#include <doctest/doctest.h>

TEST_CASE("a call is counted with its method and with its connection") {
  tern::call_tally method;
  const tern::connection_tally_ptr connection;
  tern::call_tallies counts{method, connection};
  const std::chrono::steady_clock::time_point now{std::chrono::hours{1}};
  counts.start(now);
  counts.receive_message(10);
  counts.send_messages(1, 20);
  counts.send_messages(2, 30);
  counts.end(true);
  CHECK(method.read() == tern::call_counters{1, 1, 0, 1, 3, 10, 50, now});
  // The streams themselves are the connection's business.
  CHECK(connection->read() == tern::traffic_counters{.messages_received = 1,
                                                     .messages_sent = 3,
                                                     .last_stream_started = now});
  counts.end(false);
  CHECK(method.read().failed == 1);
}
