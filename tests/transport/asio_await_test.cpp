// SPDX-License-Identifier: MIT

#include <tern/transport/asio_await.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>

#include <tern/runtime/sleep.hpp>
#include <tern/runtime/when_all.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/run.hpp>
#include <tern/transport/spawn.hpp>

using namespace std::chrono_literals;
using tern::runtime::task;
using tern::transport::use_task;

namespace {

asio::io_context& loop() {
  return tern::transport::io_executor::of(tern::runtime::current_environment()->executor)->io();
}

// An operation that completes with these arguments.
template <class Signature, class... Args>
auto completing(Args... args) {
  return asio::async_initiate<const tern::transport::use_task_t, Signature>(
      [](auto handler, Args... given) {
        auto executor = asio::get_associated_executor(handler);
        asio::post(executor,
                   [handler = std::move(handler), ... given = std::move(given)]() mutable {
                     std::move(handler)(std::move(given)...);
                   });
      },
      use_task, std::move(args)...);
}

}  // namespace

TEST_CASE("operations give their values, errors are thrown") {
  tern::transport::run([]() -> task<void> {
    asio::steady_timer timer{loop(), 1ms};
    co_await timer.async_wait(use_task);
    CHECK(co_await completing<void(int)>(7) == 7);
    CHECK(co_await completing<void(std::error_code, std::string)>(std::error_code{},
                                                                  std::string{"a"}) == "a");
    auto two = co_await completing<void(std::error_code, int, int)>(std::error_code{}, 1, 2);
    CHECK(two == std::tuple{1, 2});
    co_await completing<void()>();
    CHECK_THROWS_AS(
        co_await completing<void(std::error_code)>(std::make_error_code(std::errc::io_error)),
        std::system_error);
    CHECK_THROWS_AS(co_await completing<void(std::exception_ptr)>(
                        std::make_exception_ptr(std::runtime_error("x"))),
                    std::runtime_error);
    std::error_code kept;
    timer.expires_after(1h);
    asio::post(loop(), [&] { timer.cancel(); });
    co_await timer.async_wait(asio::redirect_error(use_task, kept));
    CHECK(kept == asio::error::operation_aborted);
  }());
}

TEST_CASE("cancelling the surroundings cancels the operation") {
  tern::transport::run([]() -> task<void> {
    auto wait = []() -> task<void> {
      asio::steady_timer timer{loop(), 24h};
      try {
        co_await timer.async_wait(use_task);
        FAIL_CHECK("no exception");
      } catch (const tern::error& failure) {
        CHECK(failure.code() == tern::code::cancelled);
      }
      // From now on every operation fails at once.
      timer.expires_after(24h);
      CHECK_THROWS_AS(co_await timer.async_wait(use_task), tern::error);
    };
    auto fail = []() -> task<void> {
      co_await tern::runtime::sleep_for(1ms);
      throw tern::error{tern::code::aborted, "enough"};
    };
    try {
      co_await tern::runtime::when_all(wait(), fail());
      FAIL_CHECK("no exception");
    } catch (const tern::error& failure) {
      CHECK(failure.code() == tern::code::aborted);
    }
  }());
}

TEST_CASE("a coroutine comes home from an operation of another loop") {
  asio::io_context io;
  asio::io_context other;
  auto busy = asio::make_work_guard(other);
  std::thread runs{[&] { other.run(); }};
  tern::transport::spawn(io, [](asio::io_context& elsewhere) -> task<void> {
    const auto here = std::this_thread::get_id();
    for (int i = 0; i < 100; ++i) {
      asio::steady_timer timer{elsewhere, std::chrono::microseconds{i}};
      co_await timer.async_wait(use_task);
      CHECK(std::this_thread::get_id() == here);
    }
  }(other));
  io.run();
  busy.reset();
  runs.join();  // before `io` goes: Asio's operations count on its executor to the last
}

TEST_CASE("an executor without Asio says so") {
  tern::testing::manual_executor home;
  asio::io_context io;
  CHECK_THROWS_AS(home.run([](asio::io_context& on) -> task<void> {
    asio::steady_timer timer{on, 1ms};
    co_await timer.async_wait(use_task);
  }(io)),
                  tern::error);
}

TEST_CASE("an operation outlives the coroutine that waited for it") {
  asio::io_context io;
  asio::steady_timer timer{io, 24h};
  {
    tern::transport::spawn(
        io, [](asio::steady_timer& on) -> task<void> { co_await on.async_wait(use_task); }(timer));
    io.poll();
    tern::transport::io_executor::of(io).core().evict_all();
  }
  io.run();
}
