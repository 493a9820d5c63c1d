// SPDX-License-Identifier: MIT

#include <tern/client/connectivity_board.hpp>

#include <doctest/doctest.h>

#include <memory>

#include <tern/testing/manual_executor.hpp>

using tern::client_side::connectivity;
using tern::client_side::connectivity_board;

TEST_CASE("the best state of all connections counts") {
  connectivity_board board;
  CHECK(board.state() == connectivity::idle);
  board.add();
  board.add();
  CHECK(board.state() == connectivity::idle);
  board.move(connectivity::idle, connectivity::transient_failure);
  CHECK(board.state() == connectivity::transient_failure);
  board.move(connectivity::idle, connectivity::connecting);
  CHECK(board.state() == connectivity::connecting);
  board.move(connectivity::connecting, connectivity::ready);
  CHECK(board.state() == connectivity::ready);
  board.remove(connectivity::ready);
  CHECK(board.state() == connectivity::transient_failure);
  board.shut_down();
  CHECK(board.state() == connectivity::shutdown);
  board.remove(connectivity::transient_failure);
  CHECK(board.state() == connectivity::shutdown);
}

TEST_CASE("who waits on another executor is told there") {
  tern::testing::manual_executor here;
  tern::testing::manual_executor there;
  const auto board = std::make_shared<connectivity_board>();
  int told = 0;
  const auto watch = [](auto of, int& count) -> tern::runtime::task<void> {
    co_await connectivity_board::changed(of, connectivity::idle, tern::runtime::never);
    ++count;
  };
  here.spawn(watch(board, told));
  there.spawn(watch(board, told));
  here.run_ready();
  there.run_ready();
  board->add();
  board->move(connectivity::idle, connectivity::connecting);
  CHECK(told == 0);
  here.run_ready();
  CHECK(told == 1);
  there.run_ready();
  CHECK(told == 2);
}

TEST_CASE("an executor that ends takes those who wait on it away") {
  const auto board = std::make_shared<connectivity_board>();
  {
    tern::testing::manual_executor home;
    home.spawn([](auto of) -> tern::runtime::task<void> {
      co_await connectivity_board::changed(of, connectivity::idle, tern::runtime::never);
    }(board));
    home.run_ready();
  }
  board->add();
  board->move(connectivity::idle, connectivity::connecting);
  CHECK(board->state() == connectivity::connecting);
}
