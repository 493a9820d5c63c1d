// SPDX-License-Identifier: MIT

#include <tern/http/allowance.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using tern::http::allowance;
using tern::runtime::time_point;

TEST_CASE("an allowance is a number in an interval") {
  time_point now{1h};
  allowance some{3, 30s, now};
  const auto spend = [&] { return some.spend([&] { return now; }); };
  for (int i = 0; i < 3; ++i) CHECK(spend());
  now += 29s;
  CHECK_FALSE(spend());
  now += 1s;
  for (int i = 0; i < 3; ++i) CHECK(spend());
  CHECK_FALSE(spend());
  // A quiet time does not add up.
  now += 1h;
  for (int i = 0; i < 3; ++i) CHECK(spend());
  CHECK_FALSE(spend());
}

TEST_CASE("what was earned can be spent, up to the number") {
  allowance some{3, 30s, time_point{}};
  const auto spend = [&] { return some.spend([] { return time_point{}; }); };
  some.earn(100);
  for (int i = 0; i < 3; ++i) CHECK(spend());
  CHECK_FALSE(spend());
  some.earn(2);
  CHECK(spend());
  some.earn(0xffffffff);
  for (int i = 0; i < 3; ++i) CHECK(spend());
  CHECK_FALSE(spend());
}

TEST_CASE("the time is asked for only when nothing is left") {
  allowance some{1, 30s, time_point{}};
  int asked = 0;
  const auto clock = [&] {
    ++asked;
    return time_point{};
  };
  CHECK(some.spend(clock));
  CHECK(asked == 0);
  CHECK_FALSE(some.spend(clock));
  CHECK(asked == 1);
}

TEST_CASE("nothing is allowed if the number is 0") {
  allowance none{0, 30s, time_point{}};
  none.earn(10);
  CHECK_FALSE(none.spend([] { return time_point{1h}; }));
  CHECK_FALSE(none.spend([] { return time_point{2h}; }));
}
