// SPDX-License-Identifier: MIT
#include <tern/rest/call_codec.hpp>

#include <string>

#include <tern/json.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

namespace {

const auto& methods = tern::schema::service_info_of<library::v1::Library>.methods;

}  // namespace

TEST_CASE("a codec reads path and query, and writes a reply") {
  const tern::rest::bound_rule rule{methods[0].http_rules[0], methods[0], "/x"};
  const tern::rest::call_codec codec{rule, "/v1/shelves/1/books/2", "edition=3", tern::json_codec};
  library::v1::GetBookRequest request;
  REQUIRE(codec.decode({}, *methods[0].request, &request, {}));
  CHECK(request.name == "shelves/1/books/2");
  CHECK(request.edition == 3);
  const library::v1::Book book{.pages = 1};
  tern::buffer out;
  REQUIRE(codec.encode(*methods[0].reply, &book, out));
  CHECK(tern::as_text(out.view()) == R"({"pages":1})");
  CHECK(&codec.json() == &tern::json_codec);
}

TEST_CASE("replies of a stream are lines") {
  const tern::rest::bound_rule rule{methods[7].http_rules[0], methods[7], "/x"};
  const tern::rest::call_codec codec{rule, "/v1/watch", "", tern::json_codec};
  const library::v1::Book book{.pages = 1};
  tern::buffer out;
  REQUIRE(codec.encode(*methods[7].reply, &book, out));
  REQUIRE(codec.encode(*methods[7].reply, &book, out));
  CHECK(tern::as_text(out.view()) == "{\"result\":{\"pages\":1}}\n{\"result\":{\"pages\":1}}\n");
}

TEST_CASE("a body of no type is refused, none is not") {
  using tern::rest::call_codec;
  const tern::rest::bound_rule rule{methods[2].http_rules[0], methods[2], "/x"};
  const call_codec codec{rule, "/v1/books", "", tern::json_codec, call_codec::body::without_type};
  library::v1::Book book;
  CHECK(codec.decode({}, *methods[2].request, &book, {}));
  const auto refused = codec.decode(tern::as_bytes("{}"), *methods[2].request, &book, {});
  CHECK(refused.status().message() ==
        "the request has a body and no content-type; it has to be application/json");
}
