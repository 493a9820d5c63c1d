// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <tern/base/call_counters.hpp>
#include <tern/base/connection_counters.hpp>
#include <tern/client/counters.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/transport/connection.hpp>

namespace tern::client_side {

/// What can be read of a subchannel from other threads.
/// @thread that of the subchannel, if nothing else is said.
class subchannel_book {
 public:
  call_tally calls;

  void open(const transport::connection& which, runtime::time_point now) {
    const transport::byte_stream& bytes = which.bytes();
    const std::lock_guard lock{mutex_};
    open_.push_back({which.counts(), bytes.peer(), bytes.security(), now});
  }

  void close(const transport::connection& which) {
    const std::lock_guard lock{mutex_};
    std::erase_if(open_, [&](const entry& each) { return &*each.counts == &*which.counts(); });
  }

  /// Adds what was counted to `sum`. @thread any.
  void add_to(counters& sum) const {
    sum.calls += calls.read();
    const std::lock_guard lock{mutex_};
    for (const entry& each : open_) {
      sum.connections.push_back({.id = each.counts->id,
                                 .peer = each.peer,
                                 .opened = each.opened,
                                 .security = each.security,
                                 .traffic = each.counts->read()});
    }
  }

 private:
  struct entry {
    connection_tally_ptr counts;
    std::string peer;
    std::shared_ptr<const connection_security> security;
    runtime::time_point opened;
  };

  mutable std::mutex mutex_;
  std::vector<entry> open_;
};

}  // namespace tern::client_side
