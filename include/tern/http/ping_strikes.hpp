// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string_view>

#include <tern/runtime/timer.hpp>

namespace tern::http {

/// What a GOAWAY with ENHANCE_YOUR_CALM says to a client whose PINGs were too many.
/// @source gRPC proposal A8
inline constexpr std::string_view too_many_pings = "too_many_pings";

/// What a server keeps of a client's PINGs: those that come too soon after the one before are
/// strikes, and a few strikes are too many.
///
/// A PING that follows an answer of this side (HEADERS or DATA) is none, and takes the strikes
/// back: it may be a client that measures how fast it is served.
/// @source gRPC proposal A8, "Server Enforcement"
class ping_strikes {
 public:
  /// @param permit_time between two PINGs.
  /// @param permit_without_calls if a client may do so, too, while it has no calls; else two hours
  /// have to pass between PINGs then.
  ping_strikes(runtime::duration permit_time, bool permit_without_calls) noexcept
      : permit_time_(permit_time), permit_without_calls_(permit_without_calls) {}

  /// A PING has come in. `calls_open` says whether the client has calls, `answered` whether this
  /// side has sent HEADERS or DATA since the PING before.
  /// @returns whether that was one too many.
  [[nodiscard]] bool count(runtime::time_point now, bool calls_open, bool answered) noexcept {
    const runtime::time_point before = last_;
    last_ = now;
    if (answered) {
      strike_count_ = 0;
      return false;
    }
    const runtime::duration permitted =
        calls_open || permit_without_calls_ ? permit_time_ : permit_time_without_calls;
    if (before != runtime::never && now < runtime::saturating_add(before, permitted)) {
      ++strike_count_;
    }
    return strike_count_ > tolerated_count;
  }

  /// @source gRPC proposal A8: MAX_PING_STRIKES
  static constexpr int tolerated_count = 2;

  /// @source gRPC proposal A8; RFC 1122, section 4.2.3.6: the keep-alives of TCP
  static constexpr runtime::duration permit_time_without_calls = std::chrono::hours{2};

 private:
  runtime::duration permit_time_;
  bool permit_without_calls_;
  int strike_count_ = 0;
  runtime::time_point last_ = runtime::never;  // when the PING before came
};

}  // namespace tern::http
