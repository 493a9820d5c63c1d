// SPDX-License-Identifier: MIT
#include <tern/runtime/pipe.hpp>

#include <tern/runtime/executor.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/when_all.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <cstddef>
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
using tern::runtime::sleep_for;
using tern::runtime::stream;
using tern::runtime::task;
using tern::runtime::when_all;
using tern::testing::manual_executor;

template <class T>
using pipe_of = tern::runtime::pipe<T>;

constexpr int many = 1'000'000;

struct request {
  std::string name;
  std::vector<std::string> tags = {};
};

const std::string long_text = "long enough that it does not fit into the string itself";

/// Reads to the end, keeps the elements and how the stream ended.
struct reader {
  std::vector<int> elements;
  std::optional<status> ended;

  task<void> read(stream<int> numbers) {
    try {
      while (auto number = co_await numbers.next()) elements.push_back(*number);
      ended.emplace();
    } catch (const error& failure) {
      ended = failure.status();
    }
  }
};

task<void> send_count(pipe_of<int> into, int count) {
  for (int i = 0; i < count; ++i) co_await into.send(i);
  into.close();
}

task<long long> sum_of(stream<int> numbers) {
  long long sum = 0;
  while (auto number = co_await numbers.next()) sum += *number;
  co_return sum;
}

}  // namespace

TEST_CASE("what is sent comes out in order, and close() ends the stream after it") {
  manual_executor executor;
  pipe_of<int> numbers{3};
  reader reads;
  auto body = [&]() -> task<void> {
    bool sent = co_await numbers.send(1);
    CHECK(sent);
    sent = co_await numbers.send(2);
    CHECK(sent);
    numbers.close();
    co_await reads.read(std::move(numbers.stream));
  };
  executor.run(body());
  CHECK(reads.elements == std::vector{1, 2});
  CHECK(reads.ended == status{});
}

TEST_CASE("a reader that came first is resumed for each element") {
  manual_executor executor;
  pipe_of<int> numbers;
  reader reads;
  executor.spawn(reads.read(std::move(numbers.stream)));
  executor.spawn([](pipe_of<int>& into) -> task<void> {
    co_await into.send(1);
    co_await into.send(2);
  }(numbers));
  executor.run_ready();
  CHECK(reads.elements == std::vector{1, 2});
  CHECK_FALSE(reads.ended);
  numbers.close();
  executor.run_ready();
  CHECK(reads.ended == status{});
}

TEST_CASE("send() waits while the pipe is full") {
  for (const std::size_t capacity : {0U, 1U, 4U}) {
    CAPTURE(capacity);
    manual_executor executor;
    pipe_of<int> numbers{capacity};
    stream<int> reads = std::move(numbers.stream);
    std::size_t sent = 0;
    auto send = [&]() -> task<void> {
      for (int i = 0; i < 10; ++i) {
        co_await numbers.send(i);
        ++sent;
      }
    };
    executor.spawn(send());
    executor.run_ready();
    const std::size_t room = capacity == 0 ? 1 : capacity;
    CHECK(sent == room);
    auto take = [&]() -> task<void> {
      const auto number = co_await reads.next();
      CHECK(number.has_value());
    };
    for (std::size_t taken = 1; taken <= 10 - room; ++taken) {
      executor.run(take());
      executor.run_ready();
      CHECK(sent == room + taken);
    }
  }
}

TEST_CASE("elements are aggregates and values that can only be moved") {
  manual_executor executor;
  auto body = []() -> task<void> {
    pipe_of<request> names{4};
    co_await names.send({.name = long_text});
    co_await names.send({.name = long_text, .tags = {long_text, "b"}});
    auto first = co_await names.stream.next();
    REQUIRE(first.has_value());
    CHECK(first->name == long_text);
    auto second = co_await names.stream.next();
    REQUIRE(second.has_value());
    CHECK(second->tags == std::vector<std::string>{long_text, "b"});

    pipe_of<std::unique_ptr<int>> pointers;
    co_await pointers.send(std::make_unique<int>(7));
    auto pointer = co_await pointers.stream.next();
    REQUIRE(pointer.has_value());
    CHECK(**pointer == 7);
  };
  executor.run(body());
}

TEST_CASE("an aggregate is sent by a coroutine that has to wait for room") {
  manual_executor executor;
  pipe_of<request> names;
  auto send = [&]() -> task<void> {
    for (int i = 0; i < 3; ++i) co_await names.send({.name = long_text, .tags = {long_text}});
    names.close();
  };
  auto read = [](stream<request> from) -> task<std::string> {
    std::string text;
    while (auto each = co_await from.next()) text += each->name + each->tags.at(0);
    co_return text;
  };
  executor.spawn(send());
  const std::string one = long_text + long_text;
  CHECK(executor.run(read(std::move(names.stream))) == one + one + one);
}

