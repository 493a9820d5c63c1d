// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <tern/base/member_callback.hpp>
#include <tern/base/result.hpp>
#include <tern/client/connectivity.hpp>
#include <tern/runtime/event.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>

namespace tern::client_side {

/// The state of a channel, made of the states of its connections on the executors that use it, and
/// those who wait for it to change.
///
/// The best of them counts: READY, then CONNECTING, then TRANSIENT_FAILURE, then IDLE. All lead to
/// the same server, so if one is READY the server can be reached.
/// @thread any.
class connectivity_board {
 public:
  connectivity_board() = default;
  connectivity_board(const connectivity_board&) = delete;
  connectivity_board& operator=(const connectivity_board&) = delete;

  [[nodiscard]] connectivity state() const {
    const std::lock_guard lock{mutex_};
    return state_;
  }

  /// One connection more, which is IDLE.
  void add() {
    const std::lock_guard lock{mutex_};
    ++count_of(connectivity::idle);
    settle();
  }
  void move(connectivity from, connectivity to) {
    const std::lock_guard lock{mutex_};
    --count_of(from);
    ++count_of(to);
    settle();
  }
  void remove(connectivity last) {
    const std::lock_guard lock{mutex_};
    --count_of(last);
    settle();
  }

  /// The channel ends.
  void shut_down() {
    const std::lock_guard lock{mutex_};
    shut_down_ = true;
    settle();
  }

  /// Waits until the state of `of` is not `from`, at most until `deadline`, and gives it.
  /// @error throws deadline_exceeded, or the reason if the environment is cancelled before.
  [[nodiscard]] static runtime::task<connectivity> changed(std::shared_ptr<connectivity_board> of,
                                                           connectivity from,
                                                           runtime::time_point deadline) {
    const runtime::environment& here = *runtime::current_environment();
    const auto waiting = std::make_shared<waiter>(here.executor);
    const registration registered{*of, waiting};
    deadline = std::min(deadline, here.deadline);
    if (deadline != runtime::never) here.executor.arm(waiting->alarm, deadline);
    for (;;) {
      const connectivity now = of->state();
      if (now != from) co_return now;
      if (waiting->late) {
        throw error(code::deadline_exceeded, "the deadline has passed while the channel was " +
                                                 std::string{to_string(from)});
      }
      co_await waiting->woken.wait();
    }
  }

 private:
  struct waiter {
    explicit waiter(runtime::executor& on) : home(on) {}
    void expire() noexcept {
      late = true;
      woken.set();
    }
    runtime::executor& home;
    runtime::event woken;
    bool late = false;
    member_callback<runtime::timer, waiter, &waiter::expire> alarm{*this};
  };

  // Whose executor is about to end does not wait any more: its coroutine is gone.
  struct registration {
    registration(connectivity_board& on, const std::shared_ptr<waiter>& who)
        : board(on), waiting(who) {
      const std::lock_guard lock{board.mutex_};
      board.waiters_.push_back(waiting);
    }
    registration(const registration&) = delete;
    registration& operator=(const registration&) = delete;
    ~registration() {
      waiting->alarm.disarm();
      const std::lock_guard lock{board.mutex_};
      std::erase(board.waiters_, waiting);
    }
    connectivity_board& board;
    const std::shared_ptr<waiter>& waiting;
  };

  [[nodiscard]] std::size_t& count_of(connectivity state) noexcept {
    return counts_[static_cast<std::size_t>(state)];
  }

  void settle() {
    connectivity best = connectivity::idle;
    for (const connectivity each :
         {connectivity::transient_failure, connectivity::connecting, connectivity::ready}) {
      if (count_of(each) != 0) best = each;
    }
    if (shut_down_) best = connectivity::shutdown;
    if (std::exchange(state_, best) == best) return;
    for (const auto& each : waiters_) {
      each->home.post([each] { each->woken.set(); });
    }
  }

  mutable std::mutex mutex_;
  std::array<std::size_t, 5> counts_{};
  connectivity state_ = connectivity::idle;
  bool shut_down_ = false;
  std::vector<std::shared_ptr<waiter>> waiters_;
};

}  // namespace tern::client_side
