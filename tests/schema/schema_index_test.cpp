// SPDX-License-Identifier: MIT
#include <tern/schema/schema_index.hpp>

#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

TEST_CASE("everything is found by its full name, with its features") {
  std::vector files{
      parse_proto("b.proto", "package b; message Shared {} message Unused {}").value(),
      parse_proto("a.proto",
                  "edition = \"2023\"; package a; import \"b.proto\";"
                  "option features.field_presence = IMPLICIT;"
                  "message M { message N { option features.json_format = ALLOW; "
                  "b.Shared s = 1; } enum E { option features.enum_type = CLOSED; Z = 0; } }"
                  "service S { rpc F(M) returns (M.N); }")
          .value()};
  REQUIRE(link_files(files).ok());
  const schema_index index{files};
  CHECK(index.messages.size() == 4);
  REQUIRE(index.messages.contains("a.M.N"));
  CHECK(index.messages.at("a.M.N").features.field_presence ==
        tern::protobuf::FeatureSet::FieldPresence::IMPLICIT);
  CHECK(index.enums.at("a.M.E").features.enum_type == tern::protobuf::FeatureSet::EnumType::CLOSED);
  CHECK_FALSE(index.services.at("a.S").is_imported);
  CHECK_FALSE(index.messages.at("a.M").is_imported);
  CHECK(index.messages.at("b.Unused").is_imported);
  CHECK(index.used.contains("b.Shared"));
  CHECK(index.used.contains("a.M"));
  CHECK_FALSE(index.used.contains("b.Unused"));
}
