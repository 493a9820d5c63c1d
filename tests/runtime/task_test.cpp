// SPDX-License-Identifier: MIT
#include <tern/runtime/task.hpp>

#include <tern/runtime/cancel.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tern::code;
using tern::error;
using tern::status;
using tern::runtime::event;
using tern::runtime::sleep_for;
using tern::runtime::task;
using tern::testing::manual_executor;

constexpr int many = 1'000'000;

struct request {
  std::string name;
  std::optional<std::string> title = std::nullopt;
  std::vector<std::string> tags = {};
};

struct reply {
  std::string text;
};

task<int> value(int number) {
  co_return number;
}

task<int> value_later(int number) {
  co_await sleep_for(1ms);
  co_return number;
}

task<std::string> describe(request asked) {
  std::string text = asked.name + "/" + asked.title.value_or("-");
  for (const std::string& tag : asked.tags) text += "," + tag;
  co_return text;
}

task<std::string> describe_later(request asked) {
  co_await sleep_for(1ms);
  co_return co_await describe(std::move(asked));
}

task<reply> make_reply(std::string text) {
  co_await sleep_for(1ms);
  co_return {.text = std::move(text)};
}

const std::string long_text = "long enough that it does not fit into the string itself";

}  // namespace

TEST_CASE("a task gives its value") {
  manual_executor executor;
  CHECK(executor.run(value(7)) == 7);
  CHECK(executor.run(value_later(8)) == 8);
}

TEST_CASE("a task without a value runs to its end") {
  manual_executor executor;
  bool done = false;
  auto body = [&]() -> task<void> {
    co_await sleep_for(1ms);
    done = true;
  };
  executor.run(body());
  CHECK(done);
}

TEST_CASE("a task does not start before it is awaited") {
  bool started = false;
  auto body = [&]() -> task<void> {
    started = true;
    co_return;
  };
  {
    const auto dropped = body();
  }
  CHECK_FALSE(started);
}

TEST_CASE("an exception reaches the coroutine that awaits") {
  manual_executor executor;
  auto fail = [](bool later) -> task<int> {
    if (later) co_await sleep_for(1ms);
    throw std::out_of_range(long_text);
  };
  auto fail_void = [](bool later) -> task<void> {
    if (later) co_await sleep_for(1ms);
    throw std::out_of_range(long_text);
  };
  auto body = [&](bool later) -> task<int> {
    int caught = 0;
    try {
      co_await fail(later);
    } catch (const std::out_of_range& failure) {
      if (failure.what() == long_text) ++caught;
    }
    try {
      co_await fail_void(later);
    } catch (const std::out_of_range&) {
      ++caught;
    }
    try {
      (void)co_await fail(later).result();
    } catch (const std::out_of_range&) {
      ++caught;
    }
    try {
      (void)co_await fail_void(later).result();
    } catch (const std::out_of_range&) {
      ++caught;
    }
    co_return caught;
  };
  CHECK(executor.run(body(false)) == 4);
  CHECK(executor.run(body(true)) == 4);
}

TEST_CASE("a returned status is thrown as an error") {
  manual_executor executor;
  auto refuse = []() -> task<reply> { co_return status{code::not_found, "no such thing"}; };
  auto body = [&]() -> task<status> {
    try {
      co_await refuse();
    } catch (const error& failure) {
      co_return failure.status();
    }
    co_return status{};
  };
  CHECK(executor.run(body()) == status{code::not_found, "no such thing"});
}

TEST_CASE("a returned status that is ok fails the task, which has no value") {
  manual_executor executor;
  auto confused = []() -> task<reply> { co_return status{}; };
  auto body = [&]() -> task<code> { co_return (co_await confused().result()).status().code(); };
  CHECK(executor.run(body()) == code::internal);
}

TEST_CASE("a returned result passes on its value or its failure") {
  manual_executor executor;
  auto choose = [](bool good) -> task<std::string> {
    if (good) co_return tern::result<std::string>{"fine"};
    co_return tern::result<std::string>{status{code::aborted, "no"}};
  };
  CHECK(executor.run(choose(true)) == "fine");
  CHECK_THROWS_AS(executor.run(choose(false)), error);
}

TEST_CASE("a task of a status has a status as its value") {
  manual_executor executor;
  auto body = []() -> task<status> { co_return status{code::aborted, "a value"}; };
  CHECK(executor.run(body()) == status{code::aborted, "a value"});
}

