// SPDX-License-Identifier: MIT
#include <tern/protobuf/type.hpp>

#include <tern/message.hpp>
#include <tern/protobuf/wrappers.hpp>

#include <doctest/doctest.h>

namespace protobuf = tern::protobuf;

TEST_CASE("a type goes over the wire with Protobuf's numbers") {
  const protobuf::Type type{
      .name = "T",
      .fields = {{.kind = protobuf::Field::Kind::TYPE_SINT64,
                  .cardinality = protobuf::Field::Cardinality::CARDINALITY_REPEATED,
                  .number = 3,
                  .name = "f",
                  .type_url = "u",
                  .oneof_index = 1,
                  .packed = true,
                  .json_name = "j",
                  .default_value = "d"}},
      .oneofs = {"o"},
      .options = {{.name = "n", .value = protobuf::Any{.type_url = "x"}}},
      .source_context = protobuf::SourceContext{.file_name = "s"},
      .syntax = protobuf::Syntax::SYNTAX_EDITIONS,
      .edition = "e"};
  const auto encoded = tern::codec::encode(type);
  CHECK(tern::as_text(encoded.view()) ==
        "\x0a\x01T"
        "\x12\x16\x08\x12\x10\x03\x18\x03\x22\x01"
        "f\x32\x01u\x38\x01\x40\x01\x52\x01j\x5a\x01"
        "d"
        "\x1a\x01o"
        "\x22\x08\x0a\x01n\x12\x03\x0a\x01x"
        "\x2a\x03\x0a\x01s"
        "\x30\x02"
        "\x3a\x01"
        "e");
  CHECK(tern::codec::decode<protobuf::Type>(encoded.view()).value() == type);
}

TEST_CASE("an enum type goes over the wire with Protobuf's numbers") {
  const protobuf::Enum type{.name = "E",
                            .enumvalue = {{.name = "v", .number = 1, .options = {{.name = "n"}}}},
                            .options = {{.name = "m"}},
                            .source_context = protobuf::SourceContext{},
                            .syntax = protobuf::Syntax::SYNTAX_PROTO3,
                            .edition = "e"};
  const auto encoded = tern::codec::encode(type);
  CHECK(tern::as_text(encoded.view()) ==
        std::string_view{"\x0a\x01"
                         "E"
                         "\x12\x0a\x0a\x01v\x10\x01\x1a\x03\x0a\x01n"
                         "\x1a\x03\x0a\x01m"
                         "\x22\x00"
                         "\x28\x01"
                         "\x32\x01"
                         "e",
                         27});
  CHECK(tern::codec::decode<protobuf::Enum>(encoded.view()).value() == type);
}

TEST_CASE("types have Protobuf's names") {
  using tern::reflect::enum_name;
  using tern::reflect::message_name;
  CHECK(message_name<protobuf::Type>() == "google.protobuf.Type");
  CHECK(message_name<protobuf::Field>() == "google.protobuf.Field");
  CHECK(message_name<protobuf::Enum>() == "google.protobuf.Enum");
  CHECK(message_name<protobuf::EnumValue>() == "google.protobuf.EnumValue");
  CHECK(message_name<protobuf::Option>() == "google.protobuf.Option");
  CHECK(enum_name<protobuf::Syntax>() == "google.protobuf.Syntax");
  CHECK(enum_name<protobuf::Field::Kind>() == "google.protobuf.Field.Kind");
  CHECK(enum_name<protobuf::Field::Cardinality>() == "google.protobuf.Field.Cardinality");
  CHECK(tern::reflect::enumerators<protobuf::Field::Kind>.size() == 19);
}
