// SPDX-License-Identifier: MIT
#include <tern/runtime/executor.hpp>

#include <tern/runtime/detached.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/pipe.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/runtime/stream.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/when_all.hpp>
#include <tern/testing/manual_executor.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using tern::unique_function;
using tern::runtime::cancel_source;
using tern::runtime::current_environment;
using tern::runtime::environment;
using tern::runtime::environment_scope;
using tern::runtime::event;
using tern::runtime::executor;
using tern::runtime::executor_host;
using tern::runtime::never;
using tern::runtime::resident;
using tern::runtime::sleep_for;
using tern::runtime::sleep_until;
using tern::runtime::stream;
using tern::runtime::task;
using tern::runtime::time_point;
using tern::runtime::timer;
using tern::runtime::when_all;
using tern::runtime::work;
using tern::testing::manual_executor;

struct job : work {
  explicit job(std::function<void()> action)
      : work([](work& item) noexcept { static_cast<job&>(item).on_run(); }),
        on_run(std::move(action)) {}
  std::function<void()> on_run;
};

struct callback_timer : timer {
  explicit callback_timer(std::function<void()> action)
      : timer([](timer& expired) noexcept { static_cast<callback_timer&>(expired).on_expired(); }),
        on_expired(std::move(action)) {}
  std::function<void()> on_expired;
};

struct guest : resident {
  explicit guest(std::function<void()> action)
      : resident([](resident& item) noexcept { static_cast<guest&>(item).on_evict(); }),
        on_evict(std::move(action)) {}
  std::function<void()> on_evict;
};

/// A host that does what it is asked for and nothing else: one alarm, set by timers_changed().
struct literal_host final : executor_host {
  time_point time{};
  time_point alarm_at = never;
  bool woken = false;
  int timers_changed_count = 0;
  executor core{*this};

  time_point now() const noexcept override { return time; }
  void wake() override { woken = true; }
  void timers_changed() override {
    ++timers_changed_count;
    alarm_at = core.next_timer();
  }
  void post(unique_function<void()> function) override { function(); }

  void run_ready() {
    while (std::exchange(woken, false)) core.turn();
  }

  /// Lets time pass; calls turn() only for the alarm and when woken.
  void advance_to(time_point target) {
    run_ready();
    while (alarm_at <= target && alarm_at != never) {
      if (alarm_at > time) time = alarm_at;
      alarm_at = never;
      core.turn();
      run_ready();
    }
    time = target;
  }
};

}  // namespace

TEST_CASE("work runs in the order in which it became ready, once") {
  manual_executor host;
  executor& core = host.executor();
  std::vector<int> order;
  job third{[&] { order.push_back(3); }};
  job first{[&] {
    order.push_back(1);
    core.make_ready(third);
  }};
  job second{[&] { order.push_back(2); }};
  core.make_ready(first);
  core.make_ready(second);
  core.make_ready(first);
  CHECK(order.empty());
  CHECK(host.run_ready());
  CHECK(order == std::vector{1, 2, 3});
  CHECK_FALSE(host.run_ready());
}

TEST_CASE("what is due at the end of a turn runs when nothing else is ready") {
  manual_executor host;
  executor& core = host.executor();
  std::vector<int> order;
  job last{[&] { order.push_back(9); }};
  job late{[&] {
    order.push_back(2);
    core.at_turn_end(last);
  }};
  job first{[&] {
    order.push_back(1);
    core.at_turn_end(last);
    core.at_turn_end(last);
    core.make_ready(late);
  }};
  core.make_ready(first);
  host.run_ready();
  CHECK(order == std::vector{1, 2, 9});

  // What the end of a turn makes ready runs in the same turn, and has its own end.
  order.clear();
  job writes{[&] {
    order.push_back(10);
    if (order.size() == 1) core.make_ready(late);
  }};
  core.at_turn_end(writes);
  host.run_ready();
  CHECK(order == std::vector{10, 2, 9});
}

TEST_CASE("the work for one peer is written in small batches, that for several in large ones") {
  manual_executor host;
  executor& core = host.executor();
  const int peers[2] = {};
  const auto done_until_written = [&](const void* peer) {
    core.heard_from(peer);
    std::size_t done = 0;
    std::vector<std::size_t> written;
    job write{[&] { written.push_back(done); }};
    std::deque<job> works;
    for (std::size_t i = 0; i < 150; ++i) {
      works.emplace_back([&] {
        ++done;
        core.at_turn_end(write);
      });
      core.make_ready(works.back());
    }
    host.run_ready();
    CHECK(done == 150);
    return written;
  };
  CHECK(done_until_written(&peers[0]) == std::vector<std::size_t>{128, 150});
  CHECK(done_until_written(&peers[0]) == std::vector<std::size_t>{32, 64, 96, 128, 150});
  CHECK(core.batch_work_count() == 32);
  CHECK(done_until_written(&peers[1]) == std::vector<std::size_t>{128, 150});
  CHECK(done_until_written(&peers[0]) == std::vector<std::size_t>{128, 150});
}

