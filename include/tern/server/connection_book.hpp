// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tern/base/connection_counters.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/server/counters.hpp>

namespace tern::server_side {

/// Knows the open connections of one thread, for those who look from other threads.
/// @thread one opens and closes, any reads. What is counted on the way takes no lock.
class connection_book {
 public:
  /// A connection of the listener that stands at `place` in the server's list has been opened.
  void open(const connection_tally_ptr& counts, std::size_t place, runtime::time_point now) {
    const std::lock_guard lock{mutex_};
    open_.emplace(counts->id, entry{counts, place, now, {}});
    ++at(place).accepted;
  }

  /// Its TLS handshake is over.
  void secure(const connection_tally_ptr& counts,
              std::shared_ptr<const connection_security> security) {
    if (security == nullptr) return;
    const std::lock_guard lock{mutex_};
    const auto found = open_.find(counts->id);
    if (found != open_.end()) found->second.security = std::move(security);
  }

  void close(const connection_tally_ptr& counts) {
    const std::lock_guard lock{mutex_};
    const auto found = open_.find(counts->id);
    if (found == open_.end()) return;
    at(found->second.listener).closed += counts->read();
    open_.erase(found);
  }

  /// Adds what was counted to the elements of `sums`, one for each listener. @thread any.
  void add_to(std::vector<listener_counters>& sums) const {
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i != listeners_.size() && i != sums.size(); ++i) {
      sums[i].connections_accepted += listeners_[i].accepted;
      sums[i].traffic += listeners_[i].closed;
    }
    for (const auto& [id, each] : open_) {
      if (each.listener >= sums.size()) continue;
      ++sums[each.listener].connections_open;
      sums[each.listener].traffic += each.counts->read();
    }
  }

  /// Adds the open connections to `all`. `locals` has the addresses of the listeners. @thread any.
  void add_to(std::vector<connection_counters>& all, const std::vector<std::string>& locals) const {
    const std::lock_guard lock{mutex_};
    for (const auto& [id, each] : open_) all.push_back(read(id, each, locals));
  }

  /// One of them; nothing if it is not open. @thread any.
  [[nodiscard]] std::optional<connection_counters> find(
      std::uint64_t id, const std::vector<std::string>& locals) const {
    const std::lock_guard lock{mutex_};
    const auto found = open_.find(id);
    if (found == open_.end()) return std::nullopt;
    return read(id, found->second, locals);
  }

 private:
  struct entry {
    connection_tally_ptr counts;
    std::size_t listener;
    runtime::time_point opened;
    std::shared_ptr<const connection_security> security;
  };
  struct listener {
    std::uint64_t accepted = 0;
    traffic_counters closed{};
  };

  static connection_counters read(std::uint64_t id, const entry& from,
                                  const std::vector<std::string>& locals) {
    return {.id = id,
            .peer = from.counts->peer,
            .local = from.listener < locals.size() ? locals[from.listener] : "",
            .opened = from.opened,
            .security = from.security,
            .traffic = from.counts->read()};
  }

  listener& at(std::size_t number) {
    if (number >= listeners_.size()) listeners_.resize(number + 1);
    return listeners_[number];
  }

  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, entry> open_;
  std::vector<listener> listeners_;
};

}  // namespace tern::server_side
