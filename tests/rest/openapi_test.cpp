// SPDX-License-Identifier: MIT
#include <tern/rest/openapi.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/json/cursor.hpp>
#include <tern/rest.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

namespace openapi_test {

struct Item {
  std::string id{};
};
TERN_MESSAGE(Item, (1, id))

struct Shop {
  tern::task<Item> Get(Item);
  tern::task<Item> Put(Item);
  tern::task<Item> Find(Item);
  tern::stream<Item> Watch(Item);
};
TERN_SERVICE(Shop, (Get, tern::get("/items/{id}")), (Put, tern::put("/items/{id=*}").body("*")),
             (Find, tern::custom("REPORT", "/items")), (Watch, tern::get("/watch")))

struct Wrong {
  tern::task<Item> Get(Item);
};
TERN_SERVICE(Wrong, (Get, tern::get("/{name}")))

}  // namespace openapi_test

namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("a document has what the rules say") {
  const std::string text = tern::openapi<openapi_test::Shop>(
                               {.title = "T", .version = "2", .server_url = "https://example.com"})
                               .value();
  CHECK(text.starts_with(
      R"({"openapi":"3.1.0","info":{"title":"T","version":"2"},"servers":[{"url":"https://example.com"}],)"
      R"("paths":{"/items/{id}":{"get":{"operationId":"Shop_Get","tags":["openapi_test.Shop"],)"
      R"("parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}}],)"
      R"("responses":{"200":{"description":"The reply.","content":{"application/json":)"
      R"({"schema":{"$ref":"#/components/schemas/openapi_test.Item"}}}},)"
      R"("default":{"description":"A failure.","content":{"application/json":)"
      R"({"schema":{"$ref":"#/components/schemas/google.rpc.Status"}}}}}},"put":)"));
  CHECK(has(text, R"("requestBody":{"required":true,"content":{"application/json":{"schema":)"
                  R"({"$ref":"#/components/schemas/openapi_test.Item"}}}})"));
  CHECK(has(text, R"("application/x-ndjson":{"schema":{"type":"object","properties":{"result":)"));
  CHECK(has(text, R"({"name":"id","in":"query","schema":{"type":"string"}})"));
  CHECK_FALSE(has(text, "Shop_Find"));  // a method that OpenAPI has no place for
  CHECK(has(text, R"("google.rpc.Status":{"type":"object","properties":{"code":)"));
}

TEST_CASE("a document is JSON, without a title it has the names of the contracts") {
  const std::string text = tern::openapi<library::v1::Library, openapi_test::Shop>().value();
  tern::json::cursor whole{text};
  CHECK(whole.skip_value());
  CHECK(whole.read_end());
  CHECK(has(text, R"("title":"library.v1.Library, openapi_test.Shop")"));
  CHECK(has(text, R"("/v1/shelves/{shelves_id}/books/{books_id}:archive":{"post":)"));
  CHECK(has(text, R"("operationId":"Library_GetBook_2")"));
  CHECK(has(text, R"({"name":"author.born","in":"query")"));
  CHECK(has(text, R"({"name":"like.author.name","in":"query")"));
}

TEST_CASE("a rule that is wrong is told") {
  CHECK(tern::openapi<openapi_test::Wrong>().status().message() ==
        "openapi_test.Wrong/Get: the rule GET /{name} has a variable that is no field of the "
        "request");
}
