// SPDX-License-Identifier: MIT
#include <tern/rest/check_rule.hpp>

#include <set>
#include <string_view>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

using library::v1::Library;
using tern::rest::check_rule;
using mistake = tern::rest::rule_mistake;

namespace check_rule_test {

struct Talk {
  tern::task<library::v1::Book> Many(tern::stream<library::v1::Book>);
};
TERN_SERVICE(Talk, Many)

}  // namespace check_rule_test

namespace {

const tern::schema::method_info& method_of(std::string_view name) {
  for (const auto& each : tern::schema::service_info_of<Library>.methods) {
    if (each.name == name) return each;
  }
  FAIL("no such method");
  return tern::schema::service_info_of<Library>.methods[0];
}

mistake of_list(const tern::reflect::http_rule& rule) {
  return check_rule(rule, method_of("ListBooks"));
}

}  // namespace

TEST_CASE("nothing is wrong with what is right") {
  for (const auto& method : tern::schema::service_info_of<Library>.methods) {
    for (const auto& rule : method.http_rules) CHECK(check_rule(rule, method) == mistake::none);
  }
}

TEST_CASE("every mistake has a text of its own") {
  std::set<std::string_view> texts;
  for (int i = 0; i <= static_cast<int>(mistake::takes_stream); ++i) {
    CHECK(texts.insert(tern::rest::to_string(static_cast<mistake>(i))).second);
  }
}

TEST_CASE("variables are fields that have one text") {
  CHECK(of_list(tern::get("/{parent}")) == mistake::none);
  CHECK(of_list(tern::get("/{author.name}")) == mistake::none);
  CHECK(of_list(tern::get("/{like.author.born}/{genre}/{after}")) == mistake::none);
  CHECK(of_list(tern::get("/{by_title}")) == mistake::none);
  CHECK(of_list(tern::get("/{nobody}")) == mistake::no_such_variable);
  CHECK(of_list(tern::get("/{pageSize}")) == mistake::no_such_variable);
  CHECK(of_list(tern::get("/{parent.x}")) == mistake::no_such_variable);
  CHECK(of_list(tern::get("/{tags}")) == mistake::variable_is_many);
  CHECK(of_list(tern::get("/{labels}")) == mistake::variable_is_many);
  CHECK(of_list(tern::get("/{like.tags}")) == mistake::variable_is_many);
  CHECK(of_list(tern::get("/{labels.x}")) == mistake::variable_is_many);
  CHECK(of_list(tern::get("/{author}")) == mistake::variable_is_no_text);
  CHECK(of_list(tern::get("/{parent}/{parent}")) == mistake::bound_twice);
  CHECK(of_list(tern::get("/{author.name}/{author.born}")) == mistake::none);
}

TEST_CASE("bodies are fields of the messages") {
  CHECK(of_list(tern::post("/v1").body("*")) == mistake::none);
  CHECK(of_list(tern::post("/v1").body("author")) == mistake::none);
  CHECK(of_list(tern::post("/v1").body("author.name")) == mistake::no_such_body);
  CHECK(of_list(tern::post("/v1").body("pageSize")) == mistake::no_such_body);
  CHECK(of_list(tern::get("/v1").body("*")) == mistake::get_with_body);
  CHECK(of_list(tern::post("/{author.name}").body("author")) == mistake::body_in_path);
  CHECK(of_list(tern::post("/{author.name}").body("*")) == mistake::none);
  CHECK(of_list(tern::get("/v1").response_body("books")) == mistake::none);
  CHECK(of_list(tern::get("/v1").response_body("parent")) == mistake::no_such_response_body);
}

TEST_CASE("a rule has a method of HTTP and a template, and its method one request") {
  CHECK(of_list(tern::custom("*", "/v1")) == mistake::none);
  CHECK(of_list(tern::custom("", "/v1")) == mistake::bad_method);
  CHECK(of_list(tern::custom("A B", "/v1")) == mistake::bad_method);
  CHECK(of_list(tern::get("v1")) == mistake::bad_template);
  const auto& many = tern::schema::service_info_of<check_rule_test::Talk>.methods[0];
  CHECK(check_rule(tern::post("/v1").body("*"), many) == mistake::takes_stream);
}
