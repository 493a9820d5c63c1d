// SPDX-License-Identifier: MIT

#include <tern/server/endpoint.hpp>

// Calls of gRPC-Web and Connect over HTTP/2, asked by hand and heard as they are on the wire: what
// the checklist does not ask.

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/codec/proto.hpp>
#include <tern/json.hpp>
#include <tern/protocol/base64_body.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/server/handler.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

#include "tests/checklist/wire.hpp"
#include "tests/stack/contract.hpp"

namespace protocols_test {

/// A contract of which one method changes nothing.
struct Shelf {
  tern::runtime::task<stack::Answer> Find(stack::Ask);
  tern::runtime::task<stack::Answer> Lend(stack::Ask);
};
TERN_SERVICE(Shelf, (Find, tern::reflect::no_side_effects), Lend)

struct shelf {
  tern::runtime::task<stack::Answer> Find(tern::rpc::context& ctx, stack::Ask ask) {
    ctx.trailers().add("x-method", ctx.method());
    co_return stack::Answer{"found " + ask.text, ask.number, ask.payload};
  }
  tern::runtime::task<stack::Answer> Lend(stack::Ask ask) {
    co_return stack::Answer{"lent " + ask.text};
  }
};

}  // namespace protocols_test

namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using checklist::answer;
using checklist::field_list;
using checklist::message;
using checklist::value_of;
using stack::Answer;
using stack::Ask;
using stack::failing;
using tern::code;

// A server, and a client on the other end of its only connection that writes frames.
struct asked {
  explicit asked(stack::script lines = {}, tern::server_side::options how = {})
      : service{std::move(lines)}, options(how) {
    if (options.json == nullptr) options.json = &tern::json_codec;
    start();
  }
  struct without_json {};
  explicit asked(without_json) { start(); }

  // Asks all at once, the body byte by byte if `split`.
  answer ask(field_list head, std::string_view body, bool split = false) {
    const std::uint32_t id = begin(head, body.empty());
    const std::size_t step = split ? 1 : 16'000;
    for (std::size_t at = 0; at < body.size(); at += step) {
      const bool last = at + step >= body.size();
      say_data(id, body.substr(at, step), last);
    }
    return client->heard(id);
  }
  std::uint32_t begin(const field_list& head, bool ends = false) {
    const std::uint32_t id = std::exchange(next_id, next_id + 2);
    client->say(checklist::head_frames(id, head, ends));
    home.run_ready();
    return id;
  }
  void say_data(std::uint32_t id, std::string_view body, bool ends) {
    client->say(h2::frame(h2::data, ends ? h2::end_stream : 0, id, body));
    home.run_ready();
  }

  tern::testing::manual_executor home;
  stack::scripted service;
  protocols_test::shelf books;
  tern::server_side::options options;
  tern::server_side::router routes;
  std::array<std::byte, 4096> scratch{};
  std::optional<tern::server_side::endpoint> endpoint;
  std::optional<checklist::wire_end> client;
  std::uint32_t next_id = 1;

 private:
  void start() {
    REQUIRE(tern::server_side::add_routes<stack::Subject>(routes, service).empty());
    REQUIRE(tern::server_side::add_routes<protocols_test::Shelf>(routes, books).empty());
    endpoint.emplace(home.executor(), scratch, routes, options);
    auto ends = tern::transport::memory_stream::make_pair(home.executor());
    endpoint->adopt(std::move(ends.second));
    client.emplace(std::move(ends.first), checklist::wire_end::role::client);
    client->say(h2::frame(h2::settings, 0, 0, ""));
    home.run_ready();
  }
};

