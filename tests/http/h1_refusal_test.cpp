// SPDX-License-Identifier: MIT

#include <tern/http/h1_refusal.hpp>

#include <doctest/doctest.h>

#include <string>

#include "tests/http/h1_ends.hpp"

TEST_CASE("a refusal says what was wrong, how long that is, and that nothing follows") {
  CHECK(h1::undated(tern::http::h1_refusal({414, "too long"})) ==
        "HTTP/1.1 414 URI Too Long\r\ncontent-type: text/plain; charset=utf-8\r\n"
        "content-length: 9\r\nconnection: close\r\n\r\ntoo long\n");
}
