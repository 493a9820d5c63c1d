// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include <tern/base/large_blocks.hpp>
#include <tern/base/member_callback.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/timer.hpp>

namespace tern::runtime {

/// Gives back the large blocks that the thread of an executor keeps, when nobody has needed them
/// for a while, or nothing is left on the executor that could: a timer would keep a program's loop
/// from its end.
/// @thread the executor's.
class idle_blocks {
 public:
  /// A block that is kept for more than twice this was not needed meanwhile. Default 5 s: so long
  /// that a page fault now and then does not matter.
  static constexpr duration interval = std::chrono::seconds{5};

  explicit idle_blocks(executor& home) noexcept : home_(home) {}

  /// To be called after turns of the executor.
  void look() {
    if (large_blocks::kept_bytes() == 0 && !timer_.armed()) return;
    if (!home_.has_residents()) {
      home_.arm(timer_, never);
      large_blocks::release_all();
    } else if (!timer_.armed()) {
      home_.arm(timer_, saturating_add(home_.now(), interval));
    }
  }

 private:
  void release() noexcept { large_blocks::release_unused(); }

  executor& home_;
  member_callback<timer, idle_blocks, &idle_blocks::release> timer_{*this};
};

}  // namespace tern::runtime
