// SPDX-License-Identifier: MIT
#include <tern/rest/openapi_path.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::rest::openapi_path;
using tern::rest::path_pattern;

namespace {

std::string text(std::string_view path) {
  const openapi_path made{path_pattern{path}};
  return made.text(made);
}

}  // namespace

TEST_CASE("each wildcard is a parameter of one segment") {
  CHECK(text("/") == "/");
  CHECK(text("/v1/books") == "/v1/books");
  CHECK(text("/v1/{name}") == "/v1/{name}");
  CHECK(text("/v1/{book.name}") == "/v1/{book.name}");
  CHECK(text("/v1/{name=shelves/*/books/*}:archive") ==
        "/v1/shelves/{shelves_id}/books/{books_id}:archive");
  CHECK(text("/v1/{name=**}") == "/v1/{name}");
  CHECK(text("/v1/*/*") == "/v1/{v1_id}/{segment}");
  CHECK(text("/{name=*/*}") == "/{segment}/{segment_2}");
  CHECK(text("/a%20b/{x}:c%2Fd") == "/a%20b/{x}:c%2Fd");
  CHECK(text("/:ping") == "/:ping");
}

TEST_CASE("a path of the same shape has the other's names") {
  const openapi_path one{path_pattern{"/v1/{a}/x"}};
  const openapi_path other{path_pattern{"/v1/{b}/x"}};
  CHECK(one.literals == other.literals);
  CHECK(other.text(one) == "/v1/{a}/x");
}
