// SPDX-License-Identifier: MIT
#include <tern/rest/write_reply.hpp>

#include <string>
#include <string_view>

#include <tern/json.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

using library::v1::Book;

namespace {

std::string written(const Book& book, std::string_view field,
                    const tern::schema::message_codec& json = tern::json_codec) {
  const auto& type = tern::schema::message_info_of<Book>();
  tern::buffer out;
  const auto* const only = field.empty() ? nullptr : type.find(field);
  REQUIRE(tern::rest::write_reply(type, only, &book, json, out));
  return std::string{tern::as_text(out.view())};
}

}  // namespace

TEST_CASE("a reply is written whole, or one of its fields") {
  const Book book{.name = "b",
                  .display_title = "a \"q\": }",
                  .author = library::v1::Author{"Ada", 1},
                  .genre = library::v1::Genre::poem,
                  .pages = 3,
                  .tags = {"x", "y"},
                  .copies = 9,
                  .lent = false};
  CHECK(written(book, "").starts_with(R"({"name":"b",)"));
  CHECK(written(book, "display_title") == R"("a \"q\": }")");
  CHECK(written(book, "author") == R"({"name":"Ada","born":"1"})");
  CHECK(written(book, "genre") == R"("poem")");
  CHECK(written(book, "pages") == "3");
  CHECK(written(book, "tags") == R"(["x","y"])");
  CHECK(written(book, "copies") == R"("9")");
  CHECK(written(book, "lent") == "false");
}

TEST_CASE("a field that is not there is nothing of its type") {
  CHECK(written({}, "name") == R"("")");
  CHECK(written({}, "author") == "null");
  CHECK(written({}, "genre") == R"("unspecified")");
  CHECK(written({}, "pages") == "0");
  CHECK(written({}, "tags") == "[]");
  CHECK(written({}, "labels") == "{}");
  CHECK(written({}, "copies") == R"("0")");
  CHECK(written({}, "lent") == "null");
}

TEST_CASE("a codec that writes for people writes a field so, too") {
  tern::json::call_codec pretty;
  pretty.writing.indent = 2;
  CHECK(written({.tags = {"x"}}, "tags", pretty).find("\"x\"") != std::string::npos);
  CHECK(written({.tags = {"x"}}, "tags", pretty).starts_with("["));
  CHECK(written({.tags = {"x"}}, "tags", pretty).ends_with("]"));
  CHECK(written({}, "tags", pretty) == "[]");
}
