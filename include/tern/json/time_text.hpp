// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <tern/json/number.hpp>
#include <tern/protobuf/duration.hpp>
#include <tern/protobuf/timestamp.hpp>

namespace tern::json {
namespace detail {

/// Writes a number with exactly `count` digits.
inline char* write_digits(char* to, std::uint32_t value, int count) noexcept {
  for (int i = count; i > 0; --i) {
    to[i - 1] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return to + count;
}

/// Writes nothing, or a point and 3, 6 or 9 digits: as many as it takes.
inline char* write_nanos(char* to, std::uint32_t nanos) noexcept {
  if (nanos == 0) return to;
  *to++ = '.';
  if (nanos % 1'000'000 == 0) return write_digits(to, nanos / 1'000'000, 3);
  if (nanos % 1'000 == 0) return write_digits(to, nanos / 1'000, 6);
  return write_digits(to, nanos, 9);
}

/// Reads a point and one to nine digits, if there is a point. @returns false if it is no such.
inline bool read_nanos(std::string_view& text, std::int32_t& nanos) noexcept {
  nanos = 0;
  if (!text.starts_with('.')) return true;
  text.remove_prefix(1);
  const std::string_view digits = take_digits(text);
  if (digits.empty() || digits.size() > 9) return false;
  for (std::size_t i = 0; i < 9; ++i)
    nanos = nanos * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return true;
}

/// Reads text of the form of `pattern`, in which 0 is a digit and anything else itself.
inline bool read_pattern(std::string_view& text, std::string_view pattern) noexcept {
  if (text.size() < pattern.size()) return false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '0' ? !is_digit(text[i]) : text[i] != pattern[i]) return false;
  }
  text.remove_prefix(pattern.size());
  return true;
}

inline int read_int(std::string_view text, std::size_t at, std::size_t count) noexcept {
  int value = 0;
  for (const char c : text.substr(at, count)) value = value * 10 + (c - '0');
  return value;
}

}  // namespace detail

/// The most characters that write_timestamp() and write_duration() write.
inline constexpr std::size_t time_max_bytes = 32;

/// Writes `1972-01-01T10:00:20.021Z` for a time that is_valid().
/// @source RFC 3339; ProtoJSON: 0, 3, 6 or 9 digits of a second
inline char* write_timestamp(char* to, const protobuf::Timestamp& time) noexcept {
  using namespace std::chrono;
  const sys_seconds seconds_since{seconds{time.seconds}};
  const sys_days day = floor<days>(seconds_since);
  const year_month_day date{day};
  const auto second = static_cast<std::uint32_t>((seconds_since - day).count());
  to = detail::write_digits(to, static_cast<std::uint32_t>(static_cast<int>(date.year())), 4);
  *to++ = '-';
  to = detail::write_digits(to, static_cast<unsigned>(date.month()), 2);
  *to++ = '-';
  to = detail::write_digits(to, static_cast<unsigned>(date.day()), 2);
  *to++ = 'T';
  to = detail::write_digits(to, second / 3600, 2);
  *to++ = ':';
  to = detail::write_digits(to, second / 60 % 60, 2);
  *to++ = ':';
  to = detail::write_digits(to, second % 60, 2);
  to = detail::write_nanos(to, static_cast<std::uint32_t>(time.nanos));
  *to++ = 'Z';
  return to;
}

/// @returns what is wrong with `text`, or null.
/// @source RFC 3339, with T and Z in upper case
[[nodiscard]] inline const char* parse_timestamp(std::string_view text,
                                                 protobuf::Timestamp& time) noexcept {
  using namespace std::chrono;
  constexpr const char* malformed = "expected a time like \"2006-01-02T15:04:05Z\"";
  const std::string_view all = text;
  if (!detail::read_pattern(text, "0000-00-00T00:00:00")) return malformed;
  if (!detail::read_nanos(text, time.nanos)) return malformed;

  std::int64_t offset_minutes = 0;
  if (text == "Z") {
  } else if (text.starts_with('+') || text.starts_with('-')) {
    const bool is_west = text[0] == '-';
    std::string_view rest = text.substr(1);
    if (!detail::read_pattern(rest, "00:00") || !rest.empty()) return malformed;
    const int hours = detail::read_int(text, 1, 2);
    const int minutes = detail::read_int(text, 4, 2);
    if (hours > 23 || minutes > 59) return "the offset of a time is at most 23:59";
    offset_minutes = hours * 60 + minutes;
    if (is_west) offset_minutes = -offset_minutes;
  } else {
    return malformed;
  }

  const auto number = [&](std::size_t at, std::size_t count) {
    return detail::read_int(all, at, count);
  };
  const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                            day{static_cast<unsigned>(number(8, 2))}};
  if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59) {
    return "there is no such day, or no such time of day";
  }
  time.seconds = std::int64_t{sys_days{date}.time_since_epoch().count()} * 86'400 +
                 number(11, 2) * 3600 + number(14, 2) * 60 + number(17, 2) - offset_minutes * 60;
  return time.is_valid() ? nullptr : "the time is not of the years 1 to 9999";
}

/// Writes `-1.500s` for a duration that is_valid().
/// @source ProtoJSON: 0, 3, 6 or 9 digits of a second
inline char* write_duration(char* to, const protobuf::Duration& time) noexcept {
  const bool is_negative = time.seconds < 0 || time.nanos < 0;
  if (is_negative) *to++ = '-';
  const std::int64_t seconds = is_negative ? -time.seconds : time.seconds;
  to = std::to_chars(to, to + 20, seconds).ptr;
  to = detail::write_nanos(to, static_cast<std::uint32_t>(is_negative ? -time.nanos : time.nanos));
  *to++ = 's';
  return to;
}

/// @returns what is wrong with `text`, or null.
[[nodiscard]] inline const char* parse_duration(std::string_view text,
                                                protobuf::Duration& time) noexcept {
  constexpr const char* malformed = "expected a duration like \"1.5s\"";
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const std::string_view whole = detail::take_digits(text);
  if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return malformed;
  if (!detail::read_nanos(text, time.nanos) || text != "s") return malformed;
  if (parse_number(whole, time.seconds) != number_outcome::ok) {
    time.seconds = protobuf::Duration::max_seconds + 1;
  }
  if (is_negative) {
    time.seconds = -time.seconds;
    time.nanos = -time.nanos;
  }
  return time.is_valid() ? nullptr : "a duration is at most 315576000000 seconds long";
}

}  // namespace tern::json
