// SPDX-License-Identifier: MIT
#include <tern/rest/bound_rule.hpp>

#include <string_view>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

namespace {

const auto& methods = tern::schema::service_info_of<library::v1::Library>.methods;

bool binds(const tern::reflect::http_rule& rule, std::string_view field) {
  // PutBookRequest: the request of UpdateBook.
  const tern::schema::method_info& method = methods[3];
  const tern::rest::bound_rule made{rule, method, "/x"};
  return made.is_bound(tern::rest::find_field_path(*method.request, field, false));
}

}  // namespace

TEST_CASE("a rule knows its fields") {
  const tern::rest::bound_rule made{methods[3].http_rules[0], methods[3], "/x"};
  REQUIRE(made.variables.size() == 1);
  CHECK(made.variables[0].field[0]->name == "name");
  REQUIRE(made.body != nullptr);
  CHECK(made.body->name == "book");
  CHECK_FALSE(made.whole_body);
  CHECK(made.response == nullptr);
  const tern::rest::bound_rule list{methods[1].http_rules[1], methods[1], "/x"};
  CHECK(list.response->name == "books");
  CHECK(list.body == nullptr);
}

TEST_CASE("what the path or the body says is bound, with all that is in it or around it") {
  const auto by_path = tern::put("/{book.author.name}");
  CHECK(binds(by_path, "book.author.name"));
  CHECK(binds(by_path, "book.author"));
  CHECK_FALSE(binds(by_path, "book.author.born"));
  CHECK_FALSE(binds(by_path, "force"));
  const auto by_body = tern::put("/x").body("book");
  CHECK(binds(by_body, "book"));
  CHECK(binds(by_body, "book.author.born"));
  CHECK_FALSE(binds(by_body, "force"));
  CHECK(binds(tern::put("/x").body("*"), "force"));
}