field_list head(std::string method, std::string path, field_list more = {}) {
  field_list all = {{":method", std::move(method)},
                    {":scheme", "http"},
                    {":path", std::move(path)},
                    {":authority", "localhost"}};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

field_list post(std::string_view method, std::string_view content_type, field_list more = {}) {
  field_list all = head("POST", "/stack.Subject/" + std::string{method},
                        {{"content-type", std::string{content_type}}});
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

field_list get(std::string_view rest, field_list more = {}) {
  return head("GET", "/protocols_test.Shelf/" + std::string{rest}, std::move(more));
}

std::string field(const answer& heard, std::string_view name) {
  return heard.heads.empty() ? "no head" : value_of(heard.heads.front(), name);
}

// One head and one body that has ended: no trailers of HTTP.
void check_whole(const answer& heard, std::string_view http_status) {
  CHECK(heard.http_status() == http_status);
  CHECK(heard.heads.size() == 1);
  CHECK(heard.ended);
  // A client that is answered before it has asked all is told to stop.
  CHECK(heard.reset.value_or(tern::http::error_code::no_error) == tern::http::error_code::no_error);
}

std::string proto(const auto& message) {
  return std::string{tern::as_text(tern::codec::encode(message).view())};
}

}  // namespace

// ---- unary calls of Connect ----------------------------------------------------------------

TEST_CASE("curl can call: JSON in, JSON out") {
  asked here;
  const answer heard = here.ask(post("Unary", "application/json"), R"({"text":"Ada","number":3})");
  check_whole(heard, "200");
  CHECK(field(heard, "content-type") == "application/json");
  CHECK(heard.body == R"({"text":"Ada","number":3})");
}

TEST_CASE("metadata and trailers of a unary call are in its head") {
  stack::script lines;
  lines.unary = [](tern::rpc::context& ctx, Ask) -> stack::script::task {
    ctx.headers().add("x-seen", ctx.request_metadata().get("x-tenant").value_or("none"));
    ctx.headers().add("x-version",
                      ctx.request_metadata().get("connect-protocol-version").value_or("none"));
    ctx.send_headers();
    ctx.trailers().add("x-cost", "3");
    ctx.trailers().add("x-cost", "4");
    co_return Answer{"done"};
  };
  asked here{lines};
  const answer heard = here.ask(
      post("Unary", "application/json", {{"x-tenant", "blue"}, {"connect-protocol-version", "1"}}),
      "{}");
  check_whole(heard, "200");
  CHECK(field(heard, "x-seen") == "blue");
  CHECK(field(heard, "x-version") == "none");
  CHECK(field(heard, "trailer-x-cost") == "3");
  CHECK(heard.body == R"({"text":"done"})");
}

TEST_CASE("a request that is no message is an invalid argument in JSON, and internal in proto") {
  asked here;
  for (const std::string_view body : {"", "{", "[]", R"({"number":"x"})", "\xff"}) {
    CAPTURE(body);
    const answer heard = here.ask(post("Unary", "application/json"), body);
    check_whole(heard, "400");
    CHECK(heard.body.starts_with(R"({"code":"invalid_argument","message":")"));
  }
  const answer heard = here.ask(post("Unary", "application/proto"), "\xff");
  check_whole(heard, "500");
  CHECK(heard.body.starts_with(R"({"code":"internal","message":")"));
  // Other calls go on.
  CHECK(here.ask(post("Unary", "application/json"), "{}").http_status() == "200");
}

TEST_CASE("a request that is too long is refused before all of it has come") {
  tern::server_side::options how;
  how.receive_max_bytes = 10;
  asked here{{}, how};
  const auto id = here.begin(post("Unary", "application/proto"));
  here.say_data(id, "01234567890", false);
  const answer heard = here.client->heard(id);
  CHECK(heard.http_status() == "429");
  CHECK(heard.body == R"({"code":"resource_exhausted","message":)"
                      R"("message is 11 bytes, limit receive_max_bytes is 10"})");
  CHECK(heard.ended);
}

TEST_CASE("a reply that is too long to be sent ends the call, in every protocol") {
  tern::server_side::options how;
  how.send_max_bytes = 10;
  asked here{{}, how};
  const std::string json = R"({"text":"0123456789"})";
  const answer unary = here.ask(post("Unary", "application/json"), json);
  check_whole(unary, "429");
  CHECK(unary.body == R"({"code":"resource_exhausted","message":)"
                      R"("message is 21 bytes, limit send_max_bytes is 10"})");
  const answer web =
      here.ask(post("Unary", "application/grpc-web"), message(proto(Ask{"0123456789"})));
  check_whole(web, "200");
  CHECK(web.body.find("grpc-status: 8\r\n") == 5);
}

TEST_CASE("a path without a method is 404 in unary calls, and an error like any in others") {
  asked here;
  const answer unary =
      here.ask(head("POST", "/stack.Subject/Nothing", {{"content-type", "application/proto"}}), "");
  check_whole(unary, "404");
  CHECK(unary.body ==
        R"({"code":"unimplemented","message":"unknown method \"/stack.Subject/Nothing\""})");
  const answer stream = here.ask(
      head("POST", "/stack.Subject/Nothing", {{"content-type", "application/connect+proto"}}), "");
  check_whole(stream, "200");
  CHECK(stream.body.find(R"({"error":{"code":"unimplemented")") == 5);
  const answer web = here.ask(
      head("POST", "/stack.Subject/Nothing", {{"content-type", "application/grpc-web"}}), "");
  check_whole(web, "200");
  CHECK(web.body.find("grpc-status: 12\r\n") == 5);
}

TEST_CASE("mistakes in the head of a call are answered in its protocol") {
  asked here;
  const auto refused = [&](std::string name, std::string value) {
    const answer heard =
        here.ask(post("Unary", "application/proto", {{std::move(name), std::move(value)}}), "");
    CHECK(heard.ended);
    return heard.http_status() + " " + heard.body;
  };
  CHECK(refused("connect-timeout-ms", "soon") ==
        R"(400 {"code":"invalid_argument","message":"connect-timeout-ms is \"soon\": it has to be )"
        R"(one to ten digits"})");
  CHECK(refused("connect-protocol-version", "2") ==
        R"(400 {"code":"invalid_argument","message":"connect-protocol-version is \"2\", it has to )"
        R"(be 1"})");
  CHECK(
      refused("content-encoding", "zip")
          .starts_with(R"(501 {"code":"unimplemented","message":"content-encoding is \"zip\": )"));
}

