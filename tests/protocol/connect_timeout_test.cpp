// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_timeout.hpp>

#include <chrono>
#include <string_view>

#include <doctest/doctest.h>

using tern::protocol::read_connect_timeout;
using tern::protocol::write_connect_timeout;
using namespace std::chrono_literals;

TEST_CASE("a timeout is one to ten digits, in milliseconds") {
  CHECK(read_connect_timeout("5000") == 5s);
  CHECK(read_connect_timeout("0") == 0s);
  CHECK(read_connect_timeout("0000000001") == 1ms);
  CHECK(read_connect_timeout("9999999999") == 9'999'999'999ms);
}

TEST_CASE("another timeout is malformed") {
  for (const std::string_view text :
       {"", "-1", "+1", "1.5", "5s", " 1", "1 ", "0x1", "12345678901", "00000000001"}) {
    CAPTURE(text);
    CHECK_FALSE(read_connect_timeout(text).has_value());
  }
}

TEST_CASE("a timeout is written rounded up, positive, and with at most ten digits") {
  CHECK(write_connect_timeout(5s) == "5000");
  CHECK(write_connect_timeout(1500us) == "2");
  CHECK(write_connect_timeout(1ns) == "1");
  CHECK(write_connect_timeout(0ns) == "1");
  CHECK(write_connect_timeout(-5s) == "1");
  CHECK(write_connect_timeout(9'999'999'999ms) == "9999999999");
  CHECK(write_connect_timeout(9'999'999'999ms + 1ns) == "9999999999");
  CHECK(write_connect_timeout(tern::runtime::duration::max()) == "9999999999");
  CHECK(write_connect_timeout(tern::runtime::duration::min()) == "1");
}