TEST_CASE("work that always makes more work does not keep the thread") {
  literal_host host;
  int runs = 0;
  SUBCASE("as ready work") {
    job busy{[&] {
      ++runs;
      host.core.make_ready(busy);
    }};
    host.core.make_ready(busy);
    host.woken = false;
    host.core.turn();
    CHECK(runs == 1024);
    CHECK(host.woken);
  }
  SUBCASE("at the end of the turn") {
    job busy{[&] {
      ++runs;
      host.core.at_turn_end(busy);
    }};
    host.core.at_turn_end(busy);
    host.woken = false;
    host.core.turn();
    CHECK(runs == 1024);
    CHECK(host.woken);
  }
  SUBCASE("as a timer") {
    callback_timer busy{[&] {
      ++runs;
      host.core.arm(busy, host.time);
    }};
    host.core.arm(busy, host.time);
    host.core.turn();
    CHECK(runs == 1);
    CHECK(host.alarm_at == host.time);
  }
}

TEST_CASE("the end of a turn is reached although there is too much to do") {
  literal_host host;
  bool written = false;
  job writes{[&] { written = true; }};
  job busy{[&] { host.core.make_ready(busy); }};
  host.core.make_ready(busy);
  host.core.at_turn_end(writes);
  host.core.turn();
  CHECK(written);
}

TEST_CASE("work is withdrawn by destroying it, while it is queued") {
  manual_executor host;
  executor& core = host.executor();
  int runs = 0;
  std::optional<job> victim;
  std::optional<job> last_victim;
  job killer{[&] {
    ++runs;
    victim.reset();
  }};
  job last_killer{[&] {
    ++runs;
    last_victim.reset();
  }};
  victim.emplace([&] { runs += 100; });
  last_victim.emplace([&] { runs += 100; });
  core.make_ready(killer);
  core.make_ready(*victim);
  core.at_turn_end(last_killer);
  core.at_turn_end(*last_victim);
  {
    job gone{[&] { runs += 100; }};
    core.make_ready(gone);
  }
  host.run_ready();
  CHECK(runs == 2);
}

TEST_CASE("work and timers may outlive the executor they are queued at") {
  job ready{[] {}};
  job last{[] {}};
  callback_timer armed{[] {}};
  {
    manual_executor host;
    host.executor().make_ready(ready);
    host.executor().at_turn_end(last);
    host.executor().arm(armed, host.now() + 1ms);
  }
  CHECK_FALSE(ready.linked());
  CHECK_FALSE(last.linked());
  CHECK_FALSE(armed.armed());
}

TEST_CASE("work may destroy itself") {
  manual_executor host;
  auto item = std::make_unique<job>([] {});
  bool ran = false;
  item->on_run = [&] {
    ran = true;
    const auto self = std::move(item->on_run);  // outlives this call
    item.reset();
  };
  host.executor().make_ready(*item);
  host.run_ready();
  CHECK(ran);
}

TEST_CASE("a turn is not entered from inside itself") {
  manual_executor host;
  std::vector<int> order;
  job second{[&] { order.push_back(2); }};
  job first{[&] {
    order.push_back(1);
    host.executor().make_ready(second);
    host.executor().turn();
    order.push_back(-1);
  }};
  host.executor().make_ready(first);
  host.run_ready();
  CHECK(order == std::vector{1, -1, 2});
}

TEST_CASE("the host is told when the next timer changes") {
  literal_host host;
  callback_timer early{[] {}};
  callback_timer late{[] {}};
  host.core.arm(late, host.time + 20ms);
  CHECK(host.alarm_at == host.time + 20ms);
  host.core.arm(early, host.time + 10ms);
  CHECK(host.alarm_at == host.time + 10ms);
  CHECK(host.timers_changed_count == 2);
  host.core.arm(late, host.time + 30ms);
  CHECK(host.timers_changed_count == 2);
  host.core.arm(early, never);
  CHECK_FALSE(early.armed());
}

