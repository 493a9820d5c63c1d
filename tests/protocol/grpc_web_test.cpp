// SPDX-License-Identifier: MIT
#include <tern/protocol/grpc_web.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/protocol/base64_body.hpp>
#include <tern/protocol/frame_cutter.hpp>
#include <tern/rpc/error_details.hpp>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::as_text;
using tern::buffer;
using tern::code;
using tern::status;
using tern::http::head;
using tern::http::headers;
using tern::protocol::accepted;
using tern::protocol::call_start;
using tern::protocol::ending;
using tern::protocol::frame_cutter;
using tern::protocol::framing;
using tern::protocol::grpc_web_protocol;
using tern::protocol::grpc_web_text_protocol;
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
  made.path = "/hello.v1.Greeter/SayHello";
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
  std::optional<accepted> call = grpc_web_protocol.accept(request, both);
  REQUIRE(call.has_value());
  return *std::move(call);
}

accepted call_of(std::string_view content_type) {
  return accept(post({{"content-type", content_type}}));
}

const head web_response = response(200, {{"content-type", "application/grpc-web"}});

}  // namespace

// ---- a server reads a request --------------------------------------------------------------

TEST_CASE("a content-type of gRPC-Web is recognised and echoed") {
  struct row {
    std::string_view content_type;
    std::string_view echoed;
    message_form form;
    bool base64;
  };
  constexpr row rows[] = {
      {"application/grpc-web", "application/grpc-web", message_form::proto, false},
      {"application/grpc-web+proto", "application/grpc-web+proto", message_form::proto, false},
      {"application/grpc-web+json", "application/grpc-web+json", message_form::json, false},
      {"application/grpc-web-text", "application/grpc-web-text", message_form::proto, true},
      {"application/grpc-web-text+proto", "application/grpc-web-text+proto", message_form::proto,
       true},
      {"application/grpc-web-text+json", "application/grpc-web-text+json", message_form::json,
       true},
      {"Application/gRPC-Web+Proto; charset=utf-8", "application/grpc-web+proto",
       message_form::proto, false},
  };
  for (const row& each : rows) {
    CAPTURE(each.content_type);
    const accepted call = call_of(each.content_type);
    CHECK(call.refusal.ok());
    CHECK(call.content_type == each.echoed);
    CHECK(call.form == each.form);
    CHECK(call.request_framing == framing{.base64 = each.base64});
    CHECK(call.reply_framing == framing{.base64 = each.base64});
  }
}

TEST_CASE("another content-type, or another method than POST, is not gRPC-Web") {
  for (const std::string_view content_type :
       {"", "application/grpc", "application/grpc+proto", "application/grpc-web+foo",
        "application/grpc-web+", "application/grpc-webx", "application/grpc-web-text+foo",
        "application/connect+proto", "image/jpeg"}) {
    CAPTURE(content_type);
    CHECK_FALSE(grpc_web_protocol.accept(post({{"content-type", content_type}}), both).has_value());
  }
  CHECK_FALSE(grpc_web_protocol.accept(post({}), both).has_value());
  CHECK_FALSE(
      grpc_web_protocol.accept(post({{"content-type", "application/grpc-web+json"}})).has_value());
  head other = post({{"content-type", "application/grpc-web"}});
  other.method = "DELETE";
  CHECK_FALSE(grpc_web_protocol.accept(other, both).has_value());
}

