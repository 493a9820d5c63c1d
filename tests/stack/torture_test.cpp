// SPDX-License-Identifier: MIT

// The whole stack on connections that fail at every place where they can: each call ends exactly
// once with a status that fits, nothing is left behind, and the next connection works. The
// behaviours themselves run byte by byte among every_stack().

#include <map>

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::faults;
using stack::plan;
using namespace std::chrono_literals;

namespace {

// What lives in handlers and generators now.
int alive_count = 0;

struct alive {
  alive() { ++alive_count; }
  alive(const alive&) = delete;
  alive& operator=(const alive&) = delete;
  ~alive() { --alive_count; }
};

plan counting() {
  plan wanted;
  wanted.channel.backoff_initial = 1ms;
  wanted.channel.backoff_max = 1ms;
  wanted.handlers.unary = [](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    const alive here;
    ctx.headers().add("x-before", "1");
    co_await tern::sleep_for(1ms);
    co_return Answer{.number = ask.number, .payload = std::move(ask.payload)};
  };
  wanted.handlers.serve = [](tern::context& ctx, Ask ask) -> tern::stream<Answer> {
    const alive here;
    for (int i = 1; i <= ask.number; ++i) co_yield Answer{.number = i, .payload = ask.payload};
    ctx.trailers().add("x-after", "1");
  };
  wanted.handlers.collect = [](tern::context&, tern::stream<Ask> asks) -> tern::task<Answer> {
    const alive here;
    auto all = co_await stack::rest_of(asks);
    co_return Answer{.number = static_cast<std::int32_t>(all.size())};
  };
  wanted.handlers.chat = [](tern::context&, tern::stream<Ask> asks) -> tern::stream<Answer> {
    const alive here;
    while (auto ask = co_await asks.next()) co_yield Answer{.number = ask->number};
  };
  return wanted;
}

tern::stream<Ask> some_asks(int count) {
  const alive here;
  for (int i = 1; i <= count; ++i) co_yield Ask{.number = i, .payload = std::string(3000, 'x')};
}

struct tally {
  std::map<tern::code, int> endings;
  void add(tern::code how) { ++endings[how]; }
  [[nodiscard]] int total() const {
    int sum = 0;
    for (const auto& [how, count] : endings) sum += count;
    return sum;
  }
};

constexpr int kinds_count = 4;

tern::task<void> call_unary(tern::client<stack::Subject>& subject, tally& endings) {
  auto call = subject.Unary({.number = 7, .payload = std::string(20'000, 'x')});
  auto outcome = co_await call.result();
  if (outcome) CHECK(outcome->payload.size() == 20'000);
  CHECK(call.done());
  CHECK(call.status() == outcome.status());
  endings.add(outcome.status().code());
}

// Reads a stream to its end, and a little further.
tern::task<void> read(tern::reply_stream<Answer> answers, int count, tally& endings) {
  int next = 1;
  for (;;) {
    auto answer = co_await answers.next_result();
    if (!answer || !*answer) {
      if (answer) CHECK(next == count + 1);
      CHECK(answers.done());
      CHECK(answers.status() == answer.status());
      auto again = co_await answers.next_result();
      CHECK(again.status() == answer.status());
      endings.add(answer.status().code());
      co_return;
    }
    CHECK((*answer)->number == next++);
  }
}

tern::task<void> collect(tern::client<stack::Subject>& subject, tally& endings) {
  auto outcome = co_await subject.Collect(some_asks(10)).result();
  if (outcome) CHECK(outcome->number == 10);
  endings.add(outcome.status().code());
}

// All kinds of call at once, on one connection.
tern::task<void> all_kinds(tern::client<stack::Subject>& subject, tally& endings) {
  co_await tern::when_all(
      call_unary(subject, endings),
      read(subject.Serve({.number = 10, .payload = std::string(5000, 'x')}), 10, endings),
      collect(subject, endings), read(subject.Chat(some_asks(10)), 10, endings));
}

struct run_outcome {
  tally first;
  std::size_t client_io_count;
  std::size_t server_io_count;
};

run_outcome torture(const plan& wanted, faults client, faults server) {
  run_outcome outcome{};
  {
    tern::testing::manual_executor home;
    stack::fault_server world{home.executor(), wanted, client, server};
    tern::channel channel{stack::in_process(), world.connector(), wanted.channel};
    tern::client<stack::Subject> subject{channel};
    home.run(all_kinds(subject, outcome.first));
    CHECK(outcome.first.total() == kinds_count);
    outcome.client_io_count = world.client_faults->io_count;
    outcome.server_io_count = world.server_faults->io_count;
    // Each connection fails once only; afterwards all is well.
    tally second;
    home.run([](tern::client<stack::Subject>& on, tally& endings) -> tern::task<void> {
      co_await tern::sleep_for(1s);
      co_await all_kinds(on, endings);
    }(subject, second));
    CHECK(second.endings == std::map<tern::code, int>{{tern::code::ok, kinds_count}});
    CHECK(alive_count == 0);
  }
  CHECK(alive_count == 0);
  alive_count = 0;
  return outcome;
}

void check_endings(const tally& endings) {
  for (const auto& [how, count] : endings.endings) {
    INFO(tern::to_string(how));
    CHECK((how == tern::code::ok || how == tern::code::unavailable));
  }
}

void fail_everywhere(const plan& wanted) {
  for (const std::size_t piece_bytes : {std::size_t{1000}, faults::none}) {
    faults good;
    good.read_max_bytes = good.write_max_bytes = piece_bytes;
    const run_outcome all_well = torture(wanted, good, good);
    CHECK(all_well.first.endings == std::map<tern::code, int>{{tern::code::ok, kinds_count}});
    for (std::size_t n = 0; n < all_well.client_io_count; ++n) {
      faults bad = good;
      bad.failing_io = n;
      INFO("the client's operation " << n << " fails, pieces of " << piece_bytes);
      check_endings(torture(wanted, bad, good).first);
    }
    for (std::size_t n = 0; n < all_well.server_io_count; ++n) {
      faults bad = good;
      bad.failing_io = n;
      INFO("the server's operation " << n << " fails, pieces of " << piece_bytes);
      check_endings(torture(wanted, good, bad).first);
    }
  }
}

}  // namespace

TEST_CASE("a connection that fails at its n-th read or write fails calls with unavailable") {
  fail_everywhere(counting());
}

#if TERN_WITH_TLS
TEST_CASE("a connection with TLS that fails at its n-th read or write does so too") {
  fail_everywhere(stack::protected_plan(counting()));
}
#endif

TEST_CASE("calls that are left at any moment leave nothing behind") {
  // Each run leaves the calls after a different number of answers, byte by byte.
  for (int answers_count = 0; answers_count < 12; ++answers_count) {
    for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{100}, faults::none}) {
      tern::testing::manual_executor home;
      faults slow;
      slow.read_max_bytes = slow.write_max_bytes = piece_bytes;
      stack::fault_server world{home.executor(), counting(), slow, slow};
      tern::channel channel{stack::in_process(), world.connector()};
      tern::client<stack::Subject> subject{channel};
      home.run([](tern::client<stack::Subject>& on, int count) -> tern::task<void> {
        {
          auto unary = on.Unary({});
          auto served = on.Serve({.number = 10, .payload = "x"});
          auto collected = on.Collect(some_asks(10));
          auto chat = on.Chat(some_asks(10));
          for (int i = 0; i < count; ++i) {
            co_await served.next();
            co_await chat.next();
          }
        }
        co_await tern::sleep_for(1s);
        CHECK(alive_count == 0);
        Answer after = co_await on.Unary({.number = 1});
        CHECK(after.number == 1);
      }(subject, answers_count));
    }
  }
}

TEST_CASE("deadlines at any moment leave nothing behind") {
  for (int i = 0; i < 200; ++i) {
    tern::testing::manual_executor home;
    faults slow;
    slow.read_max_bytes = slow.write_max_bytes = 7;
    stack::fault_server world{home.executor(), counting(), slow, slow};
    tern::channel channel{stack::in_process(), world.connector()};
    tern::client<stack::Subject> subject{channel};
    home.run([](tern::client<stack::Subject>& on, int microseconds) -> tern::task<void> {
      auto outcome =
          co_await on.Unary({}, {.timeout = std::chrono::microseconds{microseconds * 10}}).result();
      CHECK((outcome.ok() || outcome.status().code() == tern::code::deadline_exceeded));
      co_await tern::sleep_for(1s);
      CHECK(alive_count == 0);
    }(subject, i));
  }
}
