// SPDX-License-Identifier: MIT
#include <tern/runtime/when_all.hpp>

#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/pipe.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/task.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tern::code;
using tern::error;
using tern::status;
using tern::runtime::duration;
using tern::runtime::event;
using tern::runtime::sleep_for;
using tern::runtime::stream;
using tern::runtime::task;
using tern::runtime::when_all;
using tern::testing::manual_executor;

struct request {
  std::string name;
  std::vector<std::string> tags = {};
};

const std::string long_text = "long enough that it does not fit into the string itself";

task<int> after(duration length, int value) {
  if (length != 0s) co_await sleep_for(length);
  co_return value;
}

task<std::string> describe(duration length, request asked) {
  if (length != 0s) co_await sleep_for(length);
  for (const std::string& tag : asked.tags) asked.name += "," + tag;
  co_return asked.name;
}

task<void> nothing_after(duration length) {
  if (length != 0s) co_await sleep_for(length);
}

task<int> fail_after(duration length, code how) {
  if (length != 0s) co_await sleep_for(length);
  throw error(how, "failed");
}

/// Writes down how its wait ended, and holds on to `held` until then.
task<int> observe(std::vector<code>& outcomes, duration length, std::shared_ptr<int> held) {
  const auto local = held;
  try {
    co_await sleep_for(length);
  } catch (const error& failure) {
    outcomes.push_back(failure.code());
    throw;
  }
  outcomes.push_back(code::ok);
  co_return 1;
}

template <class T>
task<code> code_of(task<T> body) {
  const auto outcome = co_await body.result();
  co_return outcome.status().code();
}

}  // namespace

TEST_CASE("the values of a group keep their order") {
  manual_executor executor;
  const auto started = executor.now();
  auto body = []() -> task<void> {
    auto all = co_await when_all(after(3ms, 1), after(1ms, 2), describe(2ms, {.name = long_text}),
                                 after(0ms, 4));
    CHECK(all == std::tuple{1, 2, long_text, 4});
  };
  executor.run(body());
  CHECK(executor.now() - started == 3ms);
}

TEST_CASE("a group of one, and of what gives nothing") {
  manual_executor executor;
  auto body = []() -> task<void> {
    auto one = co_await when_all(after(1ms, 1));
    CHECK(std::get<0>(one) == 1);
    auto mixed = co_await when_all(nothing_after(1ms), after(0ms, 2), nothing_after(0ms));
    CHECK(mixed == std::tuple{std::monostate{}, 2, std::monostate{}});
  };
  executor.run(body());
}

TEST_CASE("values that can only be moved come out of a group") {
  manual_executor executor;
  auto make = [](int number) -> task<std::unique_ptr<int>> {
    co_await sleep_for(1ms);
    co_return std::make_unique<int>(number);
  };
  auto body = [&]() -> task<int> {
    auto both = co_await when_all(make(1), make(2));
    std::vector<task<std::unique_ptr<int>>> more;
    more.push_back(make(3));
    more.push_back(make(4));
    auto others = co_await when_all(std::move(more));
    co_return *std::get<0>(both) + *std::get<1>(both) + *others[0] + *others[1];
  };
  CHECK(executor.run(body()) == 10);
}

TEST_CASE("anything that can be awaited stands in a group") {
  manual_executor executor;
  event go;
  auto body = [&]() -> task<void> {
    tern::runtime::pipe<int> numbers;
    auto count = []() -> stream<int> { co_yield 7; };
    auto counted = count();
    go.set();
    auto failing = fail_after(1ms, code::aborted);
    auto all = co_await when_all(go.wait(), sleep_for(1ms), numbers.send(1), counted.next(),
                                 failing.result());
    CHECK(std::get<2>(all));
    CHECK(std::get<3>(all) == 7);
    CHECK(std::get<4>(all).status().code() == code::aborted);
  };
  executor.run(body());
}

TEST_CASE("a group that completes at once does not wait") {
  manual_executor executor;
  auto body = []() -> task<int> {
    int sum = 0;
    for (int i = 0; i < 1000; ++i) {
      auto both = co_await when_all(after(0ms, 1), after(0ms, 2));
      sum += std::get<0>(both) + std::get<1>(both);
    }
    co_return sum;
  };
  int sum = 0;
  auto root = [&]() -> task<void> { sum = co_await body(); };
  executor.spawn(root());
  CHECK(sum == 3000);
  CHECK_FALSE(executor.run_ready());
}

