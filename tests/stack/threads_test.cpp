// SPDX-License-Identifier: MIT

// Several threads, loops and connections; what meets the outside world.

#include <algorithm>
#include <csignal>
#include <set>

#include <asio/steady_timer.hpp>
#include <asio/use_future.hpp>

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::beacon;
using stack::plan;
using stack::scripted;
using stack::Subject;
using namespace std::chrono_literals;

namespace {

constexpr int thread_count = 4;
constexpr int call_count = 100;

tern::task<int> add_up(tern::channel& channel) {
  tern::client<Subject> subject{channel};
  int sum = 0;
  for (int i = 0; i < call_count; ++i) {
    Answer answer = co_await subject.Unary({.number = i});
    sum += answer.number == i ? 1 : 0;
  }
  auto answers = subject.Serve({.number = call_count});
  auto all = co_await stack::rest_of(answers);
  sum += static_cast<int>(all.size());
  co_return sum;
}

}  // namespace

TEST_CASE("connections are spread over the threads of a server, and all calls are answered") {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  std::atomic<int> served = 0;
  stack::script handlers;
  handlers.unary = [&](tern::context&, Ask ask) -> tern::task<Answer> {
    ++served;
    {
      const std::lock_guard lock{mutex};
      seen.insert(std::this_thread::get_id());
    }
    co_return Answer{.number = ask.number};
  };
  tern::server server{{.io_thread_count = 4, .handle_signals = false}};
  server.add<Subject>(scripted{handlers});
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  const stack::socket_folder folder;
  const std::string local_target = to_string(server.listen(folder.target()));
  std::thread serving{[&] { server.run(); }};
  std::atomic<int> sum = 0;
  {
    // Every thread has its own connection, whether or not it has its own channel.
    tern::channel shared{target};
    std::vector<std::thread> clients;
    for (int i = 0; i < thread_count; ++i) {
      clients.emplace_back([&] { sum += tern::run(add_up(shared)); });
      clients.emplace_back([&] {
        tern::channel own{local_target};
        sum += tern::run(add_up(own));
      });
    }
    for (std::thread& each : clients) each.join();
  }
  server.stop();
  serving.join();
  CHECK(sum == 2 * thread_count * 2 * call_count);
  CHECK(served == 2 * thread_count * call_count);
  CHECK(seen.size() == 4);
}

TEST_CASE("a channel outlives the loops that use it") {
  tern::server server{{.handle_signals = false}};
  server.add<Subject>(scripted{});
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  std::thread serving{[&] { server.run(); }};
  {
    tern::channel channel{target};
    for (int i = 0; i < 3; ++i) CHECK(tern::run(add_up(channel)) == 2 * call_count);
  }
  server.stop();
  serving.join();
}

TEST_CASE("a call that is made outside of a coroutine starts when it is awaited") {
  tern::server server{{.handle_signals = false}};
  server.add<Subject>(scripted{});
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  std::thread serving{[&] { server.run(); }};
  {
    tern::channel channel{target};
    tern::client<Subject> subject{channel};
    CHECK(tern::run(subject.Unary({.text = "a"})).text == "a");
    auto early = subject.Unary({.text = "b"});
    CHECK_FALSE(early.done());
    CHECK(tern::sync_wait(std::move(early)).text == "b");
    auto collect = subject.Collect(stack::each_of<Ask>({{.text = "c"}, {.text = "d"}}));
    CHECK(tern::run(std::move(collect)).text == "cd");
    auto stream = subject.Serve({.number = 2});
    auto all = tern::run([](tern::reply_stream<Answer> from) -> tern::task<std::vector<Answer>> {
      co_return co_await stack::rest_of(from);
    }(std::move(stream)));
    CHECK(all.size() == 2);
    auto never_awaited = subject.Unary({});
    CHECK_THROWS_AS(tern::run(subject.Unary({}, {.timeout = -1s})), tern::error);
  }
  server.stop();
  serving.join();
}

