// SPDX-License-Identifier: MIT
#include <tern/rest/field_path.hpp>

#include <tern/schema/make_message.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

using library::v1::ListBooksRequest;
using mistake = tern::rest::path_mistake;

namespace {

mistake walked(std::string_view path, bool by_json_name = false) {
  return tern::rest::walk_field_path(tern::schema::message_info_of<ListBooksRequest>(), path,
                                     by_json_name, [](const auto&) {});
}

bool is_text(std::string_view name) {
  return tern::rest::is_text_field(*tern::schema::message_info_of<ListBooksRequest>().find(name));
}

}  // namespace

TEST_CASE("a path goes through messages, by the names of the wire") {
  CHECK(walked("parent") == mistake::none);
  CHECK(walked("author.name") == mistake::none);
  CHECK(walked("like.author.born") == mistake::none);
  CHECK(walked("page_size") == mistake::none);
  CHECK(walked("pageSize") == mistake::no_such_field);
  CHECK(walked("pageSize", true) == mistake::none);
  CHECK(walked("") == mistake::no_such_field);
  CHECK(walked("author.") == mistake::no_such_field);
  CHECK(walked("author.x") == mistake::no_such_field);
  CHECK(walked("parent.x") == mistake::through_scalar);
  CHECK(walked("after.seconds") == mistake::through_scalar);
  CHECK(walked("tags.x") == mistake::through_many);
  CHECK(walked("labels.x") == mistake::through_many);
}

TEST_CASE("a path is a list of fields") {
  const auto& type = tern::schema::message_info_of<ListBooksRequest>();
  const auto path = tern::rest::find_field_path(type, "like.author.name", false);
  REQUIRE(path.size() == 3);
  CHECK(path[0]->name == "like");
  CHECK(path[2]->name == "name");
  CHECK(tern::rest::find_field_path(type, "like.x", false).empty());
}

TEST_CASE("what has a text is a number, a name, a time") {
  CHECK(is_text("parent"));
  CHECK(is_text("genre"));
  CHECK(is_text("tags"));
  CHECK(is_text("after"));
  CHECK(is_text("within"));
  CHECK(is_text("read_mask"));
  CHECK(is_text("rating"));
  CHECK(is_text("token"));
  CHECK_FALSE(is_text("author"));
  CHECK_FALSE(is_text("labels"));
  CHECK_FALSE(is_text("extra"));
}
