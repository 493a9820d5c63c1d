// SPDX-License-Identifier: MIT
#pragma once

#include <tern/transport/run.hpp>

#include <asio/io_context.hpp>

#include <tern/base/result.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/transport/busy_poll.hpp>
#include <tern/transport/io_executor.hpp>

namespace tern::transport::detail {

TERN_INLINE void run_loop(beginner begin, runtime::duration busy_poll) {
  asio::io_context io{1};
  io_executor& home = io_executor::of(io);
  runtime::cancel_source cancel;
  runtime::environment surroundings{home.core(), cancel};
  bool stopped = false;
  const auto stop = [&] {
    stopped = true;
    io.stop();
  };
  home.enter([&]() noexcept { begin(surroundings, stop); });
  run_busy(io, busy_poll);
  // What was begun outlives what still runs on the loop.
  home.core().evict_all();
  if (!stopped) {
    throw error(code::internal, "tern::run: the task waits for something that cannot happen");
  }
}

}  // namespace tern::transport::detail
