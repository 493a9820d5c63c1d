// SPDX-License-Identifier: MIT

#include <tern/schema/json_name.hpp>

#include <array>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

TEST_CASE("a wire name becomes lowerCamelCase as protoc makes it") {
  const auto json_name = [](std::string_view name) {
    std::string text(name.size(), ' ');
    text.resize(tern::schema::write_json_name(name, text.data()));
    CHECK(text.size() == tern::schema::write_json_name(name, nullptr));
    return text;
  };
  CHECK(json_name("name") == "name");
  CHECK(json_name("first_name") == "firstName");
  CHECK(json_name("_field_name3") == "FieldName3");
  CHECK(json_name("field__name4_") == "fieldName4");
  CHECK(json_name("field_0_name6") == "field0Name6");
  CHECK(json_name("FIELD_name12") == "FIELDName12");
  CHECK(json_name("__Field_name14") == "FieldName14");
  CHECK(json_name("_").empty());
}
