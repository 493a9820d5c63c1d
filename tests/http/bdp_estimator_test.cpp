// SPDX-License-Identifier: MIT

#include <tern/http/bdp_estimator.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>

using namespace std::chrono_literals;
using tern::http::bdp_estimator;
using tern::runtime::time_point;

namespace {

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

// One round trip of `delay` in which `bytes` arrive.
bool round_trip(bdp_estimator& estimator, time_point& now, tern::runtime::duration delay,
                std::uint64_t bytes) {
  estimator.add(1);  // what the PING answers to
  REQUIRE(estimator.wants_ping());
  estimator.begin(now);
  CHECK_FALSE(estimator.wants_ping());
  estimator.add(bytes);
  now += delay;
  return estimator.end(now);
}

}  // namespace

TEST_CASE("a window that is always full doubles up to the product of bandwidth and delay") {
  // 50 MB/s and 100 ms: 5 MB are under way, if the window lets them.
  constexpr std::uint64_t product = 5'000'000;
  bdp_estimator estimator{256 * kib, 16 * mib};
  time_point now{};
  for (int i = 0; i < 20; ++i) {
    static_cast<void>(
        round_trip(estimator, now, 100ms, std::min(estimator.estimate_bytes(), product)));
  }
  CHECK(estimator.estimate_bytes() >= product);
  CHECK(estimator.estimate_bytes() <= 2 * product);
}

TEST_CASE("the estimate ends at its limit, and then nothing is measured") {
  bdp_estimator estimator{256 * kib, 1 * mib};
  time_point now{};
  CHECK(round_trip(estimator, now, 10ms, 256 * kib));
  CHECK(estimator.estimate_bytes() == 512 * kib);
  CHECK(round_trip(estimator, now, 10ms, 800 * kib));
  CHECK(estimator.estimate_bytes() == 1 * mib);
  estimator.add(1 * mib);
  CHECK_FALSE(estimator.wants_ping());
}

TEST_CASE("a window that is not used stays as it is") {
  bdp_estimator estimator{256 * kib, 16 * mib};
  time_point now{};
  for (int i = 0; i < 100; ++i) CHECK_FALSE(round_trip(estimator, now, 1ms, 100 * kib));
  CHECK(estimator.estimate_bytes() == 256 * kib);
}

TEST_CASE("bytes that only waited longer are no bandwidth") {
  bdp_estimator estimator{256 * kib, 16 * mib};
  time_point now{};
  CHECK(round_trip(estimator, now, 10ms, 256 * kib));
  const std::uint64_t before = estimator.estimate_bytes();
  // The buffers of the way fill up: as many bytes as the window lets, in a delay that grows faster.
  CHECK_FALSE(round_trip(estimator, now, 1000ms, 512 * kib));
  CHECK_FALSE(round_trip(estimator, now, 2000ms, 512 * kib));
  CHECK(estimator.estimate_bytes() == before);
}

TEST_CASE("a pause between two bursts is no bandwidth") {
  bdp_estimator estimator{256 * kib, 16 * mib};
  time_point now{};
  static_cast<void>(round_trip(estimator, now, 10ms, 100 * kib));
  for (int i = 0; i < 10; ++i) {
    estimator.add(256 * kib);  // a burst; then a second of silence before the window opens again
    now += 1s;
    CHECK_FALSE(round_trip(estimator, now, 10ms, 100 * kib));
  }
  CHECK(estimator.estimate_bytes() == 256 * kib);
}

TEST_CASE("what comes before the PING counts as what comes after it") {
  // A peer that may send one window a round trip sends it at once, and this side asks when it has
  // read it: all that it sent has come before.
  bdp_estimator estimator{256 * kib, 16 * mib};
  time_point now{};
  estimator.add(256 * kib);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(estimator.wants_ping());
    estimator.begin(now);
    now += 100ms;
    CHECK(estimator.end(now) == (i == 1));
    estimator.add(256 * kib);
  }
  CHECK(estimator.estimate_bytes() == 512 * kib);
}

TEST_CASE("a peer that has sent nothing since its last answer is not asked again") {
  bdp_estimator estimator{256 * kib, 16 * mib};
  time_point now{};
  CHECK_FALSE(estimator.wants_ping());
  static_cast<void>(round_trip(estimator, now, 10ms, 256 * kib));
  CHECK_FALSE(estimator.wants_ping());
  estimator.add(1);
  CHECK(estimator.wants_ping());
}

TEST_CASE("an answer to nothing changes nothing, and a clock that stands still does no harm") {
  bdp_estimator estimator{256 * kib, 16 * mib};
  estimator.add(100 * mib);
  CHECK_FALSE(estimator.end(time_point{} + 1s));
  CHECK(estimator.estimate_bytes() == 256 * kib);
  time_point now{};
  CHECK(round_trip(estimator, now, 0ms, 256 * kib));
  CHECK(estimator.estimate_bytes() > 500 * kib);
  CHECK(estimator.estimate_bytes() <= 512 * kib);
}
