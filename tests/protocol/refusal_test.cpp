// SPDX-License-Identifier: MIT
#include <tern/protocol/refusal.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::http::head;
using tern::http::headers;
using tern::protocol::refusal;

namespace {

head request(std::string_view method, headers fields = {}) {
  head made;
  made.method = method;
  made.path = "/hello.v1.Greeter/SayHello";
  made.fields = std::move(fields);
  return made;
}

}  // namespace

TEST_CASE("an unknown content-type is answered with 415 and what would be taken") {
  const refusal answer = tern::protocol::unsupported_media_type(
      request("POST", {{"content-type", "image/jpeg"}}), "application/grpc");
  CHECK(answer.head.status == 415);
  CHECK(answer.head.fields == headers{{"content-type", "text/plain; charset=utf-8"},
                                      {"accept-post", "application/grpc"}});
  CHECK(answer.body == "content-type is \"image/jpeg\", this server takes application/grpc\n");
}

TEST_CASE("a request without a content-type is answered with 415") {
  const refusal answer =
      tern::protocol::unsupported_media_type(request("POST"), "application/grpc");
  CHECK(answer.head.status == 415);
  CHECK(answer.body == "there is no content-type, this server takes application/grpc\n");
}

TEST_CASE("a method other than POST is answered with 405 and the one that is allowed") {
  const refusal answer = tern::protocol::method_not_allowed(request("GET"));
  CHECK(answer.head.status == 405);
  CHECK(answer.head.fields ==
        headers{{"content-type", "text/plain; charset=utf-8"}, {"allow", "POST"}});
  CHECK(answer.body == "method is \"GET\", a call is made with POST\n");
}

TEST_CASE("a method that a path does not have is answered with those that it has") {
  const refusal answer = tern::protocol::method_not_allowed(request("PUT"), "GET, POST");
  CHECK(answer.head.status == 405);
  CHECK(answer.head.fields.get("allow") == "GET, POST");
  CHECK(answer.body == "method is \"PUT\", this path takes GET, POST\n");
}

TEST_CASE("a path that nobody serves is answered with 404, and said without its query") {
  tern::http::head asked = request("GET");
  asked.path = "/nothing?token=secret";
  const refusal answer = tern::protocol::path_not_found(asked);
  CHECK(answer.head.status == 404);
  CHECK(answer.body == "nothing is served at \"/nothing\"\n");
  asked.method = "HEAD";
  CHECK(tern::protocol::path_not_found(asked).body.empty());
}

TEST_CASE("an answer to HEAD has no body") {
  const refusal answer = tern::protocol::method_not_allowed(request("HEAD"));
  CHECK(answer.head.status == 405);
  CHECK(answer.body.empty());
}

TEST_CASE("a header list past its limit is answered with 431 and the limit") {
  const refusal answer = tern::protocol::header_list_too_large(16384);
  CHECK(answer.head.status == 431);
  CHECK(answer.body == "header fields are too large, limit header_list_max_bytes is 16384\n");
}

TEST_CASE("a call that needs HTTP/2 is answered with 505 over HTTP/1.1") {
  const refusal answer = tern::protocol::http2_required("gRPC");
  CHECK(answer.head.status == 505);
  CHECK(answer.body == "gRPC needs HTTP/2, and this request came over HTTP/1.1\n");
}

TEST_CASE("a GET that wants an unknown form of messages is answered with 415") {
  head got = request("GET");
  got.path = "/hello.v1.Greeter/SayHello?encoding=foo";
  const refusal answer = tern::protocol::unsupported_get_encoding(got);
  CHECK(answer.head.status == 415);
  CHECK(answer.body ==
        "the parameter encoding of the query is \"foo\", which is no form of messages that this "
        "server has\n");
}
