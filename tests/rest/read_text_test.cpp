// SPDX-License-Identifier: MIT
#include <tern/rest/read_text.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include <tern/rest/field_path.hpp>
#include <tern/schema/make_message.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

using library::v1::Genre;
using library::v1::ListBooksRequest;

namespace {

// Sets a field of `request`; what is wrong, or empty.
std::string set(ListBooksRequest& request, std::string_view path, std::string_view text) {
  const auto& type = tern::schema::message_info_of<ListBooksRequest>();
  const auto fields = tern::rest::find_field_path(type, path, false);
  REQUIRE_FALSE(fields.empty());
  const tern::status outcome = tern::rest::read_field(fields, text, &request);
  if (!outcome.ok()) CHECK(outcome.code() == tern::code::invalid_argument);
  return outcome.message();
}

std::string wrong(std::string_view path, std::string_view text) {
  ListBooksRequest request;
  return set(request, path, text);
}

}  // namespace

TEST_CASE("scalars are read as JSON writes them, without quotes") {
  ListBooksRequest request;
  CHECK(set(request, "parent", "a b") == "");
  CHECK(request.parent == "a b");
  CHECK(set(request, "page_size", "-12") == "");
  CHECK(request.page_size == -12);
  CHECK(set(request, "copies", "18446744073709551615") == "");
  CHECK(request.copies == std::numeric_limits<std::uint64_t>::max());
  CHECK(set(request, "shelf", "4294967295") == "");
  CHECK(request.shelf == 4294967295);
  CHECK(set(request, "price", "1.5e2") == "");
  CHECK(request.price == 150);
  CHECK(set(request, "price", "-Infinity") == "");
  CHECK(request.price == -std::numeric_limits<double>::infinity());
  CHECK(set(request, "weight", "NaN") == "");
  CHECK(std::isnan(request.weight));
  CHECK(set(request, "lent", "true") == "");
  CHECK(request.lent);
  CHECK(set(request, "token", "_-8=") == "");
  CHECK(request.token == std::vector{std::byte{0xff}, std::byte{0xef}});
}

TEST_CASE("an enum is a name or a number") {
  ListBooksRequest request;
  CHECK(set(request, "genre", "poem") == "");
  CHECK(request.genre == Genre::poem);
  CHECK(set(request, "genre", "1") == "");
  CHECK(request.genre == Genre::novel);
  CHECK(set(request, "genre", "77") == "");
  CHECK(request.genre == Genre{77});
  CHECK(set(request, "genre", "Poem") ==
        "expected the name of an enumerator of library.v1.Genre or a number, found \"Poem\"");
}

TEST_CASE("well-known types have the text of their JSON") {
  using namespace std::chrono;
  ListBooksRequest request;
  CHECK(set(request, "after", "2026-01-02T03:04:05.5Z") == "");
  CHECK(request.after == sys_days{2026y / 1 / 2} + 3h + 4min + 5s + 500ms);
  CHECK(set(request, "within", "1.5s") == "");
  CHECK(request.within == 1500ms);
  CHECK(set(request, "rating", "-4") == "");
  CHECK(request.rating->value == -4);
  CHECK(set(request, "read_mask", "author.displayName,name") == "");
  CHECK(request.read_mask->paths == std::vector<std::string>{"author.display_name", "name"});
  CHECK(set(request, "read_mask", "") == "");
  CHECK(request.read_mask->paths.empty());
}

TEST_CASE("messages on the way are made, lists grow, a oneof changes") {
  ListBooksRequest request;
  CHECK(set(request, "author.name", "Ada") == "");
  CHECK(set(request, "author.born", "1815") == "");
  CHECK(request.author == library::v1::Author{"Ada", 1815});
  CHECK(set(request, "like.author.name", "Bob") == "");
  CHECK(set(request, "like.pages", "7") == "");
  CHECK(request.like->author->name == "Bob");
  CHECK(request.like->pages == 7);
  CHECK(set(request, "tags", "a") == "");
  CHECK(set(request, "tags", "b") == "");
  CHECK(request.tags == std::vector<std::string>{"a", "b"});
  CHECK(set(request, "genres", "poem") == "");
  CHECK(set(request, "genres", "0") == "");
  CHECK(request.genres == std::vector{Genre::poem, Genre::unspecified});
  CHECK(set(request, "by_title", "true") == "");
  CHECK(set(request, "by_pages", "3") == "");
  CHECK(std::get<std::int32_t>(request.order) == 3);
}

TEST_CASE("what is no such value is refused with what was expected and found") {
  CHECK(wrong("page_size", "abc") == "expected a number, found \"abc\"");
  CHECK(wrong("page_size", "") == "expected a number, found \"\"");
  CHECK(wrong("page_size", "1.5") == "expected an integer, found \"1.5\"");
  CHECK(wrong("page_size", "2147483648") ==
        "expected a number in the range of int32, found \"2147483648\"");
  CHECK(wrong("copies", "-1") == "expected a number in the range of uint64, found \"-1\"");
  CHECK(wrong("weight", "1e40") == "expected a number in the range of float, found \"1e40\"");
  CHECK(wrong("price", "nan") == "expected a number, found \"nan\"");
  CHECK(wrong("lent", "True") == "expected true or false, found \"True\"");
  CHECK(wrong("token", "*") == "expected base64, found \"*\"");
  CHECK(wrong("parent", "\xff") == "expected UTF-8, found other bytes");
  CHECK(wrong("author.name", "\xc3") == "expected UTF-8, found other bytes");
  CHECK(wrong("after", "yesterday").find("found \"yesterday\"") != std::string::npos);
  CHECK(wrong("within", "soon").find("found \"soon\"") != std::string::npos);
  CHECK(wrong("read_mask", "a,,b") == "expected a path like user.displayName, found \"\"");
  CHECK(wrong("rating", "x") == "expected a number, found \"x\"");
  CHECK(wrong("tags", "\xff") == "expected UTF-8, found other bytes");
}

TEST_CASE("an element that is refused is not there") {
  ListBooksRequest request;
  CHECK(set(request, "genres", "x") != "");
  CHECK(request.genres.empty());
}
