// SPDX-License-Identifier: MIT

#include <tern/http/h1_field_reader.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

TEST_CASE("a field is cut at its colon") {
  tern::http::h1_field_reader reader{{}};
  CHECK_FALSE(reader.read("X-Name: \t a: b \t"));
  CHECK(reader.name() == "x-name");
  CHECK(reader.value() == "a: b");
  CHECK_FALSE(reader.read("y:"));
  CHECK(reader.name() == "y");
  CHECK(reader.value() == "");
  for (const std::string_view line : {"a", ": a", "a : b", " a: b", "\ta: b", "a b: c"}) {
    const auto wrong = reader.read(line);
    REQUIRE(wrong);
    CHECK(wrong->status == 400);
  }
}

TEST_CASE("fields are counted and weighed, a list at a time") {
  tern::http::h1_field_reader reader{{.header_list_max_bytes = 100, .h1 = {.fields_max_count = 3}}};
  CHECK_FALSE(reader.read("a: 1"));
  CHECK_FALSE(reader.read("a: 1"));
  const auto heavy = reader.read("a: 1");
  REQUIRE(heavy);
  CHECK(heavy->status == 431);
  CHECK(heavy->text == "header fields are too large, limit header_list_max_bytes is 100");
  reader.begin();
  CHECK_FALSE(reader.read("a: 1"));

  tern::http::h1_field_reader few{{.h1 = {.fields_max_count = 1}}};
  CHECK_FALSE(few.read("a: 1"));
  const auto many = few.read("a: 1");
  REQUIRE(many);
  CHECK(many->status == 431);
  CHECK(many->text == "there are too many fields, limit fields_max_count is 1");
}
