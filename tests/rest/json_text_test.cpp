// SPDX-License-Identifier: MIT
#include <tern/rest/json_text.hpp>

#include <string>
#include <utility>

#include <doctest/doctest.h>

TEST_CASE("commas stand between members and elements, and nowhere else") {
  tern::rest::json_text out;
  out.open('{').key("a").open('[').text("x\"y").raw("1").open('{').close('}').close(']');
  out.key("b").open('{').members(R"("c":1,"d":2)").key("e").raw("true").close('}');
  out.members("").key("f").raw("null").close('}');
  CHECK(std::move(out).take() == R"({"a":["x\"y",1,{}],"b":{"c":1,"d":2,"e":true},"f":null})");
}
