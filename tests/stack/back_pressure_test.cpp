// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::beacon;
using stack::on_every_stack;
using stack::plan;
using stack::world;

namespace {

constexpr std::size_t message_bytes = 16 * 1024;
constexpr std::size_t window_bytes = 64 * 1024;
constexpr int message_count = 200;

// What a producer can get rid of while nobody reads: a window, what the writer may queue, and the
// message with which it notices.
constexpr int bound_count =
    static_cast<int>((window_bytes + tern::http::limits{}.write_high_water_bytes) / message_bytes) +
    2;

plan with_small_windows() {
  plan wanted;
  wanted.many_bytes = true;
  wanted.server.connection.stream_window_bytes = window_bytes;
  wanted.server.connection.connection_window_bytes = 4 * window_bytes;
  wanted.server.connection.window_growth_max_bytes = 0;
  wanted.channel.connection = wanted.server.connection;
  return wanted;
}

// Gives everybody opportunities to go on: other calls on the same connection.
tern::task<void> let_others_work(world& w) {
  for (int i = 0; i < 50; ++i) co_await w.subject.Unary({});
}

}  // namespace

TEST_CASE("a client that does not read bounds what the server produces") {
  std::atomic<int> produced = 0;
  plan wanted = with_small_windows();
  wanted.handlers.serve = [&](tern::context&, Ask) -> tern::stream<Answer> {
    for (int i = 0; i < message_count; ++i) {
      ++produced;
      co_yield Answer{.number = i, .payload = std::string(message_bytes, 'x')};
    }
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    produced = 0;
    auto answers = w.subject.Serve({});
    co_await let_others_work(w);
    CHECK(produced > 1);
    CHECK(produced <= bound_count);
    // Reading a little lets it go on a little.
    for (int i = 0; i < 10; ++i) CHECK(co_await answers.next());
    co_await let_others_work(w);
    CHECK(produced >= 10);
    CHECK(produced <= 10 + bound_count);
    auto all = co_await stack::rest_of(answers);
    CHECK(all.size() == message_count - 10);
    CHECK(all.back().number == message_count - 1);
    CHECK(produced == message_count);
  });
}

TEST_CASE("a server that does not read bounds what the client produces") {
  std::atomic<const beacon*> go = nullptr;
  plan wanted = with_small_windows();
  wanted.handlers.collect = [&](tern::context&, tern::stream<Ask> asks) -> tern::task<Answer> {
    co_await (*go).wait();
    Answer sum;
    while (auto ask = co_await asks.next()) sum.number += ask->number;
    co_return sum;
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    const beacon read;
    go = &read;
    int produced = 0;
    auto requests = [](int& count) -> tern::stream<Ask> {
      while (count < message_count) {
        ++count;
        co_yield Ask{.number = 1, .payload = std::string(message_bytes, 'x')};
      }
    };
    auto call = w.subject.Collect(requests(produced));
    co_await let_others_work(w);
    CHECK(produced > 1);
    CHECK(produced <= bound_count);
    read.raise();
    Answer sum = co_await call;
    CHECK(sum.number == message_count);
    CHECK(produced == message_count);
  });
}

TEST_CASE("an echo whose answers nobody reads stops the requests") {
  on_every_stack(with_small_windows(), [](world& w) -> tern::task<void> {
    int produced = 0;
    auto requests = [](int& count) -> tern::stream<Ask> {
      while (count < message_count) {
        ++count;
        co_yield Ask{.number = count, .payload = std::string(message_bytes, 'x')};
      }
    };
    auto answers = w.subject.Chat(requests(produced));
    co_await let_others_work(w);
    CHECK(produced > 1);
    CHECK(produced <= 2 * bound_count);
    auto all = co_await stack::rest_of(answers);
    CHECK(all.size() == message_count);
  });
}

TEST_CASE("a pipe holds back who writes into a call that nobody reads") {
  on_every_stack(with_small_windows(), [](world& w) -> tern::task<void> {
    auto asks = tern::pipe<Ask>();
    auto answers = w.subject.Chat(std::move(asks.stream));
    int sent = 0;
    auto write = [](tern::pipe<Ask>& into, int& count) -> tern::task<void> {
      for (int i = 0; i < message_count; ++i) {
        if (!co_await into.send({.payload = std::string(message_bytes, 'x')})) break;
        ++count;
      }
      into.close();
    };
    auto read = [](world& on, tern::reply_stream<Answer>& from, int& count) -> tern::task<int> {
      co_await let_others_work(on);
      CHECK(count <= 2 * bound_count + 1);
      auto all = co_await stack::rest_of(from);
      co_return static_cast<int>(all.size());
    };
    auto both = co_await tern::when_all(write(asks, sent), read(w, answers, sent));
    CHECK(std::get<1>(both) == message_count);
    CHECK(sent == message_count);
  });
}

TEST_CASE("a stream that nobody reads does not stop the others") {
  plan wanted = with_small_windows();
  wanted.channel.connection.connection_window_bytes = 128 * 1024;
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    // Together they fill more than the window of the connection.
    std::vector<tern::reply_stream<Answer>> unread;
    for (int i = 0; i < 5; ++i) {
      unread.push_back(w.subject.Serve({.number = 20, .payload = std::string(message_bytes, 'x')}));
    }
    co_await let_others_work(w);
    Answer large = co_await w.subject.Unary({.payload = std::string(1024 * 1024, 'x')});
    CHECK(large.payload.size() == 1024 * 1024);
    for (auto& each : unread) {
      auto all = co_await stack::rest_of(each);
      CHECK(all.size() == 20);
    }
  });
}

TEST_CASE("200 calls with answers of many windows share small windows") {
  // A mebibyte each; a sanitizer's bookkeeping takes many times that.
  constexpr std::size_t answer_bytes = TERN_KEEP_BLOCKS ? 16 * window_bytes : 3 * window_bytes;
  plan wanted = with_small_windows();
  wanted.handlers.unary = [](tern::context&, Ask ask) -> tern::task<Answer> {
    co_return Answer{.number = ask.number,
                     .payload = std::string(answer_bytes, static_cast<char>(ask.number))};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto one = [](world& on, int number) -> tern::task<bool> {
      Answer answer = co_await on.subject.Unary({.number = number});
      const std::string wanted_payload(answer_bytes, static_cast<char>(number));
      co_return answer.number == number ? answer.payload == wanted_payload : false;
    };
    std::vector<tern::task<bool>> calls;
    for (int i = 0; i < 200; ++i) calls.push_back(one(w, i));
    auto outcomes = co_await tern::when_all(std::move(calls));
    CHECK(std::count(outcomes.begin(), outcomes.end(), true) == 200);
  });
}

TEST_CASE("more calls than the server allows at once wait for their turn") {
  plan wanted;
  wanted.server.connection.concurrent_streams_max_count = 3;
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  wanted.handlers.unary = [&](tern::context&, Ask ask) -> tern::task<Answer> {
    most = std::max(most.load(), ++running);
    co_await tern::sleep_for(std::chrono::milliseconds{1});
    --running;
    co_return Answer{.number = ask.number};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    // The limit is known after the first answer.
    co_await w.subject.Unary({});
    most = 0;
    std::vector<tern::call<Answer>> calls;
    for (int i = 0; i < 20; ++i) calls.push_back(w.subject.Unary({.number = i}));
    // One that waits is left before its turn.
    calls.erase(calls.begin() + 10);
    auto answers = co_await tern::when_all(std::move(calls));
    CHECK(answers.size() == 19);
    CHECK(answers.back().number == 19);
    CHECK(most <= 3);
  });
}