TEST_CASE("a unary call ends at its deadline, with the HTTP status of that") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask) -> stack::script::task {
    co_await tern::runtime::sleep_for(1h);
    co_return Answer{};
  };
  asked here{lines};
  const auto id =
      here.begin(post("Unary", "application/proto", {{"connect-timeout-ms", "200"}}), true);
  here.home.advance(199ms);
  CHECK_FALSE(here.client->heard(id).ended);
  here.home.advance(1ms);
  const answer heard = here.client->heard(id);
  check_whole(heard, "504");
  CHECK(heard.body ==
        R"({"code":"deadline_exceeded","message":"the deadline of the call has passed"})");
}

// ---- GET -----------------------------------------------------------------------------------

TEST_CASE("a method without side effects can be got") {
  asked here;
  const answer json =
      here.ask(get("Find?connect=v1&encoding=json&message=%7B%22text%22%3A%22Ada%22%7D"), "");
  check_whole(json, "200");
  CHECK(field(json, "content-type") == "application/json");
  CHECK(field(json, "vary") == "accept-encoding");
  CHECK(field(json, "trailer-x-method") == "/protocols_test.Shelf/Find");
  CHECK(json.body == R"({"text":"found Ada"})");

  const answer bytes = here.ask(get("Find?encoding=proto&base64=1&message=CgNBZGE"), "");
  check_whole(bytes, "200");
  CHECK(bytes.body == proto(Answer{"found Ada"}));
  // Whatever comes behind the head is not for it.
  CHECK(here.ask(get("Find?encoding=json&message=%7B%7D"), "ignored").body ==
        R"({"text":"found "})");
}

TEST_CASE("a GET that is malformed says how") {
  asked here;
  const auto got = [&](std::string_view rest) {
    const answer heard = here.ask(get(rest), "");
    CHECK(heard.ended);
    return heard.http_status();
  };
  CHECK(got("Find") == "400");
  CHECK(got("Find?x=1") == "400");
  CHECK(got("Find?encoding=foo&message=") == "415");
  CHECK(got("Find?connect=v1&message=") == "400");
  CHECK(got("Find?connect=v1&encoding=json") == "400");
  CHECK(got("Find?connect=v2&encoding=json&message=%7B%7D") == "400");
  CHECK(got("Find?encoding=proto&base64=1&message=!") == "400");
  CHECK(got("Find?encoding=proto&base64=1&compression=zip&message=") == "501");
  CHECK(got("Missing?encoding=json&message=%7B%7D") == "404");
}

