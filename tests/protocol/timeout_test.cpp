// SPDX-License-Identifier: MIT
#include <tern/protocol/timeout.hpp>

#include <chrono>
#include <string_view>

#include <doctest/doctest.h>

using tern::protocol::read_timeout;
using tern::protocol::write_timeout;
using tern::runtime::duration;
using namespace std::chrono_literals;

static_assert(read_timeout("100m") == duration{100ms});

TEST_CASE("a timeout is one to eight digits and a unit") {
  struct row {
    std::string_view text;
    duration timeout;
  };
  constexpr row rows[] = {
      {"1n", 1ns},
      {"1u", 1us},
      {"1m", 1ms},
      {"1S", 1s},
      {"1M", 1min},
      {"1H", 1h},
      {"200m", 200ms},
      {"0S", 0s},
      {"0n", 0s},
      {"00000000H", 0h},
      {"00000007S", 7s},
      {"99999999n", 99'999'999ns},
      {"99999999S", 99'999'999s},
  };
  for (const row& each : rows) {
    CAPTURE(each.text);
    CHECK(read_timeout(each.text) == each.timeout);
  }
}

TEST_CASE("a timeout of many hours becomes the longest that the clock knows") {
  CHECK(read_timeout("2562047H") == duration{2562047h});
  CHECK(read_timeout("2562048H") == duration::max());
  CHECK(read_timeout("99999999H") == duration::max());
  CHECK(read_timeout("99999999M") == duration{99'999'999min});
}

TEST_CASE("a malformed timeout is no timeout") {
  for (const std::string_view text :
       {"", "S", "1", "1s", "1h", "1x", "123456789S", "100000000n", "-1S", "+1S", " 1S", "1S ",
        "1 S", "1.5S", "0x1S", "1SS", "S1", "1\xc2\xb5", "infinite"}) {
    CAPTURE(text);
    CHECK_FALSE(read_timeout(text).has_value());
  }
}

TEST_CASE("a timeout is written in the finest unit that fits, rounded up") {
  struct row {
    duration timeout;
    std::string_view text;
  };
  const row rows[] = {
      {1ns, "1n"},
      {200ms, "200000u"},
      {99'999'999ns, "99999999n"},
      {100'000'000ns, "100000u"},
      {100'000'001ns, "100001u"},
      {1s, "1000000u"},
      {99'999'999us, "99999999u"},
      {99'999'999us + 1ns, "100000m"},
      {100s, "100000m"},
      {99'999'999ms, "99999999m"},
      {99'999'999ms + 1ns, "100000S"},
      {99'999'999s, "99999999S"},
      {99'999'999s + 1ns, "1666667M"},
      {99'999'999min, "99999999M"},
      {99'999'999min + 1ns, "1666667H"},
      {duration::max(), "2562048H"},
  };
  for (const row& each : rows) {
    CAPTURE(each.text);
    CHECK(write_timeout(each.timeout) == each.text);
  }
}

TEST_CASE("a timeout that is over is written as zero") {
  CHECK(write_timeout(0s) == "0n");
  CHECK(write_timeout(-1ns) == "0n");
  CHECK(write_timeout(duration::min()) == "0n");
}

TEST_CASE("what is written is read back and never shorter") {
  for (duration timeout = 1ns; timeout < duration::max() / 3; timeout = timeout * 3 + 1ns) {
    const auto read = read_timeout(write_timeout(timeout));
    REQUIRE(read.has_value());
    CHECK(*read >= timeout);
    CHECK(*read - timeout <= timeout / 100'000 + 1ns);
  }
}
