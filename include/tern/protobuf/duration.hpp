// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

#include <tern/base/result.hpp>
#include <tern/codec/time.hpp>
#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// A span of time in seconds and nanoseconds, which have the same sign.
///
/// A member may as well be a std::chrono::duration, which is the same on the wire.
/// @source google/protobuf/duration.proto
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;  ///< -999'999'999 to 999'999'999

  /// A duration of std::chrono, cut off to nanoseconds. Of one beyond 10 000 years, what is not
  /// valid.
  template <class Rep, class Period>
  [[nodiscard]] static constexpr Duration from(std::chrono::duration<Rep, Period> time) noexcept {
    using parts = codec::detail::time_parts<std::chrono::duration<Rep, Period>>;
    const auto split = parts::codec::split(parts::get(time));
    return {split.seconds, split.nanos};
  }

  /// Whether it is at most 10 000 years long and nanos have the sign of seconds: what JSON can say.
  [[nodiscard]] constexpr bool is_valid() const noexcept {
    return seconds >= -max_seconds && seconds <= max_seconds && nanos >= -max_nanos &&
           nanos <= max_nanos && (seconds <= 0 || nanos >= 0) && (seconds >= 0 || nanos <= 0);
  }

  /// As a duration of std::chrono, cut off: `duration.to<std::chrono::milliseconds>()`.
  /// @error out_of_range when this is not valid or more than `Time` can hold.
  template <class Time>
  [[nodiscard]] result<Time> to() const {
    using parts = codec::detail::time_parts<Time>;
    if (!is_valid()) {
      return status{code::out_of_range,
                    "duration is longer than 10000 years, or its parts differ in sign"};
    }
    auto ticks = parts::get(Time{});
    if (!parts::codec::join({seconds, nanos}, ticks)) {
      return status{code::out_of_range, parts::codec::rules::out_of_range};
    }
    return parts::make(ticks);
  }

  /// In the order of length, if both are valid.
  friend constexpr auto operator<=>(const Duration&, const Duration&) = default;

  static constexpr std::int64_t max_seconds = 315'576'000'000;  ///< 10 000 years of 365.25 days
  static constexpr std::int32_t max_nanos = 999'999'999;
};
TERN_MESSAGE(Duration, "google.protobuf.Duration", (1, seconds), (2, nanos))

}  // namespace tern::protobuf
