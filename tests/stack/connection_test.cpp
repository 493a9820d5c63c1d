// SPDX-License-Identifier: MIT

// Servers that go away and come back, channels and servers that end before their calls.

#include "tests/stack/harness.hpp"

#include <asio/use_future.hpp>

using stack::Answer;
using stack::Ask;
using stack::beacon;
using stack::plan;
using stack::scripted;
using stack::Subject;
using namespace std::chrono_literals;

namespace {

// A network in memory to which one server at a time is connected, or none.
class switchboard {
 public:
  std::unique_ptr<tern::testing::memory_server> server;
  bool answers = true;  ///< whether attempts end at all
  std::vector<tern::runtime::time_point> attempts;

  void start(const plan& wanted = {}) {
    server = std::make_unique<tern::testing::memory_server>(wanted.server);
    server->add<Subject>(scripted{wanted.handlers});
  }

  [[nodiscard]] std::unique_ptr<tern::transport::connector> connector() {
    return std::make_unique<plug>(*this);
  }

 private:
  struct plug final : tern::transport::connector {
    explicit plug(switchboard& to) : board(to) {}

    [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
        tern::runtime::executor& home, const tern::transport::address&, done finished) override {
      board.attempts.push_back(home.now());
      auto begun = std::make_unique<attempt>(board, home, std::move(finished));
      if (board.answers) home.make_ready(*begun);
      return begun;
    }

    switchboard& board;
  };

  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(switchboard& to, tern::runtime::executor& on, tern::transport::connector::done finished)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            if (self.board.server == nullptr) {
              self.report(tern::status{tern::code::unavailable, "nobody is at home"});
            } else {
              self.report(self.board.server->connect(self.home));
            }
          }),
          board(to),
          home(on),
          report(std::move(finished)) {}
    switchboard& board;
    tern::runtime::executor& home;
    tern::transport::connector::done report;
  };
};

tern::task<tern::status> status_of(tern::client<Subject>& subject, tern::call_options how = {}) {
  auto outcome = co_await subject.Unary({}, std::move(how)).result();
  co_return outcome.status();
}

// A server on a thread of its own, until it is stopped.
struct serving {
  serving(const plan& wanted, const std::string& listen_at) : server(options_of(wanted)) {
    server.add<Subject>(scripted{wanted.handlers});
    target = to_string(server.listen(listen_at));
    thread = std::thread{[this] { server.run(); }};
  }
  ~serving() {
    if (!thread.joinable()) return;
    server.stop();
    thread.join();
  }

  static tern::server_options options_of(const plan& wanted) {
    tern::server_options how = wanted.server;
    how.handle_signals = false;
    return how;
  }

  tern::server server;
  std::string target;
  std::thread thread;
};

}  // namespace

TEST_CASE("a server that cannot be reached fails calls until it can, with the reason") {
  tern::testing::manual_executor home;
  switchboard board;
  tern::channel channel{stack::in_process(), board.connector()};
  tern::client<Subject> subject{channel};
  home.run([](tern::client<Subject>& on, switchboard& net) -> tern::task<void> {
    const tern::status expected{tern::code::unavailable,
                                "cannot connect to in-process:0: nobody is at home"};
    CHECK(co_await status_of(on) == expected);
    CHECK(co_await status_of(on) == expected);  // during the pause: at once
    CHECK(net.attempts.size() == 1);
    net.start();
    CHECK(co_await status_of(on) == expected);
    co_await tern::sleep_for(2s);
    CHECK(co_await status_of(on) == tern::status{});
    CHECK(net.attempts.size() == 2);
  }(subject, board));
}

