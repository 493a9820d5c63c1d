// SPDX-License-Identifier: MIT
#include <tern/reflect/path_template.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

using tern::reflect::check_path_template;
using tern::reflect::segment_kind;
using mistake = tern::reflect::template_mistake;

// What a visitor is told, as text.
struct recorder {
  std::string said;

  void begin_variable(std::string_view field) { said.append("{").append(field).append("="); }
  void segment(segment_kind kind, std::string_view text) {
    said += kind == segment_kind::one ? "<*>" : kind == segment_kind::rest ? "<**>" : "<";
    if (kind == segment_kind::literal) said.append(text).append(">");
  }
  void end_variable() { said += '}'; }
  void verb(std::string_view text) { said.append(":").append(text); }
};

std::string scanned(std::string_view text) {
  recorder seen;
  CHECK(tern::reflect::template_scanner{text}.scan(seen) == mistake::none);
  return seen.said;
}

}  // namespace

TEST_CASE("a template is segments, variables and a verb") {
  CHECK(scanned("/") == "");
  CHECK(scanned("/v1") == "<v1>");
  CHECK(scanned("/v1/*/books/**") == "<v1><*><books><**>");
  CHECK(scanned("/v1/{name}") == "<v1>{name=<*>}");
  CHECK(scanned("/v1/{book.name=shelves/*/books/**}") == "<v1>{book.name=<shelves><*><books><**>}");
  CHECK(scanned("/v1/{a}/{b=*}:cancel") == "<v1>{a=<*>}{b=<*>}:cancel");
  CHECK(scanned("/v1:list") == "<v1>:list");
  CHECK(scanned("/:list") == ":list");
  CHECK(scanned("/a%20b/c.d-e_f~") == "<a%20b><c.d-e_f~>");
}

TEST_CASE("a template that is none says what is wrong") {
  CHECK(check_path_template("") == mistake::no_slash);
  CHECK(check_path_template("v1") == mistake::no_slash);
  CHECK(check_path_template("/v1/") == mistake::empty_segment);
  CHECK(check_path_template("//v1") == mistake::empty_segment);
  CHECK(check_path_template("/v1/{a=}") == mistake::empty_segment);
  CHECK(check_path_template("/v1?x") == mistake::bad_literal);
  CHECK(check_path_template("/a b") == mistake::bad_literal);
  CHECK(check_path_template("/a%2") == mistake::bad_literal);
  CHECK(check_path_template("/***") == mistake::bad_literal);
  CHECK(check_path_template("/a*") == mistake::bad_literal);
  CHECK(check_path_template("/**/x") == mistake::late_segment);
  CHECK(check_path_template("/{a=**}/x") == mistake::late_segment);
  CHECK(check_path_template("/{a=**/x}") == mistake::late_segment);
  CHECK(check_path_template("/{a") == mistake::open_variable);
  CHECK(check_path_template("/{a=*") == mistake::open_variable);
  CHECK(check_path_template("/a}") == mistake::open_variable);
  CHECK(check_path_template("/{a={b}}") == mistake::nested_variable);
  CHECK(check_path_template("/{}") == mistake::bad_field_path);
  CHECK(check_path_template("/{1a}") == mistake::bad_field_path);
  CHECK(check_path_template("/{a..b}") == mistake::bad_field_path);
  CHECK(check_path_template("/{a-b}") == mistake::bad_field_path);
  CHECK(check_path_template("/a:") == mistake::bad_verb);
  CHECK(check_path_template("/a:b/c") == mistake::bad_verb);
  CHECK(check_path_template("/a:b:c") == mistake::bad_verb);
  CHECK(check_path_template("/x{a}") == mistake::bad_literal);
  CHECK(check_path_template("/{a}x") == mistake::trailing_variable);
}