TEST_CASE("the answer is text if the client accepts text, else as the request") {
  struct row {
    std::string_view content_type;
    std::string_view accept;
    std::string_view answer;
  };
  constexpr row rows[] = {
      {"application/grpc-web", "application/grpc-web-text", "application/grpc-web-text+proto"},
      {"application/grpc-web+json", "text/html, application/grpc-web-text",
       "application/grpc-web-text+json"},
      {"application/grpc-web-text", "application/grpc-web", "application/grpc-web+proto"},
      {"application/grpc-web-text", "application/grpc-web,application/grpc-web-text",
       "application/grpc-web-text"},
      {"application/grpc-web-text", "*/*", "application/grpc-web-text"},
      {"application/grpc-web", "*/*", "application/grpc-web"},
      {"application/grpc-web-text", "", "application/grpc-web-text"},
  };
  for (const row& each : rows) {
    CAPTURE(each.content_type);
    CAPTURE(each.accept);
    const accepted call =
        accept(post({{"content-type", each.content_type}, {"accept", each.accept}}));
    CHECK(call.content_type == each.answer);
    CHECK(call.reply_framing.base64 == (each.answer.find("text") != std::string_view::npos));
    CHECK(call.request_framing.base64 ==
          (each.content_type.find("text") != std::string_view::npos));
  }
}

TEST_CASE("the fields of gRPC are those of gRPC-Web") {
  const head asked = post({{"content-type", "application/grpc-web"},
                           {"x-grpc-web", "1"},
                           {"x-user-agent", "grpc-web-javascript/0.1"},
                           {"grpc-timeout", "2S"},
                           {"grpc-accept-encoding", "identity"},
                           {"x-tenant", "blue"}});
  const accepted call = accept(asked);
  CHECK(call.timeout == 2s);
  CHECK(call.accept_encoding == "identity");
  CHECK(grpc_web_protocol.request_metadata(asked).get("x-tenant") == "blue");
  CHECK(accept(post({{"content-type", "application/grpc-web"}, {"grpc-encoding", "zip"}}))
            .refusal.code() == code::unimplemented);
  CHECK(accept(post({{"content-type", "application/grpc-web"}, {"grpc-timeout", "x"}}))
            .refusal.code() == code::internal);
}

// ---- a server answers ----------------------------------------------------------------------

TEST_CASE("trailers are in the last frame of the body, and nowhere else") {
  const ending end =
      grpc_web_protocol.finish(call_of("application/grpc-web+proto"), {code::not_found, "no page"},
                               {}, {{"x-b", "2"}, {"x-b", "3"}}, {.head_sent = true});
  CHECK_FALSE(end.head.has_value());
  CHECK_FALSE(end.trailers.has_value());
  CHECK(as_text(end.body.view()) ==
        "\x80\0\0\0\x37grpc-status: 5\r\ngrpc-message: no page\r\nx-b: 2\r\nx-b: 3\r\n"sv);
}

TEST_CASE("a call that fails at once has a head and trailers in the body") {
  const ending end = grpc_web_protocol.finish(call_of("application/grpc-web"), {code::aborted, ""},
                                              {{"x-a", "1"}}, {}, {});
  REQUIRE(end.head.has_value());
  CHECK(end.head->status == 200);
  CHECK(end.head->fields == headers{{"content-type", "application/grpc-web"}, {"x-a", "1"}});
  CHECK(as_text(end.body.view()) == "\x80\0\0\0\x11grpc-status: 10\r\n"sv);
}

TEST_CASE("no message can add lines to the trailers") {
  const ending end = grpc_web_protocol.finish(call_of("application/grpc-web"),
                                              {code::aborted, "a\r\ngrpc-status: 0\r\n"}, {}, {},
                                              {.head_sent = true});
  CHECK(as_text(end.body.view()).substr(5) ==
        "grpc-status: 10\r\ngrpc-message: a%0D%0Agrpc-status: 0%0D%0A\r\n");
}

TEST_CASE("in an answer of text the trailers are text, too") {
  const ending end = grpc_web_protocol.finish(call_of("application/grpc-web-text"), {}, {}, {},
                                              {.head_sent = true});
  CHECK(as_text(end.body.view()) == "gAAAABBncnBjLXN0YXR1czogMA0K");
}

TEST_CASE("a refusal says what is accepted") {
  const accepted call =
      accept(post({{"content-type", "application/grpc-web"}, {"grpc-encoding", "zip"}}));
  CHECK(grpc_web_protocol.finish(call, call.refusal, {}, {}, {})
            .head->fields.get("grpc-accept-encoding") == tern::compress::accept_encoding);
}

