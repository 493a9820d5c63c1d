// SPDX-License-Identifier: MIT
#include <tern/rest/path_pattern.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::reflect::segment_kind;
using tern::rest::decode_path_text;
using tern::rest::path_pattern;
using tern::rest::path_segments;

TEST_CASE("%XX is decoded, but a slash only where it cannot be mistaken") {
  CHECK(decode_path_text("a%20b%2fc", false) == "a b/c");
  CHECK(decode_path_text("a%20b%2fc/d%2F", true) == "a b%2fc/d%2F");
  CHECK(decode_path_text("a+b", false) == "a+b");
  CHECK(decode_path_text("", false) == "");
  CHECK_FALSE(decode_path_text("a%2", false));
  CHECK_FALSE(decode_path_text("%", false));
  CHECK_FALSE(decode_path_text("%zz", true));
}

TEST_CASE("a pattern has segments, variables and a verb") {
  const path_pattern made{"/v1/{name=shelves/*/books/*}/{rest=**}:do%20it"};
  REQUIRE(made.segments.size() == 6);
  CHECK(made.segments[0].text == "v1");
  CHECK(made.segments[2].kind == segment_kind::one);
  CHECK(made.segments[5].kind == segment_kind::rest);
  REQUIRE(made.variables.size() == 2);
  CHECK(made.variables[0].field == "name");
  CHECK(made.variables[0].first == 1);
  CHECK(made.variables[0].count == 4);
  CHECK_FALSE(made.variables[0].to_end);
  CHECK_FALSE(made.variables[0].one_segment);
  CHECK(made.variables[1].to_end);
  CHECK(made.verb == "do it");
  CHECK(path_pattern{"/{a}"}.variables[0].one_segment);
  CHECK(path_pattern{"/{a=*}"}.variables[0].one_segment);
  CHECK_FALSE(path_pattern{"/{a=**}"}.variables[0].one_segment);
  CHECK_FALSE(path_pattern{"/{a=b/*}"}.variables[0].one_segment);
  CHECK(path_pattern{"/"}.segments.empty());
}

TEST_CASE("the text of a variable is a part of the path") {
  const path_pattern made{"/v1/{name=shelves/*}/{rest=**}"};
  const path_segments path{"/v1/shelves/a%2Fb/x/y/"};
  CHECK(path.size() == 6);
  CHECK(path[5].empty());
  CHECK(path.text_of(made.variables[0]) == "shelves/a%2Fb");
  CHECK(path.text_of(made.variables[1]) == "x/y/");
  CHECK(path_segments{"/v1/shelves/1"}.text_of(made.variables[1]).empty());
  CHECK(path_segments{"/"}.size() == 0);
  CHECK(path_segments{""}.size() == 0);
}