TEST_CASE("a timer that was disarmed outside of a turn does not hide the next one") {
  literal_host host;
  int fired = 0;
  callback_timer early{[&] { fired += 100; }};
  callback_timer late{[&] { ++fired; }};
  host.core.arm(early, host.time + 10ms);
  host.core.arm(late, host.time + 20ms);
  early.disarm();
  host.advance_to(host.time + 30ms);
  CHECK(fired == 1);
}

TEST_CASE("a timer that is armed again for the time that has just come expires") {
  literal_host host;
  cancel_source cancel;
  environment surroundings{host.core, cancel};
  const time_point when = host.time + 10ms;
  int woken = 0;
  auto body = [&]() -> tern::runtime::detached {
    co_await sleep_until(when);
    ++woken;
    co_await sleep_until(when);
    ++woken;
    co_await sleep_for(0s);
    ++woken;
    co_await sleep_for(-1s);
    ++woken;
  };
  body().start(surroundings);
  host.advance_to(when);
  CHECK(woken == 4);
}

TEST_CASE("timers that many coroutines arm and drop all expire") {
  literal_host host;
  cancel_source cancel;
  environment surroundings{host.core, cancel};
  int ended = 0;
  callback_timer decoy{[] {}};
  auto body = [&](int step) -> tern::runtime::detached {
    for (int i = 0; i < 10; ++i) {
      host.core.arm(decoy, host.time + std::chrono::milliseconds{step % 3});
      co_await sleep_for(std::chrono::milliseconds{step * i % 7});
      if (i % 2 == 0) decoy.disarm();
    }
    ++ended;
  };
  for (int step = 0; step < 20; ++step) body(step).start(surroundings);
  host.advance_to(host.time + 1s);
  CHECK(ended == 20);
}

TEST_CASE("residents are evicted with the executor, unless they left before") {
  std::vector<int> evicted;
  guest outlives{[] {}};
  {
    manual_executor host;
    executor& core = host.executor();
    std::optional<guest> taken_along;
    guest late{[&] { evicted.push_back(3); }};
    guest first{[&] {
      evicted.push_back(1);
      taken_along.reset();
      core.settle(late);
    }};
    taken_along.emplace([&] { evicted.push_back(-1); });
    guest second{[&] { evicted.push_back(2); }};
    core.settle(first);
    core.settle(*taken_along);
    core.settle(second);
    {
      guest left{[&] { evicted.push_back(-2); }};
      core.settle(left);
    }
    core.evict_all();
    CHECK(evicted == std::vector{1, 2, 3});
    core.settle(outlives);
  }
  CHECK_FALSE(outlives.linked());
}

