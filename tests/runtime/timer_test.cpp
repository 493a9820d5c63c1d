// SPDX-License-Identifier: MIT
#include <tern/runtime/timer.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tern::runtime::duration;
using tern::runtime::never;
using tern::runtime::saturating_add;
using tern::runtime::time_point;
using tern::runtime::timer;
using tern::runtime::timer_queue;

constexpr time_point start{};

struct callback_timer : timer {
  explicit callback_timer(std::function<void()> action)
      : timer([](timer& expired) noexcept { static_cast<callback_timer&>(expired).on_expired(); }),
        on_expired(std::move(action)) {}
  std::function<void()> on_expired;
};

}  // namespace

TEST_CASE("timers expire by time, and those of one time as they were armed") {
  std::vector<int> order;
  timer_queue queue;
  callback_timer a{[&] { order.push_back(1); }};
  callback_timer b{[&] { order.push_back(2); }};
  callback_timer c{[&] { order.push_back(3); }};
  callback_timer d{[&] { order.push_back(4); }};
  queue.arm(c, start + 2ms);
  queue.arm(d, start + 3ms);
  queue.arm(a, start + 2ms);
  queue.arm(b, start + 2ms);
  CHECK(queue.earliest() == start + 2ms);
  queue.expire(start + 1ms);
  CHECK(order.empty());
  queue.expire(start + 2ms);
  CHECK(order == std::vector{3, 1, 2});
  CHECK_FALSE(a.armed());
  CHECK(d.armed());
  CHECK(queue.earliest() == start + 3ms);
  queue.expire(start + 3ms);
  CHECK(order.back() == 4);
  CHECK(queue.empty());
  CHECK(queue.earliest() == never);
}

TEST_CASE("arming an armed timer moves it, to another queue too") {
  int fired = 0;
  timer_queue first;
  timer_queue second;
  callback_timer item{[&] { ++fired; }};
  first.arm(item, start + 1ms);
  first.arm(item, start + 5ms);
  CHECK(item.when() == start + 5ms);
  first.expire(start + 4ms);
  CHECK(fired == 0);
  second.arm(item, start + 2ms);
  CHECK(first.empty());
  second.expire(start + 2ms);
  CHECK(fired == 1);
  item.disarm();
  item.disarm();
  CHECK_FALSE(item.armed());
}

TEST_CASE("timers and their queue are destroyed in any order") {
  callback_timer outlives{[] {}};
  {
    timer_queue queue;
    queue.arm(outlives, start);
    {
      callback_timer leaves{[] {}};
      queue.arm(leaves, start);
    }
    CHECK(queue.earliest() == start);
  }
  CHECK_FALSE(outlives.armed());
  outlives.disarm();
}

TEST_CASE("a timer that expires may arm, disarm and destroy timers") {
  timer_queue queue;
  std::vector<int> order;
  std::optional<callback_timer> destroyed{[&] { order.push_back(-1); }};
  callback_timer disarmed{[&] { order.push_back(-2); }};
  callback_timer added{[&] { order.push_back(3); }};
  callback_timer again{[&] {
    order.push_back(2);
    queue.arm(again, start + 4ms);
  }};
  std::unique_ptr<callback_timer> suicidal;
  suicidal = std::make_unique<callback_timer>([&] {
    order.push_back(1);
    destroyed.reset();
    disarmed.disarm();
    queue.arm(added, start + 2ms);
    const auto self = std::move(suicidal->on_expired);  // outlives this call
    suicidal.reset();
  });
  queue.arm(*suicidal, start);
  queue.arm(again, start);
  queue.arm(*destroyed, start + 1ms);
  queue.arm(disarmed, start + 1ms);
  queue.expire(start + 3ms);
  CHECK(order == std::vector{1, 2});
  queue.expire(start + 3ms);
  CHECK(order == std::vector{1, 2, 3});
  CHECK(queue.earliest() == start + 4ms);
}

TEST_CASE("a timer that always arms itself again does not keep the thread") {
  timer_queue queue;
  int fired = 0;
  callback_timer eager{[&] {
    ++fired;
    queue.arm(eager, start);
  }};
  queue.arm(eager, start);
  queue.expire(start);
  CHECK(fired == 1);
  queue.expire(start);
  CHECK(fired == 2);
}

TEST_CASE("a timer queue agrees with a multimap") {
  constexpr std::size_t timer_count = 64;
  std::mt19937 random{2'718'281};
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };

  std::multimap<time_point, std::size_t> model;
  timer_queue queue;
  std::vector<std::unique_ptr<callback_timer>> alarms(timer_count);
  std::vector<std::size_t> expired;
  std::vector<std::size_t> expired_in_model;

  const auto forget = [&](std::size_t index) {
    for (auto each = model.begin(); each != model.end(); ++each) {
      if (each->second == index) return void(model.erase(each));
    }
  };
  const auto arm = [&](std::size_t index, time_point when) {
    forget(index);
    model.emplace(when, index);
    queue.arm(*alarms[index], when);
  };
  const auto make = [&](std::size_t index) {
    alarms[index] = std::make_unique<callback_timer>([&, index] { expired.push_back(index); });
  };
  for (std::size_t i = 0; i < timer_count; ++i) make(i);

  time_point now = start;
  for (int step = 0; step < 100'000; ++step) {
    const std::size_t index = below(timer_count);
    switch (below(8)) {
      case 0:
        forget(index);
        alarms[index]->disarm();
        break;
      case 1:
        forget(index);
        make(index);
        break;
      case 2:
        now += std::chrono::milliseconds{below(20)};
        while (!model.empty() && model.begin()->first <= now) {
          expired_in_model.push_back(model.begin()->second);
          model.erase(model.begin());
        }
        queue.expire(now);
        break;
      default:
        arm(index, now + std::chrono::milliseconds{static_cast<int>(below(60)) - 5});
    }
    REQUIRE(expired == expired_in_model);
    expired.clear();
    expired_in_model.clear();
    REQUIRE(queue.earliest() == (model.empty() ? never : model.begin()->first));
    REQUIRE(queue.empty() == model.empty());
  }
}

TEST_CASE("adding to a time stops at its limits") {
  CHECK(saturating_add(start, 1ms) == start + 1ms);
  CHECK(saturating_add(start, -1ms) == start - 1ms);
  CHECK(saturating_add(start, duration::zero()) == start);
  CHECK(saturating_add(start + 1ns, duration::max()) == never);
  CHECK(saturating_add(start + 1h, duration::max() - 1h) == never);
  CHECK(saturating_add(never, duration::max()) == never);
  CHECK(saturating_add(never, 1ns) == never);
  CHECK(saturating_add(never, duration::zero()) == never);
  CHECK(saturating_add(start - 1ns, duration::min()) == time_point::min());
  CHECK(saturating_add(time_point::min(), duration::min()) == time_point::min());
  CHECK(saturating_add(time_point::min(), duration::max()) == start - 1ns);
}
