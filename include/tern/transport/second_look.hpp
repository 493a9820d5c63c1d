// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

namespace tern::transport {

/// Whether it pays to look at a socket once more, when all that had come is answered, before
/// waiting for it: a look that finds something spares two system calls, epoll_wait and epoll_ctl;
/// one that finds nothing costs one. A peer that writes its calls one by one, as gRPC's clients do,
/// has often written the next meanwhile; one that waits for its answer never has.
class second_look {
 public:
  /// Whether to look now: as long as it paid, and now and then after that.
  [[nodiscard]] bool pays() noexcept {
    return spared_count_ >= 0 || ++passed_count_ % trial_period_count == 0;
  }

  /// What a look brought.
  void note(bool found) noexcept {
    spared_count_ =
        found ? std::min(spared_count_ + 2, most_spared_count) : std::max(spared_count_ - 1, -2);
  }

 private:
  static constexpr unsigned trial_period_count = 16;
  static constexpr int most_spared_count = 8;

  int spared_count_ = most_spared_count / 2;  // system calls, by the last looks
  unsigned passed_count_ = 0;
};

}  // namespace tern::transport