TEST_CASE("result() gives a failure as a value") {
  manual_executor executor;
  auto fail = [](int how) -> task<int> {
    co_await sleep_for(1ms);
    if (how == 0) co_return 5;
    if (how == 1) co_return status{code::not_found, "returned"};
    throw error(code::unavailable, "thrown");
  };
  auto fail_void = [](bool failing) -> task<void> {
    co_await sleep_for(1ms);
    if (failing) throw error(code::unavailable, "thrown");
  };
  auto body = [&]() -> task<void> {
    const auto good = co_await fail(0).result();
    REQUIRE(good.ok());
    CHECK(*good == 5);
    const auto returned = co_await fail(1).result();
    CHECK(returned.status() == status{code::not_found, "returned"});
    const auto thrown = co_await fail(2).result();
    CHECK(thrown.status() == status{code::unavailable, "thrown"});
    const auto nothing = co_await fail_void(false).result();
    CHECK(nothing.ok());
    const auto nothing_thrown = co_await fail_void(true).result();
    CHECK(nothing_thrown.status() == status{code::unavailable, "thrown"});
  };
  executor.run(body());
}

TEST_CASE("a task carries values that can only be moved") {
  manual_executor executor;
  auto make = [](std::unique_ptr<int> from) -> task<std::unique_ptr<int>> {
    co_await sleep_for(1ms);
    co_return std::make_unique<int>(*from + 1);
  };
  auto body = [&]() -> task<int> {
    std::unique_ptr<int> first = co_await make(std::make_unique<int>(1));
    auto second = co_await make(std::move(first)).result();
    REQUIRE(second.ok());
    co_return **second;
  };
  CHECK(executor.run(body()) == 3);
}

TEST_CASE("a task needs no default constructor of its value") {
  manual_executor executor;
  struct number {
    explicit number(int from) : value(from) {}
    int value;
  };
  auto body = []() -> task<number> { co_return number{4}; };
  CHECK(executor.run(body()).value == 4);
}

