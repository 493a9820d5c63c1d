// SPDX-License-Identifier: MIT
#include <tern/runtime/sleep.hpp>

#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/when_all.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <ratio>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tern::runtime::duration;
using tern::runtime::never;
using tern::runtime::sleep_for;
using tern::runtime::sleep_until;
using tern::runtime::task;
using tern::runtime::time_point;
using tern::runtime::when_all;
using tern::testing::manual_executor;

/// When a sleep of `length` ends, by the executor's clock.
template <class Duration>
time_point alarm_of(Duration length) {
  manual_executor executor;
  executor.advance(1h);
  auto body = [](Duration for_how_long) -> task<void> { co_await sleep_for(for_how_long); };
  executor.spawn(body(length));
  return executor.executor().next_timer();
}

constexpr time_point start = time_point{} + 1h;

}  // namespace

TEST_CASE("sleepers wake by time, and those of one time in their order") {
  manual_executor executor;
  std::vector<int> order;
  auto body = [&](int name, duration length) -> task<void> {
    co_await sleep_for(length);
    order.push_back(name);
  };
  executor.spawn(body(1, 3ms));
  executor.spawn(body(2, 1ms));
  executor.spawn(body(3, 2ms));
  executor.spawn(body(4, 1ms));
  executor.spawn(body(5, 1ms));
  executor.spawn(body(6, 3ms));
  executor.advance(999us);
  CHECK(order.empty());
  executor.advance(1us);
  CHECK(order == std::vector{2, 4, 5});
  executor.advance(2ms);
  CHECK(order == std::vector{2, 4, 5, 3, 1, 6});
}

TEST_CASE("no time or less still lets everything that is ready run first") {
  for (const duration length : {duration::zero(), duration{-1s}, duration::min()}) {
    manual_executor executor;
    std::vector<int> order;
    auto polite = [&]() -> task<void> {
      order.push_back(1);
      co_await sleep_for(length);
      order.push_back(3);
    };
    auto other = [&]() -> task<void> {
      order.push_back(2);
      co_return;
    };
    executor.spawn(polite());
    executor.spawn(other());
    executor.advance(duration::zero());
    CHECK(order == std::vector{1, 2, 3});
  }
}

TEST_CASE("a time that has passed is slept until at once") {
  manual_executor executor;
  executor.advance(1h);
  auto body = [&]() -> task<time_point> {
    co_await sleep_until(executor.now() - 1s);
    co_await sleep_until(executor.now());
    co_await sleep_until(time_point::min());
    co_return executor.now();
  };
  CHECK(executor.run(body()) == start);
}

TEST_CASE("a time to come is slept until") {
  manual_executor executor;
  auto body = [&](time_point when) -> task<time_point> {
    co_await sleep_until(when);
    co_return executor.now();
  };
  CHECK(executor.run(body(start)) == start);
}

TEST_CASE("lengths are rounded up to the clock's unit") {
  using picoseconds = std::chrono::duration<std::int64_t, std::pico>;
  CHECK(alarm_of(picoseconds{1}) == start + 1ns);
  CHECK(alarm_of(picoseconds{1000}) == start + 1ns);
  CHECK(alarm_of(picoseconds{-1500}) == start - 1ns);
  CHECK(alarm_of(std::chrono::duration<double>{1.5e-9}) == start + 2ns);
  CHECK(alarm_of(std::chrono::duration<float>{0.5F}) == start + 500ms);
  CHECK(alarm_of(std::chrono::days{1}) == start + 24h);
}

TEST_CASE("a length that the clock cannot express never ends") {
  CHECK(alarm_of(duration::max()) == never);
  CHECK(alarm_of(duration::max() - 1h) == never);
  CHECK(alarm_of(std::chrono::hours::max()) == never);
  CHECK(alarm_of(std::chrono::seconds::max()) == never);
  CHECK(alarm_of(std::chrono::years::max()) == never);
  CHECK(alarm_of(std::chrono::duration<double>{1e30}) == never);
  CHECK(alarm_of(std::chrono::duration<double>{std::numeric_limits<double>::infinity()}) == never);
  CHECK(alarm_of(std::chrono::duration<double>{std::numeric_limits<double>::quiet_NaN()}) == never);
  CHECK(alarm_of(duration::max() - 2h) == time_point::max() - 1h);
  CHECK(alarm_of(std::chrono::hours::min()) < start);
  CHECK(alarm_of(std::chrono::duration<double>{-1e30}) < start);
}

TEST_CASE("a sleep stands in a group beside tasks") {
  manual_executor executor;
  auto body = [&]() -> task<void> { co_await when_all(sleep_for(2ms), sleep_until(start)); };
  executor.run(body());
  CHECK(executor.now() == start);
}

TEST_CASE("a sleeping coroutine is destroyed with its executor") {
  const auto token = std::make_shared<int>();
  auto body = [](std::shared_ptr<int> held) -> task<void> {
    co_await sleep_for(1h);
    (void)held;
  };
  {
    manual_executor executor;
    executor.spawn(body(token));
    CHECK(token.use_count() == 2);
  }
  CHECK(token.use_count() == 1);
}
