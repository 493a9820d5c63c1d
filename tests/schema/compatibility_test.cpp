// SPDX-License-Identifier: MIT
#include <tern/schema/compatibility.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

tern::protobuf::FileDescriptorSet set_of(std::string_view text) {
  tern::protobuf::FileDescriptorSet set;
  set.file.push_back(
      parse_proto("t.proto", "syntax = \"proto3\"; package t;" + std::string{text}).value());
  REQUIRE(link_files(set.file).message() == "");
  return set;
}

std::string changes(std::string_view before, std::string_view after,
                    compatibility level = compatibility::wire_json) {
  std::string lines;
  for (const auto& change : find_breaking_changes(set_of(before), set_of(after), level)) {
    lines += to_string(change) + "\n";
  }
  return lines;
}

}  // namespace

// The verdicts are compared with those of buf in foreign/breaking.py; here are the sentences.

TEST_CASE("a field may come, and go if its number and name are reserved") {
  CHECK(changes("message M { int32 a = 1; }", "message M { int32 a = 1; string b = 2; }") == "");
  CHECK(changes("message M { int32 a = 1; }", "message M { reserved 1; reserved \"a\"; }") == "");
  CHECK(changes("message M { int32 a = 1; }", "message M {}") ==
        "t.M.a: FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED: the field is gone, and its number 1 is not "
        "reserved\n"
        "t.M.a: FIELD_NO_DELETE_UNLESS_NAME_RESERVED: the field is gone, and its name is not "
        "reserved\n");
  CHECK(changes("message M { int32 a = 1; }", "message M { reserved 1; }", compatibility::wire) ==
        "");
}

TEST_CASE("a field keeps type, name, place and number of values") {
  CHECK(changes("message M { string a = 1; }", "message M { int32 a = 1; }") ==
        "t.M.a: FIELD_WIRE_JSON_COMPATIBLE_TYPE: was string, is int32\n");
  CHECK(changes("message M { string a = 1; }", "message M { repeated string a = 1; }") ==
        "t.M.a: FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY: was singular, is repeated\n");
  CHECK(changes("message M { string a = 1; }", "message M { string b = 1 [json_name = \"a\"]; }") ==
        "t.M.a: FIELD_SAME_NAME: was \"a\", is \"b\"\n");
  CHECK(changes("message M { string a = 1; }", "message M { oneof o { string a = 1; } }") ==
        "t.M.a: FIELD_SAME_ONEOF: was in no oneof, is in the oneof o\n");
  CHECK(changes("message M { string a = 1; }", "message M { string b = 1; }",
                compatibility::wire) == "");
}

TEST_CASE("types that are read as each other") {
  CHECK(changes("message M { int32 a = 1; }", "message M { int64 a = 1; }", compatibility::wire) ==
        "");
  CHECK(changes("message M { int32 a = 1; }", "message M { E a = 1; } enum E { Z = 0; }",
                compatibility::wire) == "");
  CHECK(changes("message M { int32 a = 1; }", "message M { sint32 a = 1; }", compatibility::wire) ==
        "t.M.a: FIELD_WIRE_COMPATIBLE_TYPE: was int32, is sint32\n");
  CHECK(changes("message M { map<int32, int32> a = 1; }", "message M { map<string, M> a = 1; }") ==
        "t.M.a.key: FIELD_WIRE_JSON_COMPATIBLE_TYPE: was int32, is string\n"
        "t.M.a: FIELD_WIRE_JSON_COMPATIBLE_TYPE: was int32, is t.M\n");
}

TEST_CASE("a value of an enum keeps its number and names") {
  CHECK(changes("enum E { Z = 0; A = 1; }", "enum E { Z = 0; B = 1; }") ==
        "t.E.A: ENUM_VALUE_SAME_NAME: was \"A\", is \"B\"\n");
  CHECK(
      changes("enum E { Z = 0; A = 1; }", "enum E { Z = 0; }", compatibility::wire) ==
      "t.E.A: ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED: the value is gone, and its number 1 is "
      "not reserved\n");
  CHECK(
      changes("enum E { Z = 0; reserved 5 to 9; }", "enum E { Z = 0; reserved 5 to 6, 8 to 9; }") ==
      "t.E: RESERVED_ENUM_NO_DELETE: 7 was reserved, is not\n");
}

TEST_CASE("a method keeps its messages and streams") {
  constexpr std::string_view messages = "message A {} message B {}";
  const auto with = [&](std::string_view method) {
    return std::string{messages}.append("service S {").append(method).append("}");
  };
  CHECK(changes(with("rpc F(A) returns (B);"), with("rpc F(A) returns (stream A);")) ==
        "t.S.F: RPC_SAME_RESPONSE_TYPE: was t.B, is t.A\n"
        "t.S.F: RPC_SAME_SERVER_STREAMING: was one message, is a stream\n");
  CHECK(changes(with("rpc F(A) returns (B);"), with("")) ==
        "t.S.F: RPC_NO_DELETE: the method is gone\n");
  CHECK(changes(with("rpc F(A) returns (B);"), messages) ==
        "t.S: SERVICE_NO_DELETE: the service is gone\n");
}

TEST_CASE("a message is missed by those who had it, or for itself") {
  CHECK(changes("message A { B b = 1; } message B {}",
                "message A { reserved 1; reserved \"b\"; }") == "");
  CHECK(changes("message A {} message B {}", "message A {}") ==
        "t.B: MESSAGE_NO_DELETE: the message is gone\n");
}

TEST_CASE("what is gone from an imported file is missed only where it was used") {
  tern::protobuf::FileDescriptorSet before = set_of("message A {}");
  before.file.push_back(
      parse_proto("b.proto", "package b; message Unused {} service S {}").value());
  before.file[0].dependency = {"b.proto"};
  CHECK(find_breaking_changes(before, set_of("message A {}")).empty());
  before.file[0].dependency.clear();
  CHECK(find_breaking_changes(before, set_of("message A {}")).size() == 2);
}
