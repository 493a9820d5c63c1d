// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/parameters.hpp"

#include <doctest/doctest.h>

using namespace protoc_gen_tern;

TEST_CASE("without parameters there are defaults") {
  const auto asked = parse_parameters("");
  REQUIRE(asked);
  CHECK(asked->unknown_fields == parameters::keep::extendable);
  CHECK(asked->services);
  CHECK(asked->suffix == ".tern.hpp");
}

TEST_CASE("parameters are separated by commas") {
  const auto asked = parse_parameters("unknown_fields=all,,services=false,suffix=.h");
  REQUIRE(asked);
  CHECK(asked->unknown_fields == parameters::keep::all);
  CHECK(!asked->services);
  CHECK(asked->suffix == ".h");
}

TEST_CASE("what is no parameter is refused by name") {
  for (const std::string_view text : {"unknown_fields", "unknown_fields=some", "services=",
                                      "suffix=h", "suffix=./../x", "=", "paths=source_relative"}) {
    CAPTURE(text);
    const auto asked = parse_parameters(text);
    REQUIRE(!asked);
    CHECK(asked.status().code() == tern::code::invalid_argument);
    const std::string named{text.substr(0, text.find('='))};
    CHECK(asked.status().message().find(named) != std::string::npos);
  }
}
