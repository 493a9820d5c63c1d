// SPDX-License-Identifier: MIT

#include <tern/base/connection_counters.hpp>

#include <chrono>
#include <optional>
#include <utility>

#include <doctest/doctest.h>

using tern::traffic_counters;

TEST_CASE("a tally of a connection is read as a value, also by who has outlived the connection") {
  std::optional<tern::connection_tally_ptr> connection{std::in_place};
  const tern::connection_tally_ptr call = *connection;
  CHECK(call->id != 0);
  CHECK(call->read() == traffic_counters{});
  const std::chrono::steady_clock::time_point when{std::chrono::seconds{5}};
  (*connection)->streams_started.add(9);
  (*connection)->streams_succeeded.add(5);
  (*connection)->streams_failed.add(1);
  (*connection)->bytes_received.add(100);
  (*connection)->bytes_sent.add(200);
  (*connection)->keepalives_sent.add(2);
  (*connection)->last_stream_started.set(when);
  connection.reset();
  call->messages_received.add(7);
  call->messages_sent.add(8);
  CHECK(call->read() == traffic_counters{9, 5, 1, 7, 8, 100, 200, 2, when});
}

TEST_CASE("two connections have two numbers, and a share that is assigned counts for one") {
  tern::connection_tally_ptr first;
  const tern::connection_tally_ptr second;
  CHECK(first->id != second->id);
  first = second;
  CHECK(first->id == second->id);
  const tern::connection_tally_ptr& same = first;
  first = same;
  CHECK(&*first == &*second);
}

TEST_CASE("traffic adds up") {
  const std::chrono::steady_clock::time_point late{std::chrono::seconds{6}};
  traffic_counters sum{1, 2, 3, 4, 5, 6, 7, 8, {}};
  sum += {10, 20, 30, 40, 50, 60, 70, 80, late};
  CHECK(sum == traffic_counters{11, 22, 33, 44, 55, 66, 77, 88, late});
}
