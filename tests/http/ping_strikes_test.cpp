// SPDX-License-Identifier: MIT

#include <tern/http/ping_strikes.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using tern::http::ping_strikes;
using tern::runtime::time_point;

TEST_CASE("the third PING too soon is one too many") {
  ping_strikes pings{5min, false};
  time_point now{};
  CHECK_FALSE(pings.count(now, true, false));  // the first is never too soon
  CHECK_FALSE(pings.count(now += 4min, true, false));
  CHECK_FALSE(pings.count(now += 4min, true, false));
  CHECK(pings.count(now += 4min, true, false));
}

TEST_CASE("PINGs as far apart as permitted are no strikes") {
  ping_strikes pings{5min, false};
  time_point now{};
  for (int i = 0; i < 1000; ++i) CHECK_FALSE(pings.count(now += 5min, true, false));
}

TEST_CASE("strikes stay when a PING comes in time, and an answer takes them back") {
  ping_strikes pings{5min, false};
  time_point now{};
  CHECK_FALSE(pings.count(now, true, false));
  CHECK_FALSE(pings.count(now += 1s, true, false));
  CHECK_FALSE(pings.count(now += 1s, true, false));
  CHECK_FALSE(pings.count(now += 1h, true, false));
  CHECK_FALSE(pings.count(now += 1s, true, true));
  CHECK_FALSE(pings.count(now += 1s, true, false));
  CHECK_FALSE(pings.count(now += 1s, true, false));
  CHECK(pings.count(now += 1s, true, false));
}

TEST_CASE("without calls two hours have to pass, unless the server permits more") {
  time_point now{};
  ping_strikes strict{5min, false};
  ping_strikes mild{5min, true};
  int strict_count = 0;
  for (int i = 0; i < 4; ++i) {
    now += 1h;
    if (strict.count(now, false, false)) ++strict_count;
    CHECK_FALSE(mild.count(now, false, false));
  }
  CHECK(strict_count == 1);
  ping_strikes patient{5min, false};
  for (int i = 0; i < 100; ++i) CHECK_FALSE(patient.count(now += 2h, false, false));
}

TEST_CASE("a PING after each answer is welcome however fast they come") {
  ping_strikes pings{5min, false};
  for (int i = 0; i < 1000; ++i) CHECK_FALSE(pings.count(time_point{}, true, true));
}
