// SPDX-License-Identifier: MIT
#include <tern/runtime/stream.hpp>

#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/task.hpp>
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
using tern::runtime::current_environment;
using tern::runtime::environment;
using tern::runtime::event;
using tern::runtime::sleep_for;
using tern::runtime::stream;
using tern::runtime::task;
using tern::testing::manual_executor;

constexpr int many = 1'000'000;

struct reply {
  std::string text;
  std::vector<std::string> tags = {};
};

const std::string long_text = "long enough that it does not fit into the string itself";

stream<int> count_to(int last) {
  for (int i = 1; i <= last; ++i) co_yield i;
}

stream<int> count_slowly_to(int last) {
  for (int i = 1; i <= last; ++i) {
    co_await sleep_for(1ms);
    co_yield i;
  }
}

task<long long> sum_of(stream<int> numbers) {
  long long sum = 0;
  while (auto number = co_await numbers.next()) sum += *number;
  co_return sum;
}

}  // namespace

TEST_CASE("a stream gives its elements in order and then nothing") {
  manual_executor executor;
  auto body = [](stream<int> numbers) -> task<void> {
    std::optional<int> number = co_await numbers.next();
    CHECK(number == 1);
    number = co_await numbers.next();
    CHECK(number == 2);
    for (int i = 0; i < 3; ++i) {
      number = co_await numbers.next();
      CHECK_FALSE(number.has_value());
    }
  };
  executor.run(body(count_to(2)));
  executor.run(body(count_slowly_to(2)));
}

TEST_CASE("a default-made and a moved-from stream have ended") {
  manual_executor executor;
  auto body = []() -> task<void> {
    stream<int> numbers;
    std::optional<int> number = co_await numbers.next();
    CHECK_FALSE(number.has_value());
    numbers = count_to(1);
    stream<int> moved = std::move(numbers);
    number = co_await moved.next();
    CHECK(number == 1);
    numbers = stream<int>{};
    number = co_await numbers.next();
    CHECK_FALSE(number.has_value());
  };
  executor.run(body());
}

TEST_CASE("a generator does not start before it is asked") {
  bool started = false;
  auto numbers = [&]() -> stream<int> {
    started = true;
    co_yield 1;
  };
  {
    auto dropped = numbers();
  }
  CHECK_FALSE(started);
}

TEST_CASE("a generator's exception ends its stream, again and again") {
  manual_executor executor;
  auto numbers = [](bool later) -> stream<int> {
    co_yield 1;
    if (later) co_await sleep_for(1ms);
    throw error(code::data_loss, "gone");
  };
  auto body = [&](bool later) -> task<int> {
    auto source = numbers(later);
    const auto first = co_await source.next();
    CHECK(first == 1);
    int failures = 0;
    for (int i = 0; i < 3; ++i) {
      try {
        co_await source.next();
      } catch (const error& failure) {
        if (failure.code() == code::data_loss) ++failures;
      }
    }
    co_return failures;
  };
  CHECK(executor.run(body(false)) == 3);
  CHECK(executor.run(body(true)) == 3);
}

TEST_CASE("a half-consumed generator is destroyed with its stream") {
  manual_executor executor;
  const auto token = std::make_shared<int>();
  auto numbers = [](std::shared_ptr<int> held) -> stream<int> {
    const auto local = held;
    for (int i = 0;; ++i) co_yield i;
  };
  auto body = [&](int elements) -> task<void> {
    auto source = numbers(token);
    for (int i = 0; i < elements; ++i) co_await source.next();
    CHECK(token.use_count() == (elements == 0 ? 2 : 3));
  };
  executor.run(body(0));
  CHECK(token.use_count() == 1);
  executor.run(body(3));
  CHECK(token.use_count() == 1);
}

TEST_CASE("assigning over a stream destroys its generator") {
  const auto token = std::make_shared<int>();
  auto numbers = [](std::shared_ptr<int> held) -> stream<int> { co_yield *held; };
  auto source = numbers(token);
  CHECK(token.use_count() == 2);
  source = count_to(1);
  CHECK(token.use_count() == 1);
}

