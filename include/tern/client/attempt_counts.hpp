// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <utility>

#include <tern/base/call_tallies.hpp>

namespace tern::client_side {

/// Where an attempt of a call is counted: with its channel from its beginning, and with its
/// connection as soon as it has one.
class attempt_counts {
 public:
  /// @lifetime `calls` is there until the attempt has ended.
  void start(call_tally& calls) noexcept {
    calls.started.add();
    calls_ = &calls;
  }

  /// The attempt goes over a connection, and perhaps later over another one.
  [[nodiscard]] call_tallies& open(const connection_tally_ptr& connection) {
    return with_connection_.emplace(*calls_, connection);
  }

  /// Only the first end of an attempt counts, and only if it was started.
  void end(bool well) noexcept {
    if (call_tally* const counted = std::exchange(calls_, nullptr)) {
      (well ? counted->succeeded : counted->failed).add();
    }
  }

 private:
  call_tally* calls_ = nullptr;
  std::optional<call_tallies> with_connection_;
};

}  // namespace tern::client_side
