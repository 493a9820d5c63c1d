// SPDX-License-Identifier: MIT
#include <tern/json/number.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

using tern::json::number_outcome;
using tern::json::parse_number;

template <class T>
T number(std::string_view text) {
  T value{};
  INFO(text);
  CHECK(parse_number(text, value) == number_outcome::ok);
  return value;
}

template <class T>
number_outcome outcome(std::string_view text) {
  T value{};
  return parse_number(text, value);
}

TEST_CASE("integers of every length") {
  std::uint64_t value = 0;
  std::string text;
  for (int digits = 1; digits <= 20; ++digits) {
    value = value * 10 + static_cast<std::uint64_t>(digits % 10 == 0 ? 1 : digits % 10);
    text = std::to_string(value);
    CHECK(number<std::uint64_t>(text) == value);
    if (digits < 19) CHECK(number<std::int64_t>("-" + text) == -static_cast<std::int64_t>(value));
  }
  CHECK(number<std::int32_t>("0") == 0);
  CHECK(number<std::int32_t>("-0") == 0);
  CHECK(number<std::uint32_t>("-0") == 0);
}

TEST_CASE("the ends of the ranges") {
  CHECK(number<std::int32_t>("2147483647") == 2147483647);
  CHECK(number<std::int32_t>("-2147483648") == -2147483647 - 1);
  CHECK(outcome<std::int32_t>("2147483648") == number_outcome::out_of_range);
  CHECK(outcome<std::int32_t>("-2147483649") == number_outcome::out_of_range);
  CHECK(number<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(number<std::int64_t>("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(outcome<std::int64_t>("9223372036854775808") == number_outcome::out_of_range);
  CHECK(number<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK(outcome<std::uint64_t>("18446744073709551616") == number_outcome::out_of_range);
  CHECK(outcome<std::uint64_t>("99999999999999999999") == number_outcome::out_of_range);
  CHECK(outcome<std::uint32_t>("-1") == number_outcome::out_of_range);
}

TEST_CASE("integers may have a fraction of zeros and an exponent") {
  CHECK(number<std::int32_t>("1e5") == 100000);
  CHECK(number<std::int32_t>("1E+5") == 100000);
  CHECK(number<std::int32_t>("100000.000") == 100000);
  CHECK(number<std::int32_t>("1.5e1") == 15);
  CHECK(number<std::int32_t>("150e-1") == 15);
  CHECK(number<std::int32_t>("0.05e3") == 50);
  CHECK(number<std::int32_t>("2.147483647e9") == 2147483647);
  CHECK(number<std::int64_t>("9.223372036854775807e18") ==
        std::numeric_limits<std::int64_t>::max());
  CHECK(number<std::int64_t>("-9223372036854775808.0") == std::numeric_limits<std::int64_t>::min());
  CHECK(number<std::uint64_t>("1844674407370955161.5e1") ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK(outcome<std::uint64_t>("1844674407370955161.6e1") == number_outcome::out_of_range);
  CHECK(number<std::int32_t>("0e999999999999999999999") == 0);
  CHECK(number<std::int32_t>("-0.000e-5") == 0);
  CHECK(outcome<std::int32_t>("0.5") == number_outcome::fractional);
  CHECK(outcome<std::int32_t>("1.5") == number_outcome::fractional);
  CHECK(outcome<std::int32_t>("15e-1") == number_outcome::fractional);
  CHECK(outcome<std::int32_t>("1e-999999999999999999999") == number_outcome::fractional);
  CHECK(outcome<std::int32_t>("1e99999999999999999999") == number_outcome::out_of_range);
  CHECK(outcome<std::int32_t>("1e10") == number_outcome::out_of_range);
}

TEST_CASE("what is no number of JSON") {
  for (const char* const text :
       {"",     "-",        "+1",        "01",       "-01",      "00",        "1.",   ".5",
        "-.5",  "1e",       "1e+",       "1.e5",     "e5",       " 1",        "1 ",   "1a",
        "0x10", "1_000",    "1,5",       "--1",      "1-",       "1e5.5",     "nan",  "NaN",
        "inf",  "Infinity", "12345678x", "1234567:", "1234567/", "000000001", "\xff", "1\xff"}) {
    INFO(text);
    CHECK(outcome<std::int32_t>(text) == number_outcome::malformed);
    CHECK(outcome<std::uint64_t>(text) == number_outcome::malformed);
    CHECK(outcome<double>(text) == number_outcome::malformed);
    CHECK(outcome<float>(text) == number_outcome::malformed);
  }
}

TEST_CASE("floating point numbers are rounded to the nearest") {
  for (const char* const text :
       {"0", "-0", "1", "0.1", "-0.1", "3.14159265358979", "123456789012345", "0.000000000000001",
        "9007199254740993", "1.7976931348623157e308", "2.2250738585072014e-308", "5e-324",
        "0.30000000000000004", "1e23", "8.41", "1234.5678", "99999999999999.9", "1e0", "1e22"}) {
    const double expected = std::strtod(text, nullptr);
    CHECK(number<double>(text) == expected);
    CHECK(std::signbit(number<double>(text)) == std::signbit(expected));
    if (std::isfinite(std::strtof(text, nullptr))) {
      CHECK(number<float>(text) == std::strtof(text, nullptr));
    }
  }
  CHECK(number<float>("3.4028234e38") == std::numeric_limits<float>::max());
  CHECK(number<float>("16777217") == 16777216.0F);
  CHECK(outcome<float>("3.502823e+38") == number_outcome::out_of_range);
  CHECK(outcome<double>("1.89769e+308") == number_outcome::out_of_range);
  CHECK(outcome<double>("-1e99999999999999999999") == number_outcome::out_of_range);
}

TEST_CASE("what is too small is zero") {
  CHECK(number<double>("1e-400") == 0);
  CHECK(std::signbit(number<double>("-1e-400")));
  CHECK(number<double>("0." + std::string(400, '0') + "1") == 0);
  CHECK(number<double>("1e-99999999999999999999") == 0);
  CHECK(number<float>("1e-60") == 0);
}

}  // namespace
