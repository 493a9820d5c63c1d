// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <coroutine>

#include <tern/base/result.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::runtime {

/// A coroutine that waits at a leaf: for a message, a timer, room to write. It is resumed once,
/// from its executor's ready queue, either by wake() or because its environment was cancelled.
///
/// Every wait of the library is made of one of these. Destroying it withdraws the wait, so the
/// frame of a waiting coroutine may be destroyed.
/// @thread the executor's.
class suspension {
 public:
  suspension() = default;

  /// Begins a wait of the running coroutine.
  /// @returns false, without waiting, if its environment has been cancelled.
  [[nodiscard]] bool begin(std::coroutine_handle<> coroutine) noexcept {
    environment* const current = current_environment();
    assert(current != nullptr && "co_await outside of a tern executor: use tern::run or spawn");
    assert(!waiting_);
    cancelled_ = current->cancel.cancelled();
    resumption_.surroundings = current;
    if (cancelled_) return false;
    begin_unconditionally(coroutine);
    current->cancel.attach(cancellation_);
    return true;
  }

  /// Begins a wait that a cancellation does not end: for what will end by itself, because it is
  /// cancelled too.
  void begin_unconditionally(std::coroutine_handle<> coroutine) noexcept {
    resumption_.surroundings = current_environment();
    resumption_.coroutine = coroutine;
    waiting_ = true;
  }

  /// Queues the coroutine, if one waits.
  void wake() noexcept {
    if (!waiting_) return;
    waiting_ = false;
    cancellation_.unlink();
    resumption_.surroundings->executor.make_ready(resumption_);
  }

  [[nodiscard]] bool waiting() const noexcept { return waiting_; }

  /// Whether the last wait ended, or did not begin, because of a cancellation.
  [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

  /// Throws the reason if the last wait was cancelled.
  void throw_if_cancelled() const {
    if (cancelled_) throw error(resumption_.surroundings->cancel.reason());
  }

 private:
  struct resumption : work {
    resumption() noexcept
        : work([](work& item) noexcept {
            auto& self = static_cast<resumption&>(item);
            detail::running_in = self.surroundings;
            self.coroutine.resume();
          }) {}
    std::coroutine_handle<> coroutine;
    environment* surroundings = nullptr;
  };

  struct cancellation : cancel_hook {
    explicit cancellation(suspension& self) noexcept
        : cancel_hook([](cancel_hook& hook) noexcept {
            auto& owner = static_cast<cancellation&>(hook).owner;
            owner.cancelled_ = true;
            owner.wake();
          }),
          owner(self) {}
    suspension& owner;
  };

  resumption resumption_;
  cancellation cancellation_{*this};
  bool waiting_ = false;
  bool cancelled_ = false;
};

}  // namespace tern::runtime
