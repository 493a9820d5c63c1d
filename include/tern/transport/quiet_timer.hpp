// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include <tern/runtime/executor.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::transport {

/// An alarm for when nothing has been noted for a while.
///
/// A note costs one store and asks no clock, so it can be made for every read. The timer looks
/// eight times in its while whether there was one: it expires when all has been quiet for that
/// while, up to an eighth of it late, never early.
/// @thread the executor's.
class quiet_timer {
 public:
  /// `expired` may start it again.
  explicit quiet_timer(void (*expired)(quiet_timer&) noexcept) noexcept : expired_(expired) {}
  quiet_timer(const quiet_timer&) = delete;
  quiet_timer& operator=(const quiet_timer&) = delete;

  /// Expires after `length` without a note; `duration::max()` never.
  void start(runtime::executor& home, runtime::duration length) {
    home_ = &home;
    length_ = length;
    noted_ = false;
    quiet_since_ = home.now();
    look_again(quiet_since_);
  }
  void stop() noexcept {
    noted_ = false;
    look_.disarm();
  }

  void note() noexcept { noted_ = true; }

  /// Whether there was a note since the last look, or since it was stopped.
  [[nodiscard]] bool noted() const noexcept { return noted_; }

 private:
  static constexpr int looks_count = 8;

  struct look_timer : runtime::timer {
    explicit look_timer(quiet_timer& of) noexcept
        : timer([](timer& item) noexcept { static_cast<look_timer&>(item).owner.look(); }),
          owner(of) {}
    quiet_timer& owner;
  };

  void look() noexcept {
    const runtime::time_point now = home_->now();
    if (noted_) {
      noted_ = false;
      quiet_since_ = now;
    }
    if (now >= runtime::saturating_add(quiet_since_, length_)) return expired_(*this);
    look_again(now);
  }

  void look_again(runtime::time_point now) {
    const runtime::time_point end = runtime::saturating_add(quiet_since_, length_);
    if (end == runtime::never) return look_.disarm();
    home_->arm(look_, std::min(end, runtime::saturating_add(now, length_ / looks_count)));
  }

  void (*expired_)(quiet_timer&) noexcept;
  runtime::executor* home_ = nullptr;
  runtime::duration length_{};
  runtime::time_point quiet_since_{};
  bool noted_ = false;
  look_timer look_{*this};
};

}  // namespace tern::transport
