// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_unary.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/rpc/error_details.hpp>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::as_text;
using tern::code;
using tern::status;
using tern::http::head;
using tern::http::headers;
using tern::protocol::accepted;
using tern::protocol::call_start;
using tern::protocol::connect_unary_protocol;
using tern::protocol::ending;
using tern::protocol::framing;
using tern::protocol::message_form;
using tern::protocol::message_forms;
using tern::protocol::outcome;
using tern::protocol::response_start;
using tern::rpc::metadata;
using namespace std::chrono_literals;

namespace {

constexpr message_forms both{.json = true};
constexpr framing bare{.body = framing::layout::message};

head request(std::string_view method, std::string_view path, headers fields) {
  head made;
  made.method = method;
  made.scheme = "http";
  made.authority = "localhost:8080";
  made.path = path;
  made.fields = std::move(fields);
  return made;
}

head post(headers fields) {
  return request("POST", "/hello.v1.Greeter/SayHello", std::move(fields));
}

head get(std::string_view query, headers fields = {}) {
  return request("GET", "/hello.v1.Greeter/SayHello?" + std::string{query}, std::move(fields));
}

head response(int http_status, headers fields) {
  head made;
  made.status = http_status;
  made.fields = std::move(fields);
  return made;
}

accepted accept(const head& request) {
  std::optional<accepted> call = connect_unary_protocol.accept(request, both);
  REQUIRE(call.has_value());
  return *std::move(call);
}

}  // namespace

// ---- a server reads a request --------------------------------------------------------------

TEST_CASE("a POST of proto or JSON is a unary call, and its body the message") {
  const accepted proto = accept(post({{"content-type", "application/proto"}}));
  CHECK(proto.form == message_form::proto);
  CHECK(proto.content_type == "application/proto");
  CHECK(proto.request_framing == bare);
  CHECK(proto.reply_framing == bare);
  CHECK_FALSE(proto.by_get);
  CHECK(proto.message == nullptr);
  CHECK(proto.refusal.ok());

  const accepted json = accept(post({{"content-type", "application/json; charset=utf-8"}}));
  CHECK(json.form == message_form::json);
  CHECK(json.content_type == "application/json");
  CHECK(json.refusal.ok());
}

TEST_CASE("another content-type is no unary call of Connect") {
  for (const std::string_view content_type :
       {"", "application/foo", "application/grpc", "application/grpc-web",
        "application/connect+proto", "application/json; charset=latin1", "image/jpeg",
        "application/proto+json"}) {
    CAPTURE(content_type);
    CHECK_FALSE(
        connect_unary_protocol.accept(post({{"content-type", content_type}}), both).has_value());
  }
  CHECK_FALSE(connect_unary_protocol.accept(post({}), both).has_value());
}

TEST_CASE("another method than POST and GET is no call") {
  for (const std::string_view method : {"DELETE", "PUT", "HEAD", "OPTIONS", "post"}) {
    CAPTURE(method);
    CHECK_FALSE(connect_unary_protocol
                    .accept(request(method, "/a.B/C?connect=v1&encoding=proto&message=",
                                    {{"content-type", "application/proto"}}),
                            both)
                    .has_value());
  }
}

TEST_CASE("JSON is a call only for a server that has it") {
  CHECK_FALSE(
      connect_unary_protocol.accept(post({{"content-type", "application/json"}})).has_value());
  CHECK_FALSE(
      connect_unary_protocol.accept(get("connect=v1&encoding=json&message=%7B%7D")).has_value());
  CHECK(connect_unary_protocol.accept(post({{"content-type", "application/proto"}})).has_value());
}

TEST_CASE("unary calls are not for streams") {
  CHECK(connect_unary_protocol.carries(false));
  CHECK_FALSE(connect_unary_protocol.carries(true));
}

TEST_CASE("a GET has its message in the query") {
  const accepted json =
      accept(get("connect=v1&encoding=json&message=%7B%7D", {{"connect-timeout-ms", "50"}}));
  CHECK(json.by_get);
  CHECK(json.form == message_form::json);
  CHECK(json.content_type == "application/json");
  CHECK(*json.message == "{}");
  CHECK(json.timeout == 50ms);
  CHECK(json.refusal.ok());
  CHECK(json.reply_framing == bare);

  const accepted proto = accept(get("base64=1&encoding=proto&message=CgNBZGE"));
  CHECK(proto.form == message_form::proto);
  CHECK(*proto.message ==
        "\n\x03"
        "Ada");
  CHECK(proto.refusal.ok());
}

TEST_CASE("a GET without a query of a call is none") {
  CHECK_FALSE(connect_unary_protocol.accept(get(""), both).has_value());
  CHECK_FALSE(connect_unary_protocol.accept(get("x=1"), both).has_value());
}

