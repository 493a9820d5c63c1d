// SPDX-License-Identifier: MIT

#include <tern/http/date.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono;

TEST_CASE("a date is the one of RFC 9110") {
  CHECK(tern::http::date_text(sys_days{1994y / November / 6} + 8h + 49min + 37s) ==
        "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(tern::http::date_text(sys_days{1970y / January / 1} + 0s) ==
        "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(tern::http::date_text(sys_days{2000y / February / 29} + 23h + 59min + 59s) ==
        "Tue, 29 Feb 2000 23:59:59 GMT");
  CHECK(tern::http::date_now().size() == 29);
}
