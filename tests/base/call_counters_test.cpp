// SPDX-License-Identifier: MIT

#include <tern/base/call_counters.hpp>

#include <chrono>

#include <doctest/doctest.h>

using tern::call_counters;

TEST_CASE("a tally of calls is read as a value") {
  tern::call_tally tally;
  CHECK(tally.read() == call_counters{});
  tally.started.add(7);
  tally.succeeded.add(2);
  tally.failed.add(1);
  tally.messages_received.add(3);
  tally.messages_sent.add(4);
  tally.bytes_received.add(30);
  tally.bytes_sent.add(40);
  const std::chrono::steady_clock::time_point when{std::chrono::seconds{5}};
  tally.last_started.set(when);
  const call_counters seen = tally.read();
  CHECK(seen == call_counters{7, 2, 1, 3, 4, 30, 40, when});
  CHECK(seen.running() == 4);
}

TEST_CASE("running calls are never fewer than none") {
  // What one thread reads while another counts may be of two moments.
  CHECK(call_counters{.started = 1, .succeeded = 1, .failed = 1}.running() == 0);
}

TEST_CASE("counters of calls add up, and the later start counts") {
  const std::chrono::steady_clock::time_point early{std::chrono::seconds{5}};
  const std::chrono::steady_clock::time_point late{std::chrono::seconds{6}};
  call_counters sum{1, 2, 3, 4, 5, 6, 7, {}};
  sum += {10, 20, 30, 40, 50, 60, 70, late};
  CHECK(sum == call_counters{11, 22, 33, 44, 55, 66, 77, late});
  sum += {.last_started = early};
  CHECK(sum.last_started == late);
}
