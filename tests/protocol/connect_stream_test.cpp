// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_stream.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/protocol/frame_cutter.hpp>
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
using tern::protocol::connect_stream_protocol;
using tern::protocol::ending;
using tern::protocol::frame_cutter;
using tern::protocol::framing;
using tern::protocol::message_form;
using tern::protocol::message_forms;
using tern::protocol::outcome;
using tern::protocol::response_start;
using tern::rpc::metadata;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

namespace {

constexpr message_forms both{.json = true};

head post(headers fields) {
  head made;
  made.method = "POST";
  made.path = "/hello.v1.Greeter/Subscribe";
  made.fields = std::move(fields);
  return made;
}

head response(int http_status, headers fields) {
  head made;
  made.status = http_status;
  made.fields = std::move(fields);
  return made;
}

accepted accept(const head& request) {
  std::optional<accepted> call = connect_stream_protocol.accept(request, both);
  REQUIRE(call.has_value());
  return *std::move(call);
}

accepted proto_call() {
  return accept(post({{"content-type", "application/connect+proto"}}));
}

}  // namespace

// ---- a server reads a request --------------------------------------------------------------

TEST_CASE("a content-type of Connect's streams is recognised, with the form of its messages") {
  const accepted proto = proto_call();
  CHECK(proto.form == message_form::proto);
  CHECK(proto.content_type == "application/connect+proto");
  CHECK(proto.request_framing == framing{});
  CHECK(proto.reply_framing == framing{});
  CHECK(proto.refusal.ok());
  const accepted json = accept(post({{"content-type", "Application/Connect+JSON; charset=utf-8"}}));
  CHECK(json.form == message_form::json);
  CHECK(json.content_type == "application/connect+json");
}

TEST_CASE("another content-type, or another method than POST, is no stream of Connect") {
  for (const std::string_view content_type :
       {"", "application/connect", "application/connect+", "application/connect+foo",
        "application/proto", "application/json", "application/grpc", "application/grpc-web"}) {
    CAPTURE(content_type);
    CHECK_FALSE(
        connect_stream_protocol.accept(post({{"content-type", content_type}}), both).has_value());
  }
  CHECK_FALSE(connect_stream_protocol.accept(post({}), both).has_value());
  CHECK_FALSE(connect_stream_protocol.accept(post({{"content-type", "application/connect+json"}}))
                  .has_value());
  head get = post({{"content-type", "application/connect+proto"}});
  get.method = "GET";
  CHECK_FALSE(connect_stream_protocol.accept(get, both).has_value());
}

TEST_CASE("streams are not for unary calls") {
  CHECK(connect_stream_protocol.carries(true));
  CHECK_FALSE(connect_stream_protocol.carries(false));
}

TEST_CASE("a stream says its timeout, and how its messages are compressed") {
  const head asked = post({{"content-type", "application/connect+proto"},
                           {"connect-timeout-ms", "20"},
                           {"connect-protocol-version", "1"},
                           {"connect-content-encoding", "identity"},
                           {"connect-accept-encoding", "br, identity"},
                           {"accept-encoding", "gzip"}});
  const accepted call = accept(asked);
  CHECK(call.refusal.ok());
  CHECK(call.timeout == 20ms);
  CHECK(call.request_encoding == nullptr);
  CHECK(call.accept_encoding == "br, identity");
}

TEST_CASE("a stream with mistakes in its head is refused") {
  const auto refusal = [](std::string_view name, std::string_view value) {
    return accept(post({{"content-type", "application/connect+proto"}, {name, value}})).refusal;
  };
  CHECK(refusal("connect-timeout-ms", "-1").code() == code::invalid_argument);
  CHECK(refusal("connect-timeout-ms", "12345678901").code() == code::invalid_argument);
  CHECK(refusal("connect-protocol-version", "").code() == code::invalid_argument);
  CHECK(refusal("connect-content-encoding", "zip").code() == code::unimplemented);
  CHECK(
      refusal("content-encoding", "gzip") ==
      status{code::unimplemented,
             "content-encoding is \"gzip\": a stream is compressed message by message, in the way "
             "that connect-content-encoding says"});
  CHECK(refusal("content-encoding", "identity").ok());
}

