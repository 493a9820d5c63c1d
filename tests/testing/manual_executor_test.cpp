// SPDX-License-Identifier: MIT
#include <tern/testing/manual_executor.hpp>

#include <tern/runtime/event.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/task.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tern::code;
using tern::error;
using tern::status;
using tern::runtime::duration;
using tern::runtime::event;
using tern::runtime::sleep_for;
using tern::runtime::task;
using tern::testing::manual_executor;

}  // namespace

TEST_CASE("run() gives the value, and moves the time only when nothing is ready") {
  manual_executor executor;
  auto body = [&](duration length) -> task<std::string> {
    if (length != 0s) co_await sleep_for(length);
    co_return "done";
  };
  CHECK(executor.run(body(0s)) == "done");
  CHECK(executor.now().time_since_epoch() == 0s);
  CHECK(executor.run(body(24h)) == "done");
  CHECK(executor.now().time_since_epoch() == 24h);
}

TEST_CASE("run() throws what the body throws") {
  manual_executor executor;
  auto refuse = []() -> task<int> { co_return status{code::not_found, "no"}; };
  auto fail = []() -> task<void> {
    co_await sleep_for(1ms);
    throw std::out_of_range("no");
  };
  CHECK_THROWS_AS(executor.run(refuse()), error);
  CHECK_THROWS_AS(executor.run(fail()), std::out_of_range);
}

TEST_CASE("run() gives a status as a value") {
  manual_executor executor;
  auto body = []() -> task<status> { co_return status{}; };
  CHECK(executor.run(body()).ok());
}

TEST_CASE("a body that is stuck is reported, and may go on later") {
  manual_executor executor;
  event go;
  bool ended = false;
  auto body = [&]() -> task<std::string> {
    co_await go.wait();
    ended = true;
    co_return "long enough that it does not fit into the string itself";
  };
  auto failing = [&]() -> task<void> {
    co_await go.wait();
    throw error(code::aborted, "nobody listens any more");
  };
  try {
    executor.run(body());
    FAIL("it cannot end");
  } catch (const error& failure) {
    CHECK(failure.code() == code::internal);
  }
  go.set();
  executor.run_ready();
  CHECK(ended);
  CHECK_THROWS_AS(executor.run(failing()), error);
  go.set();
  executor.run_ready();
}

TEST_CASE("a body that sleeps for ever is stuck") {
  manual_executor executor;
  auto body = []() -> task<void> { co_await sleep_for(duration::max()); };
  executor.advance(1s);
  CHECK_THROWS_AS(executor.run(body()), error);
}

TEST_CASE("advance() moves the time step by step") {
  manual_executor executor;
  std::vector<duration> woken;
  auto body = [&]() -> task<void> {
    for (;;) {
      co_await sleep_for(10ms);
      woken.push_back(executor.now().time_since_epoch());
    }
  };
  executor.spawn(body());
  executor.advance(25ms);
  CHECK(woken == std::vector<duration>{10ms, 20ms});
  CHECK(executor.now().time_since_epoch() == 25ms);
  executor.advance(5ms);
  CHECK(woken.size() == 3);
  executor.advance(0ms);
  CHECK(woken.size() == 3);
}

TEST_CASE("advance() goes to the end of time") {
  manual_executor executor;
  bool woken = false;
  auto body = [&]() -> task<void> {
    co_await sleep_for(24h);
    woken = true;
  };
  executor.spawn(body());
  executor.advance(1s);
  executor.advance(duration::max());
  CHECK(woken);
  CHECK(executor.now() == tern::runtime::never);
}

TEST_CASE("what was spawned is destroyed with the executor") {
  const auto token = std::make_shared<int>();
  auto body = [](std::shared_ptr<int> held) -> task<void> {
    co_await sleep_for(1h);
    (void)held;
  };
  {
    manual_executor executor;
    executor.spawn(body(token));
    executor.post([token] {});  // never run
    CHECK(token.use_count() == 3);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("posted functions run in their order, before what they made ready") {
  manual_executor executor;
  std::vector<int> order;
  event go;
  auto body = [&]() -> task<void> {
    co_await go.wait();
    order.push_back(3);
    executor.post([&] { order.push_back(4); });
  };
  executor.spawn(body());
  executor.post([&] {
    go.set();
    order.push_back(1);
  });
  executor.post([&] { order.push_back(2); });
  CHECK(executor.run_ready());
  CHECK(order == std::vector{1, 2, 3, 4});
  CHECK_FALSE(executor.run_ready());
}

TEST_CASE("functions are posted from several threads at once") {
  constexpr int posts = 500;
  manual_executor executor;
  int received = 0;
  std::atomic<int> posting{2};
  auto post = [&] {
    for (int i = 0; i < posts; ++i) executor.post([&] { ++received; });
    --posting;
  };
  std::thread first{post};
  std::thread second{post};
  while (posting != 0) executor.run_ready();
  first.join();
  second.join();
  executor.run_ready();
  CHECK(received == 2 * posts);
}
