// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tern::http {

/// A time as the field `date` has it: `Sun, 06 Nov 1994 08:49:37 GMT`.
/// @source RFC 9110, section 5.6.7, IMF-fixdate
[[nodiscard]] inline std::string date_text(std::chrono::sys_seconds time) {
  constexpr std::string_view days = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{midnight};
  const std::chrono::hh_mm_ss clock{time - midnight};
  std::string text;
  const auto add_number = [&](long number, int digits) {
    std::string written = std::to_string(number);
    text.append(static_cast<std::size_t>(digits) - written.size(), '0').append(written);
  };
  text.append(days.substr(std::chrono::weekday{midnight}.c_encoding() * 3, 3)).append(", ");
  add_number(static_cast<unsigned>(date.day()), 2);
  text.append(" ").append(months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3));
  text.append(" ");
  add_number(static_cast<int>(date.year()), 4);
  text.append(" ");
  add_number(clock.hours().count(), 2);
  text.append(":");
  add_number(clock.minutes().count(), 2);
  text.append(":");
  add_number(static_cast<long>(clock.seconds().count()), 2);
  return text.append(" GMT");
}

namespace detail {

/// Reads a date from its front to its end.
class date_reader {
 public:
  explicit date_reader(std::string_view text) noexcept : rest_(text) {}

  [[nodiscard]] bool skip(std::string_view expected) noexcept {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  /// A number of so many digits. @param padded the first one may be a space.
  [[nodiscard]] bool number(std::size_t digits, int& value, bool padded = false) noexcept {
    if (rest_.size() < digits) return false;
    value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = rest_[i];
      const bool blank = padded && i == 0 && c == ' ';
      if (!blank && (c < '0' || c > '9')) return false;
      value = value * 10 + (blank ? 0 : c - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }
  /// One of names of three letters, which stand behind one another. @param value from 1 on.
  [[nodiscard]] bool name(std::string_view names, int& value) noexcept {
    const std::size_t at = rest_.size() < 3 ? names.npos : names.find(rest_.substr(0, 3));
    if (at == names.npos || at % 3 != 0) return false;
    value = static_cast<int>(at / 3) + 1;
    rest_.remove_prefix(3);
    return true;
  }
  [[nodiscard]] bool clock(int& hour, int& minute, int& second) noexcept {
    return number(2, hour) && skip(":") && number(2, minute) && skip(":") && number(2, second);
  }
  void skip_letters() noexcept {
    while (!rest_.empty() && rest_.front() >= 'a' && rest_.front() <= 'z') rest_.remove_prefix(1);
  }
  [[nodiscard]] bool ended() const noexcept { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace detail

/// The time that a date says, in any of the three forms that HTTP has known.
/// @param now for the century of a year that has two digits.
/// @returns nothing for what is no date.
/// @source RFC 9110, section 5.6.7
[[nodiscard]] inline std::optional<std::chrono::sys_seconds> read_date(
    std::string_view text, std::chrono::sys_seconds now) {
  constexpr std::string_view days = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  int weekday = 0, day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0;
  detail::date_reader read{text};
  if (!read.name(days, weekday)) return std::nullopt;
  bool fine = false;
  if (read.skip(", ")) {  // Sun, 06 Nov 1994 08:49:37 GMT
    fine = read.number(2, day) && read.skip(" ") && read.name(months, month) && read.skip(" ") &&
           read.number(4, year) && read.skip(" ") && read.clock(hour, minute, second) &&
           read.skip(" GMT");
  } else if (read.skip(" ")) {  // Sun Nov  6 08:49:37 1994
    fine = read.name(months, month) && read.skip(" ") && read.number(2, day, true) &&
           read.skip(" ") && read.clock(hour, minute, second) && read.skip(" ") &&
           read.number(4, year);
  } else {  // Sunday, 06-Nov-94 08:49:37 GMT
    read.skip_letters();
    fine = read.skip(", ") && read.number(2, day) && read.skip("-") && read.name(months, month) &&
           read.skip("-") && read.number(2, year) && read.skip(" ") &&
           read.clock(hour, minute, second) && read.skip(" GMT");
    const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
    const int this_year = static_cast<int>(today.year());
    year += this_year / 100 * 100;
    if (year > this_year + 50) year -= 100;
  }
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!fine || !read.ended() || !date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

/// The time of the system's clock.
[[nodiscard]] inline std::string date_now() {
  return date_text(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace tern::http
