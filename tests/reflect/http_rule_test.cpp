// SPDX-License-Identifier: MIT
#include <tern/reflect/http_rule.hpp>

#include <tern/contract.hpp>

#include <doctest/doctest.h>

namespace http_rule_test {

struct Note {
  std::string text;
};
TERN_MESSAGE(Note, (1, text))

struct Board {
  tern::task<Note> Read(Note);
  tern::task<Note> Pin(Note);
  tern::task<Note> take_down(Note);
  tern::task<Note> Ask(Note);
};
TERN_SERVICE(Board, (Read, tern::no_side_effects, tern::get("/v1/{text}"), tern::get("/v2/{text}")),
             Pin, (take_down, "TakeDown", tern::del("/v1/{text}")),
             (Ask, tern::custom("QUERY", "/v1").body("*").response_body("text")))

}  // namespace http_rule_test

using http_rule_test::Board;
using tern::reflect::http_rules;

TEST_CASE("a method has the rules of its contract, in their order") {
  static_assert(http_rules<&Board::Read>.size() == 2);
  CHECK(http_rules<&Board::Read>[0] == tern::get("/v1/{text}"));
  CHECK(http_rules<&Board::Read>[1].path == "/v2/{text}");
  CHECK(tern::reflect::has_no_side_effects<&Board::Read>);
  CHECK(http_rules<&Board::Pin>.empty());
}

TEST_CASE("a rule stands beside a wire name") {
  CHECK(tern::reflect::method_name<&Board::take_down>() == "TakeDown");
  CHECK(http_rules<&Board::take_down>[0].method == "DELETE");
}

TEST_CASE("a rule says what the bodies are") {
  constexpr tern::reflect::http_rule rule = http_rules<&Board::Ask>[0];
  CHECK(rule.method == "QUERY");
  CHECK(rule.body_field == "*");
  CHECK(rule.response_field == "text");
  CHECK(tern::put("/a").method == "PUT");
  CHECK(tern::post("/a").method == "POST");
  CHECK(tern::patch("/a").method == "PATCH");
  CHECK(tern::get("/a").method == "GET");
  CHECK(tern::get("/a").body_field.empty());
}
