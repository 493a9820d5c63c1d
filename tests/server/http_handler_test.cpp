// SPDX-License-Identifier: MIT

#include <tern/server/http_handler.hpp>

// All that a handler may be. What one is given is proven in http_call_test.cpp.

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>

#include "tests/server/plain.hpp"

using tern::runtime::stream;
using tern::runtime::task;
using tern::server_side::http_request;
using tern::server_side::http_response;

namespace {

std::string a_function(http_request&) {
  return "function";
}

struct an_object {
  std::unique_ptr<std::string> only_moved = std::make_unique<std::string>("object");
  std::string operator()() const { return *only_moved; }
};

http_response saying(std::string text) {
  http_response made;
  made.body = std::move(text);
  return made;
}

}  // namespace

TEST_CASE("a handler takes a request or nothing, and gives a response, a text, parts, or a task") {
  plain::site here;
  int asked = 0;
  here.routes.add_http("GET", "/literal", [] { return "literal"; });
  here.routes.add_http("GET", "/function", a_function);
  here.routes.add_http("GET", "/object", an_object{});
  here.routes.add_http("GET", "/response", [](http_request&) { return saying("response"); });
  here.routes.add_http("GET", "/text", []() -> task<std::string> { co_return "text"; });
  here.routes.add_http("GET", "/task",
                       [](http_request&) -> task<http_response> { co_return saying("task"); });
  here.routes.add_http("GET", "/parts", [](http_request&) -> stream<std::string> {
    co_yield "pa";
    co_yield "rts";
  });
  here.routes.add_http("GET", "/later", []() -> task<stream<std::string>> {
    co_return []() -> stream<std::string> { co_yield "later"; }();
  });
  here.routes.add_http("GET", "/count", [count = 0]() mutable { return std::to_string(++count); });
  plain::in_both_versions(here, [&](plain::visitor& client) {
    for (const std::string path :
         {"literal", "function", "object", "response", "text", "task", "parts", "later"}) {
      CHECK(client.ask(plain::request("GET", "/" + path)).body == path);
    }
    // One handler for all requests.
    CHECK(client.ask(plain::request("GET", "/count")).body == std::to_string(++asked));
  });
}
