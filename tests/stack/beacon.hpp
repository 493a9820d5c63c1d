// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <tern/coroutine.hpp>
#include <tern/runtime/executor.hpp>

namespace stack {

/// Something that happens once, on any thread, and for which coroutines on any thread can wait: how
/// a test learns what a handler has done, and the other way round.
class beacon {
 public:
  void raise() const {
    const std::lock_guard lock{state_->mutex};
    state_->raised = true;
    for (const auto& each : std::exchange(state_->waiting, {})) {
      each->home.post([each] { each->seen.set(); });
    }
  }

  [[nodiscard]] bool raised() const {
    const std::lock_guard lock{state_->mutex};
    return state_->raised;
  }

  [[nodiscard]] tern::task<void> wait() const { return wait_for(state_); }

 private:
  struct waiter {
    tern::runtime::executor& home;
    tern::event seen;
  };

  struct state {
    std::mutex mutex;
    bool raised = false;
    std::vector<std::shared_ptr<waiter>> waiting;
  };

  struct leaving {
    state& of;
    const std::shared_ptr<waiter>& who;
    ~leaving() {
      const std::lock_guard lock{of.mutex};
      std::erase(of.waiting, who);
    }
  };

  static tern::task<void> wait_for(std::shared_ptr<state> shared) {
    auto& home = tern::runtime::current_environment()->executor;
    const std::shared_ptr<waiter> here{new waiter{home, {}}};
    const leaving guard{*shared, here};
    {
      const std::lock_guard lock{shared->mutex};
      if (shared->raised) co_return;
      shared->waiting.push_back(here);
    }
    co_await here->seen.wait();
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