TEST_CASE("a handler awaits operations of Asio, and its deadline ends them") {
  tern::clock::duration busy_poll{};
  SUBCASE("on loops that sleep") {}
  SUBCASE("on loops that look for more before they sleep") {
    busy_poll = 50us;
  }
  SUBCASE("on loops that never sleep") {
    busy_poll = 1h;
  }
  const beacon unwound;
  stack::script handlers;
  handlers.unary = [=](tern::context&, Ask ask) -> tern::task<Answer> {
    auto* const home =
        tern::transport::io_executor::of(tern::runtime::current_environment()->executor);
    asio::steady_timer timer{home->io()};
    if (ask.number == 0) {
      timer.expires_after(1ms);
      co_await timer.async_wait(tern::use_task);
      co_return Answer{.text = "waited"};
    }
    const stack::raises_at_end guard{unwound};
    timer.expires_after(24h);
    co_await timer.async_wait(tern::use_task);
    co_return Answer{};
  };
  tern::server server{{.busy_poll = busy_poll, .handle_signals = false}};
  server.add<Subject>(scripted{handlers});
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  std::thread serving{[&] { server.run(); }};
  tern::run(
      [](std::string to, beacon gone) -> tern::task<void> {
        tern::channel channel{to};
        tern::client<Subject> subject{channel};
        Answer answer = co_await subject.Unary({});
        CHECK(answer.text == "waited");
        auto late = co_await subject.Unary({.number = 1}, {.timeout = 20ms}).result();
        CHECK(late.status().code() == tern::code::deadline_exceeded);
        co_await gone.wait();
        {
          auto left = subject.Unary({.number = 1});
          co_await subject.Unary({});
        }
        // A server that ends while an operation is under way.
        auto last = subject.Unary({.number = 1});
        co_await subject.Unary({});
      }(target, unwound),
      {.busy_poll = busy_poll});
  server.stop();
  serving.join();
}

TEST_CASE("tasks run on the program's own loop beside other work") {
  asio::io_context io;
  tern::server server{io};
  server.add<Subject>(scripted{});
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  tern::channel channel{target};
  auto sum = tern::spawn(io, add_up(channel), asio::use_future);
  int ticks = 0;
  asio::post(io, [&] { ++ticks; });
  std::exception_ptr failure;
  tern::spawn(
      io,
      [](tern::channel& on) -> tern::task<void> {
        tern::client<stack::Absent> absent{on};
        co_await absent.Unary({});
      }(channel),
      [&](std::exception_ptr thrown) { failure = std::move(thrown); });
  while (sum.wait_for(0s) != std::future_status::ready || !failure) io.run_one();
  CHECK(sum.get() == 2 * call_count);
  CHECK(ticks == 1);
  CHECK_THROWS_AS(std::rethrow_exception(failure), tern::error);
}

TEST_CASE("SIGTERM drains a server, also one that never sleeps") {
  tern::clock::duration busy_poll{};
  SUBCASE("asleep") {}
  SUBCASE("looking for a moment") {
    busy_poll = 50us;
  }
  SUBCASE("awake") {
    busy_poll = 1h;
  }
  const beacon started;
  const beacon go;
  stack::script handlers;
  handlers.unary = [=](tern::context&, Ask) -> tern::task<Answer> {
    started.raise();
    co_await go.wait();
    co_return Answer{.text = "done"};
  };
  tern::server server{{.io_thread_count = 2, .busy_poll = busy_poll}};
  server.add<Subject>(scripted{handlers});
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  std::thread serving{[&] { server.run(); }};
  tern::run(
      [](std::string to, beacon begun, beacon finish) -> tern::task<void> {
        tern::channel channel{to};
        tern::client<Subject> subject{channel};
        auto running = subject.Unary({});
        co_await begun.wait();
        CHECK(std::raise(SIGTERM) == 0);
        tern::status refused;
        while (refused.ok()) {
          auto answers = subject.Serve({});
          refused = (co_await answers.next_result()).status();
        }
        CHECK(refused.code() == tern::code::unavailable);
        finish.raise();
        Answer answer = co_await running;
        CHECK(answer.text == "done");
      }(target, started, go),
      {.busy_poll = busy_poll});
  serving.join();
}