// ---- a client asks -------------------------------------------------------------------------

TEST_CASE("a client asks in bytes or in text") {
  const metadata sent{{"x-tenant", "blue"}};
  call_start call{"https", "example.com", "/a.B/C", 2s, sent};
  const head bytes = grpc_web_protocol.request_head(call);
  CHECK(bytes.method == "POST");
  CHECK(bytes.path == "/a.B/C");
  CHECK(bytes.fields.get("content-type") == "application/grpc-web+proto");
  CHECK(bytes.fields.get("accept") == "application/grpc-web+proto");
  CHECK(bytes.fields.get("x-grpc-web") == "1");
  CHECK(bytes.fields.get("grpc-timeout").has_value());
  CHECK(bytes.fields.get("x-tenant") == "blue");
  CHECK_FALSE(bytes.fields.get("te").has_value());
  CHECK(grpc_web_protocol.request_framing() == framing{});
  CHECK_FALSE(accept(bytes).reply_framing.base64);

  call.form = message_form::json;
  const head text = grpc_web_text_protocol.request_head(call);
  CHECK(text.fields.get("content-type") == "application/grpc-web-text+json");
  CHECK(grpc_web_text_protocol.request_framing() == framing{.base64 = true});
  const accepted heard = accept(text);
  CHECK(heard.request_framing.base64);
  CHECK(heard.reply_framing.base64);
  CHECK(heard.form == message_form::json);
  CHECK(heard.timeout == 2s);
}

// ---- a client reads an answer --------------------------------------------------------------

TEST_CASE("an answer has a frame that ends it, in bytes or in text") {
  for (const std::string_view content_type :
       {"application/grpc-web", "application/grpc-web+proto"}) {
    const response_start start = grpc_web_protocol.read_head(
        response(200, {{"content-type", content_type}, {"x-custom-header", "foo"}}));
    CHECK(start.refusal.ok());
    CHECK(start.framing == framing{.last_flag = 0x80});
    CHECK(start.metadata == metadata{{"x-custom-header", "foo"}});
  }
  CHECK(grpc_web_protocol.read_head(response(200, {{"content-type", "application/grpc-web-text"}}))
            .framing == framing{.last_flag = 0x80, .base64 = true});
}

TEST_CASE("an answer in another form is internal, and one of something else unknown") {
  const auto code_of = [](int http_status, std::string_view content_type) {
    return grpc_web_protocol.read_head(response(http_status, {{"content-type", content_type}}))
        .refusal.code();
  };
  CHECK(code_of(200, "application/grpc-web+json") == code::internal);
  CHECK(code_of(200, "application/grpc-web+foo") == code::internal);
  CHECK(code_of(200, "application/grpc") == code::unknown);
  CHECK(code_of(200, "image/jpeg") == code::unknown);
  CHECK(code_of(200, "") == code::unknown);
  CHECK(code_of(503, "application/grpc-web") == code::unavailable);
  CHECK(code_of(404, "text/html") == code::unimplemented);
  CHECK(grpc_web_protocol
            .read_head(
                response(200, {{"content-type", "application/grpc-web"}, {"grpc-encoding", "zip"}}))
            .refusal.code() == code::internal);
}

TEST_CASE("an error of HTTP may have the status of the call, and its body is none of a call") {
  const auto start_of = [](std::string_view grpc_status) {
    return grpc_web_protocol.read_head(response(500, {{"content-type", "text/plain"},
                                                      {"x-a", "1"},
                                                      {"grpc-status", std::string{grpc_status}},
                                                      {"grpc-message", "said"}}));
  };
  CHECK(start_of("8").refusal == status{code::resource_exhausted, "said"});
  CHECK(start_of("8").trailers == metadata{{"x-a", "1"}});
  CHECK(start_of("8").metadata.empty());
  CHECK(start_of("0").refusal.code() == code::unknown);
}

