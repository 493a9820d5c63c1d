// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <coroutine>
#include <utility>

#include <tern/base/result.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::runtime {

/// A coroutine that waits at a leaf: for a message, a timer, room to write. It is resumed once,
/// from its executor's ready queue, either by wake() or because its environment was cancelled.
///
/// Every wait of the library is made of one of these. Destroying it withdraws the wait, so the
/// frame of a waiting coroutine may be destroyed. If it does not live in that frame, a frame_guard
/// does.
/// @thread the executor's.
class suspension {
 public:
  /// Part of the awaiter of a suspension that lives elsewhere: withdraws the wait when the frame
  /// that waits is destroyed. Either may be destroyed first.
  class frame_guard {
   public:
    frame_guard() = default;
    frame_guard(const frame_guard&) noexcept {}  // an awaiter is moved only before it waits
    frame_guard& operator=(const frame_guard&) = delete;
    ~frame_guard() {
      if (guarded_ != nullptr) guarded_->withdraw();
    }

   private:
    friend class suspension;
    suspension* guarded_ = nullptr;
  };

  suspension() = default;
  suspension(const suspension&) = delete;
  suspension& operator=(const suspension&) = delete;
  ~suspension() { release_guard(); }

  /// Begins a wait of the running coroutine.
  /// @returns false, without waiting, if its environment has been cancelled.
  [[nodiscard]] bool begin(std::coroutine_handle<> coroutine) noexcept {
    environment* const current = current_environment();
    assert(current != nullptr && "co_await outside of a tern executor: use tern::run or spawn");
    assert(!waiting_ && !resumption_.linked() && "two coroutines wait for one thing");
    cancelled_ = current->cancel.cancelled();
    resumption_.surroundings = current;
    if (cancelled_) return false;
    begin_unconditionally(coroutine);
    current->cancel.attach(cancellation_);
    return true;
  }

  /// The same for a suspension that may outlive the coroutine's frame, in which `guard` lives.
  [[nodiscard]] bool begin(std::coroutine_handle<> coroutine, frame_guard& guard) noexcept {
    if (!begin(coroutine)) return false;
    guard.guarded_ = this;
    guard_ = &guard;
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

  /// Forgets the coroutine, waiting or queued: its frame is being destroyed.
  void withdraw() noexcept {
    waiting_ = cancelled_ = false;
    cancellation_.unlink();
    resumption_.unlink();
    release_guard();
  }

  [[nodiscard]] bool waiting() const noexcept { return waiting_; }

  /// Whether the last wait ended, or did not begin, because of a cancellation.
  [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

  /// Throws the reason if the last wait was cancelled; once, so that what is ready later, without
  /// a wait, does not fail with it.
  void throw_if_cancelled() {
    if (std::exchange(cancelled_, false)) throw error(resumption_.surroundings->cancel.reason());
  }

 private:
  struct resumption : work {
    explicit resumption(suspension& waiter) noexcept
        : work([](work& item) noexcept {
            auto& due = static_cast<resumption&>(item);
            due.owner.release_guard();
            detail::running_in = due.surroundings;
            due.coroutine.resume();
          }),
          owner(waiter) {}
    suspension& owner;
    std::coroutine_handle<> coroutine;
    environment* surroundings = nullptr;
  };

  struct cancellation : cancel_hook {
    explicit cancellation(suspension& waiter) noexcept
        : cancel_hook([](cancel_hook& hook) noexcept {
            auto& cancelled = static_cast<cancellation&>(hook).owner;
            cancelled.cancelled_ = true;
            cancelled.wake();
          }),
          owner(waiter) {}
    suspension& owner;
  };

  void release_guard() noexcept {
    if (guard_ != nullptr) std::exchange(guard_, nullptr)->guarded_ = nullptr;
  }

  resumption resumption_{*this};
  cancellation cancellation_{*this};
  frame_guard* guard_ = nullptr;
  bool waiting_ = false;
  bool cancelled_ = false;
};

}  // namespace tern::runtime
