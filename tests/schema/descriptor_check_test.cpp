// SPDX-License-Identifier: MIT
#include <tern/schema/descriptor_check.hpp>

#include <string>

#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

// What is wrong with a file of proto3, behind its first lines.
std::string check(std::string_view text, std::string_view syntax = "proto3") {
  auto file = parse_proto(
      "t.proto", "syntax = \"" + std::string{syntax} + "\"; package t;" + std::string{text});
  if (!file) return file.status().message();
  std::vector files{*file};
  if (auto wrong = link_files(files); !wrong.ok()) return wrong.message();
  return check_descriptors(files).message();
}

}  // namespace

TEST_CASE("what compilers accept has nothing wrong") {
  CHECK(check("message M { int32 a = 1; oneof o { int32 b = 2; } reserved 4, 9 to 11; }"
              "enum E { Z = 0; } service S { rpc F(M) returns (M); }") == "");
  CHECK(check("message M { enum E { Z = 0; } } enum E { Z = 0; }") == "");
}

TEST_CASE("a name is used once") {
  CHECK(check("message M {} enum M { Z = 0; }") == "t.M: is a message and an enum at once");
  CHECK(check("message M { int32 a = 1; string a = 2; }").starts_with("t.M.a: is a field and"));
  CHECK(check("message M { int32 o = 1; oneof o { int32 b = 2; } }") ==
        "t.M.o: is a field and a oneof at once");
  CHECK(check("service S { rpc F(M) returns (M); rpc F(M) returns (M); } message M {}") ==
        "t.S.F: is a method and a method at once");
  CHECK(
      check("message LabelsEntry {} message M { map<int32, int32> labels = 1; message LabelsEntry "
            "{} }") == "t.M.LabelsEntry: is a message and a message at once");
}

TEST_CASE("values stand beside their enum") {
  const std::string text = check("enum A { unknown = 0; } enum B { unknown = 0; }");
  CHECK(
      text.starts_with("t.unknown: is a value of an enum and a value of an enum at once: values "
                       "stand beside their enum"));
  CHECK(check("enum A { red = 0; A_RED = 1; }") ==
        "t.A.A_RED: is the name of red in languages that leave out the name of the enum, "
        "underscores and case");
  CHECK(check("enum A { option allow_alias = true; red = 0; A_RED = 0; }") == "");
}

TEST_CASE("names are names") {
  tern::protobuf::FileDescriptorProto file;
  file.name = "t.proto";
  file.message_type.emplace_back().name = "not one";
  CHECK(check_descriptors({file}).message().starts_with("not one: is no name of Protobuf"));
  CHECK(check_descriptors({file, file}).message() == "t.proto: two files have this name");
}

TEST_CASE("JSON names differ, but for proto2") {
  CHECK(check("message M { int32 a = 1 [json_name = \"x\"]; int32 b = 2 [json_name = \"x\"]; }") ==
        "t.M.b: has the JSON name of a, which is x");
  CHECK(check("message M { optional int32 a_b = 1; optional int32 aB = 2; }", "proto2") == "");
}

TEST_CASE("what is reserved is not used, and once") {
  CHECK(check("message M { reserved \"a\"; int32 a = 1; }") == "t.M.a: uses a reserved name");
  CHECK(check("message M { reserved 1 to 4, 3; }") == "t.M: 3 is reserved twice");
  CHECK(check("message M { reserved 4 to 3; }") ==
        "t.M: a reserved range is 4 to 3: it ascends, between 1 and 536870911");
  CHECK(check("enum E { Z = 0; reserved 0; }") == "t.E.Z: uses a reserved number");
  CHECK(check("enum E { Z = 0; reserved \"Z\"; }") == "t.E.Z: uses a reserved name");
  CHECK(check("enum E { Z = 0; reserved -4 to -6; }") == "t.E: a reserved range does not ascend");
}

TEST_CASE("a oneof has fields, and the enum of a map a zero") {
  CHECK(check("message M { oneof o {} }") == "t.M.o: a oneof has at least one field");
  CHECK(check("enum E { ONE = 1; } message M { map<int32, E> m = 1; }", "proto2") ==
        "t.M.MEntry: the enum of a map's values must begin with the value 0");
}
