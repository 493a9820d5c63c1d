// SPDX-License-Identifier: MIT
#include <tern/descriptor/descriptor.hpp>

#include "messages.hpp"

using namespace tern::protobuf;

TEST_CASE("a descriptor set of Google's compiler comes out as it went in") {
  const std::string bytes = from_hex(golden::bytes::descriptor_set);
  CHECK(encoded(decoded<FileDescriptorSet>(bytes)) == bytes);
}

TEST_CASE("a file says what it is and what it imports") {
  const FileDescriptorProto file = golden_file();
  CHECK(file.name == "golden.proto");
  CHECK(file.package == "golden.v1");
  CHECK(file.dependency ==
        std::vector<std::string>{"google/protobuf/any.proto", "google/protobuf/descriptor.proto"});
  CHECK(file.public_dependency == std::vector<std::int32_t>{0});
  CHECK(file.message_type.size() == 2);
  CHECK(file.extension.size() == 4);
  CHECK(!file.edition);
}

TEST_CASE("a message says its fields, ranges and nested types") {
  const DescriptorProto message = golden_file().message_type.at(1);
  using Type = FieldDescriptorProto::Type;
  using Label = FieldDescriptorProto::Label;

  CHECK(message.name == "Everything");
  REQUIRE(message.field.size() == 9);
  CHECK(message.field[0].label == Label::LABEL_REQUIRED);
  CHECK(message.field[1].default_value == "-42");
  CHECK(message.field[2].default_value == R"(\000\377\"x)");
  CHECK(message.field[4].type == Type::TYPE_MESSAGE);
  CHECK(message.field[4].type_name == ".golden.v1.Everything.ChildrenEntry");
  CHECK(message.field[5].type == Type::TYPE_GROUP);
  CHECK(message.field[6].json_name == "TEXT");
  CHECK(message.field[6].oneof_index == 0);
  CHECK(message.oneof_decl.at(0).name == "choice");
  CHECK(message.nested_type.size() == 2);

  REQUIRE(message.extension_range.size() == 2);
  CHECK(message.extension_range[1].start == 1000);
  CHECK(message.extension_range[1].end == 536'870'912);
  CHECK(message.reserved_range == std::vector<DescriptorProto::ReservedRange>{
                                      {.start = 20, .end = 21}, {.start = 30, .end = 40}});
  CHECK(message.reserved_name == std::vector<std::string>{"gone", "lost"});
  CHECK(message.extension.at(0).extendee == ".golden.v1.Everything");
}

TEST_CASE("an enum says its values and what is reserved") {
  const EnumDescriptorProto level = golden_file().message_type.at(1).enum_type.at(0);
  REQUIRE(level.value.size() == 4);
  CHECK(level.value[3].name == "BELOW");
  CHECK(level.value[3].number == -1);
  CHECK(level.reserved_range == std::vector<EnumDescriptorProto::EnumReservedRange>{
                                    {.start = 5, .end = 7}, {.start = 9, .end = 9}});
  CHECK(level.reserved_name == std::vector<std::string>{"OLD"});
}

TEST_CASE("a service says its methods") {
  const ServiceDescriptorProto service = golden_file().service.at(0);
  REQUIRE(service.method.size() == 2);
  CHECK(service.method[0].input_type == ".golden.v1.Note");
  CHECK(!service.method[0].client_streaming);
  CHECK(service.method[1].client_streaming == true);
  CHECK(service.method[1].server_streaming == true);
}

TEST_CASE("descriptors have Protobuf's full names") {
  CHECK(tern::reflect::message_name<DescriptorProto::ExtensionRange>() ==
        "google.protobuf.DescriptorProto.ExtensionRange");
  CHECK(tern::reflect::enum_name<FieldDescriptorProto::Type>() ==
        "google.protobuf.FieldDescriptorProto.Type");
  CHECK(tern::reflect::enumerator_name(FieldDescriptorProto::Type::TYPE_SINT64) == "TYPE_SINT64");
}
