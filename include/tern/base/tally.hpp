// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace tern {

/// A count that one thread writes and any thread may read: it costs what a plain integer costs.
class tally {
 public:
  /// @thread always the same.
  void add(std::uint64_t more = 1) noexcept {
    value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  }

  /// @thread any.
  [[nodiscard]] std::uint64_t get() const noexcept {
    return value_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// When something happened last, written and read as a tally.
class tally_time {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  void set(time_point when) noexcept {
    ticks_.store(when.time_since_epoch().count(), std::memory_order_relaxed);
  }

  /// Nothing as long as it has not happened.
  [[nodiscard]] std::optional<time_point> get() const noexcept {
    const time_point::rep ticks = ticks_.load(std::memory_order_relaxed);
    if (ticks == never) return std::nullopt;
    return time_point{time_point::duration{ticks}};
  }

 private:
  static constexpr time_point::rep never = time_point::min().time_since_epoch().count();
  std::atomic<time_point::rep> ticks_ = never;
};

}  // namespace tern
