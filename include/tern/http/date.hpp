// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
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

/// The time of the system's clock.
[[nodiscard]] inline std::string date_now() {
  return date_text(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace tern::http
