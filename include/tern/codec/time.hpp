// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <ratio>

#include <tern/codec/element.hpp>
#include <tern/codec/number.hpp>

namespace tern::codec {
namespace detail {

// google.protobuf.Timestamp and Duration: int64 seconds = 1, int32 nanos = 2.
struct seconds_and_nanos {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
};

__extension__ typedef __int128 wide_integer;

inline constexpr wide_integer nanos_per_second = 1'000'000'000;

// Ticks of `Period` in nanoseconds, towards zero where they are finer.
template <class Period>
constexpr wide_integer to_nanos(wide_integer ticks) noexcept {
  using ratio = std::ratio_divide<Period, std::nano>;
  return ticks * ratio::num / ratio::den;
}

constexpr wide_integer floor_divide(wide_integer value, wide_integer by) noexcept {
  return value / by - (value % by < 0 ? 1 : 0);
}

constexpr std::int64_t clamp_seconds(wide_integer seconds) noexcept {
  using limits = std::numeric_limits<std::int64_t>;
  if (seconds < limits::min()) return limits::min();
  if (seconds > limits::max()) return limits::max();
  return static_cast<std::int64_t>(seconds);
}

inline std::size_t size_of(seconds_and_nanos value) noexcept {
  using seconds = element<std::int64_t>;
  using nanos = element<std::int32_t>;
  return (value.seconds == 0 ? 0 : 1 + seconds::size(value.seconds)) +
         (value.nanos == 0 ? 0 : 1 + nanos::size(value.nanos));
}

inline std::uint8_t* write(std::uint8_t* end, seconds_and_nanos value) noexcept {
  if (value.nanos != 0) {
    end = element<std::int32_t>::write(end, value.nanos);
    *--end = make_tag(2, wire_type::varint);
  }
  if (value.seconds != 0) {
    end = element<std::int64_t>::write(end, value.seconds);
    *--end = make_tag(1, wire_type::varint);
  }
  return end;
}

inline const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end,
                                seconds_and_nanos& value, reader& state, std::uint32_t end_tag) {
  while (at != nullptr && at != end) {
    std::uint32_t tag = 0;
    at = read_tag(at, end, tag, state);
    if (at == nullptr || tag == end_tag) return at;
    if (tag == make_tag(1, wire_type::varint)) {
      at = element<std::int64_t>::read(at, end, value.seconds, state);
    } else if (tag == make_tag(2, wire_type::varint)) {
      at = element<std::int32_t>::read(at, end, value.nanos, state);
    } else {
      at = skip_value(at, end, tag, state);
    }
  }
  return at == nullptr || end_tag == 0 ? at : state.fail(at, "group does not end");
}

// A time point counts from the epoch and rounds down, so that nanos are never negative.
struct timestamp_rules {
  static constexpr const char* out_of_range =
      "timestamp is beyond what the member's type can hold: a coarser sys_time holds more";

  template <class Period>
  static constexpr seconds_and_nanos split(wide_integer ticks) noexcept {
    using ratio = std::ratio_divide<Period, std::nano>;
    const wide_integer nanos = floor_divide(ticks * ratio::num, ratio::den);
    const wide_integer seconds = floor_divide(nanos, nanos_per_second);
    return {clamp_seconds(seconds), static_cast<std::int32_t>(nanos - seconds * nanos_per_second)};
  }
  static constexpr wide_integer divide(wide_integer value, wide_integer by) noexcept {
    return floor_divide(value, by);
  }
};

// A duration rounds towards zero, so that seconds and nanos have one sign.
struct duration_rules {
  static constexpr const char* out_of_range =
      "duration is beyond what the member's type can hold: a coarser duration holds more";

  template <class Period>
  static constexpr seconds_and_nanos split(wide_integer ticks) noexcept {
    const wide_integer nanos = to_nanos<Period>(ticks);
    return {clamp_seconds(nanos / nanos_per_second),
            static_cast<std::int32_t>(nanos % nanos_per_second)};
  }
  static constexpr wide_integer divide(wide_integer value, wide_integer by) noexcept {
    return value / by;
  }
};

// For any count of ticks behind a time point or a duration.
template <class Rules, class Rep, class Period>
struct time_codec {
  using rules = Rules;

