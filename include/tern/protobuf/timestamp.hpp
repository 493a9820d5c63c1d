// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

#include <tern/base/result.hpp>
#include <tern/codec/time.hpp>
#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// A point in time: seconds and nanoseconds since 1970 in UTC, without leap seconds.
///
/// A member may as well be a std::chrono::sys_time, which is the same on the wire. This is for
/// those who need every second that Protobuf has with every nanosecond of it.
/// @source google/protobuf/timestamp.proto
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;  ///< 0 to 999'999'999, for negative seconds as well

  /// A time of std::chrono, rounded down to nanoseconds. Of a time beyond the years 1 to 9999, what
  /// is not valid.
  template <class Period>
  [[nodiscard]] static constexpr Timestamp from(std::chrono::sys_time<Period> time) noexcept {
    using parts = codec::detail::time_parts<std::chrono::sys_time<Period>>;
    const auto split = parts::codec::split(parts::get(time));
    return {split.seconds, split.nanos};
  }

  [[nodiscard]] static Timestamp now() noexcept { return from(std::chrono::system_clock::now()); }

  /// Whether it is one of the years 1 to 9999 and nanos are in their range: what JSON can say.
  [[nodiscard]] constexpr bool is_valid() const noexcept {
    return seconds >= min_seconds && seconds <= max_seconds && nanos >= 0 && nanos <= max_nanos;
  }

  /// As a time of std::chrono, rounded down: `stamp.to<std::chrono::sys_seconds>()`.
  /// @error out_of_range when this is not valid or more than `Time` can hold.
  template <class Time>
  [[nodiscard]] result<Time> to() const {
    using parts = codec::detail::time_parts<Time>;
    if (!is_valid()) return status{code::out_of_range, "timestamp is not of the years 1 to 9999"};
    auto ticks = parts::get(Time{});
    if (!parts::codec::join({seconds, nanos}, ticks)) {
      return status{code::out_of_range, parts::codec::rules::out_of_range};
    }
    return parts::make(ticks);
  }

  /// In the order of time, if both are valid.
  friend constexpr auto operator<=>(const Timestamp&, const Timestamp&) = default;

  static constexpr std::int64_t min_seconds = -62'135'596'800;  ///< 0001-01-01T00:00:00Z
  static constexpr std::int64_t max_seconds = 253'402'300'799;  ///< 9999-12-31T23:59:59Z
  static constexpr std::int32_t max_nanos = 999'999'999;
};
TERN_MESSAGE(Timestamp, "google.protobuf.Timestamp", (1, seconds), (2, nanos))

}  // namespace tern::protobuf
