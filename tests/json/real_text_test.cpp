// SPDX-License-Identifier: MIT
#include <tern/json/real_text.hpp>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

template <class T>
std::string text_of(T number) {
  char room[tern::json::real_max_bytes];
  return {room, tern::json::write_real(room, number)};
}

// Without the point, the exponent, and zeros at both ends.
std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(0, text.find('e')))
    if ('0' <= c && c <= '9') digits += c;
  digits.erase(0, digits.find_first_not_of('0'));
  digits.erase(digits.find_last_not_of('0') + 1);
  return digits;
}

// It is read as the same number, and has no more digits than it takes.
template <class T>
void check(T number) {
  const std::string text = text_of(number);
  T read{};
  REQUIRE(std::from_chars(text.data(), text.data() + text.size(), read).ec == std::errc{});
  REQUIRE(std::memcmp(&read, &number, sizeof(T)) == 0);
  char room[64];
  const char* const end = std::to_chars(room, room + sizeof(room), number).ptr;
  REQUIRE(digits_of(text) == digits_of({room, end}));
}

TEST_CASE("numbers with few decimals") {
  CHECK(text_of(0.0) == "0");
  CHECK(text_of(-0.0) == "-0");
  CHECK(text_of(1.0) == "1");
  CHECK(text_of(-1.5) == "-1.5");
  CHECK(text_of(0.1) == "0.1");
  CHECK(text_of(1234.5678) == "1234.5678");
  CHECK(text_of(100000.0) == "100000");
  CHECK(text_of(0.000001) == "0.000001");
  CHECK(text_of(0.0000001) == "1e-07");
  CHECK(text_of(0.05) == "0.05");
  CHECK(text_of(999999999.999999) == "999999999.999999");
  CHECK(text_of(0.1F) == "0.1");
  CHECK(text_of(-0.75F) == "-0.75");
  CHECK(text_of(999.999F) == "999.999");
}

TEST_CASE("numbers with many decimals, and large ones") {
  CHECK(text_of(1e300) == "1e+300");
  CHECK(text_of(5e-324) == "5e-324");
  CHECK(text_of(0.1 + 0.2) == "0.30000000000000004");
  CHECK(text_of(1e9) == "1e+09");
  CHECK(text_of(16777216.0F) == "16777216");
  CHECK(text_of(std::numeric_limits<double>::lowest()) == "-1.7976931348623157e+308");
}

TEST_CASE("every number comes back") {
  std::uint64_t state = 1;
  const auto next = [&] {
    state = state * 6364136223846793005 + 1442695040888963407;
    return state ^ state >> 29;
  };
  for (int i = 0; i < 20'000; ++i) {
    check(static_cast<double>(next() % 1'000'000'000'000) / 1000);
    check(-static_cast<double>(next() % 1'000'000'000) / 1'000'000);
    check(static_cast<float>(next() % 1'000'000) / 1000);
    double any = 0;
    const std::uint64_t bits = next();
    std::memcpy(&any, &bits, sizeof(any));
    if (std::isfinite(any)) check(any);
    float any_float = 0;
    std::memcpy(&any_float, &bits, sizeof(any_float));
    if (std::isfinite(any_float)) check(any_float);
  }
}

}  // namespace