TEST_CASE("fail() ends the stream with a failure, after what was sent and every time") {
  manual_executor executor;
  pipe_of<int> numbers{2};
  auto body = [&]() -> task<int> {
    co_await numbers.send(1);
    numbers.fail({code::data_loss, "broken"});
    numbers.close();  // too late
    auto first = co_await numbers.stream.next();
    CHECK(first == 1);
    int failures = 0;
    for (int i = 0; i < 3; ++i) {
      try {
        co_await numbers.stream.next();
      } catch (const error& failure) {
        if (failure.status() == status{code::data_loss, "broken"}) ++failures;
      }
    }
    co_return failures;
  };
  CHECK(executor.run(body()) == 3);
}

TEST_CASE("a sender that is unwound fails the stream with cancelled") {
  manual_executor executor;
  reader reads;
  auto send = [](pipe_of<int> into) -> task<void> {
    co_await into.send(1);
    co_await sleep_for(1ms);
    throw error(code::aborted, "unwound");
  };
  pipe_of<int> numbers;
  executor.spawn(reads.read(std::move(numbers.stream)));
  CHECK_THROWS_AS(executor.run(send(std::move(numbers))), error);
  executor.run_ready();
  CHECK(reads.elements == std::vector{1});
  REQUIRE(reads.ended);
  CHECK(reads.ended->code() == code::cancelled);
}

TEST_CASE("a pipe that is moved goes on, and what it was moved from ends nothing") {
  manual_executor executor;
  reader reads;
  pipe_of<int> numbers;
  executor.spawn(reads.read(std::move(numbers.stream)));
  {
    std::optional<pipe_of<int>> moved{std::move(numbers)};
    executor.run([](pipe_of<int>& into) -> task<void> { co_await into.send(1); }(*moved));
    moved->close();
  }
  executor.run_ready();
  CHECK(reads.elements == std::vector{1});
  CHECK(reads.ended == status{});
}

TEST_CASE("sending after the end says that nobody reads it") {
  manual_executor executor;
  auto body = []() -> task<void> {
    pipe_of<int> numbers;
    numbers.close();
    bool sent = co_await numbers.send(1);
    CHECK_FALSE(sent);
    auto number = co_await numbers.stream.next();
    CHECK_FALSE(number.has_value());
    pipe_of<int> failed;
    failed.fail({code::aborted, "no"});
    sent = co_await failed.send(1);
    CHECK_FALSE(sent);
  };
  executor.run(body());
}

TEST_CASE("sending when the reader has gone says so, at once or in the middle of a wait") {
  manual_executor executor;
  pipe_of<int> numbers;
  std::vector<bool> sent;
  auto send = [&]() -> task<void> {
    for (int i = 0; i < 3; ++i) sent.push_back(co_await numbers.send(i));
  };
  executor.spawn(send());
  CHECK(sent == std::vector{true});
  {
    const stream<int> dropped = std::move(numbers.stream);
  }
  executor.run_ready();
  CHECK(sent == std::vector{true, false, false});
}

TEST_CASE("a sender that waits is resumed when the pipe is closed beside it") {
  manual_executor executor;
  pipe_of<int> numbers;
  std::vector<bool> sent;
  auto send = [&]() -> task<void> {
    for (int i = 0; i < 2; ++i) sent.push_back(co_await numbers.send(i));
  };
  executor.spawn(send());
  numbers.close();
  executor.run_ready();
  CHECK(sent == std::vector{true, false});
}

TEST_CASE("taken() waits until the reader asks for more than was sent") {
  manual_executor executor;
  pipe_of<int> numbers{2};
  std::vector<std::string> story;
  auto read = [&](stream<int> from) -> task<void> {
    co_await sleep_for(1ms);
    while (auto number = co_await from.next()) {
      co_await sleep_for(1ms);  // what it does with it
      story.push_back("done with " + std::to_string(*number));
    }
  };
  auto send = [&]() -> task<void> {
    bool open = co_await numbers.taken();
    CHECK(open);
    story.push_back("asked");
    open = co_await numbers.taken();  // it still is
    CHECK(open);
    co_await numbers.send(1);
    co_await numbers.send(2);
    story.push_back("sent");
    open = co_await numbers.taken();
    CHECK(open);
    story.push_back("taken");
    numbers.close();
    open = co_await numbers.taken();
    CHECK_FALSE(open);
  };
  executor.spawn(read(std::move(numbers.stream)));
  executor.run(send());
  CHECK(story == std::vector<std::string>{"asked", "sent", "done with 1", "done with 2", "taken"});
}

