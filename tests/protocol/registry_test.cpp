// SPDX-License-Identifier: MIT
#include <tern/protocol/registry.hpp>

#include <string_view>
#include <utility>
#include <variant>

#include <doctest/doctest.h>

using tern::http::head;
using tern::http::headers;
using tern::protocol::connect_stream_protocol;
using tern::protocol::connect_unary_protocol;
using tern::protocol::grpc_protocol;
using tern::protocol::grpc_web_protocol;
using tern::protocol::protocol;
using tern::protocol::recognised;
using tern::protocol::refusal;
using tern::protocol::registry;

namespace {

constexpr registry with_json{.forms = {.json = true}};

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

TEST_CASE("each protocol is found by its content-type") {
  struct row {
    std::string_view content_type;
    const protocol* speaks;
  };
  const row rows[] = {
      {"application/grpc", &grpc_protocol},
      {"application/grpc+json", &grpc_protocol},
      {"application/grpc-web", &grpc_web_protocol},
      {"application/grpc-web-text+proto", &grpc_web_protocol},
      {"application/proto", &connect_unary_protocol},
      {"application/json", &connect_unary_protocol},
      {"application/connect+proto", &connect_stream_protocol},
      {"application/connect+json", &connect_stream_protocol},
  };
  for (const row& each : rows) {
    CAPTURE(each.content_type);
    const auto found = with_json.recognise(request("POST", each.content_type));
    REQUIRE(std::holds_alternative<recognised>(found));
    CHECK(std::get<recognised>(found).protocol == each.speaks);
    CHECK(std::get<recognised>(found).call.refusal.ok());
  }
}

TEST_CASE("a content-type that no protocol recognises is refused with 415") {
  for (const std::string_view content_type :
       {"", "text/html", "application/json", "application/grpc-web+json", "application/grpc-webx",
        "application/connect", "application/connect+json", "application/grpcfoo"}) {
    CAPTURE(content_type);
    const auto found = registry{}.recognise(request("POST", content_type));
    REQUIRE(std::holds_alternative<refusal>(found));
    CHECK(std::get<refusal>(found).head.status == 415);
    CHECK(std::get<refusal>(found).head.fields.get("accept-post") ==
          "application/grpc, application/grpc-web, application/grpc-web-text, application/proto, "
          "application/connect+proto");
  }
}

TEST_CASE("a shape that a protocol does not carry is refused with 415 and what would carry it") {
  const refusal unary = with_json.refuse_shape(request("POST", "application/connect+proto"), false);
  CHECK(unary.head.status == 415);
  CHECK(unary.head.fields.get("accept-post")
            .value()
            .ends_with("application/json, application/proto"));
  const refusal stream = registry{}.refuse_shape(request("POST", "application/proto"), true);
  CHECK(stream.head.fields.get("accept-post") ==
        "application/grpc, application/grpc-web, application/grpc-web-text, "
        "application/connect+proto");
}

TEST_CASE("a GET is a call if its query is that of one") {
  head got = request("GET", "application/grpc");
  got.path = "/hello.v1.Greeter/SayHello?encoding=proto&message=";
  const auto found = registry{}.recognise(got);
  REQUIRE(std::holds_alternative<recognised>(found));
  CHECK(std::get<recognised>(found).protocol == &connect_unary_protocol);
  got.path = "/hello.v1.Greeter/SayHello?encoding=json&message=%7B%7D";
  const auto unknown = registry{}.recognise(got);
  REQUIRE(std::holds_alternative<refusal>(unknown));
  CHECK(std::get<refusal>(unknown).head.status == 415);
  CHECK(std::get<refusal>(unknown).body ==
        "the parameter encoding of the query is \"json\", which is no form of messages that this "
        "server has\n");
}

TEST_CASE("a method other than POST is refused with 405 whatever its content-type") {
  for (const std::string_view content_type : {"", "application/grpc", "application/json"}) {
    for (const std::string_view method : {"GET", "PUT", "OPTIONS", "HEAD", "post", ""}) {
      CAPTURE(method);
      const auto found = with_json.recognise(request(method, content_type));
      REQUIRE(std::holds_alternative<refusal>(found));
      CHECK(std::get<refusal>(found).head.status == 405);
      CHECK(std::get<refusal>(found).head.fields.get("allow") == "POST");
    }
  }
}

TEST_CASE("over HTTP/1.1 gRPC is refused with 505, and the others are not") {
  for (const auto& [content_type, needs_http2] :
       {std::pair{"application/grpc", true}, std::pair{"application/grpc-web", false},
        std::pair{"application/proto", false}, std::pair{"application/connect+proto", false}}) {
    CAPTURE(content_type);
    head asked = request("POST", content_type);
    asked.version = 1;
    const auto found = registry{}.recognise(asked);
    CHECK(std::holds_alternative<refusal>(found) == needs_http2);
    if (needs_http2) CHECK(std::get<refusal>(found).head.status == 505);
  }
}
