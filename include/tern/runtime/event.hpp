// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>

#include <tern/runtime/suspension.hpp>

namespace tern::runtime {

/// A flag that one coroutine can wait for. Waiting takes the flag down again.
/// @thread the executor's.
class event {
 public:
  /// Raises the flag; resumes the waiter, if there is one, in the executor's next turn.
  void set() noexcept {
    set_ = true;
    waiter_.wake();
  }

  /// Whether a coroutine is suspended here.
  [[nodiscard]] bool awaited() const noexcept { return waiter_.waiting(); }

  /// Waits until the flag is up; at once if it is up already.
  /// @error throws the reason if the environment is cancelled before.
  [[nodiscard]] auto wait() noexcept {
    struct awaiter {
      event& self;
      suspension::frame_guard guard = {};
      [[nodiscard]] bool await_ready() const noexcept { return self.set_; }
      [[nodiscard]] bool await_suspend(std::coroutine_handle<> coroutine) noexcept {
        return self.waiter_.begin(coroutine, guard);
      }
      void await_resume() const {
        if (!self.set_) self.waiter_.throw_if_cancelled();
        self.set_ = false;
      }
    };
    return awaiter{*this};
  }

 private:
  bool set_ = false;
  suspension waiter_;
};

}  // namespace tern::runtime