TEST_CASE("a GET of an unknown form is no call, and one that lacks a parameter is refused") {
  CHECK_FALSE(
      connect_unary_protocol.accept(get("connect=v1&encoding=foo&message="), both).has_value());
  CHECK_FALSE(
      connect_unary_protocol.accept(get("connect=v1&encoding=&message="), both).has_value());
  CHECK(accept(get("connect=v1&message=")).refusal.code() == code::invalid_argument);
  CHECK(accept(get("connect=v1&encoding=proto")).refusal.code() == code::invalid_argument);
  CHECK(accept(get("connect=v2&encoding=proto&message=")).refusal.code() == code::invalid_argument);
  CHECK(accept(get("encoding=proto&base64=1&message=!")).refusal.code() == code::invalid_argument);
}

TEST_CASE("an encoding that the server does not have is unimplemented") {
  const status posted =
      accept(post({{"content-type", "application/proto"}, {"content-encoding", "zip"}})).refusal;
  CHECK(posted.code() == code::unimplemented);
  CHECK(posted.message().starts_with("content-encoding is \"zip\": this server decodes "));
  const status got = accept(get("encoding=proto&message=&base64=1&compression=zip")).refusal;
  CHECK(got.code() == code::unimplemented);
  CHECK(got.message().starts_with(
      "the parameter compression of the query is \"zip\": this server decodes "));
  CHECK(accept(get("encoding=proto&message=&compression=identity")).refusal.ok());
  // The field does not speak of what is in the query.
  CHECK(accept(get("encoding=proto&message=", {{"content-encoding", "zip"}})).refusal.ok());
}

TEST_CASE("metadata of a request is what neither HTTP nor Connect has reserved") {
  CHECK(connect_unary_protocol.request_metadata(post({{"content-type", "application/proto"},
                                                      {"connect-protocol-version", "1"},
                                                      {"connect-timeout-ms", "1"},
                                                      {"content-encoding", "identity"},
                                                      {"x-tenant", "blue"},
                                                      {"x-raw-bin", "AQ=="},
                                                      {"x-tenant", "red"}})) ==
        metadata{{"x-tenant", "blue"}, {"x-raw-bin", "\x01"}, {"x-tenant", "red"}});
}

// ---- a server answers ----------------------------------------------------------------------

TEST_CASE("a reply has one head with what comes first and last") {
  const accepted call = accept(post({{"content-type", "application/proto"}}));
  const ending end = connect_unary_protocol.finish(
      call, {}, {{"x-a", "1"}}, {{"x-b", "2"}, {"x-b", "3"}, {"x-raw-bin", "\x01"}}, {});
  REQUIRE(end.head.has_value());
  CHECK(end.head->status == 200);
  CHECK(end.head->fields == headers{{"content-type", "application/proto"},
                                    {"x-a", "1"},
                                    {"trailer-x-b", "2"},
                                    {"trailer-x-b", "3"},
                                    {"trailer-x-raw-bin", "AQ"}});
  CHECK(end.body.empty());
  CHECK_FALSE(end.trailers.has_value());
}

TEST_CASE("a failure is JSON, whatever the form of the call, with the HTTP status of its code") {
  for (const std::string_view content_type : {"application/proto", "application/json"}) {
    const accepted call = accept(post({{"content-type", content_type}}));
    const ending end = connect_unary_protocol.finish(
        call, {code::invalid_argument, "name is required"}, {{"x-a", "1"}}, {{"x-b", "2"}}, {});
    REQUIRE(end.head.has_value());
    CHECK(end.head->status == 400);
    CHECK(end.head->fields ==
          headers{{"content-type", "application/json"}, {"x-a", "1"}, {"trailer-x-b", "2"}});
    CHECK(as_text(end.body.view()) ==
          R"({"code":"invalid_argument","message":"name is required"})");
    CHECK_FALSE(end.trailers.has_value());
  }
}

TEST_CASE("a path without a method is 404, and a method that is not implemented 501") {
  const accepted call = accept(post({{"content-type", "application/proto"}}));
  const status unimplemented{code::unimplemented, "unknown method"};
  const ending unrouted =
      connect_unary_protocol.finish(call, unimplemented, {}, {}, {.routed = false});
  CHECK(unrouted.head->status == 404);
  CHECK(as_text(unrouted.body.view()) == R"({"code":"unimplemented","message":"unknown method"})");
  CHECK(connect_unary_protocol.finish(call, unimplemented, {}, {}, {}).head->status == 501);
}

TEST_CASE("a refusal says what is accepted") {
  const accepted call =
      accept(post({{"content-type", "application/proto"}, {"content-encoding", "zip"}}));
  const ending end = connect_unary_protocol.finish(call, call.refusal, {}, {}, {});
  CHECK(end.head->status == 501);
  CHECK(end.head->fields.get("accept-encoding") == tern::compress::accept_encoding);
}

