// SPDX-License-Identifier: MIT
#include <tern/base/ascii.hpp>

#include <doctest/doctest.h>

TEST_CASE("only the letters of ASCII have a lower case") {
  CHECK(tern::ascii_lower('A') == 'a');
  CHECK(tern::ascii_lower('Z') == 'z');
  CHECK(tern::ascii_lower('a') == 'a');
  CHECK(tern::ascii_lower('@') == '@');
  CHECK(tern::ascii_lower('[') == '[');
  CHECK(tern::ascii_lower('\xc4') == '\xc4');
}

TEST_CASE("texts are compared without the case of their letters") {
  CHECK(tern::ascii_iequal("X-Tenant", "x-tenANT"));
  CHECK(tern::ascii_iequal("", ""));
  CHECK_FALSE(tern::ascii_iequal("x-tenant", "x-tenants"));
  CHECK_FALSE(tern::ascii_iequal("x@", "x`"));
}

TEST_CASE("spaces around a text are trimmed and those inside are not") {
  CHECK(tern::trim_spaces("  a b ") == "a b");
  CHECK(tern::trim_spaces("a") == "a");
  CHECK(tern::trim_spaces("   ").empty());
  CHECK(tern::trim_spaces("").empty());
}
