// SPDX-License-Identifier: MIT
#include <tern/protocol/registry.hpp>

#include <string_view>
#include <variant>

#include <doctest/doctest.h>

using tern::http::head;
using tern::http::headers;
using tern::protocol::grpc_protocol;
using tern::protocol::recognised;
using tern::protocol::refusal;
using tern::protocol::registry;

namespace {

head request(std::string_view method, std::string_view content_type) {
  head made;
  made.method = method;
  made.path = "/hello.v1.Greeter/SayHello";
  if (!content_type.empty()) made.fields.add("content-type", content_type);
  return made;
}

}  // namespace

TEST_CASE("a gRPC request is recognised") {
  const auto found = registry{}.recognise(request("POST", "application/grpc"));
  REQUIRE(std::holds_alternative<recognised>(found));
  CHECK(std::get<recognised>(found).protocol == &grpc_protocol);
  CHECK(std::get<recognised>(found).call.refusal.ok());
  CHECK(std::get<recognised>(found).protocol->name() == "gRPC");
}

TEST_CASE("a call that is refused is still a call") {
  const auto found = registry{}.recognise(request("POST", "application/grpc+foo"));
  REQUIRE(std::holds_alternative<recognised>(found));
  CHECK_FALSE(std::get<recognised>(found).call.refusal.ok());
}

TEST_CASE("a content-type that no protocol recognises is refused with 415") {
  for (const std::string_view content_type :
       {"", "text/html", "application/json", "application/grpc-web", "application/grpc-web+proto",
        "application/grpc-web-text", "application/grpcfoo"}) {
    CAPTURE(content_type);
    const auto found = registry{}.recognise(request("POST", content_type));
    REQUIRE(std::holds_alternative<refusal>(found));
    CHECK(std::get<refusal>(found).head.status == 415);
    CHECK(std::get<refusal>(found).head.fields.get("accept-post") == "application/grpc");
  }
}

TEST_CASE("a method other than POST is refused with 405 whatever its content-type") {
  for (const std::string_view content_type : {"", "application/grpc", "text/html"}) {
    for (const std::string_view method : {"GET", "PUT", "OPTIONS", "HEAD", "post", ""}) {
      CAPTURE(method);
      const auto found = registry{}.recognise(request(method, content_type));
      REQUIRE(std::holds_alternative<refusal>(found));
      CHECK(std::get<refusal>(found).head.status == 405);
      CHECK(std::get<refusal>(found).head.fields.get("allow") == "POST");
    }
  }
}