TEST_CASE("taken() says so when nobody will ask, at once or in the middle of a wait") {
  manual_executor executor;
  pipe_of<int> numbers;
  std::vector<bool> taken;
  auto send = [&]() -> task<void> {
    co_await numbers.send(1);
    for (int i = 0; i < 2; ++i) taken.push_back(co_await numbers.taken());
  };
  executor.spawn(send());
  CHECK(taken.empty());
  {
    const stream<int> dropped = std::move(numbers.stream);
  }
  executor.run_ready();
  CHECK(taken == std::vector{false, false});

  pipe_of<int> closed;
  std::vector<bool> seen;
  auto wait = [&]() -> task<void> { seen.push_back(co_await closed.taken()); };
  executor.spawn(wait());
  CHECK(seen.empty());
  closed.close();
  executor.run_ready();
  CHECK(seen == std::vector{false});
}

TEST_CASE("a wait for the reader that is cancelled fails with the reason") {
  manual_executor executor;
  pipe_of<int> numbers;
  std::optional<status> outcome;
  auto wait = [&]() -> task<void> {
    try {
      co_await numbers.taken();
    } catch (const error& failure) {
      outcome = failure.status();
    }
  };
  executor.spawn(wait());
  CHECK_FALSE(outcome);
  executor.cancel().cancel({code::aborted, "enough"});
  executor.run_ready();
  REQUIRE(outcome);
  CHECK(*outcome == status{code::aborted, "enough"});
}

TEST_CASE("a send that is cancelled while it waits does not send") {
  manual_executor executor;
  pipe_of<std::shared_ptr<int>> tokens;
  const auto token = std::make_shared<int>();
  auto send = [&]() -> task<status> {
    co_await tokens.send(token);
    try {
      co_await tokens.send(token);
    } catch (const error& failure) {
      co_return failure.status();
    }
    co_return status{};
  };
  status outcome;
  auto body = [&]() -> task<void> { outcome = co_await send(); };
  executor.spawn(body());
  executor.run_ready();
  CHECK(token.use_count() == 3);
  executor.cancel().cancel({code::deadline_exceeded, "too late"});
  executor.run_ready();
  CHECK(outcome.code() == code::deadline_exceeded);
  CHECK(token.use_count() == 2);
}

TEST_CASE("the ends of a pipe are dropped in every state and order") {
  // What the sender and the reader are doing when their coroutines are destroyed.
  enum class sender_state { idle, has_sent, waits, queued, closed, failed };
  enum class reader_state { idle, waits, queued };
  const auto token = std::make_shared<int>();
  using tokens = std::shared_ptr<int>;

  auto send = [](pipe_of<tokens> into, sender_state how, tokens value) -> task<void> {
    if (how != sender_state::idle) co_await into.send(value);
    if (how == sender_state::closed) into.close();
    if (how == sender_state::failed) into.fail({code::aborted, "no"});
    if (how == sender_state::waits || how == sender_state::queued) {
      for (int i = 0; i < 3; ++i) co_await into.send(value);
    }
    co_await sleep_for(1h);
  };
  auto read = [](stream<tokens> from, reader_state how) -> task<void> {
    if (how != reader_state::idle) {
      try {
        while (co_await from.next()) {
        }
      } catch (const error&) {
      }
    }
    co_await sleep_for(1h);
  };
  for (int sender = 0; sender < 6; ++sender) {
    for (int which_reader = 0; which_reader < 3; ++which_reader) {
      for (const bool sender_first : {false, true}) {
        CAPTURE(sender);
        CAPTURE(which_reader);
        CAPTURE(sender_first);
        const auto how = static_cast<sender_state>(sender);
        const auto how_read = static_cast<reader_state>(which_reader);
        {
          manual_executor executor;
          pipe_of<tokens> ends;
          auto from = std::move(ends.stream);
          // The order of settling is the order of destruction.
          if (sender_first) {
            executor.spawn(send(std::move(ends), how, token));
            executor.spawn(read(std::move(from), how_read));
          } else {
            executor.spawn(read(std::move(from), how_read));
            executor.spawn(send(std::move(ends), how, token));
          }
          // As long as nothing runs, whatever was woken stays queued.
          if (how != sender_state::queued && how_read != reader_state::queued) executor.run_ready();
        }
        CHECK(token.use_count() == 1);
      }
    }
  }
}

