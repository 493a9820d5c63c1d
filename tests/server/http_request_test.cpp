// SPDX-License-Identifier: MIT

#include <tern/server/http_request.hpp>

// What a request says of its query; the rest is proven in http_call_test.cpp.

#include <doctest/doctest.h>

#include <string>

#include "tests/server/plain.hpp"

using tern::server_side::http_request;

TEST_CASE("a query has parameters") {
  plain::site here;
  here.routes.add_http("GET", "/q", [](http_request& asked) {
    std::string text{asked.query()};
    for (const char* const name : {"a", "b", "c", "d", "e"}) {
      text.append("|").append(asked.query(name).value_or("-"));
    }
    return text;
  });
  plain::in_both_versions(here, [](plain::visitor& client) {
    const auto query = [&](std::string text) {
      return client.ask(plain::request("GET", "/q" + text)).body;
    };
    CHECK(query("") == "|-|-|-|-|-");
    CHECK(query("?") == "|-|-|-|-|-");
    CHECK(query("?a=1&b=&c&a=2&d=%41%20+&e=%zz") == "a=1&b=&c&a=2&d=%41%20+&e=%zz|1|||A  |-");
  });
}