TEST_CASE("an answer to a GET differs by encoding") {
  const accepted call = accept(get("encoding=proto&message="));
  CHECK(connect_unary_protocol.finish(call, {}, {}, {}, {}).head->fields.get("vary") ==
        "accept-encoding");
}

#if TERN_WITH_ZLIB
TEST_CASE("a reply that is compressed says how") {
  accepted call = accept(post({{"content-type", "application/proto"}}));
  call.reply_encoding = tern::compress::encoding_of(tern::compress::compression::gzip);
  CHECK(connect_unary_protocol.finish(call, {}, {}, {}, {}).head->fields.get("content-encoding") ==
        "gzip");
  // An error is never.
  CHECK_FALSE(connect_unary_protocol.finish(call, {code::aborted, ""}, {}, {}, {})
                  .head->fields.get("content-encoding")
                  .has_value());
}
#endif

// ---- a client asks -------------------------------------------------------------------------

TEST_CASE("a client posts its message with the fields of Connect") {
  const metadata sent{{"x-tenant", "blue"}};
  const head asked = connect_unary_protocol.request_head(
      {"https", "example.com", "/hello.v1.Greeter/SayHello", 1500ms, sent});
  CHECK(asked.method == "POST");
  CHECK(asked.scheme == "https");
  CHECK(asked.authority == "example.com");
  CHECK(asked.path == "/hello.v1.Greeter/SayHello");
  CHECK(asked.fields.get("content-type") == "application/proto");
  CHECK(asked.fields.get("connect-protocol-version") == "1");
  CHECK(asked.fields.get("connect-timeout-ms") == "1500");
  CHECK_FALSE(asked.fields.get("content-encoding").has_value());
  CHECK(asked.fields.get("x-tenant") == "blue");
  CHECK(asked.fields.get("user-agent").value().starts_with("connect-c++-tern/"));
  CHECK_FALSE(asked.fields.get("te").has_value());
  CHECK(connect_unary_protocol.request_framing() == bare);
  // A server reads it as it was meant.
  const accepted heard = accept(asked);
  CHECK(heard.timeout == 1500ms);
  CHECK(heard.refusal.ok());
}

TEST_CASE("a client that has JSON says so") {
  call_start call{"http", "h", "/a.B/C", std::nullopt, metadata{}};
  call.form = message_form::json;
  CHECK(connect_unary_protocol.request_head(call).fields.get("content-type") == "application/json");
}

TEST_CASE("a client gets with its message in the query, and no content") {
  const std::string message =
      "\n\x03"
      "Ada";
  const metadata none;
  call_start call{"http", "h", "/a.B/C", 2s, none};
  call.message = as_bytes(message);
  const head asked = connect_unary_protocol.request_head(call);
  CHECK(asked.method == "GET");
  CHECK(asked.path == "/a.B/C?connect=v1&base64=1&encoding=proto&message=CgNBZGE");
  CHECK(asked.fields.get("connect-timeout-ms") == "2000");
  for (const std::string_view name :
       {"content-type", "content-encoding", "connect-protocol-version"}) {
    CAPTURE(name);
    CHECK_FALSE(asked.fields.get(name).has_value());
  }
  const accepted heard = accept(asked);
  CHECK(*heard.message == message);
  CHECK(heard.refusal.ok());
}

// ---- a client reads an answer --------------------------------------------------------------

TEST_CASE("a reply is a bare message with metadata in its head") {
  const head said = response(200, {{"content-type", "application/proto"},
                                   {"content-length", "0"},
                                   {"x-custom-header", "foo"},
                                   {"trailer-x-custom-trailer", "bing"},
                                   {"trailer-x-raw-bin", "AQ"},
                                   {"trailer-connect-x", "no"}});
  const response_start start = connect_unary_protocol.read_head(said);
  CHECK(start.refusal.ok());
  CHECK(start.framing == bare);
  CHECK(start.metadata == metadata{{"x-custom-header", "foo"}});
  const outcome end = connect_unary_protocol.read_outcome(said, nullptr);
  CHECK(end.status.ok());
  CHECK(end.trailers == metadata{{"x-custom-trailer", "bing"}, {"x-raw-bin", "\x01"}});
}