TEST_CASE("a pipe is destroyed before its stream, and its stream before the pipe") {
  manual_executor executor;
  SUBCASE("the pipe first") {
    stream<int> reads;
    {
      pipe_of<int> numbers;
      reads = std::move(numbers.stream);
    }
    reader keeps;
    executor.run(keeps.read(std::move(reads)));
    REQUIRE(keeps.ended);
    CHECK(keeps.ended->code() == code::cancelled);
  }
  SUBCASE("the pipe first, closed") {
    stream<int> reads;
    {
      pipe_of<int> numbers;
      reads = std::move(numbers.stream);
      executor.run([](pipe_of<int>& into) -> task<void> { co_await into.send(5); }(numbers));
      numbers.close();
    }
    CHECK(executor.run(sum_of(std::move(reads))) == 5);
  }
  SUBCASE("the stream first") {
    pipe_of<int> numbers;
    numbers.stream = stream<int>{};
    numbers.close();
  }
}

TEST_CASE("a wait for an element outlived by its stream resumes nobody") {
  pipe_of<int> numbers;
  {
    manual_executor executor;
    auto body = [&]() -> task<void> { co_await numbers.stream.next(); };
    executor.spawn(body());
  }
  numbers.close();  // neither the reader nor its executor exists any more
  manual_executor executor;
  CHECK(executor.run(sum_of(std::move(numbers.stream))) == 0);
}

TEST_CASE("a wait for room outlived by its pipe resumes nobody") {
  pipe_of<int> numbers;
  {
    manual_executor executor;
    auto body = [&]() -> task<void> {
      for (int i = 1;; ++i) co_await numbers.send(i);
    };
    executor.spawn(body());
  }
  numbers.close();
  manual_executor executor;
  CHECK(executor.run(sum_of(std::move(numbers.stream))) == 1);
}

TEST_CASE("a wait for the reader outlived by its pipe resumes nobody") {
  pipe_of<int> numbers;
  {
    manual_executor executor;
    auto body = [&]() -> task<void> { co_await numbers.taken(); };
    executor.spawn(body());
  }
  numbers.close();
  manual_executor executor;
  CHECK(executor.run(sum_of(std::move(numbers.stream))) == 0);
}

TEST_CASE("sender and reader run side by side in a group") {
  manual_executor executor;
  for (const std::size_t capacity : {1U, 3U}) {
    auto body = [&]() -> task<long long> {
      pipe_of<int> numbers{capacity};
      auto from = std::move(numbers.stream);
      auto both = co_await when_all(send_count(std::move(numbers), 100), sum_of(std::move(from)));
      co_return std::get<1>(both);
    };
    CHECK(executor.run(body()) == 4950);
  }
}

TEST_CASE("a reader that fails ends the sender beside it") {
  manual_executor executor;
  auto read = [](stream<int> from) -> task<void> {
    co_await from.next();
    co_await sleep_for(1ms);
    throw error(code::invalid_argument, "enough");
  };
  auto body = [&]() -> task<void> {
    pipe_of<int> numbers;
    auto from = std::move(numbers.stream);
    co_await when_all(send_count(std::move(numbers), many), read(std::move(from)));
  };
  CHECK_THROWS_AS(executor.run(body()), error);
}

TEST_CASE("a million ready elements pass through a pipe") {
  manual_executor executor;
  SUBCASE("one at a time") {
    auto body = []() -> task<long long> {
      pipe_of<int> numbers;
      long long sum = 0;
      for (int i = 0; i < many; ++i) {
        co_await numbers.send(1);
        sum += (co_await numbers.stream.next()).value_or(0);
      }
      co_return sum;
    };
    CHECK(executor.run(body()) == many);
  }
  SUBCASE("all at once") {
    auto body = []() -> task<long long> {
      pipe_of<int> numbers{many};
      for (int i = 0; i < many; ++i) co_await numbers.send(1);
      numbers.close();
      co_return co_await sum_of(std::move(numbers.stream));
    };
    CHECK(executor.run(body()) == many);
  }
}

TEST_CASE("a million elements pass from one coroutine to another") {
  manual_executor executor;
  for (const std::size_t capacity : {1U, 16U}) {
    pipe_of<int> ones{capacity};
    auto reads = std::move(ones.stream);
    executor.spawn([](pipe_of<int> into) -> task<void> {
      for (int i = 0; i < many; ++i) co_await into.send(1);
      into.close();
    }(std::move(ones)));
    CHECK(executor.run(sum_of(std::move(reads))) == many);
  }
}
