// SPDX-License-Identifier: MIT
#include <tern/rest/answer.hpp>

#include <memory>
#include <string>

#include <tern/json.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

namespace {

using tern::rest::answer_protocol;

// A call of a method of Library.
struct call : tern::protocol::accepted {
  std::unique_ptr<tern::rest::bound_rule> rule{};

  explicit call(std::size_t method = 0) {
    const auto& info = tern::schema::service_info_of<library::v1::Library>.methods[method];
    rule = std::make_unique<tern::rest::bound_rule>(info.http_rules[0], info, "/x");
    codec = std::make_shared<tern::rest::call_codec>(*rule, "/", "", tern::json_codec);
    content_type = "application/json";
  }
};

}  // namespace

TEST_CASE("metadata of a request is its fields, with or without the prefix") {
  tern::http::head head;
  head.fields.add("grpc-metadata-x-tenant", "blue");
  head.fields.add("authorization", "Bearer x");
  head.fields.add("grpc-metadata-key-bin", "AQI");
  head.fields.add("grpc-metadata-grpc-timeout", "1S");
  head.fields.add("content-type", "application/json");
  const auto metadata = answer_protocol.request_metadata(head);
  CHECK(metadata.get("x-tenant") == "blue");
  CHECK(metadata.get("authorization") == "Bearer x");
  CHECK(metadata.get("key-bin") == "\x01\x02");
  CHECK(metadata.size() == 3);
}

TEST_CASE("a reply has metadata and trailers in its head, with prefixes") {
  call one;
  one.by_get = true;
  const auto end =
      answer_protocol.finish(one, {}, {{"x-a", "1"}, {"b-bin", "\x01\x02"}}, {{"x-cost", "3"}}, {});
  REQUIRE(end.head);
  CHECK(end.head->status == 200);
  CHECK(end.head->fields.get("content-type") == "application/json");
  CHECK(end.head->fields.get("vary") == "accept-encoding");
  CHECK(end.head->fields.get("grpc-metadata-x-a") == "1");
  CHECK(end.head->fields.get("grpc-metadata-b-bin") == "AQI");
  CHECK(end.head->fields.get("grpc-trailer-x-cost") == "3");
  CHECK(end.body.empty());
  CHECK_FALSE(end.trailers);
}

TEST_CASE("a failure is a google.rpc.Status under the HTTP status of its code") {
  const auto end =
      answer_protocol.finish(call{}, {tern::code::not_found, "no book"}, {}, {{"x-cost", "3"}}, {});
  CHECK(end.head->status == 404);
  CHECK(end.head->fields.get("content-type") == "application/json");
  CHECK(end.head->fields.get("grpc-trailer-x-cost") == "3");
  CHECK(tern::as_text(end.body.view()) == R"({"code":5,"message":"no book"})");
}

TEST_CASE("a call without credentials is told how to send some") {
  const auto end =
      answer_protocol.finish(call{}, {tern::code::unauthenticated, "who?"}, {}, {}, {});
  CHECK(end.head->status == 401);
  CHECK(end.head->fields.get("www-authenticate") == "Bearer");
}

TEST_CASE("a stream that has begun ends with a line, or with nothing") {
  const auto failed = answer_protocol.finish(call{7}, {tern::code::aborted, "later"}, {},
                                             {{"x-cost", "3"}}, {.head_sent = true});
  CHECK_FALSE(failed.head);
  CHECK(tern::as_text(failed.body.view()) == "{\"error\":{\"code\":10,\"message\":\"later\"}}\n");
  REQUIRE(failed.trailers);
  CHECK(failed.trailers->get("grpc-trailer-x-cost") == "3");
  const auto ended = answer_protocol.finish(call{7}, {}, {}, {}, {.head_sent = true});
  CHECK_FALSE(ended.head);
  CHECK(ended.body.empty());
  CHECK_FALSE(ended.trailers);
}

TEST_CASE("an answer says how its body is compressed, and what could be") {
  call one;
  one.request_encoding = nullptr;
  one.refusal = {tern::code::unimplemented, "no such encoding"};
  const auto refused = answer_protocol.finish(one, one.refusal, {}, {}, {});
  CHECK(refused.head->status == 501);
  CHECK(refused.head->fields.get("accept-encoding") == tern::compress::accept_encoding);
  CHECK(answer_protocol.name() == "REST");
}