TEST_CASE("parameters and locals of a task are destroyed exactly once") {
  manual_executor executor;
  const auto token = std::make_shared<int>();
  auto body = [](std::shared_ptr<int> held, bool later) -> task<long> {
    auto local = held;
    if (later) co_await sleep_for(1ms);
    co_return local.use_count();
  };
  SUBCASE("when it is not started") {
    auto idle = body(token, false);
    CHECK(token.use_count() == 2);
  }
  SUBCASE("when it is assigned over") {
    auto idle = body(token, false);
    idle = body(token, false);
    CHECK(token.use_count() == 2);
    idle = {};
    CHECK(token.use_count() == 1);
    CHECK_FALSE(idle);
  }
  SUBCASE("when it is ready at once") {
    CHECK(executor.run(body(token, false)) == 3);
  }
  SUBCASE("when it waits") {
    CHECK(executor.run(body(token, true)) == 3);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("a suspended chain of tasks is destroyed with its executor") {
  const auto token = std::make_shared<int>();
  event never_set;
  {
    manual_executor executor;
    auto inner = [&](std::shared_ptr<int> held) -> task<int> {
      const auto local = held;
      co_await never_set.wait();
      co_return 1;
    };
    auto outer = [&](std::shared_ptr<int> held) -> task<void> {
      const auto local = held;
      co_await inner(held);
    };
    executor.spawn(outer(token));
    CHECK(token.use_count() == 5);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("an aggregate temporary is passed to a task inside co_await") {
  manual_executor executor;
  auto body = []() -> task<void> {
    std::string text = co_await describe({.name = long_text});
    CHECK(text == long_text + "/-");
    text = co_await describe_later({.name = long_text, .title = long_text});
    CHECK(text == long_text + "/" + long_text);
    text = co_await describe_later({.name = "x", .title = "y", .tags = {long_text, "b"}});
    CHECK(text == "x/y," + long_text + ",b");
    text = co_await describe_later(request{long_text});
    CHECK(text == long_text + "/-");
    auto outcome = co_await describe_later({.name = long_text}).result();
    REQUIRE(outcome.ok());
    CHECK(*outcome == long_text + "/-");
  };
  executor.run(body());
}

TEST_CASE("awaited values are used inside larger expressions") {
  manual_executor executor;
  auto body = [](bool yes) -> task<void> {
    // A choice of two awaits.
    const std::string chosen =
        yes ? co_await describe_later({.name = long_text}) : co_await describe({.name = "no"});
    CHECK(chosen == (yes ? long_text + "/-" : "no/-"));
    // An aggregate of awaited values.
    const reply made{.text = co_await describe_later({.name = long_text})};
    CHECK(made.text == long_text + "/-");
    // An await as the argument of an await.
    const std::string nested =
        co_await describe_later({.name = (co_await make_reply(long_text)).text,
                                 .title = co_await describe({.name = "inner"})});
    CHECK(nested == long_text + "/inner/-");
    // Several in one expression, and as the elements of a container.
    const int sum = co_await value(1) + co_await value_later(2) + co_await value(3);
    CHECK(sum == 6);
    std::vector<reply> replies;
    replies.push_back({.text = co_await describe_later({.name = long_text})});
    replies.push_back(co_await make_reply(long_text));
    CHECK(replies[0].text + "!" == replies[1].text + "/-!");
    if (auto text = co_await describe_later({.name = long_text}); !text.empty()) {
      CHECK(text == long_text + "/-");
    }
  };
  executor.run(body(true));
  executor.run(body(false));
}

TEST_CASE("an aggregate made of an awaited value is returned") {
  manual_executor executor;
  auto body = []() -> task<reply> {
    co_return reply{.text = co_await describe_later({.name = long_text})};
  };
  auto nested = [&]() -> task<reply> { co_return co_await body(); };
  CHECK(executor.run(nested()).text == long_text + "/-");
}

TEST_CASE("a temporary of the awaiting expression lives until the task has ended") {
  manual_executor executor;
  auto length = [](const std::string& borrowed) -> task<std::size_t> {
    co_await sleep_for(1ms);
    co_return borrowed.size();
  };
  auto body = [&]() -> task<std::size_t> { co_return co_await length(long_text + "!"); };
  CHECK(executor.run(body()) == long_text.size() + 1);
}

TEST_CASE("a stored task is awaited later") {
  manual_executor executor;
  auto body = []() -> task<std::string> {
    auto call = describe_later({.name = long_text});
    co_await sleep_for(1ms);
    std::string first = co_await call;
    auto other = describe({.name = "b"});
    auto moved = std::move(other);
    co_return first + co_await std::move(moved);
  };
  CHECK(executor.run(body()) == long_text + "/-b/-");
}

TEST_CASE("a million tasks that are ready at once are awaited in a loop") {
  manual_executor executor;
  auto body = []() -> task<long long> {
    long long sum = 0;
    for (int i = 0; i < many; ++i) sum += co_await value(1);
    co_return sum;
  };
  CHECK(executor.run(body()) == many);
}

TEST_CASE("a million ready tasks are awaited after the loop's coroutine has been resumed") {
  manual_executor executor;
  auto inner = []() -> task<long long> {
    co_await sleep_for(1ms);
    long long sum = 0;
    for (int i = 0; i < many; ++i) sum += (co_await value(1).result()).value();
    co_return sum;
  };
  auto body = [&]() -> task<long long> { co_return co_await inner(); };
  CHECK(executor.run(body()) == many);
}

TEST_CASE("a million tasks that each wait once are awaited in a loop") {
  manual_executor executor;
  event ping;
  event pong;
  auto wait = [&]() -> task<int> {
    co_await ping.wait();
    pong.set();
    co_return 1;
  };
  auto peer = [&]() -> task<void> {
    for (int i = 0; i < many; ++i) {
      ping.set();
      co_await pong.wait();
    }
  };
  auto body = [&]() -> task<long long> {
    long long sum = 0;
    for (int i = 0; i < many; ++i) sum += co_await wait();
    co_return sum;
  };
  executor.spawn(peer());
  CHECK(executor.run(body()) == many);
}

TEST_CASE("a chain of a thousand tasks is started, resumed and unwound") {
  manual_executor executor;
  struct chain {
    static task<int> link(int left, bool failing) {
      if (left == 0) {
        co_await sleep_for(1ms);
        if (failing) throw error(code::aborted, "the last link");
        co_return 0;
      }
      co_return 1 + co_await link(left - 1, failing);
    }
  };
  CHECK(executor.run(chain::link(1000, false)) == 1000);
  CHECK_THROWS_AS(executor.run(chain::link(1000, true)), error);
}
