// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <coroutine>

#include <tern/runtime/suspension.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::runtime {

namespace detail {
/// `length` in the clock's unit, rounded up; the longest or the shortest where it does not fit.
template <class Rep, class Period>
constexpr duration saturating_ceil(std::chrono::duration<Rep, Period> length) noexcept {
  using estimate = std::chrono::duration<double, duration::period>;
  const auto about = std::chrono::duration_cast<estimate>(length);
  if (!(about < estimate(duration::max()))) return duration::max();
  if (!(about > estimate(duration::min()))) return duration::min();
  return std::chrono::ceil<duration>(length);
}

class sleep_awaiter {
 public:
  sleep_awaiter(time_point when, duration length, bool relative) noexcept
      : when_(when), length_(length), relative_(relative) {}
  // An awaiter is moved only before it waits, into a when_all for instance.
  sleep_awaiter(const sleep_awaiter& other) noexcept
      : sleep_awaiter(other.when_, other.length_, other.relative_) {}
  sleep_awaiter& operator=(const sleep_awaiter&) = delete;

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> coroutine) {
    if (!waiter_.begin(coroutine)) return false;
    executor& home = current_environment()->executor;
    home.arm(alarm_, relative_ ? saturating_add(home.now(), length_) : when_);
    return true;
  }
  void await_resume() { waiter_.throw_if_cancelled(); }

 private:
  struct alarm : timer {
    explicit alarm(suspension& to_wake) noexcept
        : timer([](timer& expired) noexcept { static_cast<alarm&>(expired).sleeper.wake(); }),
          sleeper(to_wake) {}
    suspension& sleeper;
  };

  suspension waiter_;
  alarm alarm_{waiter_};
  time_point when_;
  duration length_;
  bool relative_;
};
}  // namespace detail

/// Waits for at least `length`. Zero or less still lets everything that is ready run first.
/// @error throws the reason if the environment is cancelled before.
template <class Rep, class Period>
[[nodiscard]] auto sleep_for(std::chrono::duration<Rep, Period> length) noexcept {
  return detail::sleep_awaiter{never, detail::saturating_ceil(length), true};
}

/// Waits until `when` has passed.
/// @error throws the reason if the environment is cancelled before.
[[nodiscard]] inline auto sleep_until(time_point when) noexcept {
  return detail::sleep_awaiter{when, duration::zero(), false};
}

}  // namespace tern::runtime
