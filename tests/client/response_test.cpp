// SPDX-License-Identifier: MIT

#include <tern/client/response.hpp>

// Answers in the protocols whose bodies say how a call ended, and what is wrong with some. More of
// gRPC is in call_core_test.cpp and in tests/checklist.

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <tern/base/call_tallies.hpp>
#include <tern/client/channel_protocol.hpp>
#include <tern/client/options.hpp>
#include <tern/compress/compression.hpp>

#include "tests/http/h2_pair.hpp"
#include "tests/stack/contract.hpp"

using tern::code;
using tern::status;
using tern::client_side::channel_protocol;
using namespace std::string_literals;

namespace {

using field_list = std::vector<std::pair<std::string_view, std::string_view>>;

// An answer that comes in pieces.
struct answered {
  answered(const channel_protocol& spoken, bool streaming, int http_status,
           const field_list& fields, tern::client_side::channel_options options = {})
      : how(std::move(options)), answer(spoken.of(streaming), how) {
    answer.begin(*body, how.receive_max_bytes, counts);
    tern::http::head& head = body->received_head();
    head.status = http_status;
    for (const auto& [name, value] : fields) head.fields.add(name, value);
    body->head_complete();
    refusal = answer.read_head();
  }

  answered& more(std::string_view bytes) {
    body->receive_body(tern::as_bytes(bytes));
    return *this;
  }
  answered& end() {
    body->receive_end();
    return *this;
  }

  // What a call with one reply gets.
  std::pair<status, std::string> sole() {
    answer.ask_sole();
    REQUIRE(answer.ready());
    auto read = answer.take();
    status outcome = answer.hear_outcome_of_sole(read);
    if (!outcome.ok()) return {outcome, {}};
    return {outcome, std::string{tern::as_text(**read)}};
  }

  // What a call with a stream of replies gets.
  std::pair<status, std::vector<std::string>> all() {
    std::vector<std::string> replies;
    for (;;) {
      answer.ask_next();
      REQUIRE(answer.ready());
      auto read = answer.take();
      if (!read) return {read.status(), replies};
      if (!*read) return {answer.hear_outcome(), replies};
      replies.emplace_back(tern::as_text(**read));
    }
  }

  tern::client_side::channel_options how;
  tern::call_tally calls;
  tern::call_tallies counts{calls, {}};
  h2::end connection{h2::role::client};
  tern::http::stream_ptr body{new tern::http::stream(connection.session, 1000)};
  tern::client_side::response answer;
  status refusal;
};

std::string frame(char flags, std::string_view payload) {
  std::string bytes{flags};
  bytes.append(3, '\0').push_back(static_cast<char>(payload.size()));
  return bytes.append(payload);
}

std::string gzip(std::string_view text) {
  tern::buffer out;
  const auto* const how = tern::compress::encoding_of(tern::compress::compression::gzip);
  REQUIRE(how->compress(tern::as_bytes(text), out).ok());
  return std::string{tern::as_text(out.view())};
}

const field_list web = {{"content-type", "application/grpc-web+proto"}};
const field_list web_text = {{"content-type", "application/grpc-web-text+proto"}};
const field_list connect_stream = {{"content-type", "application/connect+proto"}};
const field_list connect_unary = {{"content-type", "application/proto"}};
const field_list connect_error = {{"content-type", "application/json"}};

constexpr auto& grpc_web = tern::client_side::grpc_web;
constexpr auto& grpc_web_text = tern::client_side::grpc_web_text;
constexpr auto& connect = tern::client_side::connect;

}  // namespace

TEST_CASE("the frame with the trailers of gRPC-Web ends a call") {
  answered here{grpc_web, true, 200, web};
  CHECK(here.refusal.ok());
  here.more(frame(0, "one") + frame(0, "two") + frame('\x80', "grpc-status: 0\r\nCost: 7\r\n"));
  here.end();
  const auto [outcome, replies] = here.all();
  CHECK(outcome.ok());
  CHECK(replies == std::vector<std::string>{"one", "two"});
  CHECK(here.answer.trailers().get("cost") == "7");
}

TEST_CASE("metadata before replies of Connect that cannot be read is none of the end") {
  for (const bool streaming : {false, true}) {
    field_list fields = streaming ? connect_stream : connect_unary;
    fields.emplace_back(streaming ? "connect-content-encoding" : "content-encoding", "zip");
    fields.emplace_back("x-a", "1");
    const answered here{connect, streaming, 200, fields};
    CHECK(here.refusal.code() == code::internal);
    CHECK(here.answer.headers() == tern::rpc::metadata{{"x-a", "1"}});
    CHECK(here.answer.trailers().empty());
  }
}

