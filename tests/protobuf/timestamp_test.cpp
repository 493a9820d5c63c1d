// SPDX-License-Identifier: MIT
#include <tern/protobuf/timestamp.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <limits>

using namespace std::chrono_literals;
using tern::protobuf::Timestamp;

namespace {

template <class Period>
using point = std::chrono::sys_time<Period>;

struct Member {
  point<std::chrono::nanoseconds> at;
};
TERN_MESSAGE(Member, "test.Member", (1, at))

struct Twin {
  Timestamp at;
};
TERN_MESSAGE(Twin, "test.Twin", (1, at))

}  // namespace

TEST_CASE("a timestamp has Protobuf's name") {
  CHECK(tern::reflect::message_name<Timestamp>() == "google.protobuf.Timestamp");
}

TEST_CASE("a time of std::chrono becomes a timestamp, rounded down") {
  CHECK(Timestamp::from(point<std::chrono::nanoseconds>{1'500'000'000ns}) ==
        Timestamp{.seconds = 1, .nanos = 500'000'000});
  CHECK(Timestamp::from(point<std::chrono::nanoseconds>{-1ns}) ==
        Timestamp{.seconds = -1, .nanos = 999'999'999});
  CHECK(Timestamp::from(point<std::chrono::hours>{-24h}) == Timestamp{.seconds = -86'400});
  using picoseconds = std::chrono::duration<std::int64_t, std::pico>;
  CHECK(Timestamp::from(point<picoseconds>{picoseconds{-1}}) ==
        Timestamp{.seconds = -1, .nanos = 999'999'999});
}

TEST_CASE("a timestamp becomes a time of std::chrono, rounded down") {
  const Timestamp stamp{.seconds = -2, .nanos = 500'000'000};
  CHECK(stamp.to<point<std::chrono::nanoseconds>>().value() ==
        point<std::chrono::nanoseconds>{-1500ms});
  CHECK(stamp.to<std::chrono::sys_seconds>().value() == std::chrono::sys_seconds{-2s});
}

TEST_CASE("the first and the last timestamp survive in microseconds and not in nanoseconds") {
  for (const Timestamp edge :
       {Timestamp{Timestamp::min_seconds, 0}, Timestamp{Timestamp::max_seconds, 999'999'999}}) {
    CHECK(edge.is_valid());
    const auto micros = edge.to<point<std::chrono::microseconds>>();
    REQUIRE(micros);
    CHECK(Timestamp::from(*micros).seconds == edge.seconds);
    const auto nanos = edge.to<point<std::chrono::nanoseconds>>();
    REQUIRE_FALSE(nanos);
    CHECK(nanos.status() ==
          tern::status{tern::code::out_of_range,
                       "timestamp is beyond what the member's type can hold: a coarser sys_time "
                       "holds more"});
  }
  using namespace std::chrono;
  CHECK(sys_seconds{seconds{Timestamp::min_seconds}} == sys_days{year{1} / January / 1});
  CHECK(sys_seconds{seconds{Timestamp::max_seconds + 1}} == sys_days{year{10000} / January / 1});
}

TEST_CASE("a timestamp that Protobuf does not allow becomes no time") {
  for (const Timestamp wrong :
       {Timestamp{Timestamp::min_seconds - 1, 0}, Timestamp{Timestamp::max_seconds + 1, 0},
        Timestamp{0, -1}, Timestamp{0, 1'000'000'000},
        Timestamp{std::numeric_limits<std::int64_t>::min(), 0}}) {
    CHECK_FALSE(wrong.is_valid());
    const auto time = wrong.to<std::chrono::sys_seconds>();
    REQUIRE_FALSE(time);
    CHECK(time.status().code() == tern::code::out_of_range);
    CHECK(time.status().message() == "timestamp is not of the years 1 to 9999");
  }
}

TEST_CASE("a time beyond what Protobuf allows becomes a timestamp that is not valid") {
  using years = std::chrono::duration<std::int64_t, std::ratio<31'556'952>>;
  CHECK_FALSE(Timestamp::from(point<years>{years{10'000}}).is_valid());
  CHECK_FALSE(
      Timestamp::from(point<years>{years{std::numeric_limits<std::int64_t>::max()}}).is_valid());
}

TEST_CASE("timestamps are in the order of time") {
  CHECK(Timestamp{1, 5} < Timestamp{2, 0});
  CHECK(Timestamp{1, 5} < Timestamp{1, 6});
  const Timestamp now = Timestamp::now();
  CHECK(now.is_valid());
  CHECK(now > Timestamp{.seconds = 1'700'000'000});
}

TEST_CASE("a timestamp and a time point are the same on the wire") {
  const Member member{.at = point<std::chrono::nanoseconds>{1'500'000'001ns}};
  const auto bytes = tern::codec::encode(member);
  const auto twin = tern::codec::decode<Twin>(bytes.view());
  REQUIRE(twin);
  CHECK(twin->at == Timestamp::from(member.at));
  CHECK(tern::as_text(tern::codec::encode(*twin).view()) == tern::as_text(bytes.view()));
}
