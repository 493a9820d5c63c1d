// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tern::runtime {

/// The clock of deadlines and sleeps.
using clock = std::chrono::steady_clock;
using time_point = clock::time_point;
using duration = clock::duration;

/// The deadline of what has none.
inline constexpr time_point never = time_point::max();

/// `start + length`; where that would overflow, `never` or the beginning of time.
[[nodiscard]] constexpr time_point saturating_add(time_point start, duration length) noexcept {
  if (length > duration::zero() && start > never - length) return never;
  if (length < duration::zero() && start < time_point::min() - length) return time_point::min();
  return start + length;
}

/// How long a limit is, for people: `20000 ms`.
[[nodiscard]] inline std::string to_text(duration length) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(length).count()) +
         " ms";
}

class timer_queue;

/// One alarm. Idle until a timer_queue arms it; leaves the queue when it is destroyed.
class timer {
 public:
  /// `expired` runs on the queue's thread; it may arm, disarm or destroy any timer.
  explicit timer(void (*expired)(timer&) noexcept) noexcept : expired_(expired) {}
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;
  inline ~timer();

  [[nodiscard]] bool armed() const noexcept { return queue_ != nullptr; }
  [[nodiscard]] time_point when() const noexcept { return when_; }

  /// Leaves the queue; does nothing to an idle timer.
  inline void disarm() noexcept;

 private:
  friend class timer_queue;

  void (*expired_)(timer&) noexcept;
  timer_queue* queue_ = nullptr;
  time_point when_ = never;
  std::uint64_t order_ = 0;
  std::size_t position_ = 0;
};

/// Armed timers, the earliest first, those of one time as they were armed: a binary heap in which
/// every timer knows its position, so that arming and disarming take O(log n) and allocate only
/// when the heap grows.
class timer_queue {
 public:
  timer_queue() = default;
  timer_queue(const timer_queue&) = delete;
  timer_queue& operator=(const timer_queue&) = delete;
  ~timer_queue() {
    for (timer* item : heap_) item->queue_ = nullptr;
  }

  [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }

  /// When the next timer expires; `never` if none is armed.
  [[nodiscard]] time_point earliest() const noexcept {
    return heap_.empty() ? never : heap_.front()->when_;
  }

  /// Lets `item` expire at `when`, in place of what it was armed for before.
  void arm(timer& item, time_point when) {
    item.disarm();
    heap_.push_back(&item);
    item.queue_ = this;
    item.when_ = when;
    item.order_ = armed_count_++;
    item.position_ = heap_.size() - 1;
    sift_up(item.position_);
  }

  /// Runs every timer that has expired by `now`. One that is armed meanwhile waits for the next
  /// call, so that a timer that always arms itself again does not keep the thread.
  void expire(time_point now) {
    const std::uint64_t end = armed_count_;
    while (!heap_.empty() && heap_.front()->when_ <= now && heap_.front()->order_ < end) {
      timer& item = *heap_.front();
      remove(item);
      item.expired_(item);
    }
  }

 private:
  friend class timer;

  void remove(timer& item) noexcept {
    const std::size_t hole = item.position_;
    item.queue_ = nullptr;
    timer* const last = heap_.back();
    heap_.pop_back();
    if (last == &item) return;
    place(hole, last);
    sift_up(hole);
    sift_down(last->position_);
  }

  [[nodiscard]] bool before(std::size_t a, std::size_t b) const noexcept {
    const timer& first = *heap_[a];
    const timer& second = *heap_[b];
    return first.when_ < second.when_ ||
           (first.when_ == second.when_ && first.order_ < second.order_);
  }

  void place(std::size_t position, timer* item) noexcept {
    heap_[position] = item;
    item->position_ = position;
  }

  void sift_up(std::size_t position) noexcept {
    while (position != 0) {
      const std::size_t parent = (position - 1) / 2;
      if (!before(position, parent)) return;
      swap(parent, position);
      position = parent;
    }
  }

  void sift_down(std::size_t position) noexcept {
    for (;;) {
      std::size_t least = position;
      for (std::size_t child = 2 * position + 1; child <= 2 * position + 2; ++child) {
        if (child < heap_.size() && before(child, least)) least = child;
      }
      if (least == position) return;
      swap(least, position);
      position = least;
    }
  }

  void swap(std::size_t a, std::size_t b) noexcept {
    timer* const item = heap_[a];
    place(a, heap_[b]);
    place(b, item);
  }

  std::vector<timer*> heap_;
  std::uint64_t armed_count_ = 0;
};

inline timer::~timer() {
  disarm();
}

inline void timer::disarm() noexcept {
  if (queue_ != nullptr) queue_->remove(*this);
}

}  // namespace tern::runtime
