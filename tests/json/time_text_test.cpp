// SPDX-License-Identifier: MIT
#include <tern/json/time_text.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

using tern::protobuf::Duration;
using tern::protobuf::Timestamp;

std::string text_of(const Timestamp& time) {
  char room[tern::json::time_max_bytes];
  return {room, tern::json::write_timestamp(room, time)};
}
std::string text_of(const Duration& time) {
  char room[tern::json::time_max_bytes];
  return {room, tern::json::write_duration(room, time)};
}

Timestamp time_of(std::string_view text) {
  Timestamp time;
  INFO(text);
  CHECK(tern::json::parse_timestamp(text, time) == nullptr);
  return time;
}
Duration duration_of(std::string_view text) {
  Duration time;
  INFO(text);
  CHECK(tern::json::parse_duration(text, time) == nullptr);
  return time;
}

TEST_CASE("times are written with as many digits as it takes") {
  CHECK(text_of(Timestamp{}) == "1970-01-01T00:00:00Z");
  CHECK(text_of(Timestamp{.seconds = 63'072'020, .nanos = 21'000'000}) ==
        "1972-01-01T00:00:20.021Z");
  CHECK(text_of(Timestamp{.nanos = 1'000}) == "1970-01-01T00:00:00.000001Z");
  CHECK(text_of(Timestamp{.nanos = 1}) == "1970-01-01T00:00:00.000000001Z");
  CHECK(text_of(Timestamp{.seconds = -1, .nanos = 500'000'000}) == "1969-12-31T23:59:59.500Z");
  CHECK(text_of(Timestamp{.seconds = Timestamp::min_seconds}) == "0001-01-01T00:00:00Z");
  CHECK(text_of(Timestamp{.seconds = Timestamp::max_seconds, .nanos = 999'999'999}) ==
        "9999-12-31T23:59:59.999999999Z");
}

TEST_CASE("times are read with any offset") {
  CHECK(time_of("1970-01-01T00:00:00Z") == Timestamp{});
  CHECK(time_of("1970-01-01T08:00:00.1+08:00") == Timestamp{.nanos = 100'000'000});
  CHECK(time_of("1969-12-31T19:29:59.123456789-04:31") ==
        Timestamp{.seconds = 59, .nanos = 123'456'789});
  CHECK(time_of("2000-02-29T00:00:00Z") == Timestamp{.seconds = 951'782'400});
  CHECK(time_of("0001-01-01T00:00:00Z").seconds == Timestamp::min_seconds);
  CHECK(time_of("9999-12-31T23:59:59.999999999Z").seconds == Timestamp::max_seconds);
}

TEST_CASE("what is no time") {
  Timestamp time;
  for (const char* const text :
       {"", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00:00z", "1970-01-01t00:00:00Z",
        "1970-01-01 00:00:00Z", "1970-1-01T00:00:00Z", "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:00.1234567890Z", "1970-01-01T00:00:00+0800", "1970-01-01T00:00:00+08:0",
        "1970-01-01T00:00:00+8:00", "1970-01-01T00:00:00ZZ", "1970-01-01T00:00:00+08:00Z",
        "1970-01-01T00:00Z", "11970-01-01T00:00:00Z", "-970-01-01T00:00:00Z",
        " 1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z "}) {
    INFO(text);
    CHECK(std::string_view{tern::json::parse_timestamp(text, time)}.starts_with("expected a time"));
  }
  for (const char* const text :
       {"1970-00-01T00:00:00Z", "1970-13-01T00:00:00Z", "1970-01-00T00:00:00Z",
        "1970-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "1970-04-31T00:00:00Z",
        "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z", "1970-01-01T00:00:60Z"}) {
    INFO(text);
    CHECK(std::string_view{tern::json::parse_timestamp(text, time)} ==
          "there is no such day, or no such time of day");
  }
  for (const char* const text :
       {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"}) {
    INFO(text);
    CHECK(std::string_view{tern::json::parse_timestamp(text, time)} ==
          "the time is not of the years 1 to 9999");
  }
  CHECK(std::string_view{tern::json::parse_timestamp("1970-01-01T00:00:00+24:00", time)} ==
        "the offset of a time is at most 23:59");
}

TEST_CASE("durations") {
  for (const auto& [text, time] :
       {std::pair{"0s", Duration{}},
        {"1.500s", {1, 500'000'000}},
        {"-1.500s", {-1, -500'000'000}},
        {"-0.000000001s", {0, -1}},
        {"0.000001s", {0, 1000}},
        {"315576000000s", {Duration::max_seconds, 0}},
        {"-315576000000.999999999s", {-Duration::max_seconds, -999'999'999}}}) {
    CHECK(duration_of(text) == time);
    CHECK(text_of(time) == text);
  }
  CHECK(duration_of("1.5s") == Duration{1, 500'000'000});
  CHECK(duration_of("-0s") == Duration{});
  Duration time;
  for (const char* const text : {"", "s", "1", "1.s", ".5s", "1.5", "1 s", "+1s", "--1s", "01s",
                                 "1.1234567890s", "1e3s", "1S", "1ss", "- 1s", "1.-5s"}) {
    INFO(text);
    CHECK(std::string_view{tern::json::parse_duration(text, time)}.starts_with(
        "expected a duration"));
  }
  for (const char* const text : {"315576000001s", "-315576000001s", "99999999999999999999999s"}) {
    CHECK(std::string_view{tern::json::parse_duration(text, time)} ==
          "a duration is at most 315576000000 seconds long");
  }
}

}  // namespace