TEST_CASE("a reply and the trailers of gRPC-Web come in pieces of any size") {
  const std::string bytes = frame(0, "one") + frame('\x80', "grpc-status: 0\r\n");
  for (const bool streaming : {false, true}) {
    answered here{grpc_web, streaming, 200, web};
    here.answer.ask_sole();
    for (const char one : bytes) {
      CHECK_FALSE(here.answer.ready());
      here.more({&one, 1});
    }
    CHECK_FALSE(here.answer.ready());
    here.end();
    CHECK(here.sole() == std::pair{status{}, std::string{"one"}});
  }
}

TEST_CASE("the trailers of gRPC-Web may be compressed") {
  answered here{grpc_web,
                false,
                200,
                {{"content-type", "application/grpc-web+proto"}, {"grpc-encoding", "gzip"}}};
  here.more(frame('\x01', gzip("hello")) +
            frame('\x81', gzip("grpc-status: 9\r\ngrpc-message: no\r\n")));
  here.end();
  CHECK(here.sole().first == status{code::failed_precondition, "no"});
}

TEST_CASE("trailers in the body count more than a status in the head") {
  field_list head = web;
  head.emplace_back("grpc-status", "8");
  answered with_trailers{grpc_web, false, 200, head};
  with_trailers.more(frame('\x80', "grpc-status: 9\r\n")).end();
  CHECK(with_trailers.sole().first.code() == code::failed_precondition);
  answered head_alone{grpc_web, false, 200, head};
  head_alone.end();
  CHECK(head_alone.sole().first.code() == code::resource_exhausted);
}

TEST_CASE("a status in the head is none where a reply follows it") {
  const field_list grpc_head = {{"content-type", "application/grpc"}, {"grpc-status", "9"}};
  field_list web_head = web;
  web_head.emplace_back("grpc-status", "9");
  const status expected{code::internal, "the server ended the call without trailers"};
  for (const auto& [spoken, head] :
       {std::pair{tern::client_side::grpc, grpc_head}, std::pair{grpc_web, web_head}}) {
    CAPTURE(spoken.name());
    answered sole{spoken, false, 200, head};
    sole.more(frame(0, "one")).end();
    CHECK(sole.sole().first == expected);
    answered all{spoken, true, 200, head};
    all.more(frame(0, "one")).end();
    CHECK(all.all() == std::pair{expected, std::vector<std::string>{"one"}});
    answered none{spoken, true, 200, head};
    none.end();
    CHECK(none.all().first.code() == code::failed_precondition);
  }
}

TEST_CASE("gRPC-Web as text is base64, with padding wherever its sender paused") {
  // "AAAAAANvbmU=" is the message one; behind it the trailers.
  answered here{grpc_web_text, false, 200, web_text};
  here.more("AAAAAANvbmU=").more("gAAAABBncnBjLXN0YXR1czogMA0K").end();
  CHECK(here.sole() == std::pair{status{}, std::string{"one"}});
  answered broken{grpc_web_text, false, 200, web_text};
  broken.more("AAAAA*NvbmU=").end();
  CHECK(broken.sole().first.code() == code::internal);
}

TEST_CASE("what is wrong with the end of a body is an error of the server") {
  const std::string end = frame('\x02', "{}");
  const std::string message = frame(0, "one");
  struct wrong {
    std::string body;
    code as_sole;
    code as_stream;
  };
  const std::vector<wrong> all = {
      {"", code::internal, code::internal},                            // no end
      {message, code::internal, code::internal},                       // no end either
      {end, code::unimplemented, code::ok},                            // no reply
      {message + message + end, code::unimplemented, code::ok},        // two
      {message + message, code::unimplemented, code::internal},        //
      {message + end + "x", code::internal, code::internal},           // more behind the end
      {message + end + end, code::internal, code::internal},           //
      {message + end + message, code::internal, code::internal},       //
      {message + "\0\0"s, code::internal, code::internal},             // half an envelope
      {message + frame('\x02', "{"), code::internal, code::internal},  // no JSON
      {message + frame('\x04', "{}"), code::internal, code::internal},
      {message + frame('\x03', "{}"), code::internal, code::internal},  // no encoding was declared
      {message + frame('\x02', R"({"error":{"code":"aborted"}})"), code::aborted, code::aborted},
      {frame('\x02', R"({"error":{"code":"aborted"}})"), code::aborted, code::aborted},
  };
  for (const wrong& each : all) {
    CAPTURE(each.body);
    answered sole{connect, true, 200, connect_stream};
    sole.more(each.body).end();
    CHECK(sole.sole().first.code() == each.as_sole);
    answered stream{connect, true, 200, connect_stream};
    stream.more(each.body).end();
    CHECK(stream.all().first.code() == each.as_stream);
  }
}

