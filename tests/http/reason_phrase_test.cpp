// SPDX-License-Identifier: MIT

#include <tern/http/reason_phrase.hpp>

#include <doctest/doctest.h>

using tern::http::reason_phrase;

TEST_CASE("a status has words, unless nobody knows it") {
  CHECK(reason_phrase(200) == "OK");
  CHECK(reason_phrase(404) == "Not Found");
  CHECK(reason_phrase(431) == "Request Header Fields Too Large");
  CHECK(reason_phrase(299) == "");
  CHECK(reason_phrase(0) == "");
}