TEST_CASE("an answer that is all head has its status there") {
  const head said = response(200, {{"content-type", "application/grpc-web"},
                                   {"x-custom-trailer", "bing"},
                                   {"x-custom-trailer", "quuz"},
                                   {"grpc-status", "9"},
                                   {"grpc-message", "error"}});
  const response_start start = grpc_web_protocol.read_head(said);
  CHECK(start.refusal.ok());
  CHECK(start.metadata.empty());
  const outcome end = grpc_web_protocol.read_outcome(said, nullptr);
  CHECK(end.status == status{code::failed_precondition, "error"});
  CHECK(end.trailers == metadata{{"x-custom-trailer", "bing"}, {"x-custom-trailer", "quuz"}});
}

TEST_CASE("trailers in the body count more than a status in the head") {
  const head said = response(200, {{"content-type", "application/grpc-web"}, {"grpc-status", "8"}});
  CHECK(grpc_web_protocol.read_head(said).framing == framing{.last_flag = 0x80});
  CHECK(grpc_web_protocol.read_last(said, as_bytes("grpc-status: 9\r\n")).status.code() ==
        code::failed_precondition);
}

TEST_CASE("trailers are read whatever the case of their names") {
  const outcome end = grpc_web_protocol.read_last(
      web_response, as_bytes("Grpc-Status: 9\r\ngRPC-Message: error\r\nx-Custom-Trailer: bing\r\n"
                             "x-custom-trailer:quuz\r\n"));
  CHECK(end.status == status{code::failed_precondition, "error"});
  CHECK(end.trailers == metadata{{"x-custom-trailer", "bing"}, {"x-custom-trailer", "quuz"}});
}

TEST_CASE("an answer without a status has failed") {
  const outcome missing =
      grpc_web_protocol.read_last(web_response, as_bytes("grpc-message: error\r\nx: 1\r\n"));
  CHECK(missing.status.code() == code::unknown);
  CHECK(missing.trailers == metadata{{"x", "1"}});
  CHECK(grpc_web_protocol.read_last(web_response, as_bytes("nonsense")).status.code() ==
        code::internal);
  CHECK(grpc_web_protocol.read_outcome(web_response, nullptr).status.code() == code::internal);
  // Trailers of HTTP are none of gRPC-Web.
  const headers trailers{{"grpc-status", "0"}};
  CHECK(grpc_web_protocol.read_outcome(web_response, &trailers).status.code() == code::internal);
}

TEST_CASE(
    "what a server says at the end a client understands, for every code, in bytes and in text") {
  for (const std::string_view content_type :
       {"application/grpc-web", "application/grpc-web-text"}) {
    for (std::uint32_t number = 0; number <= 16; ++number) {
      CAPTURE(number);
      const code value = tern::code_from_number(number).value();
      const status said =
          value == code::ok
              ? status{}
              : status{value, "tex\"t\n", tern::rpc::ErrorInfo{.reason = "R", .domain = "d"}};
      const metadata trailers{{"x-b", "2"}, {"x-b", "3"}, {"x-raw-bin", "\xff"}};
      const ending end = grpc_web_protocol.finish(call_of(content_type), said, {}, trailers, {});
      const response_start start = grpc_web_protocol.read_head(*end.head);
      REQUIRE(start.refusal.ok());
      buffer body;
      if (start.framing.base64) {
        REQUIRE(tern::protocol::base64_body{}.decode(as_text(end.body.view()), body).ok());
      } else {
        body.append(end.body.view());
      }
      frame_cutter cutter{start.framing, 1000};
      REQUIRE(cutter.look(body.view(), true) == frame_cutter::found::last);
      const outcome heard = grpc_web_protocol.read_last(*end.head, cutter.payload(body.view()));
      CHECK(heard.status == said);
      CHECK(heard.trailers.get_all("x-b").size() == 2);
      CHECK(heard.trailers.get("x-raw-bin") == "\xff");
    }
  }
}
