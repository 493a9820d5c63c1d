// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include <tern/runtime/timer.hpp>

namespace tern::http {

/// How much of something a peer may do in vain: a number in an interval, and as much more as it
/// earns by being of use.
class allowance {
 public:
  allowance(std::uint32_t max_count, runtime::duration interval, runtime::time_point now) noexcept
      : max_count_(max_count), left_count_(max_count), interval_(interval), renewed_at_(now) {}

  /// Takes one. `now` gives the time; it is asked only when nothing is left.
  /// @returns false if there is none: the peer has gone too far.
  template <class Clock>
  [[nodiscard]] bool spend(Clock&& now) {
    if (left_count_ == 0 && !renew(now())) return false;
    --left_count_;
    return true;
  }

  /// Gives `count` back, up to what there was at the beginning.
  void earn(std::uint32_t count) noexcept {
    left_count_ += std::min(count, max_count_ - left_count_);
  }

  [[nodiscard]] std::uint32_t max_count() const noexcept { return max_count_; }
  [[nodiscard]] runtime::duration interval() const noexcept { return interval_; }

 private:
  bool renew(runtime::time_point now) noexcept {
    if (now - renewed_at_ < interval_) return false;
    renewed_at_ = now;
    left_count_ = max_count_;
    return left_count_ != 0;
  }

  std::uint32_t max_count_;
  std::uint32_t left_count_;
  runtime::duration interval_;
  runtime::time_point renewed_at_;
};

}  // namespace tern::http
