// SPDX-License-Identifier: MIT

#include <tern/client/attempt_counts.hpp>

#include <doctest/doctest.h>

TEST_CASE("an attempt is counted once, over as many connections as it takes") {
  tern::call_tally channel;
  const tern::connection_tally_ptr first, second;
  tern::client_side::attempt_counts counts;
  counts.end(true);  // of what was never started
  CHECK(channel.read() == tern::call_counters{});

  counts.start(channel);
  counts.open(first).send_messages(1, 10);
  counts.open(second).send_messages(1, 10);
  counts.end(false);
  counts.end(true);
  CHECK(channel.read() ==
        tern::call_counters{.started = 1, .failed = 1, .messages_sent = 2, .bytes_sent = 20});
  CHECK(first->read().messages_sent == 1);
  CHECK(second->read().messages_sent == 1);

  counts.start(channel);
  counts.end(true);
  CHECK(channel.read().started == 2);
  CHECK(channel.read().succeeded == 1);
}