// ---- envelopes -----------------------------------------------------------------------------

TEST_CASE("a call with one request refuses none and two") {
  asked here;
  for (const std::string& body : {std::string{}, message("") + message("")}) {
    for (const auto content_type : {"application/connect+proto", "application/grpc-web"}) {
      const answer heard = here.ask(post("Serve", content_type), body);
      check_whole(heard, "200");
      const bool web = content_type == "application/grpc-web"sv;
      CHECK(heard.body.find(web ? "grpc-status: 12" : R"({"error":{"code":"unimplemented")") == 5);
    }
  }
}

TEST_CASE("a call of gRPC-Web that fails") {
  asked here{failing({code::aborted, "why"})};
  CHECK(here.ask(post("Unary", "application/grpc-web"), message("")).body ==
        message("grpc-status: 10\r\ngrpc-message: why\r\nx-b: 2\r\n", 0x80));
  CHECK(here.ask(post("Unary", "application/grpc-web"), message("", 1))
            .body.find("grpc-status: 13\r\n") == 5);
}

TEST_CASE("gRPC-Web as text is base64 both ways, padded wherever a side flushes") {
  asked here;
  const auto text = [](std::string_view bytes) {
    tern::buffer body;
    tern::protocol::append_base64(body, tern::as_bytes(bytes));
    return std::string{tern::as_text(body.view())};
  };
  const std::string sent =
      text(message(proto(Ask{"a"}))) + text(message(proto(Ask{"bc"}))) + text(message(""));
  for (const bool split : {false, true}) {
    const answer heard = here.ask(post("Chat", "application/grpc-web-text"), sent, split);
    check_whole(heard, "200");
    CHECK(field(heard, "content-type") == "application/grpc-web-text");
    CHECK(heard.body == text(message(proto(Answer{"a"}))) + text(message(proto(Answer{"bc"}))) +
                            text(message("")) + text(message("grpc-status: 0\r\n", 0x80)));
  }
  // Text in, bytes out.
  CHECK(here.ask(post("Unary", "application/grpc-web-text", {{"accept", "application/grpc-web"}}),
                 text(message(proto(Ask{"a"}))))
            .body == message(proto(Answer{"a"})) + message("grpc-status: 0\r\n", 0x80));
  // A message, and then something that is no base64: also when it comes late.
  const auto late = here.begin(post("Unary", "application/grpc-web-text"));
  here.say_data(late, text(message("")), false);
  CHECK(here.client->heard(late).heads.empty());
  here.say_data(late, "AA*A", false);
  CHECK(here.client->heard(late).ended);
  const answer wrong = here.ask(post("Unary", "application/grpc-web-text"), "AAAA*AAA");
  check_whole(wrong, "200");
  tern::buffer bytes;
  REQUIRE(tern::protocol::base64_body{}.decode(wrong.body, bytes).ok());
  CHECK(
      tern::as_text(bytes.view()).find("grpc-status: 13\r\ngrpc-message: the body is no base64") ==
      5);
}

// ---- which protocol ------------------------------------------------------------------------

TEST_CASE("JSON is a form of gRPC, too") {
  asked here;
  const answer heard = here.ask(post("Unary", "application/grpc+json"), message(R"({"text":"a"})"));
  CHECK(field(heard, "content-type") == "application/grpc+json");
  CHECK(heard.body == message(R"({"text":"a"})"));
  CHECK(heard.grpc_status() == "0");
}

TEST_CASE("a shape that a content-type cannot carry is 415, with what can") {
  asked here;
  const answer unary = here.ask(post("Serve", "application/json"), "{}");
  check_whole(unary, "415");
  CHECK(field(unary, "accept-post").find("application/connect+json") != std::string::npos);
  CHECK(field(unary, "accept-post").find("application/json") == std::string::npos);
  const answer stream = here.ask(post("Unary", "application/connect+proto"), message(""));
  check_whole(stream, "415");
  CHECK(field(stream, "accept-post").find("application/proto") != std::string::npos);
  CHECK(field(stream, "accept-post").find("connect+") == std::string::npos);
}

