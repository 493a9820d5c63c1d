// SPDX-License-Identifier: MIT

#include <tern/server/cors_policy.hpp>

// What pages of other origins are told, over HTTP/1.1 and HTTP/2.

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/json.hpp>
#include <tern/server/handler.hpp>

#include "tests/server/plain.hpp"
#include "tests/stack/contract.hpp"

namespace {

using plain::answer;
using plain::in_both_versions;
using plain::request;
using plain::site;
using plain::visitor;
using tern::server_side::cors;
using tern::server_side::cors_policy;

const tern::name_value app{"origin", "https://app.example"};
const tern::name_value other{"origin", "https://other.example"};
const tern::name_value wants_post{"access-control-request-method", "POST"};

struct serving : site {
  explicit serving(std::optional<cors> how) {
    options.json = &tern::json_codec;
    options.cors = std::move(how);
    lines.unary = [](tern::rpc::context& context,
                     stack::Ask ask) -> tern::runtime::task<stack::Answer> {
      context.headers().add("x-cost", "3");
      context.trailers().add("x-end", "4");
      if (ask.text == "fail") co_return tern::status{tern::code::not_found, "no"};
      co_return stack::Answer{ask.text};
    };
    service.emplace(stack::scripted{lines});
    REQUIRE(tern::server_side::add_routes<stack::Subject>(routes, *service).empty());
    routes.add_http("GET", "/page", [] { return "page\n"; });
  }
  stack::script lines;
  std::optional<stack::scripted> service;
};

tern::http::head call(tern::name_value origin, std::string content_type = "application/json") {
  return request("POST", "/stack.Subject/Unary", {{"content-type", content_type}, origin});
}

bool lists(std::string_view list, std::string_view name) {
  bool found = false;
  tern::http::for_each_element(list, [&](std::string_view each) { found |= each == name; });
  return found;
}

std::vector<std::string> all_of(const answer& from, std::string_view name) {
  std::vector<std::string> values;
  for (const tern::name_value each : from.fields) {
    if (each.name == name) values.emplace_back(each.value);
  }
  return values;
}

}  // namespace

TEST_CASE("without the option nothing is said of origins") {
  serving here{std::nullopt};
  in_both_versions(here, [](visitor& client) {
    const answer asked = client.ask(request("OPTIONS", "/stack.Subject/Unary", {app, wants_post}));
    CHECK(asked.status == 405);
    CHECK(asked.field("access-control-allow-origin") == "none");
    const answer called = client.ask(call(app), "{}");
    CHECK(called.status == 200);
    CHECK(called.field("access-control-allow-origin") == "none");
    CHECK(called.field("vary").find("origin") == std::string::npos);
  });
}

TEST_CASE("a browser that asks hears what a page may do") {
  serving here{cors{.origins = {"https://APP.example:443"}, .headers = {"X-Tenant"}}};
  in_both_versions(here, [](visitor& client) {
    for (const std::string path : {"/stack.Subject/Unary", "/page", "/nothing"}) {
      const answer asked = client.ask(
          request("OPTIONS", path,
                  {app, wants_post, {"access-control-request-headers", "content-type,x-tenant"}}));
      CHECK(asked.status == 204);
      CHECK(asked.body.empty());
      CHECK(asked.field("access-control-allow-origin") == "https://app.example");
      CHECK(asked.field("access-control-allow-methods") == "GET, HEAD, POST, PUT, PATCH, DELETE");
      const std::string headers = asked.field("access-control-allow-headers");
      for (const std::string name :
           {"content-type", "connect-protocol-version", "connect-timeout-ms", "x-grpc-web",
            "x-user-agent", "grpc-timeout", "x-tenant"}) {
        INFO(name);
        CHECK(lists(headers, name));
      }
      CHECK_FALSE(lists(headers, "authorization"));
      CHECK(asked.field("access-control-max-age") == "7200");
      CHECK(asked.field("access-control-allow-credentials") == "none");
      CHECK(asked.field("access-control-allow-private-network") == "none");
      CHECK(asked.field("access-control-expose-headers") == "none");
      CHECK(lists(asked.field("vary"), "origin"));
      CHECK(lists(asked.field("vary"), "access-control-request-method"));
      CHECK(all_of(asked, "access-control-allow-origin").size() == 1);
    }
  });
}

TEST_CASE("a page of another origin is not let in, and served as others are") {
  serving here{cors{.origins = {"https://app.example"}}};
  in_both_versions(here, [](visitor& client) {
    for (const std::string origin :
         {"https://other.example", "http://app.example", "https://app.example:8443",
          "https://app.example.evil.example", "https://app.example/", "https://APP.example", "null",
          "https://evil.example, https://app.example", "*", ""}) {
      INFO(origin);
      const answer asked =
          client.ask(request("OPTIONS", "/stack.Subject/Unary", {{"origin", origin}, wants_post}));
      CHECK(asked.status == 403);
      CHECK(asked.body == "origin \"" + origin + "\" is not among the origins of cors\n");
      CHECK(asked.field("access-control-allow-origin") == "none");
      const answer called = client.ask(call({"origin", origin}), "{}");
      CHECK(called.status == 200);
      CHECK(called.field("access-control-allow-origin") == "none");
      CHECK(called.field("access-control-expose-headers") == "none");
      CHECK(all_of(called, "vary").back() == "origin");
    }
  });
}

