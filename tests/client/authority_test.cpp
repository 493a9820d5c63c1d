// SPDX-License-Identifier: MIT

#include <tern/client/authority.hpp>

#include <doctest/doctest.h>

using tern::client_side::check_authority;

TEST_CASE("an authority is a host and perhaps a port") {
  for (const auto* good : {"", "example.com", "example.com:443", "[::1]:443", "10.0.0.1", "a_b-c",
                           "xn--bcher-kva.example", "%2Frun%2Fa.sock"}) {
    CHECK(check_authority(good).ok());
  }
  for (const auto* bad : {"https://example.com", "example.com/path", "ada@example.com",
                          "example.com, example.org", "a b", "a\r\nb", "\xc3\xa9"}) {
    const tern::status refused = check_authority(bad);
    CHECK(refused.code() == tern::code::internal);
    CHECK(refused.message().find("is no authority") != std::string::npos);
  }
}
