// SPDX-License-Identifier: MIT

#include <tern/server/content_types.hpp>

#include <doctest/doctest.h>

#include <string_view>

using tern::server_side::content_type_of;
using tern::server_side::content_types;

TEST_CASE("the end of a name says what a file holds") {
  CHECK(content_type_of("index.html").name == "text/html; charset=utf-8");
  CHECK(content_type_of("a/b.min.JS").name == "text/javascript; charset=utf-8");
  CHECK(content_type_of("a/b.min.JS").text);
  CHECK(content_type_of("logo.png").name == "image/png");
  CHECK_FALSE(content_type_of("logo.png").text);
  CHECK(content_type_of("program.wasm").name == "application/wasm");
  for (const std::string_view name : {"", "README", "a.", "a.html/b", "a.unknown", "html"}) {
    CAPTURE(name);
    CHECK(content_type_of(name).name == "application/octet-stream");
    CHECK_FALSE(content_type_of(name).text);
  }
}

TEST_CASE("the types are in order, none twice") {
  for (std::size_t i = 1; i < content_types.size(); ++i) {
    CHECK(content_types[i - 1].extension < content_types[i].extension);
  }
}