TEST_CASE("a hundred thousand groups that complete at once are awaited in a loop") {
  manual_executor executor;
  auto body = []() -> task<long long> {
    long long sum = 0;
    for (int i = 0; i < 100'000; ++i) {
      auto one = co_await when_all(after(0ms, 1));
      sum += std::get<0>(one);
    }
    co_return sum;
  };
  CHECK(executor.run(body()) == 100'000);
}

TEST_CASE("a vector of tasks gives a vector of values") {
  manual_executor executor;
  auto body = [](int count, duration step) -> task<std::vector<int>> {
    std::vector<task<int>> group;
    for (int i = 0; i < count; ++i) group.push_back(after(step * (count - i), i));
    co_return co_await when_all(std::move(group));
  };
  CHECK(executor.run(body(0, 1ms)).empty());
  CHECK(executor.run(body(3, 0ms)) == std::vector{0, 1, 2});
  CHECK(executor.run(body(3, 1ms)) == std::vector{0, 1, 2});
  CHECK(executor.run(body(10'000, 1us)).size() == 10'000);
}

TEST_CASE("a vector of tasks without a value, and of bools") {
  manual_executor executor;
  auto yes = []() -> task<bool> {
    co_await sleep_for(1ms);
    co_return true;
  };
  auto body = [&]() -> task<void> {
    std::vector<task<void>> group;
    group.push_back(nothing_after(1ms));
    group.push_back(nothing_after(0ms));
    auto nothing = co_await when_all(std::move(group));
    CHECK(nothing.size() == 2);
    std::vector<task<bool>> questions;
    questions.push_back(yes());
    auto answers = co_await when_all(std::move(questions));
    CHECK(answers == std::vector{true});
  };
  executor.run(body());
}

TEST_CASE("the first failure cancels the others, and is thrown when all have unwound") {
  for (const bool as_vector : {false, true}) {
    CAPTURE(as_vector);
    manual_executor executor;
    const auto token = std::make_shared<int>();
    std::vector<code> outcomes;
    auto body = [&]() -> task<code> {
      try {
        if (as_vector) {
          std::vector<task<int>> group;
          group.push_back(observe(outcomes, 1h, token));
          group.push_back(fail_after(1ms, code::not_found));
          group.push_back(observe(outcomes, 1us, token));
          group.push_back(observe(outcomes, 1h, token));
          co_await when_all(std::move(group));
        } else {
          co_await when_all(observe(outcomes, 1h, token), fail_after(1ms, code::not_found),
                            observe(outcomes, 1us, token), observe(outcomes, 1h, token));
        }
      } catch (const error& failure) {
        CHECK(outcomes == std::vector{code::ok, code::cancelled, code::cancelled});
        co_return failure.code();
      }
      co_return code::ok;
    };
    CHECK(executor.run(body()) == code::not_found);
    CHECK(executor.now().time_since_epoch() == 1ms);
    CHECK(token.use_count() == 1);
    CHECK_FALSE(executor.cancel().cancelled());
  }
}

TEST_CASE("a branch that fails at once cancels those that start after it") {
  manual_executor executor;
  std::vector<code> outcomes;
  auto body = [&]() -> task<void> {
    co_await when_all(observe(outcomes, 1h, nullptr), fail_after(0ms, code::not_found),
                      observe(outcomes, 1h, nullptr));
  };
  CHECK(executor.run(code_of(body())) == code::not_found);
  CHECK(outcomes == std::vector{code::cancelled, code::cancelled});
}

TEST_CASE("a failure that is no tern error is thrown as it was") {
  manual_executor executor;
  auto fail = []() -> task<int> {
    co_await sleep_for(1ms);
    throw std::out_of_range("no");
  };
  auto body = [&]() -> task<void> { co_await when_all(fail(), after(1h, 1)); };
  CHECK_THROWS_AS(executor.run(body()), std::out_of_range);
}

TEST_CASE("a branch that ignores the cancellation is waited for") {
  manual_executor executor;
  event go;
  bool unwound = false;
  auto stubborn = [&]() -> task<int> {
    try {
      co_await sleep_for(1h);
    } catch (const error&) {
    }
    unwound = true;
    co_return 5;
  };
  auto body = [&]() -> task<void> {
    co_await when_all(stubborn(), fail_after(1ms, code::aborted));
  };
  CHECK(executor.run(code_of(body())) == code::aborted);
  CHECK(unwound);
}

TEST_CASE("a cancelled parent cancels its group with the reason") {
  manual_executor executor;
  std::vector<code> outcomes;
  auto body = [&]() -> task<int> {
    co_await when_all(observe(outcomes, 1h, nullptr), observe(outcomes, 1h, nullptr));
    co_return 0;
  };
  code outcome = code::ok;
  auto root = [&]() -> task<void> { outcome = co_await code_of(body()); };
  SUBCASE("meanwhile") {
    executor.spawn(root());
    executor.cancel().cancel({code::deadline_exceeded, "too late"});
    CHECK(outcome == code::ok);
  }
  SUBCASE("before") {
    executor.cancel().cancel({code::deadline_exceeded, "too late"});
    executor.spawn(root());
  }
  executor.run_ready();
  CHECK(outcome == code::deadline_exceeded);
  CHECK(outcomes == std::vector{code::deadline_exceeded, code::deadline_exceeded});
}

TEST_CASE("a group that needs no wait succeeds although its parent is cancelled") {
  manual_executor executor;
  executor.cancel().cancel({code::deadline_exceeded, "too late"});
  auto body = []() -> task<int> {
    auto both = co_await when_all(after(0ms, 1), after(0ms, 2));
    co_return std::get<0>(both) + std::get<1>(both);
  };
  CHECK(executor.run(body()) == 3);
}

TEST_CASE("a failure inside of a nested group unwinds both") {
  manual_executor executor;
  std::vector<code> outcomes;
  auto inner = [&](bool failing) -> task<int> {
    auto both = co_await when_all(observe(outcomes, 2ms, nullptr),
                                  failing ? fail_after(1ms, code::not_found) : after(1ms, 1));
    co_return std::get<0>(both) + std::get<1>(both);
  };
  auto body = [&](bool failing) -> task<int> {
    auto both = co_await when_all(inner(failing), inner(false));
    co_return std::get<0>(both) + std::get<1>(both);
  };
  CHECK(executor.run(body(false)) == 4);
  CHECK(outcomes == std::vector{code::ok, code::ok});
  outcomes.clear();
  CHECK(executor.run(code_of(body(true))) == code::not_found);
  CHECK(outcomes == std::vector{code::cancelled, code::cancelled});
}

TEST_CASE("a branch cancels a wait of its own group that is queued already") {
  manual_executor executor;
  event go;
  bool went = false;
  auto waits = [&]() -> task<void> {
    co_await go.wait();
    went = true;
  };
  auto body = [&]() -> task<void> {
    auto set_and_fail = [&]() -> task<void> {
      co_await sleep_for(1ms);
      go.set();
      throw error(code::aborted, "failed");
    };
    auto setting = set_and_fail();
    co_await when_all(waits(), std::move(setting));
  };
  CHECK(executor.run(code_of(body())) == code::aborted);
  CHECK(went);  // what was ready before the cancellation is not lost
}

TEST_CASE("a group is destroyed with its executor in the middle") {
  const auto token = std::make_shared<int>();
  std::vector<code> outcomes;
  {
    manual_executor executor;
    auto body = [&]() -> task<void> {
      co_await when_all(observe(outcomes, 1h, token), observe(outcomes, 1ms, token),
                        when_all(observe(outcomes, 1h, token), after(0ms, 1)));
    };
    executor.spawn(body());
    executor.advance(1ms);
    CHECK(token.use_count() > 1);
  }
  CHECK(token.use_count() == 1);
  CHECK(outcomes == std::vector{code::ok});
}

TEST_CASE("a group that is not awaited starts nothing") {
  std::vector<code> outcomes;
  const auto token = std::make_shared<int>();
  {
    auto idle = when_all(observe(outcomes, 1h, token), observe(outcomes, 1h, token));
  }
  CHECK(token.use_count() == 1);
  CHECK(outcomes.empty());
}

TEST_CASE("aggregate temporaries are passed to the tasks of a group") {
  manual_executor executor;
  auto body = []() -> task<void> {
    auto both = co_await when_all(describe(1ms, {.name = long_text}),
                                  describe(0ms, {.name = "b", .tags = {long_text, "c"}}));
    CHECK(both == std::tuple{long_text, "b," + long_text + ",c"});
  };
  executor.run(body());
}
