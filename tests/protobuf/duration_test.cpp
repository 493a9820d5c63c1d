// SPDX-License-Identifier: MIT
#include <tern/protobuf/duration.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <limits>

using namespace std::chrono_literals;
using tern::protobuf::Duration;

namespace {

struct Member {
  std::chrono::nanoseconds took{};
};
TERN_MESSAGE(Member, "test.Member", (1, took))

struct Twin {
  Duration took;
};
TERN_MESSAGE(Twin, "test.Twin", (1, took))

}  // namespace

TEST_CASE("a duration has Protobuf's name") {
  CHECK(tern::reflect::message_name<Duration>() == "google.protobuf.Duration");
}

TEST_CASE("a duration of std::chrono becomes seconds and nanos of one sign") {
  CHECK(Duration::from(1500ms) == Duration{.seconds = 1, .nanos = 500'000'000});
  CHECK(Duration::from(-1500ms) == Duration{.seconds = -1, .nanos = -500'000'000});
  CHECK(Duration::from(-1ns) == Duration{.nanos = -1});
  CHECK(Duration::from(2h) == Duration{.seconds = 7200});
}

TEST_CASE("a duration becomes one of std::chrono, cut off") {
  const Duration duration{.seconds = -1, .nanos = -500'000'000};
  CHECK(duration.to<std::chrono::milliseconds>().value() == -1500ms);
  CHECK(duration.to<std::chrono::duration<std::int64_t>>().value() == -1s);
}

TEST_CASE("the longest duration survives in microseconds and not in nanoseconds") {
  for (const std::int64_t sign : {1, -1}) {
    const Duration longest{sign * Duration::max_seconds,
                           static_cast<std::int32_t>(sign) * 999'999'999};
    CHECK(longest.is_valid());
    const auto micros = longest.to<std::chrono::microseconds>();
    REQUIRE(micros);
    CHECK(Duration::from(*micros).seconds == longest.seconds);
    const auto nanos = longest.to<std::chrono::nanoseconds>();
    REQUIRE_FALSE(nanos);
    CHECK(nanos.status() ==
          tern::status{tern::code::out_of_range,
                       "duration is beyond what the member's type can hold: a coarser duration "
                       "holds more"});
  }
}

TEST_CASE("a duration that Protobuf does not allow becomes none of std::chrono") {
  for (const Duration wrong :
       {Duration{Duration::max_seconds + 1, 0}, Duration{-Duration::max_seconds - 1, 0},
        Duration{1, -1}, Duration{-1, 1}, Duration{0, 1'000'000'000}, Duration{0, -1'000'000'000},
        Duration{std::numeric_limits<std::int64_t>::min(), 0}}) {
    CHECK_FALSE(wrong.is_valid());
    const auto time = wrong.to<std::chrono::seconds>();
    REQUIRE_FALSE(time);
    CHECK(time.status().code() == tern::code::out_of_range);
    CHECK(time.status().message() ==
          "duration is longer than 10000 years, or its parts differ in sign");
  }
  CHECK(Duration{0, -1}.is_valid());
  CHECK(Duration{0, 1}.is_valid());
}

TEST_CASE("a duration beyond what Protobuf allows becomes one that is not valid") {
  using years = std::chrono::duration<std::int64_t, std::ratio<31'556'952>>;
  CHECK_FALSE(Duration::from(years{10'001}).is_valid());
  CHECK_FALSE(Duration::from(years{std::numeric_limits<std::int64_t>::min()}).is_valid());
}

TEST_CASE("durations are in the order of length") {
  CHECK(Duration{-1, -5} < Duration{-1, -4});
  CHECK(Duration{-1, 0} < Duration{0, -999'999'999});
  CHECK(Duration{1, 5} < Duration{2, 0});
}

TEST_CASE("a duration and one of std::chrono are the same on the wire") {
  const Member member{.took = -1500ms};
  const auto bytes = tern::codec::encode(member);
  const auto twin = tern::codec::decode<Twin>(bytes.view());
  REQUIRE(twin);
  CHECK(twin->took == Duration::from(member.took));
  CHECK(tern::as_text(tern::codec::encode(*twin).view()) == tern::as_text(bytes.view()));
}
