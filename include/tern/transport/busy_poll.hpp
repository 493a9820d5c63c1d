// SPDX-License-Identifier: MIT
#pragma once

#include <tern/runtime/timer.hpp>

namespace tern::transport {

/// Runs `io` until it is stopped or has nothing left to wait for. When all is done that there was
/// to do, its thread looks for more again and again for `busy_poll`, and only then sleeps: what
/// comes within that time need not wake a core first. With zero it sleeps at once.
///
/// A thread to which nothing happens polls no more: it sleeps until something does.
/// @thread the one that `io` belongs to. It has a core for itself: who shares it waits meanwhile.
/// @source Seastar, --idle-poll-time-us
template <class Clock = runtime::clock, class Io>
void run_busy(Io& io, runtime::duration busy_poll) {
  if (busy_poll <= runtime::duration::zero()) {
    io.run();
    return;
  }
  const auto sleep_time = [&] { return runtime::saturating_add(Clock::now(), busy_poll); };
  for (runtime::time_point sleep_at = sleep_time(); !io.stopped();) {
    if (io.poll() == 0) {
      if (Clock::now() < sleep_at) continue;
      io.run_one();
    }
    sleep_at = sleep_time();
  }
}

}  // namespace tern::transport
