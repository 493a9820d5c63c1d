// SPDX-License-Identifier: MIT
#include <tern/schema/synthetic.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

TEST_CASE("a JSON name is the name in lowerCamelCase") {
  CHECK(default_json_name("foo_bar") == "fooBar");
  CHECK(default_json_name("_foo__bar_") == "FooBar");
}

TEST_CASE("an optional field of proto3 gets a oneof of its own, behind the others") {
  tern::protobuf::DescriptorProto message;
  message.oneof_decl.emplace_back().name = "_taken";
  for (const char* const name : {"title", "taken", "_odd", "plain"}) {
    auto& field = message.field.emplace_back();
    field.name = name;
    if (field.name != "plain") field.proto3_optional = true;
  }
  add_synthetic_oneofs(message);
  REQUIRE(message.oneof_decl.size() == 4);
  CHECK(message.oneof_decl[1].name == "_title");
  CHECK(message.oneof_decl[2].name == "X_taken");
  CHECK(message.oneof_decl[3].name == "X_odd");
  CHECK(message.field[0].oneof_index == 1);
  CHECK(message.field[1].oneof_index == 2);
  CHECK(message.field[2].oneof_index == 3);
  CHECK_FALSE(message.field[3].oneof_index.has_value());
}