  static constexpr seconds_and_nanos split(Rep ticks) noexcept {
    return Rules::template split<Period>(ticks);
  }

  // Nanos of any sign and size are added, not judged: that is left to JSON, as in Protobuf.
  // @returns false if it is more than ticks can count
  static constexpr bool join(seconds_and_nanos value, Rep& ticks) noexcept {
    using ratio = std::ratio_divide<Period, std::nano>;
    const wide_integer nanos = value.seconds * nanos_per_second + value.nanos;
    const wide_integer exact = Rules::divide(nanos * ratio::den, ratio::num);
    if (exact < std::numeric_limits<Rep>::min() || exact > std::numeric_limits<Rep>::max()) {
      return false;
    }
    ticks = static_cast<Rep>(exact);
    return true;
  }
};

template <class T>
struct time_parts;

// From attoseconds to millions of years a tick, 128 bits are enough.
template <class Rep, class Period>
concept countable = std::integral<Rep> && sizeof(Rep) <= 8;

template <class Rep, class Period>
  requires countable<Rep, Period>
struct time_parts<std::chrono::duration<Rep, Period>> {
  using codec = time_codec<duration_rules, Rep, Period>;
  using value = std::chrono::duration<Rep, Period>;

  static constexpr Rep get(value time) noexcept { return time.count(); }
  static constexpr value make(Rep ticks) noexcept { return value{ticks}; }
};

template <class Rep, class Period>
  requires countable<Rep, Period>
struct time_parts<std::chrono::sys_time<std::chrono::duration<Rep, Period>>> {
  using codec = time_codec<timestamp_rules, Rep, Period>;
  using value = std::chrono::sys_time<std::chrono::duration<Rep, Period>>;

  static constexpr Rep get(value time) noexcept { return time.time_since_epoch().count(); }
  static constexpr value make(Rep ticks) noexcept { return value{typename value::duration{ticks}}; }
};

struct time_body {
  template <class T>
  static std::size_t size(T time) noexcept {
    using parts = time_parts<T>;
    return detail::size_of(parts::codec::split(parts::get(time)));
  }
  template <class T>
  static std::uint8_t* write(std::uint8_t* end, T time) noexcept {
    using parts = time_parts<T>;
    return detail::write(end, parts::codec::split(parts::get(time)));
  }
  template <class T>
  static const std::uint8_t* read(const std::uint8_t* at, const std::uint8_t* end, T& time,
                                  reader& state, std::uint32_t end_tag) {
    using parts = time_parts<T>;
    seconds_and_nanos value = parts::codec::split(parts::get(time));
    const std::uint8_t* const start = at;
    at = detail::read(at, end, value, state, end_tag);
    if (at == nullptr) return nullptr;
    auto ticks = parts::get(time);
    if (!parts::codec::join(value, ticks)) {
      return state.fail(start, parts::codec::rules::out_of_range);
    }
    time = parts::make(ticks);
    return at;
  }
};

}  // namespace detail

/// `google.protobuf.Duration`: any std::chrono::duration that counts in integers.
///
/// What is finer than the type is cut off towards zero; what is beyond it fails the decoding.
template <class Rep, class Period, class Options>
  requires detail::countable<Rep, Period>
struct element<std::chrono::duration<Rep, Period>, Options>
    : composite_element<detail::time_body, Options> {};

/// `google.protobuf.Timestamp`: any std::chrono::sys_time that counts in integers.
///
/// What is finer than the type is rounded down; what is beyond it fails the decoding:
/// sys_time<nanoseconds> ends in the year 2262, sys_time<microseconds> does not end in practice.
template <class Rep, class Period, class Options>
  requires detail::countable<Rep, Period>
struct element<std::chrono::sys_time<std::chrono::duration<Rep, Period>>, Options>
    : composite_element<detail::time_body, Options> {};

}  // namespace tern::codec
