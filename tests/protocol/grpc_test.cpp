// SPDX-License-Identifier: MIT
#include <tern/protocol/grpc.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/compress/compression.hpp>
#include <tern/rpc/error_details.hpp>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::http::head;
using tern::http::headers;
using tern::protocol::accepted;
using tern::protocol::ending;
using tern::protocol::grpc_protocol;
using tern::protocol::outcome;
using tern::protocol::response_start;
using tern::rpc::metadata;
using namespace std::chrono_literals;
using namespace std::string_view_literals;

namespace {

head request(headers fields) {
  head made;
  made.method = "POST";
  made.scheme = "http";
  made.authority = "localhost:50051";
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

accepted call_of(headers fields) {
  fields.add("content-type", "application/grpc");
  std::optional<accepted> call = grpc_protocol.accept(request(std::move(fields)));
  REQUIRE(call.has_value());
  return *std::move(call);
}

outcome trailers_only(headers fields) {
  return grpc_protocol.read_outcome(response(200, std::move(fields)), nullptr);
}

outcome after_trailers(const headers& trailers) {
  return grpc_protocol.read_outcome(response(200, {{"content-type", "application/grpc"}}),
                                    &trailers);
}

}  // namespace

// ---- a server reads a request --------------------------------------------------------------

TEST_CASE("a content-type of gRPC is recognised and echoed") {
  struct row {
    std::string_view content_type;
    std::string_view echoed;
  };
  constexpr row rows[] = {
      {"application/grpc", "application/grpc"},
      {"application/grpc+proto", "application/grpc+proto"},
      {"application/grpc;charset=utf-8", "application/grpc"},
      {"application/grpc+proto ; v=1", "application/grpc+proto"},
      {"Application/gRPC+Proto", "application/grpc+proto"},
  };
  for (const row& each : rows) {
    CAPTURE(each.content_type);
    const auto call = grpc_protocol.accept(request({{"content-type", each.content_type}}));
    REQUIRE(call.has_value());
    CHECK(call->refusal.ok());
    CHECK(call->content_type == each.echoed);
  }
}

TEST_CASE("a content-type of something else is not gRPC") {
  for (const std::string_view content_type :
       {"", "application/grp", "application/grpc-web", "application/grpc-web+proto",
        "application/grpc-web-text", "application/grpcfoo", "application/json", "application/proto",
        "text/html; application/grpc"}) {
    CAPTURE(content_type);
    CHECK_FALSE(grpc_protocol.accept(request({{"content-type", content_type}})).has_value());
  }
  CHECK_FALSE(grpc_protocol.accept(request({})).has_value());
}

TEST_CASE("an unknown codec is unimplemented") {
  for (const std::string_view content_type :
       {"application/grpc+json", "application/grpc+foo", "application/grpc+"}) {
    const auto call = grpc_protocol.accept(request({{"content-type", content_type}}));
    REQUIRE(call.has_value());
    CHECK(call->content_type == "application/grpc");
    CHECK(call->refusal.code() == code::unimplemented);
  }
  const auto call = grpc_protocol.accept(request({{"content-type", "application/grpc+foo"}}));
  CHECK(call->refusal.message() ==
        "content-type is \"application/grpc+foo\": this server takes application/grpc and "
        "application/grpc+proto");
}

TEST_CASE("a request without te is tolerated") {
  CHECK(call_of({}).refusal.ok());
  CHECK(call_of({{"te", "trailers"}}).refusal.ok());
}

TEST_CASE("a request says its timeout, and none means none") {
  CHECK_FALSE(call_of({}).timeout.has_value());
  CHECK(call_of({{"grpc-timeout", "200m"}}).timeout == 200ms);
  CHECK(call_of({{"grpc-timeout", "0S"}}).timeout == 0s);
  CHECK(call_of({{"grpc-timeout", "0S"}}).refusal.ok());
}

TEST_CASE("a malformed timeout is refused and not ignored") {
  const accepted call = call_of({{"grpc-timeout", "soon"}});
  CHECK_FALSE(call.timeout.has_value());
  CHECK(call.refusal ==
        status{code::internal,
               "grpc-timeout is \"soon\": it has to be one to eight digits and one of H, M, S, m, "
               "u, n"});
  CHECK(call_of({{"grpc-timeout", "123456789S"}}).refusal.code() == code::internal);
  CHECK(call_of({{"grpc-timeout", ""}}).refusal.code() == code::internal);
}

TEST_CASE("an unsupported encoding is refused with those that are supported") {
  const accepted call = call_of({{"grpc-encoding", "snappy"}});
  const std::string ours{tern::compress::accept_encoding};
  CHECK(call.refusal ==
        status{code::unimplemented, "grpc-encoding is \"snappy\": this server decodes " + ours});
  const ending end = grpc_protocol.finish(call, call.refusal, {}, {}, {});
  REQUIRE(end.head.has_value());
  CHECK(end.head->fields.get("grpc-status") == "12");
  CHECK(end.head->fields.get("grpc-accept-encoding") == ours);
  CHECK_FALSE(end.trailers.has_value());
  CHECK(call_of({{"grpc-encoding", "identity"}}).refusal.ok());
}

TEST_CASE("encodings that are ours are understood in requests and in answers") {
  for (const auto each : tern::compress::all_compressions) {
    const auto* const how = tern::compress::encoding_of(each);
    if (how == nullptr) continue;
    const std::string name{how->name()};
    const head asked = request({{"content-type", "application/grpc"},
                                {"grpc-encoding", name},
                                {"grpc-accept-encoding", "identity," + name}});
    auto call = grpc_protocol.accept(asked);
    REQUIRE(call);
    CHECK(call->refusal.ok());
    CHECK(call->request_encoding == how);
    CHECK(call->accept_encoding == "identity," + name);

    call->reply_encoding = how;
    const head answer = grpc_protocol.response_head(*call, {});
    CHECK(answer.fields.get("grpc-encoding") == name);
    CHECK(grpc_protocol.read_head(answer).encoding == how);

    const metadata none;
    const head begun = grpc_protocol.request_head({"http", "a", "/b/c", {}, none, how});
    CHECK(begun.fields.get("grpc-encoding") == name);
    CHECK(begun.fields.get("grpc-accept-encoding") == tern::compress::accept_encoding);
  }
}

TEST_CASE("a request carries metadata, and the user agent is part of it") {
  const head asked = request({{"content-type", "application/grpc"},
                              {"te", "trailers"},
                              {"user-agent", "grpc-go/1.83.1"},
                              {"grpc-accept-encoding", "gzip"},
                              {"x-tenant", "blue"},
                              {"x-key-bin", "AP8="},
                              {"x-broken-bin", "!"},
                              {"x-tenant", "green"}});
  CHECK(grpc_protocol.accept(asked)->refusal.ok());
  metadata expected;
  expected.add_received("user-agent", "grpc-go/1.83.1");
  expected.add("x-tenant", "blue");
  expected.add("x-key-bin", {"\0\xff", 2});
  expected.add("x-tenant", "green");
  CHECK(grpc_protocol.request_metadata(asked) == expected);
}

TEST_CASE("the text of a refusal does not grow with the mistake") {
  const accepted call = call_of({{"grpc-timeout", std::string(10'000, '1')}});
  CHECK(call.refusal.message().size() < 200);
}

// ---- a server writes a response ------------------------------------------------------------

TEST_CASE("a response begins with 200, the content-type and the initial metadata") {
  const head made =
      grpc_protocol.response_head(call_of({}), metadata{{"x-a", "1"}, {"b-bin", "f"}});
  CHECK(made.status == 200);
  CHECK(made.fields ==
        headers{{"content-type", "application/grpc"}, {"x-a", "1"}, {"b-bin", "Zg"}});
}

TEST_CASE("trailers always have a decimal grpc-status") {
  for (std::uint32_t number = 0; number < 17; ++number) {
    const ending end = grpc_protocol.finish(call_of({}), status{*tern::code_from_number(number)},
                                            {}, {}, {.head_sent = true});
    CHECK_FALSE(end.head.has_value());
    CHECK(end.body.empty());
    REQUIRE(end.trailers.has_value());
    CHECK(*end.trailers == headers{{"grpc-status", std::to_string(number)}});
  }
}

TEST_CASE("trailers have the message and the trailing metadata") {
  const ending end = grpc_protocol.finish(
      call_of({}), status{code::not_found, "no such book"}, metadata{{"x-initial", "sent before"}},
      metadata{{"x-cost", "3"}, {"x-cost", "4"}}, {.head_sent = true});
  CHECK_FALSE(end.head.has_value());
  CHECK(end.trailers == headers{{"grpc-status", "5"},
                                {"grpc-message", "no such book"},
                                {"x-cost", "3"},
                                {"x-cost", "4"}});
}

TEST_CASE("an immediate error is one head without trailers") {
  const ending end = grpc_protocol.finish(call_of({}), status{code::unimplemented, "no method"}, {},
                                          metadata{{"x-cost", "3"}}, {});
  CHECK_FALSE(end.trailers.has_value());
  CHECK(end.body.empty());
  REQUIRE(end.head.has_value());
  CHECK(end.head->status == 200);
  CHECK(end.head->fields == headers{{"content-type", "application/grpc"},
                                    {"grpc-status", "12"},
                                    {"grpc-message", "no method"},
                                    {"x-cost", "3"}});
}

TEST_CASE("an answer with initial metadata and no message has a head and trailers") {
  const ending end =
      grpc_protocol.finish(call_of({}), status{code::aborted, "late"}, metadata{{"x-initial", "1"}},
                           metadata{{"x-cost", "3"}}, {});
  REQUIRE(end.head.has_value());
  CHECK(end.head->fields == headers{{"content-type", "application/grpc"}, {"x-initial", "1"}});
  CHECK(end.trailers == headers{{"grpc-status", "10"}, {"grpc-message", "late"}, {"x-cost", "3"}});
}

TEST_CASE("a message of any characters is percent-encoded") {
  const auto message_of = [](std::string text) {
    const ending end = grpc_protocol.finish(call_of({}), status{code::unknown, std::move(text)}, {},
                                            {}, {.head_sent = true});
    return std::string{end.trailers->get("grpc-message").value_or("none")};
  };
  CHECK(message_of("100% J\xc3\xbcrgen\r\n\t!") == "100%25 J%C3%BCrgen%0D%0A%09!");
  CHECK(message_of(" spaces ") == "%20spaces%20");
  CHECK(message_of("") == "none");
}

// ---- a client writes a request -------------------------------------------------------------

TEST_CASE("a request is a POST with the timeout first") {
  const metadata own{{"x-tenant", "blue"}, {"k-bin", {"\0\xff", 2}}};
  const head made = grpc_protocol.request_head({.scheme = "https",
                                                .authority = "example.com:443",
                                                .path = "/hello.v1.Greeter/SayHello",
                                                .timeout = 200ms,
                                                .metadata = own});
  CHECK(made.status == 0);
  CHECK(made.method == "POST");
  CHECK(made.scheme == "https");
  CHECK(made.authority == "example.com:443");
  CHECK(made.path == "/hello.v1.Greeter/SayHello");
  CHECK(made.fields == headers{{"grpc-timeout", "200000u"},
                               {"te", "trailers"},
                               {"content-type", "application/grpc+proto"},
#if TERN_WITH_ZLIB
                               {"grpc-accept-encoding", "gzip,deflate,identity"},
#endif
                               {"user-agent", "grpc-c++-tern/" TERN_VERSION},
                               {"x-tenant", "blue"},
                               {"k-bin", "AP8"}});
}

TEST_CASE("a request without a timeout does not mention one") {
  const metadata none;
  const head made = grpc_protocol.request_head(
      {.scheme = "http", .authority = "a", .path = "/b", .timeout = {}, .metadata = none});
  CHECK_FALSE(made.fields.get("grpc-timeout").has_value());
}

TEST_CASE("a server understands what a client has written") {
  const metadata own{{"x-tenant", "blue"}, {"k-bin", {"\0\xff", 2}}};
  const head asked = grpc_protocol.request_head(
      {.scheme = "http", .authority = "a", .path = "/b", .timeout = 1ns, .metadata = own});
  const auto call = grpc_protocol.accept(asked);
  REQUIRE(call.has_value());
  CHECK(call->refusal.ok());
  CHECK(call->timeout == 1ns);
  const metadata received = grpc_protocol.request_metadata(asked);
  CHECK(received.get("x-tenant") == "blue");
  CHECK(received.get("k-bin") == std::string_view{"\0\xff", 2});
  CHECK(received.get("user-agent") == "grpc-c++-tern/" TERN_VERSION);
  CHECK(received.size() == 3);
}

// ---- a client reads a response -------------------------------------------------------------

TEST_CASE("the head of a response carries the initial metadata") {
  for (const std::string_view content_type :
       {"application/grpc", "application/grpc+proto", "application/grpc; charset=utf-8"}) {
    const response_start start = grpc_protocol.read_head(
        response(200, {{"content-type", content_type}, {"x-a", "1"}, {"b-bin", "Zg"}}));
    CHECK(start.refusal.ok());
    CHECK(start.metadata == metadata{{"x-a", "1"}, {"b-bin", "f"}});
  }
}

TEST_CASE("an HTTP status without a grpc-status is mapped and named") {
  CHECK(grpc_protocol.read_head(response(503, {{"content-type", "text/html"}})).refusal ==
        status{code::unavailable,
               "the server answered with HTTP status 503 and content-type \"text/html\""});
  CHECK(
      grpc_protocol.read_head(response(404, {})).refusal ==
      status{code::unimplemented, "the server answered with HTTP status 404 and no content-type"});
  CHECK(grpc_protocol.read_head(response(800, {{"content-type", "application/grpc"}}))
            .refusal.code() == code::unknown);
}

TEST_CASE("a grpc-status that is an error counts more than the HTTP status") {
  const auto start_of = [](std::string_view grpc_status) {
    return grpc_protocol.read_head(response(503, {{"content-type", "text/plain"},
                                                  {"x-a", "1"},
                                                  {"grpc-status", std::string{grpc_status}},
                                                  {"grpc-message", "said"}}));
  };
  CHECK(start_of("8").refusal == status{code::resource_exhausted, "said"});
  CHECK(start_of("8").trailers == metadata{{"x-a", "1"}});
  CHECK(start_of("8").metadata.empty());
  CHECK(start_of("0").refusal.code() == code::unavailable);
}

TEST_CASE("200 with another content-type is unknown") {
  CHECK(grpc_protocol.read_head(response(200, {{"content-type", "text/html"}})).refusal ==
        status{code::unknown,
               "the server answered with HTTP status 200 and content-type \"text/html\" in place "
               "of application/grpc"});
  CHECK(grpc_protocol.read_head(response(200, {})).refusal.code() == code::unknown);
  CHECK(grpc_protocol.read_head(response(200, {{"content-type", "application/grpc-web+proto"}}))
            .refusal.code() == code::unknown);
}

TEST_CASE("a codec that was not asked for is an internal error") {
  CHECK(grpc_protocol.read_head(response(200, {{"content-type", "application/grpc+json"}}))
            .refusal.code() == code::internal);
}

TEST_CASE("details of another code, or that are none, do not belong to the status") {
  const auto said = [](std::string_view details) {
    const headers trailers{{"grpc-status", "5"}, {"grpc-status-details-bin", details}};
    return grpc_protocol.read_outcome(response(200, {}), &trailers).status;
  };
  const auto encoded = [](tern::code code) {
    const status detailed{code, "text", tern::rpc::ErrorInfo{.reason = "R"}};
    return tern::base64_encode(tern::rpc::encode_status(detailed));
  };
  CHECK(said(encoded(code::not_found)).detail<tern::rpc::ErrorInfo>()->reason == "R");
  CHECK(said(encoded(code::not_found) + "==").details().size() <= 1);
  CHECK(said(encoded(code::aborted)).details().empty());
  CHECK(said("%%%").details().empty());
  CHECK(said("AAAA").details().empty());
  CHECK(said("").details().empty());
  CHECK(said(encoded(code::aborted)) == status{code::not_found, ""});
}

TEST_CASE("an encoding that was not asked for is an internal error") {
  CHECK(
      grpc_protocol
          .read_head(response(200, {{"content-type", "application/grpc"}, {"grpc-encoding", "br"}}))
          .refusal ==
      status{code::internal, "the server answered with grpc-encoding \"br\", this client decodes " +
                                 std::string{tern::compress::accept_encoding}});
  CHECK(grpc_protocol
            .read_head(response(
                200, {{"content-type", "application/grpc"}, {"grpc-encoding", "identity"}}))
            .refusal.ok());
}

TEST_CASE("trailers say the status, the message and the trailing metadata") {
  const outcome read =
      after_trailers({{"grpc-status", "5"}, {"grpc-message", "no such book"}, {"x-cost", "3"}});
  CHECK(read.status == status{code::not_found, "no such book"});
  CHECK(read.trailers == metadata{{"x-cost", "3"}});
  CHECK(after_trailers({{"grpc-status", "0"}}).status == status{});
}

TEST_CASE("a head alone says the status, and its metadata is the trailing one") {
  const head answer = response(200, {{"content-type", "application/grpc"},
                                     {"grpc-status", "12"},
                                     {"grpc-message", "no method"},
                                     {"x-cost", "3"}});
  const response_start start = grpc_protocol.read_head(answer);
  CHECK(start.refusal.ok());
  CHECK(start.metadata.empty());
  const outcome read = grpc_protocol.read_outcome(answer, nullptr);
  CHECK(read.status == status{code::unimplemented, "no method"});
  CHECK(read.trailers == metadata{{"x-cost", "3"}});
}

TEST_CASE("trailers win over a grpc-status in the head") {
  const headers trailers{{"grpc-status", "9"}, {"grpc-message", "trailers"}};
  const outcome read = grpc_protocol.read_outcome(
      response(200, {{"content-type", "application/grpc"}, {"grpc-status", "8"}}), &trailers);
  CHECK(read.status == status{code::failed_precondition, "trailers"});
}

TEST_CASE("a missing grpc-status is an error that says what was missing") {
  CHECK(trailers_only({{"content-type", "application/grpc"}}).status ==
        status{code::internal,
               "the server ended the call without trailers and without "
               "grpc-status"});
  const outcome read = after_trailers({{"x-cost", "3"}});
  CHECK(read.status ==
        status{code::unknown, "the server ended the call with trailers that have no grpc-status"});
  CHECK(read.trailers == metadata{{"x-cost", "3"}});
}

TEST_CASE("a grpc-status that gRPC does not define is unknown and quoted") {
  struct row {
    std::string_view number;
    std::string_view message;
    std::string_view text;
  };
  constexpr row rows[] = {
      {"17", "", "the server ended the call with grpc-status \"17\", which gRPC does not define"},
      {"200", "why",
       "the server ended the call with grpc-status \"200\", which gRPC does not define: why"},
      {"abc", "", "the server ended the call with grpc-status \"abc\", which gRPC does not define"},
      {"", "", "the server ended the call with grpc-status \"\", which gRPC does not define"},
      {"-1", "", "the server ended the call with grpc-status \"-1\", which gRPC does not define"},
      {"1x", "", "the server ended the call with grpc-status \"1x\", which gRPC does not define"},
      {"99999999999999999999", "",
       "the server ended the call with grpc-status \"99999999999999999999\", which gRPC does not "
       "define"},
  };
  for (const row& each : rows) {
    CAPTURE(each.number);
    headers trailers{{"grpc-status", each.number}};
    if (!each.message.empty()) trailers.add("grpc-message", each.message);
    CHECK(after_trailers(trailers).status == status{code::unknown, std::string{each.text}});
  }
}

TEST_CASE("decoding a message never fails") {
  struct row {
    std::string_view encoded;
    std::string_view text;
  };
  constexpr row rows[] = {
      {"J%C3%BCrgen%0D%0A", "J\xc3\xbcrgen\r\n"}, {"100%", "100%"}, {"%zz%4", "%zz%4"},
      {"raw \xc3\xbc", "raw \xc3\xbc"},           {"%ff", "\xff"},
  };
  for (const row& each : rows) {
    CAPTURE(each.encoded);
    CHECK(after_trailers({{"grpc-status", "2"}, {"grpc-message", each.encoded}}).status.message() ==
          each.text);
  }
}

TEST_CASE("status details are passed through as metadata") {
  const outcome read = after_trailers({{"grpc-status", "3"}, {"grpc-status-details-bin", "CAM"}});
  CHECK(read.trailers.get("grpc-status-details-bin") == "\x08\x03");
}

TEST_CASE("a client understands what a server has written") {
  const status sent{code::data_loss, " 100% \xe2\x98\xba\n"};
  const metadata trailers{{"x-cost", "3"}, {"k-bin", {"\0\xff", 2}}};
  const ending end = grpc_protocol.finish(call_of({}), sent, {}, trailers, {.head_sent = true});
  const outcome read =
      grpc_protocol.read_outcome(grpc_protocol.response_head(call_of({}), {}), &*end.trailers);
  CHECK(read.status == sent);
  CHECK(read.trailers == trailers);

  const ending alone = grpc_protocol.finish(call_of({}), sent, {}, trailers, {});
  const outcome read_alone = grpc_protocol.read_outcome(*alone.head, nullptr);
  CHECK(read_alone.status == sent);
  CHECK(read_alone.trailers == trailers);
}

// ---- anything at all -----------------------------------------------------------------------

TEST_CASE("fields of any bytes are read without a throw, and what is kept can be sent") {
  constexpr std::string_view names[] = {"grpc-status",   "grpc-message", "grpc-timeout",
                                        "grpc-encoding", "x-a",          "x-a-bin",
                                        "X Y",           "content-type", ""};
  constexpr std::string_view characters = "\0 \t\n%,=+/;0123ABZgq\x7f\xc3\xff"sv;
  std::uint32_t random = 1;
  const auto next = [&](std::size_t below) {
    random = random * 1664525 + 1013904223;
    return (random >> 8) % below;
  };
  for (int round = 0; round < 5000; ++round) {
    headers fields{{"content-type", "application/grpc"}};
    for (std::size_t count = next(6); count > 0; --count) {
      std::string value;
      for (std::size_t size = next(12); size > 0; --size) {
        value += characters[next(characters.size())];
      }
      fields.add(names[next(std::size(names))], value);
    }
    const auto call = grpc_protocol.accept(request(fields));
    REQUIRE(call.has_value());
    const head answer = response(200, fields);
    static_cast<void>(grpc_protocol.read_head(answer));
    static_cast<void>(grpc_protocol.read_outcome(answer, nullptr));
    static_cast<void>(grpc_protocol.read_outcome(answer, &fields));

    const metadata received = grpc_protocol.request_metadata(request(fields));
    headers passed_on;
    tern::protocol::append_metadata(passed_on, received);
    CHECK(passed_on.size() == received.size());
    CHECK(tern::protocol::read_metadata(passed_on) == received);
  }
}

// ---- JSON ----------------------------------------------------------------------------------

TEST_CASE("JSON is taken by a server that has it, and echoed") {
  const auto call =
      grpc_protocol.accept(request({{"content-type", "application/grpc+json"}}), {.json = true});
  REQUIRE(call.has_value());
  CHECK(call->refusal.ok());
  CHECK(call->form == tern::protocol::message_form::json);
  CHECK(call->content_type == "application/grpc+json");
  const auto unknown =
      grpc_protocol.accept(request({{"content-type", "application/grpc+foo"}}), {.json = true});
  CHECK(unknown->refusal.message() ==
        "content-type is \"application/grpc+foo\": this server takes application/grpc, "
        "application/grpc+proto and application/grpc+json");
}

TEST_CASE("a client that sends JSON wants JSON back") {
  using tern::protocol::message_form;
  const metadata none;
  tern::protocol::call_start call{"http", "h", "/a.B/C", std::nullopt, none};
  call.form = message_form::json;
  CHECK(grpc_protocol.request_head(call).fields.get("content-type") == "application/grpc+json");
  const auto code_of = [](std::string_view content_type) {
    return grpc_protocol
        .read_head(response(200, {{"content-type", content_type}}), message_form::json)
        .refusal.code();
  };
  CHECK(code_of("application/grpc+json") == code::ok);
  CHECK(code_of("application/grpc") == code::internal);
  CHECK(code_of("application/json") == code::unknown);
}

TEST_CASE("what many answers have in common is what is made for each") {
  for (const char* const content_type :
       {"application/grpc", "application/grpc+proto", "application/grpc+json",
        "application/grpc; charset=utf-8", "Application/gRPC+Proto"}) {
    CAPTURE(content_type);
    const auto call =
        grpc_protocol.accept(request({{"content-type", content_type}}), {.json = true});
    REQUIRE(call.has_value());
    const head* const common = grpc_protocol.common_head(*call);
    REQUIRE(common != nullptr);
    const head made = grpc_protocol.response_head(*call, {});
    CHECK(common->status == made.status);
    CHECK(common->fields == made.fields);
    CHECK(grpc_protocol.common_head(*call) == common);
    const ending end = grpc_protocol.finish(*call, status{}, {}, {}, {.head_sent = true});
    REQUIRE(grpc_protocol.common_trailers() != nullptr);
    CHECK(end.trailers == *grpc_protocol.common_trailers());
  }
}

TEST_CASE("an answer that says how it is compressed has a head of its own") {
  accepted call = call_of({});
  REQUIRE(grpc_protocol.common_head(call) != nullptr);
  call.refusal = {code::unimplemented, "no"};
  CHECK(grpc_protocol.common_head(call) == nullptr);
  call.refusal = {};
  // Null where tern is built without zlib.
  call.request_encoding = tern::compress::encoding_of(tern::compress::compression::gzip);
  CHECK((grpc_protocol.common_head(call) == nullptr) == (call.request_encoding != nullptr));
  std::swap(call.request_encoding, call.reply_encoding);
  CHECK((grpc_protocol.common_head(call) == nullptr) == (call.reply_encoding != nullptr));
}