TEST_CASE("a patient call waits for the server, with growing pauses between attempts") {
  tern::testing::manual_executor home;
  switchboard board;
  tern::channel channel{stack::in_process(), board.connector()};
  tern::client<Subject> subject{channel};
  home.run([](tern::client<Subject>& on, switchboard& net) -> tern::task<void> {
    auto call = on.Unary({.text = "patience"}, {.wait_for_ready = true});
    auto expire = [](tern::client<Subject>& from) -> tern::task<tern::status> {
      co_return co_await status_of(from, {.timeout = 2s, .wait_for_ready = true});
    };
    CHECK((co_await expire(on)).code() == tern::code::deadline_exceeded);
    while (net.attempts.size() < 15) co_await tern::sleep_for(1s);
    net.start();
    Answer answer = co_await call;
    CHECK(answer.text == "patience");
    double expected_seconds = 1;
    for (std::size_t i = 1; i < net.attempts.size(); ++i) {
      const std::chrono::duration<double> pause = net.attempts[i] - net.attempts[i - 1];
      CHECK(pause.count() >= expected_seconds * 0.8 - 1e-6);
      CHECK(pause.count() <= expected_seconds * 1.2 + 1e-6);
      expected_seconds = std::min(120.0, expected_seconds * 1.6);
    }
    CHECK(expected_seconds == 120.0);
  }(subject, board));
}

TEST_CASE("an attempt to connect that does not end is given up") {
  tern::testing::manual_executor home;
  switchboard board;
  board.answers = false;
  tern::channel channel{stack::in_process(), board.connector()};
  tern::client<Subject> subject{channel};
  home.run([](tern::client<Subject>& on, switchboard& net) -> tern::task<void> {
    const tern::status outcome = co_await status_of(on);
    CHECK(outcome.code() == tern::code::unavailable);
    CHECK(outcome.message() == "cannot connect to in-process:0: timed out after connect_timeout, 20000 ms");
    net.answers = true;
    net.start();
    CHECK(co_await status_of(on, {.wait_for_ready = true}) == tern::status{});
  }(subject, board));
}

TEST_CASE("a call whose server dies is unavailable, the next one connects again") {
  tern::testing::manual_executor home;
  const beacon never;
  const beacon started;
  const beacon unwound;
  plan wanted;
  wanted.handlers.unary = [=](tern::context&, Ask ask) -> tern::task<Answer> {
    if (ask.number == 0) co_return Answer{};
    const stack::raises_at_end guard{unwound};
    started.raise();
    co_await never.wait();
    co_return Answer{};
  };
  switchboard board;
  board.start(wanted);
  tern::channel channel{stack::in_process(), board.connector()};
  tern::client<Subject> subject{channel};
  home.run([](tern::client<Subject>& on, switchboard& net, plan again, beacon begun,
              beacon gone) -> tern::task<void> {
    auto call = on.Unary({.number = 1});
    co_await begun.wait();
    net.server.reset();
    auto outcome = co_await call.result();
    CHECK(outcome.status().code() == tern::code::unavailable);
    CHECK(gone.raised());
    net.start(again);
    CHECK(co_await status_of(on) == tern::status{});
    CHECK(net.attempts.size() == 2);
  }(subject, board, wanted, started, unwound));
}

TEST_CASE("a server that comes back on its address is found again") {
  plan wanted;
  wanted.server.drain_timeout = 1ms;  // the client waits for the server, in one thread
  for (const bool local : {false, true}) {
    const stack::socket_folder folder;
    auto first = std::make_unique<serving>(wanted, local ? folder.target() : "127.0.0.1:0");
    const std::string target = first->target;
    std::unique_ptr<serving> second;
    tern::run([](std::string to, std::unique_ptr<serving>& old,
                 std::unique_ptr<serving>& next) -> tern::task<void> {
      tern::channel channel{to, {.backoff_initial = 1ms, .backoff_max = 5ms}};
      tern::client<Subject> subject{channel};
      CHECK(co_await status_of(subject) == tern::status{});
      old.reset();
      tern::status outcome = co_await status_of(subject);
      while (outcome.ok()) outcome = co_await status_of(subject);
      CHECK(outcome.code() == tern::code::unavailable);
      next = std::make_unique<serving>(plan{}, to);
      CHECK(co_await status_of(subject, {.wait_for_ready = true}) == tern::status{});
    }(target, first, second));
  }
}

