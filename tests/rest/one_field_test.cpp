// SPDX-License-Identifier: MIT
#include <tern/rest/one_field.hpp>

#include <tern/schema/make_message.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

TEST_CASE("a description with one field finds that, by both names, and no other") {
  const auto& type = tern::schema::message_info_of<library::v1::Book>();
  const tern::rest::one_field only{type, *type.find("display_title")};
  CHECK(only.info().full_name == "library.v1.Book");
  REQUIRE(only.info().find("display_title") != nullptr);
  CHECK(only.info().find("displayTitle")->number == 2);
  CHECK(only.info().find("name") == nullptr);
  CHECK(only.info().find("pages") == nullptr);
  library::v1::Book book{.display_title = "T"};
  const auto& field = only.info().fields[0];
  CHECK(field.value->text(field.access->find(field.member(&book))) == "T");
}

TEST_CASE("an alternative stands alone like any other field") {
  const auto& type = tern::schema::message_info_of<library::v1::ListBooksRequest>();
  const tern::rest::one_field only{type, *type.find("by_pages")};
  CHECK(only.info().oneofs.empty());
  CHECK(only.info().fields[0].oneof == -1);
}
