// SPDX-License-Identifier: MIT
#include <tern/schema/proto_links.hpp>

#include <vector>

#include <tern/schema/proto_parser.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;
using Type = tern::protobuf::FieldDescriptorProto::Type;

TEST_CASE("names of types become full names, and their fields have types") {
  std::vector files{parse_proto("a.proto",
                                "package a; message M { optional N n = 1; optional E e = 2; "
                                "message N {} map<int32, b.X> m = 3; optional group G = 4 {} }"
                                "enum E { Z = 0; } service S { rpc F(M) returns (M.N); }")
                        .value(),
                    parse_proto("b.proto", "package b; message X {}").value()};
  REQUIRE(link_files(files).message() == "");
  const auto& message = files[0].message_type[0];
  CHECK(message.field[0].type == Type::TYPE_MESSAGE);
  CHECK(message.field[0].type_name == ".a.M.N");
  CHECK(message.field[1].type == Type::TYPE_ENUM);
  CHECK(message.field[2].type_name == ".a.M.MEntry");
  CHECK(message.field[3].type == Type::TYPE_GROUP);
  CHECK(message.nested_type[1].field[1].type_name == ".b.X");
  CHECK(files[0].service[0].method[0].output_type == ".a.M.N");
}

TEST_CASE("a type that is nowhere is an error with the name of who wants it") {
  std::vector files{parse_proto("a.proto", "package a; message M { optional X n = 1; }").value()};
  CHECK(link_files(files).message() == "a.M.n: the type X is in none of the files");
  files = {parse_proto("a.proto", "package a; service S { rpc F(b.X) returns (b.X); }").value()};
  const tern::status wrong = link_files(files);
  CHECK(wrong.code() == tern::code::not_found);
  CHECK(wrong.message() == "a.S.F: the type b.X is in none of the files");
}