TEST_CASE("a refused connection says to whom and why") {
  tern::run([]() -> tern::task<void> {
    std::string target;
    {
      asio::io_context io;
      tern::server gone{io};
      target = to_string(gone.listen("127.0.0.1:0"));
    }
    tern::channel channel{target};
    tern::client<Subject> subject{channel};
    CHECK(co_await status_of(subject) ==
          tern::status{tern::code::unavailable,
                       "cannot connect to " + target + ": Connection refused"});

    const stack::socket_folder folder;
    tern::channel nowhere{folder.target()};
    tern::client<Subject> nobody{nowhere};
    CHECK(co_await status_of(nobody) ==
          tern::status{tern::code::unavailable,
                       "cannot connect to " + folder.target() + ": No such file or directory"});
  }());
}

TEST_CASE("a target that is no address throws") {
  CHECK_THROWS_AS(tern::channel{"nonsense"}, tern::error);
  CHECK_THROWS_AS(tern::channel{"127.0.0.1:99999"}, tern::error);
}

TEST_CASE("a draining server ends running calls, takes no others, and returns from run") {
  for (const std::size_t threads : {1U, 3U}) {
    const beacon started;
    const beacon go;
    plan wanted;
    wanted.server.io_thread_count = threads;
    wanted.handlers.unary = [=](tern::context&, Ask ask) -> tern::task<Answer> {
      if (ask.number == 1) {
        started.raise();
        co_await go.wait();
      }
      co_return Answer{.text = "done"};
    };
    wanted.handlers.serve = [=](tern::context&, Ask) -> tern::stream<Answer> {
      co_yield Answer{.number = 1};
      co_await go.wait();
      co_yield Answer{.number = 2};
    };
    serving served{wanted, "127.0.0.1:0"};
    tern::run([](serving& of, beacon begun, beacon finish) -> tern::task<void> {
      tern::channel channel{of.target};
      tern::client<Subject> subject{channel};
      auto running = subject.Unary({.number = 1});
      auto stream = subject.Serve({});
      CHECK(co_await stream.next());
      co_await begun.wait();
      of.server.stop();
      tern::status refused;
      while (refused.ok()) refused = co_await status_of(subject);
      CHECK(refused.code() == tern::code::unavailable);
      finish.raise();
      Answer answer = co_await running;
      CHECK(answer.text == "done");
      auto rest = co_await stack::rest_of(stream);
      CHECK(rest.size() == 1);
      of.thread.join();  // run() has returned, although the channel is still there
    }(served, started, go));
  }
}

TEST_CASE("a drain that takes too long cancels what is left") {
  const beacon started;
  const beacon never;
  const beacon unwound;
  plan wanted;
  wanted.server.drain_timeout = 1ms;
  wanted.handlers.unary = [=](tern::context&, Ask) -> tern::task<Answer> {
    const stack::raises_at_end guard{unwound};
    started.raise();
    co_await never.wait();
    co_return Answer{};
  };
  serving served{wanted, "127.0.0.1:0"};
  tern::run([](serving& of, beacon begun, beacon gone) -> tern::task<void> {
    tern::channel channel{of.target};
    tern::client<Subject> subject{channel};
    auto running = subject.Unary({});
    co_await begun.wait();
    of.server.stop();
    auto outcome = co_await running.result();
    CHECK(outcome.status().code() == tern::code::unavailable);
    of.thread.join();
    CHECK(gone.raised());
  }(served, started, unwound));
}

TEST_CASE("a server that is stopped before it runs returns at once") {
  tern::server server{{.handle_signals = false}};
  server.add<Subject>(scripted{});
  server.listen("127.0.0.1:0");
  server.stop();
  server.run();
}

TEST_CASE("a handler that does not unwind itself is taken away with its server") {
  const beacon started;
  const beacon never;
  const beacon unwound;
  plan wanted;
  wanted.server.drain_timeout = 1ms;
  wanted.handlers.unary = [=](tern::context&, Ask) -> tern::task<Answer> {
    const stack::raises_at_end guard{unwound};
    started.raise();
    // No wait of tern: nothing ends it.
    co_await std::suspend_always{};
    co_return Answer{};
  };
  {
    serving served{wanted, "127.0.0.1:0"};
    tern::run([](serving& of, beacon begun) -> tern::task<void> {
      tern::channel channel{of.target};
      tern::client<Subject> subject{channel};
      auto running = subject.Unary({});
      co_await begun.wait();
    }(served, started));
    served.server.stop();
    served.thread.join();
  }
  CHECK(unwound.raised());
}

