// SPDX-License-Identifier: MIT

#include <tern/server/http_routes.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>

using tern::server_side::http_resource;
using tern::server_side::http_routes;

namespace {

const auto nothing = [] { return ""; };

std::string found(const http_routes& routes, std::string_view path) {
  const http_resource* const at = routes.find(path);
  return at == nullptr ? "none" : at->pattern() + '|' + std::string{at->rest_of(path)};
}

}  // namespace

TEST_CASE("the path counts, then the longest beginning") {
  http_routes routes;
  routes.add("GET", "/*", nothing);
  routes.add("GET", "/a/*", nothing);
  routes.add("GET", "/a/b", nothing);
  routes.add("GET", "/a/b/*", nothing);
  CHECK(found(routes, "/") == "/*|");
  CHECK(found(routes, "/x/y") == "/*|x/y");
  CHECK(found(routes, "/a") == "/*|a");
  CHECK(found(routes, "/a/") == "/a/*|");
  CHECK(found(routes, "/a/b") == "/a/b|");
  CHECK(found(routes, "/a/bc") == "/a/*|bc");
  CHECK(found(routes, "/a/b/c/d") == "/a/b/*|c/d");
  CHECK(found(routes, "*") == "none");
  CHECK(routes.size() == 4);
}

TEST_CASE("a path has methods") {
  http_routes routes;
  CHECK(routes.empty());
  CHECK(routes.find("/a") == nullptr);
  const auto& got = routes.add("GET", "/a", nothing);
  const auto& posted = routes.add("POST", "/a", nothing);
  const http_resource& at = *routes.find("/a");
  CHECK(at.find("GET") == &got);
  CHECK(at.find("HEAD") == &got);
  CHECK(at.find("POST") == &posted);
  CHECK(at.find("PUT") == nullptr);
  CHECK(at.find("get") == nullptr);
  CHECK(at.allow() == "GET, HEAD, POST");
  const auto& own = routes.add("HEAD", "/a", nothing);
  CHECK(routes.find("/a")->find("HEAD") == &own);
  CHECK(routes.find("/a")->allow() == "GET, POST, HEAD");
  routes.add("POST", "/b", nothing);
  CHECK(routes.find("/b")->allow() == "POST");
  CHECK(routes.find("/b")->find("HEAD") == nullptr);
}

TEST_CASE("what is no path, no method, or there already is refused") {
  http_routes routes;
  routes.add("GET", "/a", nothing);
  routes.add("GET", "/a/*", nothing);
  for (const std::string_view path :
       {"", "a", "*", "/a", "/a/*", "/a?b", "/a#b", "/a b", "/*/a", "/a*", "/a/**", "/\xC3\xA4"}) {
    CAPTURE(path);
    CHECK_THROWS_AS(routes.add("GET", path, nothing), std::logic_error);
  }
  for (const std::string_view method : {"", "G T", "GET,POST"}) {
    CHECK_THROWS_AS(routes.add(method, "/b", nothing), std::logic_error);
  }
  CHECK(routes.size() == 2);
}
