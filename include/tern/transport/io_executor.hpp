// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <utility>

#include <asio/execution_context.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>

#include <tern/base/bytes.hpp>
#include <tern/base/large_blocks.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/idle_blocks.hpp>

namespace tern::transport {

/// The executor of an Asio io_context. There is one for each, made by of() and destroyed with it.
///
/// Coroutines of tern run inside the io_context's handlers.
/// @thread an io_context that tern uses is run by one thread at a time.
class io_executor final : public asio::execution_context::service, public runtime::executor_host {
 public:
  using key_type = io_executor;
  /// Of a program that hides its symbols and of a shared library it is the same.
  [[gnu::visibility("default")]] static inline asio::execution_context::id id;

  explicit io_executor(asio::execution_context& context)
      : asio::execution_context::service(context),
        io_(static_cast<asio::io_context&>(context)),
        alarm_(io_) {}

  /// The executor of `io`.
  [[nodiscard]] static io_executor& of(asio::io_context& io) {
    return asio::use_service<io_executor>(io);
  }

  /// The io_executor that `core` belongs to; null if it is no Asio one.
  [[nodiscard]] static io_executor* of(runtime::executor& core) noexcept {
    return dynamic_cast<io_executor*>(&core.host());
  }

  [[nodiscard]] runtime::executor& core() noexcept { return core_; }
  [[nodiscard]] asio::io_context& io() noexcept { return io_; }

  /// Memory to read into, shared by all connections of this executor. 128 KiB: what one read of a
  /// busy socket can bring.
  [[nodiscard]] byte_span scratch() noexcept { return scratch_; }

  /// Runs `callback`, which only queues, and then everything that it made ready.
  template <class F>
  void enter(F&& callback) noexcept {
    // The turn follows, so what the callback makes ready needs no other wake-up.
    const bool woken = std::exchange(woken_, true);
    std::forward<F>(callback)();
    woken_ = woken;
    turn();
  }

  [[nodiscard]] runtime::time_point now() const noexcept override { return runtime::clock::now(); }

  void wake() override {
    if (std::exchange(woken_, true)) return;
    asio::post(io_, [this] {
      woken_ = false;
      turn();
    });
  }

  void timers_changed() override {
    const runtime::time_point next = core_.next_timer();
    // An alarm for nothing would keep the program's loop running.
    if (next == runtime::never && std::exchange(alarm_at_, next) != next) alarm_.cancel();
    // An alarm that comes too early finds nothing to do and is set again; that is cheaper than
    // moving it whenever a call ends before its deadline.
    if (next >= alarm_at_) return;
    alarm_at_ = next;
    alarm_.expires_at(next);
    alarm_.async_wait([this](const std::error_code& failure) {
      if (failure) return;
      alarm_at_ = runtime::never;
      turn();
      timers_changed();
    });
  }

  void post(unique_function<void()> function) override {
    asio::post(io_, [this, function = std::move(function)]() mutable {
      function();
      turn();
    });
  }

 private:
  // No turn follows that would look after what they gave up.
  void shutdown() override {
    core_.evict_all();
    large_blocks::release_all();
  }

  void turn() noexcept {
    core_.turn();
    idle_blocks_.look();
  }

  asio::io_context& io_;
  runtime::executor core_{*this};
  runtime::idle_blocks idle_blocks_{core_};
  asio::steady_timer alarm_;
  runtime::time_point alarm_at_ = runtime::never;
  bool woken_ = false;
  std::array<std::byte, 128 * 1024> scratch_;
};

}  // namespace tern::transport
