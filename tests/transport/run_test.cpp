// SPDX-License-Identifier: MIT

#include <tern/transport/run.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

#include <asio/post.hpp>
#include <asio/use_future.hpp>

#include <tern/runtime/event.hpp>
#include <tern/runtime/sleep.hpp>

using namespace std::chrono_literals;
using tern::runtime::task;

namespace {

task<int> seven() {
  co_await tern::runtime::sleep_for(1ms);
  co_return 7;
}
task<void> failing() {
  co_await tern::runtime::sleep_for(1ms);
  throw tern::error{tern::code::aborted, "as you like"};
}
task<std::unique_ptr<int>> move_only() {
  co_return std::make_unique<int>(7);
}

}  // namespace

TEST_CASE("run gives what the task gives") {
  CHECK(tern::transport::run(seven()) == 7);
  CHECK(tern::transport::sync_wait(seven()) == 7);
  CHECK(*tern::transport::run(move_only()) == 7);
  CHECK_THROWS_AS(tern::transport::run(failing()), tern::error);
}

TEST_CASE("run looks for more before it sleeps, if it is told to") {
  CHECK(tern::transport::run(seven(), {.busy_poll = 1us}) == 7);
  CHECK(tern::transport::run(seven(), {.busy_poll = 1h}) == 7);
  CHECK(tern::transport::sync_wait(seven(), {.busy_poll = 1h}) == 7);
  CHECK_THROWS_AS(tern::transport::run(failing(), {.busy_poll = 1h}), tern::error);
}

TEST_CASE("run ends with its task, whatever else there is to do on the loop") {
  CHECK(tern::transport::run(
            []() -> task<int> {
              asio::io_context& io =
                  tern::transport::io_executor::of(tern::runtime::current_environment()->executor)
                      ->io();
              struct restless {
                asio::io_context& on;
                void operator()() const { asio::post(on, *this); }
              };
              asio::post(io, restless{io});
              co_return co_await seven();
            }(),
            {.busy_poll = 1h}) == 7);
}

TEST_CASE("a task that waits for what cannot happen is an error") {
  CHECK_THROWS_AS(tern::transport::run([]() -> task<void> {
                    tern::runtime::event never;
                    co_await never.wait();
                  }()),
                  tern::error);
  CHECK_THROWS_AS(tern::transport::run(
                      []() -> task<void> {
                        tern::runtime::event never;
                        co_await never.wait();
                      }(),
                      {.busy_poll = 1h}),
                  tern::error);
}

TEST_CASE("spawn gives to any completion token") {
  asio::io_context io;
  auto value = tern::transport::spawn(io, seven(), asio::use_future);
  auto nothing = tern::transport::spawn(io, failing(), asio::use_future);
  int called = 0;
  tern::transport::spawn(io, seven(), [&](std::exception_ptr failure, int given) {
    CHECK_FALSE(failure);
    called = given;
  });
  CHECK(called == 0);
  io.run();
  CHECK(value.get() == 7);
  CHECK_THROWS_AS(nothing.get(), tern::error);
  CHECK(called == 7);
}

TEST_CASE("a spawned task that fails with nobody to tell fails the loop") {
  asio::io_context io;
  tern::transport::spawn(io, failing());
  CHECK_THROWS_AS(io.run(), tern::error);
}

TEST_CASE("a loop that ends destroys the tasks on it") {
  bool unwound = false;
  {
    asio::io_context io;
    tern::transport::spawn(io, [](bool& gone) -> task<void> {
      struct guard {
        bool& flag;
        ~guard() { flag = true; }
      } here{gone};
      co_await tern::runtime::sleep_for(24h);
    }(unwound));
    io.poll();
    CHECK_FALSE(unwound);
  }
  CHECK(unwound);
}

TEST_CASE("a task that was never started is destroyed with its loop") {
  asio::io_context io;
  tern::transport::spawn(io, seven());
}
