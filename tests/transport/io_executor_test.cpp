// SPDX-License-Identifier: MIT

#include <tern/transport/io_executor.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

#include <asio/executor_work_guard.hpp>

#include <tern/base/large_blocks.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/transport/run.hpp>

using namespace std::chrono_literals;
using tern::transport::io_executor;

TEST_CASE("there is one executor for each io_context") {
  asio::io_context one;
  asio::io_context two;
  CHECK(&io_executor::of(one) == &io_executor::of(one));
  CHECK(&io_executor::of(one) != &io_executor::of(two));
  CHECK(io_executor::of(io_executor::of(one).core()) == &io_executor::of(one));
}

TEST_CASE("functions come in from all threads and run on the loop's") {
  asio::io_context io;
  io_executor& home = io_executor::of(io);
  auto busy = asio::make_work_guard(io);
  const auto here = std::this_thread::get_id();
  int count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        home.core().post([&] {
          CHECK(std::this_thread::get_id() == here);
          if (++count == 4000) busy.reset();
        });
      }
    });
  }
  io.run();
  for (std::thread& each : threads) each.join();
  CHECK(count == 4000);
}

TEST_CASE("sleeps end in their order") {
  std::vector<int> order;
  tern::transport::run([](std::vector<int>& log) -> tern::runtime::task<void> {
    using tern::runtime::time_point;
    const time_point start = tern::runtime::clock::now();
    auto one = [](std::vector<int>& to, time_point from, int length) -> tern::runtime::task<void> {
      co_await tern::runtime::sleep_until(from + std::chrono::milliseconds{length});
      to.push_back(length);
    };
    std::vector<tern::runtime::task<void>> all;
    for (const int length : {9, 3, 6, 1}) all.push_back(one(log, start, length));
    co_await tern::runtime::when_all(std::move(all));
  }(order));
  CHECK(order == std::vector<int>{1, 3, 6, 9});
}

TEST_CASE("a timer that is disarmed does not keep a loop running") {
  struct nothing : tern::runtime::timer {
    nothing() : timer([](timer&) noexcept {}) {}
  } alarm;
  asio::io_context io;
  tern::runtime::executor& core = io_executor::of(io).core();
  core.post([&] { core.arm(alarm, core.now() + 24h); });
  core.post([&] { alarm.disarm(); });
  while (io.poll_one() != 0) {
  }
  CHECK(io.stopped());
}

TEST_CASE("large blocks that were in use until the loop ended go back with it") {
  namespace large_blocks = tern::large_blocks;
  constexpr std::size_t bytes = 1024 * 1024;
  struct somebody : tern::runtime::resident {
    somebody() : resident([](resident& self) noexcept { static_cast<somebody&>(self).leave(); }) {}
    void leave() noexcept { large_blocks::free(std::exchange(block, nullptr), bytes); }
    void* block = large_blocks::allocate(bytes);
  };
  somebody resident;
  {
    asio::io_context io;
    io_executor::of(io).core().settle(resident);
    io.run();
  }
  CHECK(resident.block == nullptr);
  CHECK(large_blocks::kept_bytes() == 0);
}
