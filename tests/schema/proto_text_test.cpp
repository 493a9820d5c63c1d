// SPDX-License-Identifier: MIT
#include <tern/schema/proto_text.hpp>

#include <string>

#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

// The text of what a text says.
std::string again(std::string_view text, std::string_view comment = {}) {
  std::vector files{parse_proto("t.proto", text).value()};
  REQUIRE(link_files(files).ok());
  return proto_text(files[0], symbol_table{files}, comment);
}

}  // namespace

TEST_CASE("a file is written with everything at its place") {
  constexpr std::string_view text = R"(syntax = "proto3";

package a.v1;

import "b.proto";

service S {
  option deprecated = true;
  rpc F(M) returns (stream M.N);
  rpc G(stream M) returns (M) {
    option deprecated = true;
    option idempotency_level = NO_SIDE_EFFECTS;
  }
}

message M {
  option deprecated = true;
  reserved 4, 9 to 11, 100 to max;
  reserved "a", "b";

  message N {}

  enum E {
    option allow_alias = true;
    reserved -5, 7 to max;
    reserved "OLD";
    ZERO = 0;
    NULL = 0 [deprecated = true];
  }

  N n = 1;
  repeated E es = 2 [packed = false];
  map<string, N> ns = 3;
  oneof o {
    string t = 5 [json_name = "T"];
    bytes u = 6;
  }
  optional bool v = 7;
  sfixed64 w = 8 [
    deprecated = true,
    debug_redact = true
  ];
}
)";
  CHECK(again(text) == text);
}

TEST_CASE("proto2 and editions are written with what they have of their own") {
  for (const std::string_view text : {R"(syntax = "proto2";

message M {
  required int32 a = 1;
  optional string b = 2 [default = "\"\n"];
  repeated group G = 3 {
    optional E c = 1 [default = ONE];
  }
  oneof o {
    group H = 4 {}
    int32 i = 5;
  }
}

enum E {
  ONE = 1;
}
)",
                                      R"(edition = "2023";

option features.field_presence = IMPLICIT;

message M {
  reserved a, b;

  M m = 1 [features.message_encoding = DELIMITED];
  int32 c = 2 [
    default = 7,
    features.field_presence = EXPLICIT
  ];
}

enum E {
  option features.enum_type = CLOSED;
  ONE = 1;
}
)"}) {
    CHECK(again(text) == text);
  }
}

TEST_CASE("a comment stands in front") {
  CHECK(again("", "one\n\ntwo").starts_with("// one\n//\n// two\n\nsyntax"));
}

TEST_CASE("a name of a type that reads as something else has a dot in front") {
  constexpr std::string_view text = R"(syntax = "proto3";

package a;

message option {}

message string {}

message M {
  .a.option o = 1;
  .a.string s = 2;
  string t = 3;
}
)";
  CHECK(again(text) == text);
}