TEST_CASE("a generator that waits is destroyed with its executor") {
  const auto token = std::make_shared<int>();
  event never_set;
  {
    manual_executor executor;
    auto numbers = [&](std::shared_ptr<int> held) -> stream<int> {
      const auto local = held;
      co_await never_set.wait();
      co_yield 1;
    };
    auto body = [&]() -> task<void> {
      auto source = numbers(token);
      co_await source.next();
    };
    executor.spawn(body());
    CHECK(token.use_count() == 3);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("elements are aggregates and values that can only be moved") {
  manual_executor executor;
  auto replies = [](bool later) -> stream<reply> {
    co_yield {.text = long_text};
    if (later) co_await sleep_for(1ms);
    co_yield reply{.text = long_text, .tags = {long_text, "b"}};
    const reply kept{.text = "kept"};
    co_yield kept;
    co_yield {.text = later ? long_text : "short", .tags = {}};
  };
  auto pointers = []() -> stream<std::unique_ptr<int>> {
    co_yield std::make_unique<int>(1);
    co_await sleep_for(1ms);
    auto second = std::make_unique<int>(2);
    co_yield std::move(second);
  };
  auto body = [&](bool later) -> task<std::string> {
    std::string text;
    auto source = replies(later);
    while (auto each = co_await source.next()) {
      text += each->text + ";";
      for (const std::string& tag : each->tags) text += tag + ",";
    }
    auto numbers = pointers();
    while (auto each = co_await numbers.next()) text += std::to_string(**each);
    co_return text;
  };
  const std::string begin = long_text + ";" + long_text + ";" + long_text + ",b,kept;";
  CHECK(executor.run(body(false)) == begin + "short;12");
  CHECK(executor.run(body(true)) == begin + long_text + ";12");
}

TEST_CASE("a generator yields what it awaits") {
  manual_executor executor;
  auto make = [](std::string text) -> task<std::string> {
    co_await sleep_for(1ms);
    co_return text;
  };
  auto replies = [&]() -> stream<reply> {
    co_yield {.text = co_await make(long_text)};
    co_yield reply{.text = co_await make("b"), .tags = {co_await make("c")}};
  };
  auto body = [&]() -> task<std::string> {
    std::string text;
    auto source = replies();
    while (auto each = co_await source.next()) text += each->text;
    co_return text;
  };
  CHECK(executor.run(body()) == long_text + "b");
}

TEST_CASE("a generator passes on another stream") {
  manual_executor executor;
  auto doubled = [](stream<int> numbers) -> stream<int> {
    while (auto number = co_await numbers.next()) {
      co_yield *number;
      co_yield *number;
    }
  };
  CHECK(executor.run(sum_of(doubled(doubled(count_to(10))))) == 220);
  CHECK(executor.run(sum_of(doubled(doubled(count_slowly_to(10))))) == 220);
}

TEST_CASE("a generator runs in the environment of the coroutine that asks") {
  manual_executor executor;
  environment* seen_first = nullptr;
  environment* seen_after_wait = nullptr;
  auto numbers = [&]() -> stream<int> {
    seen_first = current_environment();
    co_yield 1;
    co_await sleep_for(1ms);
    seen_after_wait = current_environment();
    co_yield 2;
  };
  CHECK(executor.run(sum_of(numbers())) == 3);
  CHECK(seen_first == &executor.environment());
  CHECK(seen_after_wait == &executor.environment());
}

TEST_CASE("a cancelled generator fails with the reason every time it is asked") {
  manual_executor executor;
  auto body = [](stream<int> numbers) -> task<int> {
    int failures = 0;
    for (int i = 0; i < 3; ++i) {
      try {
        co_await numbers.next();
      } catch (const error& failure) {
        if (failure.code() == code::deadline_exceeded) ++failures;
      }
    }
    co_return failures;
  };
  executor.cancel().cancel({code::deadline_exceeded, "too late"});
  CHECK(executor.run(body(count_slowly_to(3))) == 3);
}

TEST_CASE("a generator that outlives its consumer resumes nobody") {
  manual_executor executor;
  const auto token = std::make_shared<int>();
  event go;
  auto numbers = [&](std::shared_ptr<int> held) -> stream<int> {
    co_await go.wait();
    co_yield *held;
  };
  {
    auto source = numbers(token);
    auto body = [&]() -> task<void> { co_await source.next(); };
    executor.spawn(body());
    executor.executor().evict_all();
    go.set();
    executor.run_ready();
    CHECK(token.use_count() == 2);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("a million ready elements are consumed in a loop") {
  manual_executor executor;
  auto ones = []() -> stream<int> {
    for (int i = 0; i < many; ++i) co_yield 1;
  };
  CHECK(executor.run(sum_of(ones())) == many);
}

TEST_CASE("a million ready elements are consumed after both sides have been resumed") {
  manual_executor executor;
  auto ones = []() -> stream<int> {
    co_await sleep_for(1ms);
    for (int i = 0; i < many; ++i) co_yield 1;
  };
  auto body = [&]() -> task<long long> {
    co_await sleep_for(1ms);
    co_return co_await sum_of(ones());
  };
  CHECK(executor.run(body()) == many);
}

TEST_CASE("a million ready elements pass through a second generator") {
  manual_executor executor;
  auto ones = []() -> stream<int> {
    for (int i = 0; i < many; ++i) co_yield 1;
  };
  auto pass = [](stream<int> numbers) -> stream<int> {
    while (auto number = co_await numbers.next()) co_yield *number;
  };
  CHECK(executor.run(sum_of(pass(ones()))) == many);
}

TEST_CASE("a million elements that are each waited for are consumed in a loop") {
  manual_executor executor;
  event ping;
  event pong;
  auto ones = [&]() -> stream<int> {
    for (int i = 0; i < many; ++i) {
      co_await ping.wait();
      pong.set();
      co_yield 1;
    }
  };
  auto peer = [&]() -> task<void> {
    for (int i = 0; i < many; ++i) {
      ping.set();
      co_await pong.wait();
    }
  };
  executor.spawn(peer());
  CHECK(executor.run(sum_of(ones())) == many);
}
