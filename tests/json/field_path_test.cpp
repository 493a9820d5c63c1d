// SPDX-License-Identifier: MIT
#include <tern/json/field_path.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

std::string to_json(std::string_view path) {
  std::string text;
  return tern::json::append_json_path(text, path) ? text : "none";
}
std::string to_proto(std::string_view text) {
  std::string path;
  return tern::json::append_proto_path(path, text) ? path : "none";
}

TEST_CASE("paths come back as they were") {
  for (const char* const path : {"a", "foo_bar", "foo_bar.baz_qux.x", "_foo", "foo3", "a_b_c"}) {
    CHECK(to_proto(to_json(path)) == path);
  }
  CHECK(to_json("foo_bar.baz") == "fooBar.baz");
  CHECK(to_json("_foo") == "Foo");
  CHECK(to_proto("fooBar.baz") == "foo_bar.baz");
}

TEST_CASE("paths that would not come back") {
  for (const char* const path : {"fooBar", "foo_3", "foo__bar", "foo_", "foo_Bar", "foo_.a", "a,b",
                                 "", ".", "a.", ".a", "a..b", "a b", "a_b\x05", "é"}) {
    CHECK(to_json(path) == "none");
  }
  for (const char* const text : {"", "foo_bar", "a..b", ".a", "a.", "a b", "a-b", "é"}) {
    CHECK(to_proto(text) == "none");
  }
}

}  // namespace
