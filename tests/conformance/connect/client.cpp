// SPDX-License-Identifier: MIT

// The client under test of Connect's conformance suite: reads from its input which calls to make,
// makes many at once, and writes how each of them went.

#include <cstddef>
#include <exception>
#include <iostream>
#include <semaphore>
#include <thread>
#include <utility>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

#include <tern/client.hpp>
#include <tern/coroutine.hpp>

#include "channels.hpp"
#include "contract.hpp"
#include "delimited.hpp"
#include "invocation.hpp"

namespace {

using namespace conformance;

constexpr std::ptrdiff_t calls_at_once = 32;

tern::task<void> answer(channels& over, ClientCompatRequest wanted) {
  ClientCompatResponse told{.test_name = wanted.test_name};
  try {
    invocation call{over.of(wanted), wanted};
    told.result = co_await call.run();
  } catch (const std::exception& failure) {
    told.result = ClientErrorResult{failure.what()};
  }
  write_delimited(std::cout, told);
}

}  // namespace

int main() {
  asio::io_context io{1};
  channels all;  // before the loop ends, after its last call
  auto work = asio::make_work_guard(io);
  std::thread loop{[&] { io.run(); }};
  std::counting_semaphore free{calls_at_once};
  int status = 0;
  try {
    while (auto wanted = read_delimited<ClientCompatRequest>(std::cin)) {
      free.acquire();
      tern::spawn(io, answer(all, *std::move(wanted)),
                  [&](const std::exception_ptr&) { free.release(); });
    }
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    status = 1;
  }
  for (std::ptrdiff_t i = 0; i < calls_at_once; ++i) free.acquire();
  work.reset();
  io.stop();
  loop.join();
  return status;
}
