// SPDX-License-Identifier: MIT
#pragma once

#include <csignal>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>

#include <tern/base/unique_function.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/busy_poll.hpp>
#include <tern/transport/io_executor.hpp>

namespace tern::transport {

/// One thread's loop: of its own, or the program's.
class io_loop {
 public:
  /// A loop of its own, which run() drives.
  io_loop() : own_(std::make_unique<asio::io_context>(1)), home_(io_executor::of(*own_)) {}

  /// The program's loop.
  /// @lifetime `io` outlives this object.
  explicit io_loop(asio::io_context& io) : home_(io_executor::of(io)) {}

  io_loop(const io_loop&) = delete;
  io_loop& operator=(const io_loop&) = delete;

  [[nodiscard]] io_executor& home() noexcept { return home_; }
  [[nodiscard]] bool owned() const noexcept { return own_ != nullptr; }

  /// Works until stop(), even while there is nothing to do.
  /// @param busy_poll how long to look for more to do before it sleeps: see run_busy().
  void run(runtime::duration busy_poll = runtime::duration::zero()) {
    const auto busy = asio::make_work_guard(home_.io());
    home_.io().restart();
    run_busy(home_.io(), busy_poll);
  }

  /// Lets run() return. @thread any.
  void stop() { home_.io().stop(); }

  /// Calls `handler` at the first SIGINT or SIGTERM, until ignore_signals().
  void on_signal(unique_function<void()> handler) {
    signals_.emplace(home_.io(), SIGINT, SIGTERM);
    signals_->async_wait(
        [handler = std::move(handler)](const std::error_code& failure, int) mutable {
          if (!failure) handler();
        });
  }
  void ignore_signals() { signals_.reset(); }

 private:
  std::unique_ptr<asio::io_context> own_;  // null for the program's
  io_executor& home_;
  std::optional<asio::signal_set> signals_;
};

}  // namespace tern::transport