TEST_CASE("a server on the program's loop can end with calls running") {
  const beacon started;
  const beacon never;
  const beacon unwound;
  plan wanted;
  wanted.handlers.unary = [=](tern::context&, Ask) -> tern::task<Answer> {
    const stack::raises_at_end guard{unwound};
    started.raise();
    co_await never.wait();
    co_return Answer{};
  };
  asio::io_context io;
  auto server = std::make_unique<tern::server>(io, wanted.server);
  server->add<Subject>(scripted{wanted.handlers});
  const std::string target = to_string(server->listen("127.0.0.1:0"));
  auto body = [](std::string to, std::unique_ptr<tern::server>& of,
                 beacon begun) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<Subject> subject{channel};
    auto running = subject.Unary({});
    co_await begun.wait();
    of.reset();
    auto outcome = co_await running.result();
    CHECK(outcome.status().code() == tern::code::unavailable);
  };
  SUBCASE("destroyed by a coroutine of the loop") {
    tern::spawn(io, body(target, server, started));
    io.run();
    CHECK(unwound.raised());
  }
  SUBCASE("destroyed outside, while the client lives") {
    auto wait = [](std::string to) -> tern::task<tern::status> {
      tern::channel channel{to};
      tern::client<Subject> subject{channel};
      co_return co_await status_of(subject);
    };
    auto outcome = tern::spawn(io, wait(target), asio::use_future);
    while (!started.raised()) io.run_one();
    server.reset();
    CHECK(unwound.raised());
    io.run();
    CHECK(outcome.get().code() == tern::code::unavailable);
  }
  SUBCASE("stopped and destroyed before the loop gets to it") {
    server->stop();
    server.reset();
    io.run();
  }
  SUBCASE("drained, and the loop has nothing left to do") {
    auto wait = [](std::string to, std::unique_ptr<tern::server>& of) -> tern::task<tern::status> {
      tern::channel channel{to};
      tern::client<Subject> subject{channel};
      auto answers = subject.Serve({.number = 3}, {.timeout = 24h});
      co_await answers.next();
      of->stop();
      co_await stack::rest_of(answers);
      co_return answers.status();
    };
    auto outcome = tern::spawn(io, wait(target, server), asio::use_future);
    io.run();
    CHECK(outcome.get().ok());
  }
}

TEST_CASE("a loop has nothing left to do once its calls are over") {
  serving served{plan{}, "127.0.0.1:0"};
  asio::io_context io;
  auto body = [](std::string to) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<Subject> subject{channel};
    co_await subject.Unary({}, {.timeout = 24h});
  };
  bool ended = false;
  tern::spawn(io, body(served.target), [&](std::exception_ptr) { ended = true; });
  while (!ended) io.run_one();
  // No alarm of a deadline that has been met keeps the loop busy: nothing has to be waited for.
  while (io.poll_one() != 0) {
  }
  CHECK(io.stopped());
}

TEST_CASE("a channel that ends cancels its calls") {
  serving served{plan{}, "127.0.0.1:0"};
  tern::run([](std::string to) -> tern::task<void> {
    std::optional<tern::channel> channel{std::in_place, to};
    tern::client<Subject> subject{*channel};
    auto asks = tern::pipe<Ask>();
    auto chat = subject.Chat(std::move(asks.stream));
    CHECK(co_await asks.send({}));
    CHECK(co_await chat.next());
    auto waiting = subject.Collect(tern::stream<Ask>{});
    channel.reset();
    auto end = co_await chat.next_result();
    CHECK(end.status().code() == tern::code::cancelled);
    auto outcome = co_await waiting.result();
    CHECK(outcome.status().code() == tern::code::cancelled);
  }(served.target));
}

TEST_CASE("a channel that ends while it connects cancels its calls") {
  tern::testing::manual_executor home;
  switchboard board;
  board.answers = false;
  home.run([](switchboard& net) -> tern::task<void> {
    std::optional<tern::channel> channel{std::in_place, stack::in_process(), net.connector()};
    tern::client<Subject> subject{*channel};
    auto call = subject.Unary({});
    channel.reset();
    auto outcome = co_await call.result();
    CHECK(outcome.status().code() == tern::code::cancelled);
  }(board));
}
