// SPDX-License-Identifier: MIT

#include <tern/http/date.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string_view>

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

TEST_CASE("a date is read in the three forms that HTTP has known") {
  const sys_seconds today = sys_days{2026y / November / 21} + 0s;
  const sys_seconds then = sys_days{1994y / November / 6} + 8h + 49min + 37s;
  const auto read = [&](std::string_view text) { return tern::http::read_date(text, today); };
  CHECK(read("Sun, 06 Nov 1994 08:49:37 GMT") == then);
  CHECK(read("Sunday, 06-Nov-94 08:49:37 GMT") == then);
  CHECK(read("Sun Nov  6 08:49:37 1994") == then);
  CHECK(read("Sun Nov 16 08:49:37 1994") == then + days{10});
  // Two digits are the year that is not far ahead.
  CHECK(read("Saturday, 06-Nov-26 00:00:00 GMT") == sys_days{2026y / November / 6} + 0s);
  CHECK(read("Friday, 06-Nov-76 00:00:00 GMT") == sys_days{2076y / November / 6} + 0s);
  CHECK(read("Sunday, 06-Nov-77 00:00:00 GMT") == sys_days{1977y / November / 6} + 0s);
  CHECK(read(tern::http::date_text(then)) == then);
}

TEST_CASE("what is no date is none") {
  for (const std::string_view text :
       {"", "Sun", "now", "784111777", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT",
        "Thu, 30 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Nov +994 08:49:37 GMT",
        "unM, 06 Nov 1994 08:49:37 GMT", "Sun Nov 6 08:49:37 1994",
        "Sunday, 06-Nov-1994 08:49:37 GMT"}) {
    CAPTURE(text);
    CHECK_FALSE(tern::http::read_date(text, sys_days{2026y / November / 21} + 0s).has_value());
  }
}
