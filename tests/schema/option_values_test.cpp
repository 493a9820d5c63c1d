// SPDX-License-Identifier: MIT
#include <tern/schema/option_values.hpp>

#include <doctest/doctest.h>

using namespace tern::schema::detail;
using tern::protobuf::FieldDescriptorProto;

TEST_CASE("the scalar types have names") {
  CHECK(scalar_type("sfixed64") == FieldDescriptorProto::Type::TYPE_SFIXED64);
  CHECK(scalar_type("bool") == FieldDescriptorProto::Type::TYPE_BOOL);
  for (const char* const name : {"message", "group", "enum", "Int32", "INT32", "foo", ""}) {
    CHECK_FALSE(scalar_type(name).has_value());
  }
}

TEST_CASE("options set what they say, and others nothing") {
  FieldDescriptorProto field;
  field.type = FieldDescriptorProto::Type::TYPE_INT32;
  set_field_option(field, {"(custom).packed", "true"});
  set_field_option(field, {"ctype", "CORD"});
  CHECK_FALSE(field.options.has_value());
  set_field_option(field, {"default", "0x10"});
  set_field_option(field, {"json_name", "x"});
  set_field_option(field, {"packed", "false"});
  set_field_option(field, {"deprecated", "true"});
  set_field_option(field, {"features.field_presence", "LEGACY_REQUIRED"});
  set_field_option(field, {"features.field_presence", "NO_SUCH"});
  CHECK(field.default_value == "16");
  CHECK(field.json_name == "x");
  REQUIRE(field.options.has_value());
  CHECK(field.options->packed == false);
  CHECK(field.options->deprecated == true);
  CHECK(field.options->features->field_presence ==
        tern::protobuf::FeatureSet::FieldPresence::LEGACY_REQUIRED);
}