// ---- a server answers ----------------------------------------------------------------------

TEST_CASE("a stream begins with its head") {
  const head begun = connect_stream_protocol.response_head(proto_call(), {{"x-a", "1"}});
  CHECK(begun.status == 200);
  CHECK(begun.fields == headers{{"content-type", "application/connect+proto"}, {"x-a", "1"}});
}

TEST_CASE("a stream ends with an envelope that says how") {
  const ending fine = connect_stream_protocol.finish(proto_call(), {}, {}, {}, {.head_sent = true});
  CHECK_FALSE(fine.head.has_value());
  CHECK_FALSE(fine.trailers.has_value());
  CHECK(as_text(fine.body.view()) == "\2\0\0\0\2{}"sv);

  const ending failed = connect_stream_protocol.finish(proto_call(), {code::unavailable, "later"},
                                                       {}, {{"x-b", "2"}}, {.head_sent = true});
  CHECK(as_text(failed.body.view()).substr(5) ==
        R"({"error":{"code":"unavailable","message":"later"},"metadata":{"x-b":["2"]}})");
}

TEST_CASE("a stream that fails at once is 200 all the same") {
  const ending end = connect_stream_protocol.finish(proto_call(), {code::not_found, ""},
                                                    {{"x-a", "1"}}, {}, {.routed = false});
  REQUIRE(end.head.has_value());
  CHECK(end.head->status == 200);
  CHECK(end.head->fields == headers{{"content-type", "application/connect+proto"}, {"x-a", "1"}});
  CHECK(as_text(end.body.view()) == "\2\0\0\0\x1e{\"error\":{\"code\":\"not_found\"}}"sv);
}

TEST_CASE("a stream that is refused says what is accepted") {
  const accepted call = accept(
      post({{"content-type", "application/connect+proto"}, {"connect-content-encoding", "zip"}}));
  const ending end = connect_stream_protocol.finish(call, call.refusal, {}, {}, {});
  CHECK(end.head->fields.get("connect-accept-encoding") == tern::compress::accept_encoding);
}

// ---- a client asks -------------------------------------------------------------------------

TEST_CASE("a client begins a stream with the fields of Connect") {
  const metadata sent{{"x-tenant", "blue"}};
  call_start call{"https", "example.com", "/hello.v1.Greeter/Subscribe", 2s, sent};
  const head asked = connect_stream_protocol.request_head(call);
  CHECK(asked.method == "POST");
  CHECK(asked.scheme == "https");
  CHECK(asked.authority == "example.com");
  CHECK(asked.path == "/hello.v1.Greeter/Subscribe");
  CHECK(asked.fields.get("content-type") == "application/connect+proto");
  CHECK(asked.fields.get("connect-protocol-version") == "1");
  CHECK(asked.fields.get("connect-timeout-ms") == "2000");
  CHECK_FALSE(asked.fields.get("connect-content-encoding").has_value());
  CHECK_FALSE(asked.fields.get("content-encoding").has_value());
  CHECK(asked.fields.get("x-tenant") == "blue");
  CHECK(connect_stream_protocol.request_framing() == framing{});
  CHECK(accept(asked).refusal.ok());
  call.form = message_form::json;
  CHECK(accept(connect_stream_protocol.request_head(call)).form == message_form::json);
}

#if TERN_WITH_ZLIB
TEST_CASE("both sides say how the messages of a stream are compressed") {
  const auto* const gzip = tern::compress::encoding_of(tern::compress::compression::gzip);
  const metadata none;
  const head asked =
      connect_stream_protocol.request_head({"http", "h", "/a.B/C", std::nullopt, none, gzip});
  CHECK(asked.fields.get("connect-content-encoding") == "gzip");
  accepted call = accept(asked);
  CHECK(call.request_encoding == gzip);
  call.reply_encoding = gzip;
  const head answered = connect_stream_protocol.response_head(call, {});
  CHECK(connect_stream_protocol.read_head(answered).encoding == gzip);
}
#endif