TEST_CASE("every answer says whether a page may read it, and what of it") {
  serving here{cors{.origins = {"https://app.example", "https://third.example"},
                    .exposed_headers = {"X-Extra"}}};
  in_both_versions(here, [](visitor& client) {
    const auto check = [](const answer& got, int status) {
      CHECK(got.status == status);
      CHECK(all_of(got, "access-control-allow-origin") ==
            std::vector<std::string>{"https://app.example"});
      CHECK(all_of(got, "vary").back() == "origin");
      CHECK(lists(got.field("access-control-expose-headers"), "grpc-status"));
      CHECK(lists(got.field("access-control-expose-headers"), "x-extra"));
      CHECK_FALSE(lists(got.field("access-control-expose-headers"), "content-type"));
      CHECK_FALSE(lists(got.field("access-control-expose-headers"), "set-cookie"));
    };
    const answer called = client.ask(call(app), "{}");
    check(called, 200);
    CHECK(lists(called.field("access-control-expose-headers"), "x-cost"));
    CHECK(lists(called.field("access-control-expose-headers"), "trailer-x-end"));
    const answer failed = client.ask(call(app), R"({"text":"fail"})");
    check(failed, 404);
    CHECK(lists(failed.field("access-control-expose-headers"), "trailer-x-end"));
    check(client.ask(call(app, "application/grpc-web+proto"), std::string(5, '\0')), 200);
    check(client.ask(call(app, "text/plain"), "x"), 415);
    check(client.ask(request("GET", "/stack.Subject/Unary", {app})), 405);
    check(client.ask(request("GET", "/nothing", {app})), 404);
    check(client.ask(request("GET", "/page", {app})), 200);
    check(client.ask(request("HEAD", "/page", {app})), 200);
    // Who does not say where it comes from must not be given what was kept for somebody else.
    const answer plain_one = client.ask(request("GET", "/page"));
    CHECK(plain_one.field("access-control-allow-origin") == "none");
    CHECK(plain_one.field("vary") == "origin");
  });
}

TEST_CASE("any origin and any header can be allowed, credentials to those who are listed") {
  SUBCASE("any") {
    serving here{cors{.origins = {"*"}, .headers = {"*"}, .max_age = std::chrono::seconds{-1}}};
    in_both_versions(here, [](visitor& client) {
      const answer asked = client.ask(request(
          "OPTIONS", "/x",
          {other, wants_post, {"access-control-request-headers", "authorization, b\tc,x-y"}}));
      CHECK(asked.status == 204);
      CHECK(asked.field("access-control-allow-origin") == "*");
      CHECK(asked.field("access-control-max-age") == "0");
      CHECK(asked.field("access-control-allow-headers").ends_with(", authorization, x-y"));
      const answer called = client.ask(call({"origin", "null"}), "{}");
      CHECK(called.field("access-control-allow-origin") == "*");
      CHECK(called.field("vary").find("origin") == std::string::npos);
    });
  }
  SUBCASE("credentials, and a private network") {
    serving here{
        cors{.origins = {"https://app.example"}, .credentials = true, .private_network = true}};
    in_both_versions(here, [](visitor& client) {
      const answer asked = client.ask(request(
          "OPTIONS", "/x", {app, wants_post, {"access-control-request-private-network", "true"}}));
      CHECK(asked.field("access-control-allow-credentials") == "true");
      CHECK(asked.field("access-control-allow-private-network") == "true");
      CHECK(client.ask(call(app), "{}").field("access-control-allow-credentials") == "true");
      CHECK(client.ask(call(other), "{}").field("access-control-allow-credentials") == "none");
      // Without a question, no answer.
      CHECK(client.ask(request("OPTIONS", "/page", {app})).status == 405);
    });
  }
}

TEST_CASE("options that cannot be meant are refused at once") {
  const auto refused = [](cors how) {
    try {
      const cors_policy made{how};
    } catch (const std::logic_error& failure) {
      return std::string{failure.what()};
    }
    return std::string{};
  };
  CHECK(refused({.origins = {"https://a.example", "http://localhost:8080", "null"}}).empty());
  CHECK(refused({.origins = {"http://[::1]:8080"}}).empty());
  CHECK(refused({}).find("no origins") != std::string::npos);
  CHECK(refused({.origins = {"*"}, .credentials = true}).find("any origin") != std::string::npos);
  const std::vector<std::string> listed{"https://app.example"};
  CHECK(refused({.origins = listed, .methods = {"*"}, .credentials = true}).find("list methods") !=
        std::string::npos);
  CHECK(refused({.origins = listed, .exposed_headers = {"*"}, .credentials = true})
            .find("exposed_headers") != std::string::npos);
  for (const std::string origin :
       {"https://a.example/", "https://a.example/path", "a.example", "https://", "://a", "",
        "https://*.example", "https://a b", "https://user@a.example", "https://a.example:x"}) {
    INFO(origin);
    CHECK(refused({.origins = {origin}}).find("is no origin") != std::string::npos);
  }
  CHECK(refused({.origins = {"https://a.example", "*"}}).find("no origin") != std::string::npos);
  CHECK(refused({.origins = {"*"}, .methods = {"GET, POST"}}).find("method") != std::string::npos);
  CHECK(refused({.origins = {"*"}, .headers = {"a b"}}).find("header") != std::string::npos);
  CHECK(refused({.origins = {"*"}, .headers = {"a", "*"}}).find("header") != std::string::npos);
}
