// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include <tern/base/call_counters.hpp>

namespace tern::server_side {

/// Counts the calls of one thread, method by method. A method has its number; 0 stands for all that
/// are not known.
class call_book {
 public:
  /// The tally of a method. @thread the one that counts.
  [[nodiscard]] call_tally& of(std::size_t number) noexcept {
    return *tallies_[number < tallies_.size() ? number : 0];
  }

  /// Makes room for the methods up to `number`. @thread the one that counts.
  void grow(std::size_t number) {
    if (number < tallies_.size()) return;
    const std::lock_guard lock{mutex_};
    while (tallies_.size() <= number) tallies_.push_back(std::make_unique<call_tally>());
  }

  /// Adds what was counted to `sums`, which has an element for each method. @thread any.
  void add_to(std::vector<call_counters>& sums) const {
    const std::lock_guard lock{mutex_};
    const std::size_t count = std::min(sums.size(), tallies_.size());
    for (std::size_t i = 0; i != count; ++i) sums[i] += tallies_[i]->read();
  }

 private:
  static std::vector<std::unique_ptr<call_tally>> only_unknown() {
    std::vector<std::unique_ptr<call_tally>> tallies;
    tallies.push_back(std::make_unique<call_tally>());
    return tallies;
  }

  mutable std::mutex mutex_;  // of the vector; its thread may read it without
  std::vector<std::unique_ptr<call_tally>> tallies_ = only_unknown();
};

}  // namespace tern::server_side