TEST_CASE("coroutines that wait for one another are evicted in any order") {
  const auto token = std::make_shared<int>();
  for (const bool reader_first : {false, true}) {
    manual_executor host;
    auto ends = std::make_shared<tern::runtime::pipe<int>>();
    auto read = [](stream<int> numbers, std::shared_ptr<int> held) -> task<void> {
      while (co_await numbers.next()) {
      }
      (void)held;
    };
    auto write = [](std::shared_ptr<tern::runtime::pipe<int>> into,
                    std::shared_ptr<int> held) -> task<void> {
      auto again = tern::runtime::pipe<int>();  // nobody reads from this one
      while (co_await again.send(1)) co_await when_all(into->send(1), sleep_for(1ms));
      (void)held;
    };
    if (reader_first) host.spawn(read(std::move(ends->stream), token));
    host.spawn(write(ends, token));
    if (!reader_first) host.spawn(read(std::move(ends->stream), token));
    ends.reset();
    host.advance(10ms);
    CHECK(token.use_count() == 3);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("a pipe outlives the group in which its sender waits") {
  const auto token = std::make_shared<int>();
  {
    manual_executor host;
    auto write = [](tern::runtime::pipe<int>& into, std::shared_ptr<int> held) -> task<void> {
      for (;;) co_await into.send(*held);
    };
    auto body = [&]() -> task<void> {
      auto numbers = tern::runtime::pipe<int>();
      co_await when_all(write(numbers, token), sleep_for(1h));
    };
    host.spawn(body());
    host.run_ready();
    CHECK(token.use_count() == 2);
  }
  CHECK(token.use_count() == 1);
}

TEST_CASE("an environment is inherited by what a coroutine awaits") {
  manual_executor host;
  cancel_source cancel;
  environment surroundings{host.executor(), cancel, host.now() + 5s};
  struct seen {
    executor* on;
    cancel_source* cancelled_by;
    time_point deadline;
    bool operator==(const seen&) const = default;
  };
  std::vector<seen> all;
  const auto look = [&] {
    const environment* here = current_environment();
    all.push_back({&here->executor, &here->cancel, here->deadline});
  };
  auto leaf = [&]() -> task<int> {
    look();
    co_await sleep_for(1ms);
    look();
    co_return 1;
  };
  auto generator = [&]() -> stream<int> {
    look();
    co_yield co_await leaf();
    look();
  };
  std::vector<environment*> in_group;
  auto branch = [&]() -> task<void> {
    in_group.push_back(current_environment());
    co_await sleep_for(1ms);
    in_group.push_back(current_environment());
  };
  bool ended = false;
  auto root = [&]() -> tern::runtime::detached {
    look();
    co_await leaf();
    look();
    auto numbers = generator();
    while (co_await numbers.next()) look();
    co_await when_all(branch(), branch());
    look();
    ended = true;
  };
  root().start(surroundings);
  CHECK(current_environment() == nullptr);
  host.advance(1s);
  REQUIRE(ended);
  for (const seen& each : all) CHECK(each == seen{&host.executor(), &cancel, host.now() + 4s});
  REQUIRE(in_group.size() == 4);
  for (const environment* each : in_group) {
    CHECK(each == in_group[0]);
    CHECK(each != &surroundings);
  }
}

TEST_CASE("there is no environment outside of a coroutine") {
  manual_executor host;
  CHECK(current_environment() == nullptr);
  environment* in_work = &host.environment();
  job item{[&] { in_work = current_environment(); }};
  environment* in_timer = &host.environment();
  callback_timer expires{[&] { in_timer = current_environment(); }};
  auto body = [&]() -> task<void> {
    co_await sleep_for(1ms);
    host.executor().make_ready(item);
    host.executor().arm(expires, host.now() + 1ms);
    co_await sleep_for(2ms);
  };
  host.run(body());
  CHECK(in_work == nullptr);
  CHECK(in_timer == nullptr);
  CHECK(current_environment() == nullptr);
}

TEST_CASE("the environment is restored when another coroutine has been started or run") {
  manual_executor host;
  manual_executor other;
  auto child = [&](environment* expected) -> task<void> {
    CHECK(current_environment() == expected);
    co_await sleep_for(1ms);
    CHECK(current_environment() == expected);
  };
  auto body = [&]() -> task<void> {
    CHECK(current_environment() == &host.environment());
    other.spawn(child(&other.environment()));
    CHECK(current_environment() == &host.environment());
    other.run(child(&other.environment()));
    CHECK(current_environment() == &host.environment());
    co_await sleep_for(1ms);
    CHECK(current_environment() == &host.environment());
  };
  host.run(body());
  CHECK(current_environment() == nullptr);
}

TEST_CASE("an environment scope restores what was there before") {
  manual_executor host;
  environment other{host.executor(), host.cancel()};
  {
    const environment_scope scope{&host.environment()};
    CHECK(current_environment() == &host.environment());
    {
      const environment_scope inner{&other};
      CHECK(current_environment() == &other);
    }
    CHECK(current_environment() == &host.environment());
  }
  CHECK(current_environment() == nullptr);
}

TEST_CASE("functions are posted from another thread") {
  constexpr int posts = 1000;
  manual_executor host;
  event arrived;
  int received = 0;
  auto body = [&]() -> task<void> {
    while (received < posts) co_await arrived.wait();
  };
  host.spawn(body());
  std::thread poster{[&] {
    for (int i = 0; i < posts; ++i) {
      host.executor().post([&] {
        ++received;
        arrived.set();
      });
    }
  }};
  while (received < posts) {
    if (!host.run_ready()) std::this_thread::yield();
  }
  poster.join();
  host.run_ready();
  CHECK(received == posts);
  CHECK_FALSE(arrived.awaited());
}

TEST_CASE("threads have environments and executors of their own") {
  std::atomic<int> wrong{0};
  auto run = [&] {
    manual_executor host;
    auto body = [](manual_executor& self, std::atomic<int>& failures) -> task<void> {
      for (int i = 0; i < 1000; ++i) {
        if (current_environment() != &self.environment()) ++failures;
        co_await sleep_for(1ms);
      }
    };
    host.run(body(host, wrong));
    if (current_environment() != nullptr) ++wrong;
  };
  std::thread first{run};
  std::thread second{run};
  first.join();
  second.join();
  CHECK(wrong == 0);
}
