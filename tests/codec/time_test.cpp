// SPDX-License-Identifier: MIT
#include <tern/codec/time.hpp>

#include "messages.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace {

using days = std::chrono::duration<std::int64_t, std::ratio<86400>>;
using picoseconds = std::chrono::duration<std::int64_t, std::pico>;

struct Points {
  std::chrono::sys_time<std::chrono::nanoseconds> fine;
  std::chrono::sys_time<std::chrono::seconds> coarse;
  std::chrono::sys_time<days> day;
};
TERN_MESSAGE(Points, "test.Points", (1, fine), (2, coarse), (3, day))

struct Durations {
  std::chrono::nanoseconds fine{};
  std::chrono::duration<std::int32_t> coarse{};
  picoseconds finer{};
  std::optional<std::chrono::minutes> optional;
};
TERN_MESSAGE(Durations, "test.Durations", (1, fine), (2, coarse), (3, finer), (4, optional))

}  // namespace

TEST_CASE("a time point is written with nanos that are not negative") {
  Points points;
  points.fine -= 1ns;
  CHECK(encoded_hex(points) == "0a1108ff ffffffff ffffffff 0110ff93 ebdc03");
}

TEST_CASE("a coarse time point rounds down, a coarse duration cuts off") {
  // -1.5 s: seconds -2 and nanos 500000000 as a point, -1 and -500000000 as a duration.
  const auto points = decode_hex<Points>(
      "1211 08feffffffffffffffff01 1080cab5ee01"
      "1a11 08feffffffffffffffff01 1080cab5ee01");
  REQUIRE(points);
  CHECK(points->coarse.time_since_epoch() == -2s);
  CHECK(points->day.time_since_epoch() == days{-1});

  const auto durations =
      decode_hex<Durations>("1216 08ffffffffffffffffff01 1080b6ca91feffffffff01");
  REQUIRE(durations);
  CHECK(durations->coarse == std::chrono::duration<std::int32_t>{-1});
}

TEST_CASE("a duration finer than a nanosecond is cut off") {
  CHECK(encoded_hex(Durations{.finer = picoseconds{1999}}) == "1a021001");
  CHECK(encoded_hex(Durations{.finer = picoseconds{999}}).empty());
}

TEST_CASE("an optional duration keeps its presence") {
  CHECK(encoded_hex(Durations{.optional = 0min}) == "2200");
  CHECK(encoded_hex(Durations{.optional = 2min}) == "22020878");
}

TEST_CASE("a time beyond what the member can hold fails and says what to do") {
  // The last second of the year 9999: beyond nanoseconds in 64 bits, not beyond seconds.
  CHECK(decode_error<Points>("0a0708ff82d1ffaf07") ==
        "test.Points.fine: timestamp is beyond what the member's type can hold: a coarser sys_time "
        "holds more (byte 2)");
  CHECK(decode_error<Points>("120708ff82d1ffaf07") == "ok");
  // 2^31 seconds in an int32_t of seconds, -2^63 in nanoseconds.
  CHECK(decode_error<Durations>("1206088080808008") ==
        "test.Durations.coarse: duration is beyond what the member's type can hold: a coarser "
        "duration holds more (byte 2)");
  CHECK(decode_error<Durations>("0a0b0880808080808080808001") ==
        "test.Durations.fine: duration is beyond what the member's type can hold: a coarser "
        "duration holds more (byte 2)");
}

TEST_CASE("times merge like the messages that they are") {
  // seconds in one occurrence, nanos in the other.
  const auto durations = decode_hex<Durations>("0a02 0801 0a02 1005");
  REQUIRE(durations);
  CHECK(durations->fine == 1000000005ns);
}

TEST_CASE("other fields inside of a time are skipped") {
  const auto durations = decode_hex<Durations>("0a07 1a01 61 0801 1801");
  REQUIRE(durations);
  CHECK(durations->fine == 1s);
}
