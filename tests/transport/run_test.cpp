// SPDX-License-Identifier: MIT

#include <tern/transport/run.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <tern/base/result.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/transport/io_executor.hpp>

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
