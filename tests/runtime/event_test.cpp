// SPDX-License-Identifier: MIT
#include <tern/runtime/event.hpp>

#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace {

using tern::runtime::current_environment;
using tern::runtime::event;
using tern::runtime::task;
using tern::testing::manual_executor;

}  // namespace

TEST_CASE("an event that is set is waited for at once, and taken down") {
  manual_executor executor;
  event flag;
  flag.set();
  flag.set();
  int waits = 0;
  auto body = [&]() -> task<void> {
    co_await flag.wait();
    ++waits;
    co_await flag.wait();
    ++waits;
  };
  executor.spawn(body());
  CHECK(waits == 1);
  CHECK(flag.awaited());
  flag.set();
  CHECK_FALSE(flag.awaited());
  CHECK(waits == 1);  // resumed by the executor, not by set()
  executor.run_ready();
  CHECK(waits == 2);
}

TEST_CASE("an event that is set several times resumes its waiter once") {
  manual_executor executor;
  event flag;
  int waits = 0;
  auto body = [&]() -> task<void> {
    for (;;) {
      co_await flag.wait();
      ++waits;
    }
  };
  executor.spawn(body());
  flag.set();
  flag.set();
  flag.set();
  executor.run_ready();
  CHECK(waits == 1);
  CHECK(flag.awaited());
}

TEST_CASE("an event and the coroutine that waits for it are destroyed in any order") {
  const auto token = std::make_shared<int>();
  auto body = [](event& flag, std::shared_ptr<int> held) -> task<void> {
    const auto local = held;
    co_await flag.wait();
  };
  SUBCASE("the coroutine first, while it waits") {
    event flag;
    {
      manual_executor executor;
      executor.spawn(body(flag, token));
      CHECK(flag.awaited());
    }
    CHECK_FALSE(flag.awaited());
    flag.set();  // neither the coroutine nor its executor exists any more
  }
  SUBCASE("the coroutine first, while it is queued") {
    manual_executor executor;
    event flag;
    executor.spawn(body(flag, token));
    flag.set();
    executor.executor().evict_all();
    CHECK(token.use_count() == 1);
    executor.run_ready();
  }
  SUBCASE("the event first, while it is waited for") {
    manual_executor executor;
    {
      event flag;
      executor.spawn(body(flag, token));
    }
    executor.run_ready();
    CHECK(token.use_count() == 3);
  }
  SUBCASE("the event first, while its waiter is queued") {
    manual_executor executor;
    {
      event flag;
      executor.spawn(body(flag, token));
      flag.set();
    }
    executor.run_ready();
    CHECK(token.use_count() == 3);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("an event serves a second coroutine after the first was destroyed") {
  event flag;
  int resumed = 0;
  auto body = [&]() -> task<void> {
    co_await flag.wait();
    ++resumed;
  };
  {
    manual_executor executor;
    executor.spawn(body());
  }
  manual_executor executor;
  executor.spawn(body());
  CHECK(flag.awaited());
  flag.set();
  executor.run_ready();
  CHECK(resumed == 1);
}

TEST_CASE("a waiter resumes in its own environment") {
  manual_executor executor;
  event flag;
  tern::runtime::environment* seen = nullptr;
  auto body = [&]() -> task<void> {
    co_await flag.wait();
    seen = current_environment();
  };
  executor.spawn(body());
  CHECK(current_environment() == nullptr);
  flag.set();
  executor.run_ready();
  CHECK(seen == &executor.environment());
  CHECK(current_environment() == nullptr);
}
