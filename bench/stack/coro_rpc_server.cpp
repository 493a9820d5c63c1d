// SPDX-License-Identifier: MIT

// coro_rpc's echo server: one thread, on a port that the system picks.

#include <signal.h>

#include <iostream>

#include <ylt/coro_rpc/coro_rpc_server.hpp>

#include "coro_rpc_echo.hpp"

int main() {
  // Before any thread starts: only main() waits for them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  coro_rpc::coro_rpc_server server{1, 0, "127.0.0.1"};
  server.register_handler<bench::say>();
  const auto ended = server.async_start();
  if (ended.hasResult()) return 1;
  std::cout << "listening on 127.0.0.1:" << server.port() << std::endl;

  int received = 0;
  sigwait(&ends, &received);
  server.stop();
}