TEST_CASE("a content-type of no protocol is 415, with all that are") {
  asked here;
  const answer heard = here.ask(post("Unary", "image/jpeg"), "12345678");
  check_whole(heard, "415");
  CHECK(field(heard, "accept-post") ==
        "application/grpc, application/grpc+json, application/grpc-web, application/grpc-web+json, "
        "application/grpc-web-text, application/grpc-web-text+json, application/json, "
        "application/proto, application/connect+json, application/connect+proto");
}

TEST_CASE("a server without JSON takes none") {
  asked here{asked::without_json{}};
  for (const auto content_type :
       {"application/json", "application/connect+json", "application/grpc-web+json"}) {
    check_whole(here.ask(post("Unary", content_type), "{}"), "415");
  }
  CHECK(here.ask(post("Unary", "application/grpc+json"), message("{}")).grpc_status() == "12");
  check_whole(here.ask(get("Find?encoding=json&message=%7B%7D"), ""), "415");
  check_whole(here.ask(post("Unary", "application/proto"), ""), "200");
  check_whole(here.ask(get("Find?encoding=proto&message="), ""), "200");
}

TEST_CASE("a method other than POST and GET is no call in any protocol") {
  asked here;
  for (const auto content_type :
       {"application/json", "application/grpc-web", "application/connect+json"}) {
    for (const auto method : {"DELETE", "PUT", "OPTIONS"}) {
      const answer heard =
          here.ask(head(method, "/stack.Subject/Unary", {{"content-type", content_type}}), "{}");
      check_whole(heard, "405");
      CHECK(field(heard, "allow") == "POST");
    }
  }
}

// ---- compression ---------------------------------------------------------------------------

#if TERN_WITH_ZLIB
namespace {

const tern::compress::encoding& gzip() {
  return *tern::compress::encoding_of(tern::compress::compression::gzip);
}
std::string zipped(std::string_view bytes) {
  tern::buffer out;
  REQUIRE(gzip().compress(tern::as_bytes(bytes), out).ok());
  return std::string{tern::as_text(out.view())};
}
std::string unzipped(std::string_view bytes) {
  tern::buffer out;
  REQUIRE(gzip().decompress(tern::as_bytes(bytes), out, 1'000'000, "limit").ok());
  return std::string{tern::as_text(out.view())};
}
tern::server_side::options compressing() {
  tern::server_side::options how;
  how.compression = tern::compress::compression::gzip;
  return how;
}
const std::string long_json = R"({"text":")" + std::string(1000, 'a') + R"("})";

}  // namespace

TEST_CASE("a unary call of Connect is compressed as HTTP says") {
  asked here{{}, compressing()};
  const answer heard = here.ask(post("Unary", "application/json", {{"content-encoding", "gzip"}}),
                                zipped(long_json));
  check_whole(heard, "200");
  CHECK(field(heard, "content-encoding") == "gzip");
  CHECK(unzipped(heard.body) == long_json);
  // Who accepts something else gets it plain, and so does who would get more.
  const answer plain =
      here.ask(post("Unary", "application/json", {{"accept-encoding", "br"}}), long_json);
  CHECK(field(plain, "content-encoding") == "none");
  CHECK(plain.body == long_json);
  const answer brief =
      here.ask(post("Unary", "application/json", {{"accept-encoding", "gzip"}}), R"({"text":"a"})");
  CHECK(field(brief, "content-encoding") == "none");
  CHECK(brief.body == R"({"text":"a"})");
}

TEST_CASE("streams of Connect and gRPC-Web are compressed message by message") {
  asked here{{}, compressing()};
  const std::string sent = message(zipped(long_json), 1) + message(R"({"text":"b"})");
  const answer connect = here.ask(
      post("Chat", "application/connect+json", {{"connect-content-encoding", "gzip"}}), sent);
  check_whole(connect, "200");
  CHECK(field(connect, "connect-content-encoding") == "gzip");
  const std::string first = message(zipped(long_json), 1);
  CHECK(connect.body == first + message(R"({"text":"b"})") + message("{}", 2));
  const answer web = here.ask(post("Chat", "application/grpc-web+json",
                                   {{"grpc-encoding", "gzip"}, {"grpc-accept-encoding", "gzip"}}),
                              sent);
  check_whole(web, "200");
  CHECK(field(web, "grpc-encoding") == "gzip");
  CHECK(web.body == first + message(R"({"text":"b"})") + message("grpc-status: 0\r\n", 0x80));
}
#endif

