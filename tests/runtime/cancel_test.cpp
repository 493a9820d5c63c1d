// SPDX-License-Identifier: MIT
#include <tern/runtime/cancel.hpp>

#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/pipe.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/when_all.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tern::code;
using tern::error;
using tern::status;
using tern::runtime::cancel_hook;
using tern::runtime::cancel_source;
using tern::runtime::event;
using tern::runtime::linked_cancel_source;

using tern::runtime::sleep_for;
using tern::runtime::task;
using tern::runtime::timer;
using tern::runtime::when_all;
using tern::testing::manual_executor;

const status too_late{code::deadline_exceeded, "too late"};

struct hook : cancel_hook {
  explicit hook(std::function<void()> action)
      : cancel_hook([](cancel_hook& fired) noexcept { static_cast<hook&>(fired).on_cancel(); }),
        on_cancel(std::move(action)) {}
  std::function<void()> on_cancel;
};

/// The waits of the library, each for something that does not happen.
enum class wait { sleep, event, receive, send, group, vector_group };
constexpr wait all_waits[] = {wait::sleep, wait::event, wait::receive,
                              wait::send,  wait::group, wait::vector_group};

struct waiter {
  event never_set;
  tern::runtime::pipe<std::string> empty;
  tern::runtime::pipe<std::string> full{1};

  task<void> for_what(wait what) {
    switch (what) {
      case wait::sleep:
        co_await sleep_for(1h);
        break;
      case wait::event:
        co_await never_set.wait();
        break;
      case wait::receive:
        co_await empty.stream.next();
        break;
      case wait::send:
        for (;;) co_await full.send("x");
        break;
      case wait::group:
        co_await when_all(sleep_for(1h), for_what(wait::send));
        break;
      case wait::vector_group: {
        std::vector<task<void>> group;
        group.push_back(for_what(wait::sleep));
        group.push_back(for_what(wait::event));
        co_await when_all(std::move(group));
        break;
      }
    }
  }

  /// How a wait ends.
  task<status> outcome(wait what) {
    const auto ended = co_await for_what(what).result();
    co_return ended.status();
  }
};

}  // namespace

TEST_CASE("the first reason of a cancellation wins") {
  cancel_source source;
  CHECK_FALSE(source.cancelled());
  CHECK(source.reason().ok());
  source.cancel(too_late);
  source.cancel({code::cancelled, "second"});
  CHECK(source.cancelled());
  CHECK(source.reason() == too_late);
}

TEST_CASE("a hook fires once, and not when it was withdrawn") {
  cancel_source source;
  int fired = 0;
  hook stays{[&] { ++fired; }};
  hook unlinked{[&] { fired += 100; }};
  source.attach(stays);
  source.attach(unlinked);
  {
    hook destroyed{[&] { fired += 100; }};
    source.attach(destroyed);
  }
  unlinked.unlink();
  source.cancel(too_late);
  CHECK(fired == 1);
  CHECK_FALSE(stays.linked());
  source.attach(stays);
  source.cancel(too_late);
  CHECK(fired == 1);
}

TEST_CASE("a hook may withdraw others and itself while it fires") {
  cancel_source source;
  std::optional<hook> second;
  std::optional<hook> first;
  int fired = 0;
  first.emplace([&] {
    ++fired;
    second.reset();
    CHECK(source.reason() == too_late);
    source.cancel({code::cancelled, "again"});
  });
  second.emplace([&] { fired += 100; });
  hook third{[&] { ++fired; }};
  source.attach(*first);
  source.attach(*second);
  source.attach(third);
  source.cancel(too_late);
  CHECK(fired == 2);
  CHECK(source.reason() == too_late);
}

TEST_CASE("hooks and their source are destroyed in any order") {
  hook outlives{[] {}};
  {
    cancel_source source;
    source.attach(outlives);
  }
  CHECK_FALSE(outlives.linked());
}

TEST_CASE("a linked source is cancelled with its parent, not the other way round") {
  cancel_source parent;
  linked_cancel_source child{parent};
  cancel_source& child_source = child;
  linked_cancel_source grandchild{child_source};
  linked_cancel_source sibling{parent};
  sibling.cancel({code::aborted, "alone"});
  CHECK_FALSE(parent.cancelled());
  CHECK_FALSE(child.cancelled());
  {
    linked_cancel_source gone{parent};
  }
  parent.cancel(too_late);
  CHECK(child.reason() == too_late);
  CHECK(grandchild.reason() == too_late);
  CHECK(sibling.reason().code() == code::aborted);
  linked_cancel_source late{parent};
  CHECK(late.reason() == too_late);
}

TEST_CASE("every wait fails with the reason when it is cancelled before") {
  for (const wait what : all_waits) {
    CAPTURE(static_cast<int>(what));
    waiter waits;
    manual_executor executor;
    executor.cancel().cancel(too_late);
    CHECK(executor.run(waits.outcome(what)) == too_late);
    CHECK(executor.executor().next_timer() == tern::runtime::never);
  }
}

TEST_CASE("every wait fails with the reason when it is cancelled meanwhile") {
  for (const wait what : all_waits) {
    CAPTURE(static_cast<int>(what));
    waiter waits;
    manual_executor executor;
    status outcome;
    auto body = [&]() -> task<void> { outcome = co_await waits.outcome(what); };
    executor.spawn(body());
    executor.run_ready();
    CHECK(outcome.ok());
    executor.cancel().cancel(too_late);
    CHECK(outcome.ok());  // nothing is resumed inside of cancel()
    executor.run_ready();
    CHECK(outcome == too_late);
    CHECK(executor.executor().next_timer() == tern::runtime::never);
  }
}

