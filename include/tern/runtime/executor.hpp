// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cassert>
#include <coroutine>
#include <cstddef>
#include <utility>

#include <tern/base/intrusive_list.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::runtime {

class executor;

/// What a running coroutine has around it, inherited from the coroutine that awaits it.
/// @lifetime longer than every coroutine that runs in it.
struct environment {
  runtime::executor& executor;  ///< resumes the coroutine, always on the same thread
  cancel_source& cancel;        ///< ends its waits early
  time_point deadline = never;  ///< outgoing calls end no later
};

namespace detail {
// Which environment a plain function such as `greeter.Chat(…)` is called in cannot be told from its
// arguments; the executor keeps this up to date around every resumption. A program that hides its
// symbols and a shared library have it in common.
[[gnu::visibility("default")]] inline constinit thread_local environment* running_in = nullptr;
}  // namespace detail

/// The environment of the coroutine that is running on this thread; null outside of one.
[[nodiscard]] inline environment* current_environment() noexcept {
  return detail::running_in;
}

/// Makes `next` the current environment for a while: around the first resumption of a coroutine
/// that gets an environment of its own.
class environment_scope {
 public:
  explicit environment_scope(environment* next) noexcept : previous_(detail::running_in) {
    detail::running_in = next;
  }
  environment_scope(const environment_scope&) = delete;
  environment_scope& operator=(const environment_scope&) = delete;
  ~environment_scope() { detail::running_in = previous_; }

 private:
  environment* previous_;
};

/// Something to run once, soon. Destroying it withdraws it.
class work : public list_link {
 public:
  explicit work(void (*run)(work&) noexcept) noexcept : run_(run) {}

 private:
  friend class executor;
  void (*run_)(work&) noexcept;
};

/// Something that lives on an executor and must leave before the executor ends: connections, and
/// coroutines that nobody awaits.
class resident : public list_link {
 public:
  explicit resident(void (*evict)(resident&) noexcept) noexcept : evict_(evict) {}

 private:
  friend class executor;
  void (*evict_)(resident&) noexcept;
};

/// What an executor needs of the world: the time, and to be called back.
struct executor_host {
  [[nodiscard]] virtual time_point now() const noexcept = 0;

  /// Call executor::turn() soon, even if nothing happens. @thread the executor's.
  virtual void wake() = 0;

  /// Call executor::turn() once at the new executor::next_timer(), in place of the time that was
  /// asked for before. @thread the executor's.
  virtual void timers_changed() = 0;

  /// Run `function` and then executor::turn(). @thread any.
  virtual void post(unique_function<void()> function) = 0;

 protected:
  ~executor_host() = default;
};

/// One thread's work: what is ready to run, what waits for the time, what is to be done before
/// the thread looks at the outside world again.
///
/// Callbacks of sockets and engines only queue; turn() then runs what they queued, so nothing is
/// ever resumed inside a callback, and what several events made ready is written out together.
class executor {
 public:
  explicit executor(executor_host& host) noexcept : host_(host) {}
  executor(const executor&) = delete;
  executor& operator=(const executor&) = delete;
  ~executor() { evict_all(); }

  [[nodiscard]] executor_host& host() noexcept { return host_; }
  [[nodiscard]] time_point now() const noexcept { return host_.now(); }

  /// Runs `item` in this turn, after everything that is ready already.
  void make_ready(work& item) noexcept {
    if (item.linked()) return;
    ready_.push_back(item);
    if (!turning_) host_.wake();
  }

  /// Runs `item` when nothing is ready any more, or when a batch is done: the place to write out
  /// what was produced.
  void at_turn_end(work& item) noexcept {
    if (item.linked()) return;
    turn_end_.push_back(item);
    if (!turning_) host_.wake();
  }

  /// Tells whose input the work that follows is for.
  ///
  /// One peer's is done in small batches: while this side works on the second, the peer works on
  /// the answers to the first. If all were written at once, both ends would take turns. With
  /// several peers they do not, and large batches cost less.
  void heard_from(const void* peer) noexcept {
    batch_work_count_ =
        std::exchange(heard_from_, peer) == peer ? lone_batch_work_count : shared_batch_work_count;
  }

  /// So much is done until what it produced is written.
  [[nodiscard]] std::size_t batch_work_count() const noexcept { return batch_work_count_; }

  /// Runs `function` on this executor's thread. @thread any.
  void post(unique_function<void()> function) { host_.post(std::move(function)); }

  void arm(timer& item, time_point when) {
    if (when == never) {
      item.disarm();
    } else {
      timers_.arm(item, when);
    }
    if (!turning_) tell_host();
  }
  [[nodiscard]] time_point next_timer() const noexcept { return timers_.earliest(); }

  /// Evicts `item` at the end of this executor, unless it leaves before.
  void settle(resident& item) noexcept { residents_.push_back(item); }
  [[nodiscard]] bool has_residents() const noexcept { return !residents_.empty(); }

  /// Runs expired timers and all ready work. Called by the host, never from inside itself.
  /// @thread the one that owns this executor.
  void turn() noexcept {
    if (turning_) return;
    turning_ = true;
    const environment_scope outside{nullptr};
    if (host_alarm_ != never) {
      const time_point time = now();
      if (host_alarm_ <= time) host_alarm_ = never;
      timers_.expire(time);
    }
    std::size_t budget = turn_work_count;
    while (budget != 0 && has_work()) {
      std::size_t some = std::min(batch_work_count_, budget);
      for (; some != 0 && !ready_.empty(); --some, --budget) run(ready_.pop_front());
      intrusive_list<work> last;
      last.splice_back(turn_end_);
      while (!last.empty()) {
        if (budget != 0) --budget;
        run(last.pop_front());
      }
    }
    turning_ = false;
    if (has_work()) host_.wake();
    tell_host();
  }

  /// Ends everything that still lives here: evicts residents until none is left.
  /// @thread the one that owns this executor, outside turn().
  void evict_all() noexcept {
    while (!residents_.empty()) {
      resident& item = residents_.pop_front();
      item.evict_(item);
    }
  }

 private:
  // Pieces of work, of less than a microsecond each where a write costs about five on either side.
  // Half as many make each dearer by a tenth or two; twice as many leave a peer that waits for 64
  // of them idle half of the time.
  static constexpr std::size_t lone_batch_work_count = 32;
  static constexpr std::size_t shared_batch_work_count = 128;
  // Work that always makes more work must not keep the thread from its sockets.
  static constexpr std::size_t turn_work_count = 1024;

  [[nodiscard]] bool has_work() const noexcept { return !ready_.empty() || !turn_end_.empty(); }

  static void run(work& item) noexcept {
    item.run_(item);
    detail::running_in = nullptr;
  }

  void tell_host() {
    if (host_alarm_ == timers_.earliest()) return;
    host_alarm_ = timers_.earliest();
    host_.timers_changed();
  }

  executor_host& host_;
  time_point host_alarm_ = never;  // when the host will call turn(); no later than the next timer
  bool turning_ = false;
  std::size_t batch_work_count_ = shared_batch_work_count;
  const void* heard_from_ = nullptr;  // only compared
  intrusive_list<work> ready_;
  intrusive_list<work> turn_end_;
  timer_queue timers_;
  intrusive_list<resident> residents_;
};

}  // namespace tern::runtime
