// SPDX-License-Identifier: MIT

#include <tern/transport/spawn.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <exception>

#include <asio/io_context.hpp>
#include <asio/use_future.hpp>

#include <tern/base/result.hpp>
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

}  // namespace

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