// ---- the life of a call --------------------------------------------------------------------

TEST_CASE("a client that goes away cancels its call, in every protocol") {
  int cancelled = 0;
  stack::script lines;
  lines.serve = [&](tern::rpc::context&, Ask) -> stack::script::answers {
    struct guard {
      int& count;
      ~guard() { ++count; }
    } here{cancelled};
    co_yield Answer{"a"};
    co_await tern::runtime::sleep_for(1h);
  };
  asked here{lines};
  for (const auto content_type : {"application/connect+proto", "application/grpc-web"}) {
    const auto id = here.begin(post("Serve", content_type));
    here.say_data(id, message(""), true);
    CHECK_FALSE(here.client->heard(id).ended);
    const int before = cancelled;
    here.client->say(h2::frame(h2::rst_stream, 0, id, "\0\0\0\x08"sv));
    here.home.run_ready();
    CHECK(cancelled == before + 1);
  }
}

TEST_CASE("an interceptor sees the calls of all protocols") {
  asked here;
  std::vector<std::string> seen;
  here.routes.intercept("",
                        [&](tern::intercept::call_context& call,
                            tern::intercept::next next) -> tern::runtime::task<void> {
                          seen.emplace_back(call.method());
                          co_await next();
                          if (call.request_metadata().contains("x-stop")) {
                            throw tern::error{code::permission_denied, "stop"};
                          }
                        });
  CHECK(here.ask(post("Unary", "application/json"), R"({"text":"a"})").body == R"({"text":"a"})");
  CHECK(here.ask(get("Find?encoding=json&message=%7B%7D"), "").http_status() == "200");
  // The reply was written already, and is taken back.
  const answer stopped =
      here.ask(post("Unary", "application/json", {{"x-stop", "1"}}), R"({"text":"a"})");
  check_whole(stopped, "403");
  CHECK(stopped.body == R"({"code":"permission_denied","message":"stop"})");
  CHECK(seen == std::vector<std::string>{"/stack.Subject/Unary", "/protocols_test.Shelf/Find",
                                         "/stack.Subject/Unary"});
}

TEST_CASE("calls of all protocols share one connection") {
  asked here;
  const auto stream = here.begin(post("Chat", "application/connect+json"));
  here.say_data(stream, message(R"({"text":"a"})"), false);
  CHECK(here.ask(post("Unary", "application/grpc"), message("")).grpc_status() == "0");
  CHECK(here.ask(post("Unary", "application/grpc-web"), message("")).http_status() == "200");
  CHECK(here.ask(post("Unary", "application/json"), "{}").http_status() == "200");
  here.say_data(stream, message(R"({"text":"b"})"), true);
  CHECK(here.client->heard(stream).ended);
}

TEST_CASE("hundreds of calls that are refused at once leave the others alone") {
  asked here;
  const std::array<std::pair<field_list, std::string_view>, 6> refused = {{
      {post("Unary", "image/jpeg"), "415"},
      {post("Serve", "application/json"), "415"},
      {post("Missing", "application/json"), "404"},
      {post("Unary", "application/json", {{"connect-timeout-ms", "soon"}}), "400"},
      {post("Unary", "application/grpc-web", {{"grpc-encoding", "zip"}}), "200"},
      {get("Lend?encoding=json&message=%7B%7D"), "405"},
  }};
  const auto running = here.begin(post("Chat", "application/connect+json"));
  for (int round = 0; round < 50; ++round) {
    std::vector<std::uint32_t> asked_now;
    for (const auto& [head, status] : refused) {
      const auto id = here.begin(head);
      CHECK(here.client->heard(id).http_status() == status);
      CHECK(here.client->heard(id).ended);
      asked_now.push_back(id);
    }
    // What was under way when the answer came.
    for (const auto id : asked_now) here.say_data(id, std::string(1000, 'x'), true);
  }
  CHECK(here.client->count(h2::goaway) == 0);
  here.say_data(running, message(R"({"text":"a"})"), true);
  CHECK(here.client->heard(running).body == message(R"({"text":"a"})") + message("{}", 2));
}
