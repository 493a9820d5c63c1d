// SPDX-License-Identifier: MIT
#include <tern/server/openapi.hpp>

#include <string>

#include <tern/schema/service_info.hpp>

#include "tests/rest/library.hpp"
#include "tests/server/plain.hpp"

#include <doctest/doctest.h>

TEST_CASE("a contract that is added after the document is in it") {
  plain::site here;
  tern::server_side::add_openapi(here.routes, "/openapi.json", {.title = "Books"});
  here.routes.note(tern::schema::service_info_of<library::v1::Library>);
  plain::in_both_versions(here, [](plain::visitor& client) {
    const plain::answer got = client.ask(plain::request("GET", "/openapi.json"));
    CHECK(got.status == 200);
    CHECK(got.field("content-type") == "application/json");
    CHECK(got.body.starts_with(R"({"openapi":"3.1.0","info":{"title":"Books")"));
    CHECK(got.body.find("Library_WatchBooks") != std::string::npos);
  });
}
