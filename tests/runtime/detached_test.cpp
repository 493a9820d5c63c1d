// SPDX-License-Identifier: MIT
#include <tern/runtime/detached.hpp>

#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <utility>

namespace {

using tern::runtime::cancel_source;
using tern::runtime::current_environment;
using tern::runtime::detached;
using tern::runtime::environment;
using tern::runtime::event;
using tern::runtime::executor;
using tern::runtime::task;
using tern::testing::manual_executor;

/// An environment that a coroutine owns.
struct scope {
  explicit scope(executor& home) : surroundings{home, cancel} {}
  cancel_source cancel;
  environment surroundings;
};

detached hold(std::shared_ptr<int> held, event* until) {
  const auto local = held;
  if (until != nullptr) co_await until->wait();
}

detached hold_scope(std::unique_ptr<scope> own, event& until) {
  CHECK(current_environment() == &own->surroundings);
  co_await until.wait();
  CHECK(current_environment() == &own->surroundings);
}

}  // namespace

TEST_CASE("a detached coroutine runs up to its first wait when it is started") {
  manual_executor host;
  const auto token = std::make_shared<int>();
  event go;
  {
    auto body = hold(token, &go);
    CHECK(token.use_count() == 2);
    auto moved = std::move(body);
    std::move(moved).start(host.environment());
    CHECK(token.use_count() == 3);
  }
  CHECK(token.use_count() == 3);
  go.set();
  host.run_ready();
  CHECK(token.use_count() == 1);
}

TEST_CASE("a detached coroutine destroys itself at its end, at once too") {
  manual_executor host;
  const auto token = std::make_shared<int>();
  hold(token, nullptr).start(host.environment());
  CHECK(token.use_count() == 1);
}

TEST_CASE("a detached coroutine that is never started is destroyed by its owner") {
  const auto token = std::make_shared<int>();
  {
    const auto idle = hold(token, nullptr);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("a detached coroutine is destroyed with its executor") {
  const auto token = std::make_shared<int>();
  event never_set;
  event set;
  {
    manual_executor host;
    hold(token, &never_set).start(host.environment());
    hold(token, &set).start(host.environment());
    set.set();  // and is queued when the executor ends
    CHECK(token.use_count() == 5);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("a detached coroutine may own its environment") {
  event go;
  SUBCASE("and end") {
    manual_executor host;
    auto own = std::make_unique<scope>(host.executor());
    environment& surroundings = own->surroundings;
    hold_scope(std::move(own), go).start(surroundings);
    CHECK(current_environment() == nullptr);
    go.set();
    host.run_ready();
    CHECK_FALSE(go.awaited());
  }
  SUBCASE("and be destroyed with the executor") {
    {
      manual_executor host;
      auto own = std::make_unique<scope>(host.executor());
      environment& surroundings = own->surroundings;
      hold_scope(std::move(own), go).start(surroundings);
    }
    CHECK_FALSE(go.awaited());
    go.set();
  }
}

TEST_CASE("a detached coroutine is started by another, in an environment of its own") {
  manual_executor host;
  event go;
  auto body = [&]() -> task<void> {
    environment* const mine = current_environment();
    auto own = std::make_unique<scope>(host.executor());
    environment& surroundings = own->surroundings;
    hold_scope(std::move(own), go).start(surroundings);
    CHECK(current_environment() == mine);
    go.set();
    co_return;
  };
  host.run(body());
  host.run_ready();
  CHECK_FALSE(go.awaited());
}

TEST_CASE("detached coroutines that start one another are all evicted") {
  const auto token = std::make_shared<int>();
  event never_set[4];
  {
    manual_executor host;
    for (event& each : never_set) hold(token, &each).start(host.environment());
    CHECK(token.use_count() == 9);
    host.executor().evict_all();
    CHECK(token.use_count() == 1);
    for (event& each : never_set) each.set();
    CHECK_FALSE(host.run_ready());
  }
}
