// SPDX-License-Identifier: MIT

#include <tern/base/ip_bytes.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

/// The bytes in hexadecimal; `none` if there are none.
std::string hex_of(const char* text) {
  const auto bytes = tern::ip_bytes(text);
  if (!bytes) return "none";
  std::string hex;
  for (const std::byte each : *bytes) {
    hex += "0123456789abcdef"[std::to_integer<int>(each) >> 4];
    hex += "0123456789abcdef"[std::to_integer<int>(each) & 15];
  }
  return hex;
}

}  // namespace

TEST_CASE("an IPv4 address is four bytes") {
  CHECK(hex_of("127.0.0.1") == "7f000001");
  CHECK(hex_of("0.0.0.0") == "00000000");
  CHECK(hex_of("255.255.255.255") == "ffffffff");
}

TEST_CASE("an IPv6 address is sixteen bytes, a zone aside") {
  CHECK(hex_of("::1") == "00000000000000000000000000000001");
  CHECK(hex_of("::") == "00000000000000000000000000000000");
  CHECK(hex_of("fe80::1%eth0") == "fe800000000000000000000000000001");
  CHECK(hex_of("2001:DB8::8:800:200c:417a") == "20010db80000000000080800200c417a");
  CHECK(hex_of("1:2:3:4:5:6:7:8") == "00010002000300040005000600070008");
  CHECK(hex_of("1:2:3:4:5:6:7::") == "00010002000300040005000600070000");
  CHECK(hex_of("::ffff:127.0.0.1") == "00000000000000000000ffff7f000001");
  CHECK(hex_of("1:2:3:4:5:6:1.2.3.4") == "00010002000300040005000601020304");
}

TEST_CASE("what is no IP address has no bytes") {
  for (const char* const text : {"",
                                 "localhost",
                                 "1.2.3",
                                 "1.2.3.4.5",
                                 "1.2.3.256",
                                 "1.2.3.4444",
                                 "1..2.3",
                                 "1.2.3.4 ",
                                 "-1.2.3.4",
                                 "in-process",
                                 ":",
                                 ":::",
                                 "1:2:3:4:5:6:7",
                                 "1:2:3:4:5:6:7:8:9",
                                 "1:2:3:4:5:6:7:",
                                 "1::2::3",
                                 "1:2:3:4:5:6:7::8",
                                 "12345::",
                                 "::g",
                                 "::1.2.3",
                                 "1.2.3.4::",
                                 "::1:"}) {
    CHECK_MESSAGE(hex_of(text) == "none", text);
  }
}
