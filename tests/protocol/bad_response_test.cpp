// SPDX-License-Identifier: MIT
#include <tern/protocol/bad_response.hpp>

#include <string_view>

#include <tern/compress/compression.hpp>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::http::head;
using tern::http::headers;
using tern::protocol::response_start;
namespace detail = tern::protocol::detail;

namespace {

head response(int http_status, headers fields) {
  head made;
  made.status = http_status;
  made.fields = std::move(fields);
  return made;
}

}  // namespace

TEST_CASE("a response is described by its status and its content-type") {
  CHECK(detail::describe_head(response(503, {{"content-type", "text/html"}})) ==
        "HTTP status 503 and content-type \"text/html\"");
  CHECK(detail::describe_head(response(404, {})) == "HTTP status 404 and no content-type");
}

TEST_CASE("an error of HTTP becomes a status of its own") {
  CHECK(detail::refused_status(response(503, {})).refusal ==
        status{code::unavailable, "the server answered with HTTP status 503 and no content-type"});
}

TEST_CASE("a response of another content-type says which, and which was hoped for") {
  CHECK(detail::refused_content(response(200, {{"content-type", "image/jpeg"}}), code::unknown,
                                "application/grpc")
            .refusal == status{code::unknown,
                               "the server answered with HTTP status 200 and content-type "
                               "\"image/jpeg\" in place of application/grpc"});
}

TEST_CASE("an encoding that this program does not have ends the call") {
  response_start start;
  detail::read_reply_encoding(response(200, {}), "grpc-encoding", code::internal, start);
  CHECK(start.refusal.ok());
  CHECK(start.encoding == nullptr);
  detail::read_reply_encoding(response(200, {{"grpc-encoding", "identity"}}), "grpc-encoding",
                              code::internal, start);
  CHECK(start.refusal.ok());
  CHECK(start.encoding == nullptr);
  detail::read_reply_encoding(response(200, {{"grpc-encoding", "zip"}}), "grpc-encoding",
                              code::internal, start);
  CHECK(start.refusal.code() == code::internal);
  CHECK(start.refusal.message().starts_with(
      "the server answered with grpc-encoding \"zip\", this client decodes "));
}
