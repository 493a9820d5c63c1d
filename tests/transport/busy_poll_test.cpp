// SPDX-License-Identifier: MIT

#include <tern/transport/busy_poll.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <thread>
#include <utility>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

using namespace std::chrono_literals;
using tern::transport::run_busy;

namespace {

// Goes on by 10 us whenever somebody looks at it.
struct slow_clock {
  static tern::runtime::time_point now() { return time += 10us; }
  static inline tern::runtime::time_point time{};
};

// Counts how a loop is waited on, and lets a script say what each look and each sleep finds.
struct counted_loop {
  std::function<std::size_t(counted_loop&)> found_by_look = [](counted_loop&) { return 0; };
  std::function<void(counted_loop&)> after_sleep = [](counted_loop& self) { self.over = true; };
  std::size_t looks = 0;
  std::size_t sleeps = 0;
  std::size_t plain_runs = 0;
  bool over = false;

  std::size_t poll() {
    ++looks;
    return found_by_look(*this);
  }
  std::size_t run_one() {
    ++sleeps;
    after_sleep(*this);
    return 1;
  }
  std::size_t run() { return ++plain_runs; }
  [[nodiscard]] bool stopped() const { return over; }
};

}  // namespace

TEST_CASE("a loop without a time for it never looks in vain") {
  for (const auto none : {0us, -1us}) {
    counted_loop loop;
    run_busy<slow_clock>(loop, none);
    CHECK(loop.plain_runs == 1);
    CHECK(loop.looks + loop.sleeps == 0);
  }
}

TEST_CASE("a thread to which nothing happens looks for more for a while, and sleeps") {
  counted_loop loop;
  run_busy<slow_clock>(loop, 100us);
  CHECK(loop.looks == 10);
  CHECK(loop.sleeps == 1);
}

TEST_CASE("each thing that happens lets a thread look as long again") {
  counted_loop loop;
  loop.found_by_look = [](counted_loop& self) { return self.looks == 8 ? 3U : 0U; };
  run_busy<slow_clock>(loop, 100us);
  CHECK(loop.looks == 8 + 10);
  CHECK(loop.sleeps == 1);

  counted_loop woken;
  woken.after_sleep = [](counted_loop& self) { self.over = self.sleeps == 3; };
  run_busy<slow_clock>(woken, 100us);
  CHECK(woken.looks == 3 * 10);
  CHECK(woken.sleeps == 3);
}

TEST_CASE("a thread that is told to look for ever never sleeps, and stops") {
  counted_loop loop;
  loop.found_by_look = [](counted_loop& self) {
    self.over = self.looks == 1000;
    return 0U;
  };
  run_busy<slow_clock>(loop, tern::runtime::duration::max());
  CHECK(loop.looks == 1000);
  CHECK(loop.sleeps == 0);
}

TEST_CASE("timers and other threads are heard while a thread looks and while it sleeps") {
  const tern::runtime::duration moment = 1us;
  const tern::runtime::duration ages = 1h;
  for (const auto busy_poll : {moment, ages}) {
    asio::io_context io{1};
    auto busy = asio::make_work_guard(io);
    asio::steady_timer timer{io, 2ms};
    std::atomic<bool> rang = false;
    timer.async_wait([&](const std::error_code&) { rang = true; });
    std::thread other{[&] {
      while (!rang) std::this_thread::yield();
      asio::post(io, [&] { io.stop(); });
    }};
    run_busy(io, busy_poll);
    other.join();
    CHECK(rang);
  }
}

TEST_CASE("a loop is stopped from another thread while a thread looks") {
  asio::io_context io{1};
  auto busy = asio::make_work_guard(io);
  std::atomic<bool> running = false;
  asio::post(io, [&] { running = true; });
  std::thread other{[&] {
    while (!running) std::this_thread::yield();
    io.stop();
  }};
  run_busy(io, tern::runtime::duration::max());
  other.join();
  CHECK(io.stopped());
}

TEST_CASE("a loop that has run out of work ends, and lets failures out") {
  asio::io_context io{1};
  int count = 0;
  asio::post(io, [&] { asio::post(io, [&] { ++count; }); });
  run_busy(io, tern::runtime::duration::max());
  CHECK(count == 1);
  io.restart();
  asio::post(io, [] { throw std::runtime_error{"out"}; });
  CHECK_THROWS_AS(run_busy(io, 1h), std::runtime_error);
}