// ---- a client reads an answer --------------------------------------------------------------

TEST_CASE("an answer of a stream has an envelope that ends it") {
  const response_start start = connect_stream_protocol.read_head(
      response(200, {{"content-type", "application/connect+proto"}, {"x-custom-header", "foo"}}));
  CHECK(start.refusal.ok());
  CHECK(start.framing == framing{.last_flag = 0x02});
  CHECK(start.metadata == metadata{{"x-custom-header", "foo"}});
}

TEST_CASE(
    "an answer in another form than the request is internal, and one of something else unknown") {
  const auto code_of = [](std::string_view content_type, message_form sent) {
    return connect_stream_protocol.read_head(response(200, {{"content-type", content_type}}), sent)
        .refusal.code();
  };
  CHECK(code_of("application/connect+json", message_form::proto) == code::internal);
  CHECK(code_of("application/connect+proto", message_form::json) == code::internal);
  CHECK(code_of("application/connect+foo", message_form::proto) == code::internal);
  CHECK(code_of("application/proto", message_form::proto) == code::unknown);
  CHECK(code_of("image/jpeg", message_form::proto) == code::unknown);
  CHECK(code_of("application/connect+json; charset=utf-8", message_form::json) == code::ok);
}

TEST_CASE("an answer that is not 200 has the code of its HTTP status") {
  const auto code_of = [](int http_status) {
    return connect_stream_protocol
        .read_head(response(http_status, {{"content-type", "application/connect+proto"}}))
        .refusal.code();
  };
  CHECK(code_of(401) == code::unauthenticated);
  CHECK(code_of(404) == code::unimplemented);
  CHECK(code_of(415) == code::unknown);
  CHECK(code_of(503) == code::unavailable);
}

TEST_CASE("an encoding that the client does not have ends the call") {
  CHECK(connect_stream_protocol
            .read_head(response(200, {{"content-type", "application/connect+proto"},
                                      {"connect-content-encoding", "zip"}}))
            .refusal.code() == code::internal);
}

TEST_CASE("a stream without its last message has failed") {
  const head said = response(200, {{"content-type", "application/connect+proto"}});
  CHECK(connect_stream_protocol.read_outcome(said, nullptr).status ==
        status{code::internal, "the server ended the call without the message that ends a stream"});
  const headers trailers{{"grpc-status", "0"}};
  CHECK(connect_stream_protocol.read_outcome(said, &trailers).status.code() == code::internal);
}

TEST_CASE("a last message that is malformed has failed") {
  const head said = response(200, {{"content-type", "application/connect+proto"}});
  CHECK(connect_stream_protocol.read_last(said, {}).status.code() == code::internal);
  CHECK(connect_stream_protocol.read_last(said, as_bytes("[]")).status.code() == code::internal);
}

TEST_CASE("what a server says at the end a client understands, for every code") {
  for (std::uint32_t number = 0; number <= 16; ++number) {
    CAPTURE(number);
    const code value = tern::code_from_number(number).value();
    status said{value, value == code::ok ? "" : "tex\"t\n"};
    if (value != code::ok) {
      said = {value, "tex\"t\n", tern::rpc::ErrorInfo{.reason = "R", .domain = "d"}};
    }
    const metadata trailers{{"x-b", "2"}, {"x-b", "3"}, {"x-raw-bin", "\xff"}};
    const ending end = connect_stream_protocol.finish(proto_call(), said, {}, trailers, {});
    const response_start start = connect_stream_protocol.read_head(*end.head);
    REQUIRE(start.refusal.ok());
    frame_cutter cutter{start.framing, 1000};
    REQUIRE(cutter.look(end.body.view(), true) == frame_cutter::found::last);
    const outcome heard =
        connect_stream_protocol.read_last(*end.head, cutter.payload(end.body.view()));
    CHECK(heard.status == said);
    CHECK(heard.trailers == trailers);
  }
}
