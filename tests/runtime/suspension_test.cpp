// SPDX-License-Identifier: MIT
#include <tern/runtime/suspension.hpp>

#include <tern/runtime/cancel.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/task.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>

namespace {

using tern::code;
using tern::status;
using tern::runtime::suspension;
using tern::runtime::task;
using tern::testing::manual_executor;

/// Waits at a suspension that lives elsewhere.
struct wait_at {
  suspension& place;
  bool unconditionally = false;
  suspension::frame_guard guard = {};

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> coroutine) noexcept {
    if (!unconditionally) return place.begin(coroutine, guard);
    place.begin_unconditionally(coroutine);
    return true;
  }
  bool await_resume() const noexcept { return place.cancelled(); }
};

const status too_late{code::deadline_exceeded, "too late"};

}  // namespace

TEST_CASE("waking resumes once, in the executor's turn") {
  manual_executor executor;
  suspension place;
  int resumed = 0;
  place.wake();  // nobody waits
  auto body = [&]() -> task<void> {
    for (;;) {
      const bool cancelled = co_await wait_at{place};
      CHECK_FALSE(cancelled);
      ++resumed;
    }
  };
  executor.spawn(body());
  CHECK(place.waiting());
  place.wake();
  place.wake();
  CHECK_FALSE(place.waiting());
  CHECK(resumed == 0);
  executor.run_ready();
  CHECK(resumed == 1);
  CHECK(place.waiting());
}

TEST_CASE("a cancellation ends a wait and keeps the next from beginning") {
  manual_executor executor;
  suspension place;
  int cancelled_count = 0;
  auto body = [&]() -> task<void> {
    for (int i = 0; i < 3; ++i) {
      const bool cancelled = co_await wait_at{place};
      if (cancelled) ++cancelled_count;
    }
    CHECK_THROWS_AS(place.throw_if_cancelled(), tern::error);
  };
  executor.spawn(body());
  executor.cancel().cancel(too_late);
  place.wake();
  CHECK(cancelled_count == 0);
  executor.run_ready();
  CHECK(cancelled_count == 3);
}

TEST_CASE("the reason of a cancelled wait is thrown once") {
  // What asks again without having waited must not hear of an old cancellation, nor look into the
  // environment of that wait, which may be gone.
  manual_executor executor;
  suspension place;
  auto cancelled = [&]() -> task<void> {
    tern::runtime::cancel_source scope;
    tern::runtime::environment surroundings{executor.executor(), scope};
    auto wait = [&]() -> tern::runtime::detached { co_await wait_at{place}; };
    wait().start(surroundings);
    scope.cancel(too_late);
    co_await tern::runtime::sleep_for(std::chrono::milliseconds{1});
    CHECK(place.cancelled());
    CHECK_THROWS_AS(place.throw_if_cancelled(), tern::error);
  };
  executor.run(cancelled());
  CHECK_FALSE(place.cancelled());
  CHECK_NOTHROW(place.throw_if_cancelled());
}

TEST_CASE("a cancelled wait whose coroutine was destroyed is forgotten") {
  suspension place;
  {
    manual_executor executor;
    auto body = [&]() -> task<void> { co_await wait_at{place}; };
    executor.spawn(body());
    executor.cancel().cancel(too_late);
  }
  CHECK_NOTHROW(place.throw_if_cancelled());
}

TEST_CASE("a cancellation does not reach a wait that has been woken, or is unconditional") {
  manual_executor executor;
  suspension woken;
  suspension unconditional;
  std::optional<bool> woken_cancelled;
  std::optional<bool> unconditional_cancelled;
  auto first = [&]() -> task<void> { woken_cancelled = co_await wait_at{woken}; };
  auto second = [&]() -> task<void> {
    unconditional_cancelled = co_await wait_at{unconditional, true};
  };
  executor.spawn(first());
  executor.spawn(second());
  woken.wake();
  executor.cancel().cancel(too_late);
  executor.run_ready();
  CHECK(woken_cancelled == false);
  CHECK_FALSE(unconditional_cancelled.has_value());
  unconditional.wake();
  executor.run_ready();
  CHECK(unconditional_cancelled == false);
}

TEST_CASE("a suspension is destroyed while it waits, is queued, or is cancelled") {
  const auto token = std::make_shared<int>();
  {
    manual_executor executor;
    auto body = [](suspension& place, std::shared_ptr<int> held) -> task<void> {
      co_await wait_at{place};
      FAIL("nothing resumes this");
      (void)held;
    };
    {
      suspension waits;
      suspension queued;
      suspension cancelled;
      executor.spawn(body(waits, token));
      executor.spawn(body(queued, token));
      queued.wake();
    }
    executor.run_ready();
    {
      suspension cancelled;
      executor.spawn(body(cancelled, token));
      executor.cancel().cancel(too_late);
    }
    executor.run_ready();
    CHECK(token.use_count() == 4);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("a suspension outlives the frame of the coroutine that waits at it") {
  suspension waits;
  suspension queued;
  {
    manual_executor executor;
    auto body = [](suspension& place) -> task<void> { co_await wait_at{place}; };
    executor.spawn(body(waits));
    executor.spawn(body(queued));
    queued.wake();
  }
  CHECK_FALSE(waits.waiting());
  waits.wake();
  queued.wake();
}

TEST_CASE("withdrawing a wait forgets the coroutine") {
  manual_executor executor;
  suspension place;
  auto body = [&]() -> task<void> {
    co_await wait_at{place};
    FAIL("nothing resumes this");
  };
  executor.spawn(body());
  place.withdraw();
  CHECK_FALSE(place.waiting());
  place.wake();
  executor.cancel().cancel(too_late);
  executor.run_ready();
}