TEST_CASE("a second reply is refused before all of it has come") {
  answered here{connect, true, 200, connect_stream};
  here.more(frame(0, "one") + "\0\0\0\1\0"s);
  here.answer.ask_sole();
  REQUIRE(here.answer.ready());
  CHECK(here.sole().first.code() == code::unimplemented);
}

TEST_CASE("a reply of Connect is the body, and its trailers are in the head") {
  field_list fields = connect_unary;
  fields.emplace_back("trailer-cost", "7");
  fields.emplace_back("acme", "yes");
  answered here{connect, false, 200, fields};
  here.more("o");
  here.answer.ask_sole();
  CHECK_FALSE(here.answer.ready());
  here.more("ne").end();
  CHECK(here.sole() == std::pair{status{}, std::string{"one"}});
  CHECK(here.answer.headers().get("acme") == "yes");
  CHECK_FALSE(here.answer.headers().get("trailer-cost"));
  CHECK(here.answer.trailers().get("cost") == "7");
  answered empty{connect, false, 200, connect_unary};
  empty.end();
  CHECK(empty.sole() == std::pair{status{}, std::string{}});
}

TEST_CASE("an error of Connect is said by the body, and by the HTTP status if that says nothing") {
  const std::vector<std::tuple<std::string, int, code>> errors = {
      {R"({"code":"not_found","message":"no such page"})", 404, code::not_found},
      {R"({"code":null})", 401, code::unauthenticated},
      {"", 404, code::unimplemented},
      {"{", 503, code::unavailable},
      {"[]", 400, code::internal},
      {R"({"code":"ok"})", 418, code::unknown},
  };
  for (const auto& [body, http_status, expected] : errors) {
    CAPTURE(body);
    answered here{connect, false, http_status, connect_error};
    CHECK(here.refusal.ok());
    here.more(body).end();
    CHECK(here.sole().first.code() == expected);
  }
  field_list compressed = connect_error;
  compressed.emplace_back("content-encoding", "gzip");
  answered here{connect, false, 500, compressed};
  here.more(gzip(R"({"code":"data_loss"})")).end();
  CHECK(here.sole().first.code() == code::data_loss);
  answered broken{connect, false, 503, compressed};
  broken.more("no gzip").end();
  CHECK(broken.sole().first.code() == code::unavailable);
}

TEST_CASE("how a call ended may be said at greater length than a reply") {
  tern::client_side::channel_options how;
  how.receive_max_bytes = 3;
  how.connection.header_list_max_bytes = 100;
  answered fits{connect, true, 200, connect_stream, how};
  fits.more(frame('\x02', R"({"error":{"code":"aborted"}})")).end();
  CHECK(fits.all().first.code() == code::aborted);
  const std::string longer =
      R"({"error":{"code":"aborted","message":")" + std::string(100, 'x') + "\"}}";
  answered too_long{connect, true, 200, connect_stream, how};
  too_long.more(frame('\x02', longer)).end();
  CHECK(too_long.all().first ==
        status{code::resource_exhausted, "message is " + std::to_string(longer.size()) +
                                             " bytes, limit header_list_max_bytes is 100"});
  how.receive_max_bytes = 120;
  answered by_message{connect, false, 500, connect_error, how};
  by_message.more(std::string(121, ' '));
  CHECK(by_message.sole().first ==
        status{code::resource_exhausted, "message is 121 bytes, limit receive_max_bytes is 120"});
  how.receive_max_bytes = 3;
  answered message{connect, true, 200, connect_stream, how};
  message.more(frame(0, "four")).end();
  CHECK(message.all().first ==
        status{code::resource_exhausted, "message is 4 bytes, limit receive_max_bytes is 3"});
}

TEST_CASE("an end that would unpack into too much is refused") {
  field_list fields = connect_stream;
  fields.emplace_back("connect-content-encoding", "gzip");
  tern::client_side::channel_options how;
  how.receive_max_bytes = 3;
  how.connection.header_list_max_bytes = 100;
  answered here{connect, true, 200, fields, how};
  here.more(frame('\x03', gzip("{" + std::string(1000, ' ') + "}"))).end();
  CHECK(here.all().first.code() == code::resource_exhausted);
}
