// SPDX-License-Identifier: MIT
#include <tern/schema/field_facts.hpp>

#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

// Of the first field of the message M.
field_facts facts_of(std::string_view text) {
  std::vector files{parse_proto("t.proto", text).value()};
  REQUIRE(link_files(files).ok());
  const schema_index index{files};
  const message_entry& entry = index.messages.at("M");
  return make_facts(entry, entry.message->field[0]);
}

}  // namespace

TEST_CASE("a field is the same in whichever language it is said") {
  for (const char* const text : {"message M { optional group F = 1 {} }",
                                 "edition = \"2023\"; message M { message F {} F f = 1 "
                                 "[features.message_encoding = DELIMITED]; }"}) {
    const field_facts facts = facts_of(text);
    CHECK(facts.type == kind::group);
    CHECK(facts.type_name == "M.F");
    CHECK(facts.cardinality == cardinality::optional);
  }
  for (const char* const text : {"message M { required int32 f = 1; }",
                                 "edition = \"2023\"; message M { int32 f = 1 "
                                 "[features.field_presence = LEGACY_REQUIRED]; }"}) {
    CHECK(facts_of(text).cardinality == cardinality::required);
  }
  CHECK(facts_of("syntax = \"proto3\"; message M { int32 f = 1; }").cardinality ==
        cardinality::implicit);
  CHECK(facts_of("syntax = \"proto3\"; message M { optional int32 f = 1; }").cardinality ==
        cardinality::optional);
  CHECK(facts_of("syntax = \"proto3\"; message M { optional int32 f = 1; }").oneof.empty());
  CHECK(facts_of("syntax = \"proto3\"; message M { oneof o { int32 f = 1; } }").oneof == "o");
  CHECK(facts_of("message M { optional int32 f = 1 [default = 0]; }").default_value.empty());
}

TEST_CASE("a map is its keys and values") {
  const field_facts facts = facts_of("message M { map<sint64, M> f = 1; }");
  CHECK(facts.cardinality == cardinality::map);
  CHECK(facts.key == kind::sint64);
  CHECK(facts.type == kind::message);
  CHECK(facts.type_name == "M");
  CHECK(facts.entry_name == "M.FEntry");
}

TEST_CASE("types have names") {
  CHECK(text_of(kind::sfixed32, "") == "sfixed32");
  CHECK(text_of(kind::message, "a.B") == "a.B");
  CHECK(text_of(cardinality::map) == "a map");
}

TEST_CASE("types that are read as each other") {
  CHECK(is_wire_compatible(kind::int32, kind::bool_));
  CHECK(is_wire_compatible(kind::string, kind::bytes));
  CHECK_FALSE(is_wire_compatible(kind::bytes, kind::string));
  CHECK_FALSE(is_wire_compatible(kind::int32, kind::sint32));
  CHECK(is_wire_json_compatible(kind::int32, kind::uint32));
  CHECK_FALSE(is_wire_json_compatible(kind::int32, kind::int64));
  CHECK_FALSE(is_wire_json_compatible(kind::string, kind::bytes));
}