TEST_CASE(
    "a reply in another form than the request is internal, and one of something else unknown") {
  const auto code_of = [](std::string_view content_type, message_form sent) {
    return connect_unary_protocol.read_head(response(200, {{"content-type", content_type}}), sent)
        .refusal.code();
  };
  CHECK(code_of("application/json", message_form::proto) == code::internal);
  CHECK(code_of("application/proto", message_form::json) == code::internal);
  CHECK(code_of("application/foo", message_form::proto) == code::internal);
  CHECK(code_of("image/jpeg", message_form::proto) == code::unknown);
  CHECK(code_of("text/html", message_form::json) == code::unknown);
  CHECK(code_of("", message_form::proto) == code::unknown);
  CHECK(code_of("application/json; charset=utf-8", message_form::json) == code::ok);
  CHECK(
      connect_unary_protocol.read_head(response(200, {{"content-type", "image/jpeg"}})).refusal ==
      status{code::unknown,
             "the server answered with HTTP status 200 and content-type \"image/jpeg\" in place of "
             "application/proto"});
}

TEST_CASE("an error is the body of an answer that is not 200") {
  const head said =
      response(422, {{"content-type", "application/json"}, {"x-a", "1"}, {"trailer-x-b", "2"}});
  const response_start start = connect_unary_protocol.read_head(said);
  CHECK(start.refusal.ok());
  CHECK(start.framing == framing{.body = framing::layout::ending});
  CHECK(start.metadata == metadata{{"x-a", "1"}});
  const outcome end = connect_unary_protocol.read_last(
      said, as_bytes(R"({"code":"out_of_range","message":"oops"})"));
  CHECK(end.status == status{code::out_of_range, "oops"});
  CHECK(end.trailers == metadata{{"x-b", "2"}});
}

TEST_CASE("an answer that is neither a reply nor an error has the code of its HTTP status") {
  struct row {
    int http_status;
    tern::code code;
  };
  constexpr row rows[] = {
      {400, code::internal},      {401, code::unauthenticated}, {403, code::permission_denied},
      {404, code::unimplemented}, {409, code::unknown},         {412, code::unknown},
      {413, code::unknown},       {415, code::unknown},         {418, code::unknown},
      {429, code::unavailable},   {431, code::unknown},         {502, code::unavailable},
      {503, code::unavailable},   {504, code::unavailable},     {505, code::unknown},
      {800, code::unknown},       {304, code::unknown},         {204, code::unknown},
  };
  for (const row& each : rows) {
    CAPTURE(each.http_status);
    for (const headers& fields : {headers{}, headers{{"content-type", "text/html"}},
                                  headers{{"content-type", "application/proto"}}}) {
      const response_start start =
          connect_unary_protocol.read_head(response(each.http_status, fields));
      CHECK(start.refusal.code() == each.code);
    }
    // JSON that is no error of Connect.
    const head json = response(each.http_status, {{"content-type", "application/json"}});
    CHECK(connect_unary_protocol.read_head(json).refusal.ok());
    CHECK(connect_unary_protocol.read_last(json, as_bytes("{}")).status.code() == each.code);
    CHECK(connect_unary_protocol.read_last(json, {}).status.code() == each.code);
    CHECK(connect_unary_protocol.read_outcome(json, nullptr).status.code() == each.code);
  }
}

TEST_CASE("an encoding that the client does not have ends the call") {
  const response_start reply = connect_unary_protocol.read_head(
      response(200, {{"content-type", "application/proto"}, {"content-encoding", "zip"}}));
  CHECK(reply.refusal.code() == code::internal);
  const response_start error = connect_unary_protocol.read_head(
      response(503, {{"content-type", "application/json"}, {"content-encoding", "zip"}}));
  CHECK(error.refusal.code() == code::unavailable);
}

#if TERN_WITH_ZLIB
TEST_CASE("a reply and an error may be compressed") {
  const auto* const gzip = tern::compress::encoding_of(tern::compress::compression::gzip);
  CHECK(connect_unary_protocol
            .read_head(response(
                200, {{"content-type", "application/proto"}, {"content-encoding", "gzip"}}))
            .encoding == gzip);
  CHECK(connect_unary_protocol
            .read_head(
                response(422, {{"content-type", "application/json"}, {"content-encoding", "gzip"}}))
            .encoding == gzip);
}
#endif

TEST_CASE("what a server says in JSON a client understands, for every code") {
  const accepted call = accept(post({{"content-type", "application/proto"}}));
  for (std::uint32_t number = 1; number <= 16; ++number) {
    CAPTURE(number);
    const status failure{tern::code_from_number(number).value(), "tex\"t\n",
                         tern::rpc::ErrorInfo{.reason = "R", .domain = "d"}};
    const ending end = connect_unary_protocol.finish(call, failure, {}, {{"x-b", "2"}}, {});
    REQUIRE(connect_unary_protocol.read_head(*end.head).refusal.ok());
    const outcome said = connect_unary_protocol.read_last(*end.head, end.body.view());
    CHECK(said.status == failure);
    CHECK(said.trailers == metadata{{"x-b", "2"}});
  }
}
