// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include <tern/coroutine.hpp>
#include <tern/runtime/executor.hpp>

namespace stack {

/// Something that happens once on any thread, and for which one coroutine at a time can wait: how a
/// test learns what a handler on another thread has done.
class beacon {
 public:
  void raise() const {
    const std::lock_guard lock{state_->mutex};
    state_->raised = true;
    if (state_->home != nullptr) {
      std::exchange(state_->home, nullptr)->post([shared = state_] { shared->seen.set(); });
    }
  }

  [[nodiscard]] bool raised() const {
    const std::lock_guard lock{state_->mutex};
    return state_->raised;
  }

  [[nodiscard]] tern::task<void> wait() const { return wait_for(state_); }

 private:
  struct state {
    std::mutex mutex;
    bool raised = false;
    tern::runtime::executor* home = nullptr;  // of the coroutine that waits
    tern::event seen;
  };

  struct leaving {
    state& of;
    ~leaving() {
      const std::lock_guard lock{of.mutex};
      of.home = nullptr;
    }
  };

  static tern::task<void> wait_for(std::shared_ptr<state> shared) {
    const leaving guard{*shared};
    {
      const std::lock_guard lock{shared->mutex};
      if (shared->raised) co_return;
      shared->home = &tern::runtime::current_environment()->executor;
    }
    co_await shared->seen.wait();
  }

  std::shared_ptr<state> state_ = std::make_shared<state>();
};

/// Raises a beacon when it is destroyed: to be a local variable of a coroutine.
struct [[nodiscard]] raises_at_end {
  beacon which;

  explicit raises_at_end(beacon to_raise) : which(std::move(to_raise)) {}
  raises_at_end(const raises_at_end&) = delete;
  raises_at_end& operator=(const raises_at_end&) = delete;
  ~raises_at_end() { which.raise(); }
};

}  // namespace stack
