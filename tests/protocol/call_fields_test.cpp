// SPDX-License-Identifier: MIT
#include <tern/protocol/call_fields.hpp>

#include <array>
#include <chrono>
#include <string_view>

#include <tern/protocol/connect_fields.hpp>
#include <tern/protocol/grpc_fields.hpp>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::compress::encoding_of;
using tern::http::head;
using tern::http::headers;
using tern::protocol::accepted;
using tern::protocol::call_start;
using tern::protocol::media_type;
using tern::protocol::message_form;
using tern::rpc::metadata;
using namespace std::chrono_literals;
namespace detail = tern::protocol::detail;

TEST_CASE_TEMPLATE("what a client says about a call is what a server reads", Fields,
                   detail::grpc_fields, detail::grpc_web_fields, detail::connect_unary_fields,
                   detail::connect_stream_fields) {
  const metadata beside{{"x-user", "ada"}};
  const call_start start{.scheme = "https",
                         .authority = "example",
                         .path = "/a.B/C",
                         .timeout = 1500ms,
                         .metadata = beside};
  head request = detail::begin_request<Fields>(start);
  detail::complete_request<Fields>(request, start);
  CHECK(request.method == "POST");
  CHECK(request.scheme == "https");
  CHECK(request.authority == "example");
  CHECK(request.path == "/a.B/C");
  CHECK(request.fields[0].name == Fields::timeout);
  CHECK(request.fields.get("user-agent") == Fields::user_agent);
  CHECK(request.fields.get("x-user") == "ada");
  accepted call;
  detail::read_call_fields<Fields>(request.fields, call);
  CHECK(call.timeout == 1500ms);
  CHECK(call.refusal.ok());
  CHECK(call.request_encoding == nullptr);
}

TEST_CASE("the first mistake is what a call is refused with") {
  accepted call;
  detail::read_call_fields<detail::grpc_fields>({{"grpc-encoding", "zip"}, {"grpc-timeout", "x"}},
                                                call);
  CHECK(call.refusal.code() == code::unimplemented);
  CHECK(call.refusal.message().starts_with("grpc-encoding is \"zip\": this server decodes "));

  accepted late;
  const headers of_late{{"grpc-timeout", "soon"}, {"grpc-accept-encoding", "br,identity"}};
  detail::read_call_fields<detail::grpc_fields>(of_late, late);
  CHECK(late.refusal == status{code::internal,
                               "grpc-timeout is \"soon\": it has to be one to eight digits and "
                               "one of H, M, S, m, u, n"});
  CHECK(late.accept_encoding == "br,identity");
}

TEST_CASE("of two timeouts the first counts") {
  accepted call;
  detail::read_call_fields<detail::connect_unary_fields>(
      {{"connect-timeout-ms", "5"}, {"connect-timeout-ms", "7"}}, call);
  CHECK(call.timeout == 5ms);
}

TEST_CASE("an answer says what this server decodes to whom it concerns") {
  accepted call;
  call.content_type = "application/grpc";
  CHECK(detail::begin_answer<detail::grpc_fields>(call, {}).fields ==
        headers{{"content-type", "application/grpc"}});
  call.refusal = {code::unimplemented, "no"};
  const head refused = detail::begin_answer<detail::grpc_fields>(call, metadata{{"x-a", "1"}});
  CHECK(refused.status == 200);
  CHECK(refused.fields.get("grpc-accept-encoding") == tern::compress::accept_encoding);
  CHECK(refused.fields.get("x-a") == "1");
}

#if TERN_WITH_ZLIB
TEST_CASE("the encoding of messages is in the field of the protocol, or in none") {
  const metadata none;
  const call_start start{.scheme = "http",
                         .authority = "example",
                         .path = "/a.B/C",
                         .timeout = {},
                         .metadata = none,
                         .encoding = encoding_of(tern::compress::compression::gzip)};
  head stream;
  detail::complete_request<detail::connect_stream_fields>(stream, start);
  CHECK(stream.fields.get("connect-content-encoding") == "gzip");
  CHECK(stream.fields.get("connect-accept-encoding") == tern::compress::accept_encoding);
  head get;
  detail::complete_request<detail::connect_get_fields>(get, start);
  CHECK_FALSE(get.fields.get("content-encoding").has_value());
  CHECK(get.fields.get("accept-encoding") == tern::compress::accept_encoding);

  accepted call;
  detail::read_call_fields<detail::connect_stream_fields>(stream.fields, call);
  CHECK(call.request_encoding == start.encoding);
  CHECK(detail::begin_answer<detail::connect_stream_fields>(call, none)
            .fields.get("connect-accept-encoding") == tern::compress::accept_encoding);
}
#endif

TEST_CASE("only a POST in a form that is offered has a type") {
  constexpr std::array<media_type, 2> known = {
      {{"application/proto", message_form::proto}, {"application/json", message_form::json}}};
  const auto type_of = [&](std::string_view method, headers fields, bool json) {
    head request;
    request.method = method;
    request.fields = std::move(fields);
    return detail::find_posted_type(request, known, {.json = json});
  };
  const headers json{{"content-type", "application/json"}};
  CHECK(type_of("POST", json, true) == &known[1]);
  CHECK(type_of("POST", json, false) == nullptr);
  CHECK(type_of("PUT", json, true) == nullptr);
  CHECK(type_of("POST", {}, true) == nullptr);
  CHECK(type_of("POST", {{"content-type", "text/html"}}, true) == nullptr);
}
