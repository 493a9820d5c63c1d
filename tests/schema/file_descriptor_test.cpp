// SPDX-License-Identifier: MIT
#include <tern/schema/file_descriptor.hpp>

#include <algorithm>

#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;
using tern::protobuf::DescriptorProto;
using tern::protobuf::FieldDescriptorProto;
using tern::protobuf::FileDescriptorProto;

namespace {

template <class T>
FileDescriptorProto file_of() {
  const auto layout = lay_out(types_of<T>());
  return describe_file(*layout, layout->files.back()).value();
}

const DescriptorProto& message_in(const FileDescriptorProto& file, std::string_view name) {
  const auto found =
      std::ranges::find(file.message_type, name, [](const auto& m) { return *m.name; });
  REQUIRE(found != file.message_type.end());
  return *found;
}

const FieldDescriptorProto& field_in(const DescriptorProto& message, std::string_view name) {
  const auto found = std::ranges::find(message.field, name, [](const auto& f) { return *f.name; });
  REQUIRE(found != message.field.end());
  return *found;
}

}  // namespace

// All of it is compared with protoc and buf in foreign/run.py; here is what a reader should know.

TEST_CASE("fields have all that protoc gives them") {
  const FileDescriptorProto file = file_of<every::row::v1::Everything>();
  CHECK(file.syntax == "proto3");
  const DescriptorProto& presence = message_in(file, "Presence");
  const FieldDescriptorProto& number = field_in(presence, "number");
  CHECK(number.proto3_optional == true);
  CHECK(number.json_name == "number");
  CHECK(number.oneof_index == 0);
  CHECK(presence.oneof_decl[0].name == "_number");
  CHECK_FALSE(field_in(presence, "maybe").proto3_optional.has_value());
  CHECK(field_in(presence, "maybe").type_name == ".every.row.v1.Scalars");
  const DescriptorProto& choice = message_in(file, "Choice");
  REQUIRE(choice.oneof_decl.size() == 3);
  CHECK(choice.oneof_decl[2].name == "X_between");
  CHECK(field_in(choice, "between").oneof_index == 2);
}

TEST_CASE("a map is a repeated message of its own") {
  const DescriptorProto maps = message_in(file_of<every::row::v1::Everything>(), "Maps");
  CHECK(maps.nested_type[2].name == "S64ToF32Entry");
  CHECK(maps.nested_type[2].options->map_entry == true);
  CHECK(maps.nested_type[2].field[0].type == FieldDescriptorProto::Type::TYPE_SINT64);
  CHECK(maps.nested_type[2].field[1].type == FieldDescriptorProto::Type::TYPE_FIXED32);
  CHECK(field_in(maps, "s64_to_f32").type_name == ".every.row.v1.Maps.S64ToF32Entry");
}

TEST_CASE("an enum without names is a number; the value 0 comes first") {
  const FileDescriptorProto file = file_of<every::row::v1::Everything>();
  CHECK(field_in(message_in(file, "Scalars"), "nameless").type ==
        FieldDescriptorProto::Type::TYPE_INT32);
  CHECK(file.enum_type[1].name == "Late");
  CHECK(file.enum_type[1].value[0].name == "LATE_ZERO");
  CHECK(file.enum_type[0].options->allow_alias == true);
}

TEST_CASE("proto2 has groups, labels and default values") {
  const FileDescriptorProto file = file_of<legacy::Parcel>();
  CHECK_FALSE(file.syntax.has_value());
  const DescriptorProto& parcel = message_in(file, "Parcel");
  CHECK(field_in(parcel, "label").type == FieldDescriptorProto::Type::TYPE_GROUP);
  CHECK(field_in(parcel, "id").label == FieldDescriptorProto::Label::LABEL_REQUIRED);
  CHECK(field_in(parcel, "level").default_value == "HIGH");
  CHECK(field_in(parcel, "packed").options->packed == true);
  CHECK_FALSE(field_in(parcel, "apart").options.has_value());
}

TEST_CASE("an edition says what differs from most of the file") {
  const FileDescriptorProto file = file_of<mixed::v2beta1::Whole>();
  using tern::protobuf::FeatureSet;
  CHECK(file.edition == tern::protobuf::Edition::EDITION_2023);
  CHECK(file.options->features->field_presence == FeatureSet::FieldPresence::IMPLICIT);
  const DescriptorProto& whole = message_in(file, "Whole");
  CHECK_FALSE(field_in(whole, "implicit").options.has_value());
  CHECK(field_in(whole, "explicit").options->features->field_presence ==
        FeatureSet::FieldPresence::EXPLICIT);
  CHECK(field_in(whole, "time").options->features->message_encoding ==
        FeatureSet::MessageEncoding::DELIMITED);
  CHECK(field_in(message_in(file, "Part"), "text").options->debug_redact == true);
}