TEST_CASE("a coroutine that catches the cancellation and waits again fails again") {
  for (const wait what : all_waits) {
    CAPTURE(static_cast<int>(what));
    waiter waits;
    manual_executor executor;
    int failures = 0;
    auto body = [&]() -> task<void> {
      for (int i = 0; i < 3; ++i) {
        const status outcome = co_await waits.outcome(what);
        if (outcome == too_late) ++failures;
      }
    };
    executor.spawn(body());
    executor.cancel().cancel(too_late);
    executor.run_ready();
    CHECK(failures == 3);
  }
}

TEST_CASE("a wait that has ended well is not failed by a later cancellation") {
  manual_executor executor;
  event go;
  tern::runtime::pipe<int> numbers;
  tern::runtime::pipe<int> full;
  std::vector<std::string> seen;
  auto wait_for_event = [&]() -> task<void> {
    co_await go.wait();
    seen.push_back("event");
  };
  auto wait_for_number = [&]() -> task<void> {
    const auto number = co_await numbers.stream.next();
    seen.push_back(std::to_string(number.value_or(0)));
  };
  auto wait_for_room = [&]() -> task<void> {
    co_await full.send(1);
    const bool sent = co_await full.send(2);
    seen.push_back(sent ? "sent" : "not sent");
  };
  struct callback_timer : timer {
    explicit callback_timer(std::function<void()> action)
        : timer(
              [](timer& expired) noexcept { static_cast<callback_timer&>(expired).on_expired(); }),
          on_expired(std::move(action)) {}
    std::function<void()> on_expired;
  };
  executor.spawn(wait_for_event());
  executor.spawn(wait_for_number());
  executor.spawn(wait_for_room());
  callback_timer cancels{[&] { executor.cancel().cancel(too_late); }};
  callback_timer makes_ready{[&] {
    go.set();
    executor.spawn([](tern::runtime::pipe<int>& to, tern::runtime::pipe<int>& from) -> task<void> {
      co_await to.send(7);
      co_await from.stream.next();
    }(numbers, full));
  }};
  // Both in one turn: when the second cancels, all three are queued for resumption.
  executor.executor().arm(makes_ready, executor.now() + 1ms);
  executor.executor().arm(cancels, executor.now() + 1ms);
  executor.advance(1ms);
  CHECK(seen == std::vector<std::string>{"event", "7", "sent"});
  CHECK(executor.cancel().cancelled());
}

TEST_CASE("a sleep whose time has come is not failed by a later cancellation") {
  manual_executor executor;
  struct end_all : timer {
    explicit end_all(cancel_source& to_cancel)
        : timer([](timer& expired) noexcept {
            static_cast<end_all&>(expired).source.cancel(too_late);
          }),
          source(to_cancel) {}
    cancel_source& source;
  } cancels{executor.cancel()};
  bool slept = false;
  auto body = [&]() -> task<void> {
    co_await sleep_for(1ms);
    slept = true;
  };
  executor.spawn(body());
  executor.executor().arm(cancels, executor.now() + 1ms);  // at the same time, but after it
  executor.advance(1ms);
  CHECK(slept);
  CHECK(executor.cancel().cancelled());
}

TEST_CASE("a coroutine cancels what waits beside it and itself") {
  manual_executor executor;
  waiter waits;
  std::vector<status> outcomes;
  auto other = [&](wait what) -> task<void> { outcomes.push_back(co_await waits.outcome(what)); };
  auto body = [&]() -> task<void> {
    co_await sleep_for(1ms);
    executor.cancel().cancel(too_late);
    CHECK(outcomes.empty());
    outcomes.push_back(co_await waits.outcome(wait::sleep));
  };
  executor.spawn(other(wait::event));
  executor.spawn(other(wait::receive));
  executor.spawn(body());
  executor.advance(1ms);
  CHECK(outcomes == std::vector{too_late, too_late, too_late});
}

TEST_CASE("a timer cancels a scope") {
  manual_executor executor;
  waiter waits;
  struct deadline : timer {
    explicit deadline(cancel_source& to_cancel)
        : timer([](timer& expired) noexcept {
            static_cast<deadline&>(expired).source.cancel(too_late);
          }),
          source(to_cancel) {}
    cancel_source& source;
  } limit{executor.cancel()};
  executor.executor().arm(limit, executor.now() + 10ms);
  CHECK(executor.run(waits.outcome(wait::group)) == too_late);
  CHECK(executor.now().time_since_epoch() == 10ms);
}

TEST_CASE("a cancelled wait whose coroutine is destroyed before it resumes is withdrawn") {
  for (const wait what : all_waits) {
    CAPTURE(static_cast<int>(what));
    waiter waits;
    const auto token = std::make_shared<int>();
    manual_executor executor;
    auto body = [&](std::shared_ptr<int> held) -> task<void> {
      const auto local = held;
      co_await waits.for_what(what);
    };
    executor.spawn(body(token));
    executor.cancel().cancel(too_late);
    executor.executor().evict_all();
    CHECK(token.use_count() == 1);
    executor.run_ready();
  }
}
