// SPDX-License-Identifier: MIT

// gRPC-Web: what a client makes of answers, and what it asks. Its servers write frames by hand.

#include "tests/checklist/messages.hpp"

#include <tern/protocol/base64_body.hpp>

using namespace checklist;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view type = "application/grpc-web+proto";
constexpr std::string_view text_type = "application/grpc-web-text+proto";

tern::client_side::channel_options speaking(tern::client_side::channel_protocol how) {
  return {.protocol = how};
}

std::string as_base64(std::string_view bytes) {
  tern::buffer body;
  tern::protocol::append_base64(body, tern::as_bytes(bytes));
  return std::string{tern::as_text(body.view())};
}

std::string last(std::string_view lines, int flags = 0x80) {
  return message(lines, flags);
}
const std::string well = last("grpc-status: 0\r\n");

/// A server that answers with this body.
answered_client::answering answering(std::string body, std::string_view content_type = type,
                                     field_list more = {}) {
  field_list head = {{":status", "200"}, {"content-type", std::string{content_type}}};
  head.insert(head.end(), more.begin(), more.end());
  return answered_client::with([=](auto id) {
    return head_frames(id, head, body.empty()) +
           (body.empty() ? "" : h2::frame(h2::data, h2::end_stream, id, body));
  });
}

/// How a unary call ends that is answered so.
tern::status unary(std::string body, field_list more = {}) {
  answered_client here{answering(std::move(body), type, std::move(more)),
                       speaking(tern::client_side::grpc_web)};
  return here.unary();
}

}  // namespace

TEST_CASE("web 01 a client says what it sends and takes, and takes nothing else") {
  for (const bool text : {false, true}) {
    const std::string_view said = text ? text_type : type;
    answered_client here{
        answering(text ? as_base64(message("") + well) : message("") + well, said),
        speaking(text ? tern::client_side::grpc_web_text : tern::client_side::grpc_web)};
    REQUIRE(here.unary().ok());
    CHECK(value_of(here.request_head(), "content-type") == said);
    CHECK(value_of(here.request_head(), "accept") == said);
    CHECK(value_of(here.request_head(), "te") == "none");
  }
  const auto answered = [](std::string_view content_type) {
    answered_client here{answering(message("") + well, content_type),
                         speaking(tern::client_side::grpc_web)};
    return here.unary().code();
  };
  CHECK(answered("application/grpc-web") == code::ok);
  CHECK(answered("application/grpc-web+proto; charset=utf-8") == code::ok);
  CHECK(answered("application/grpc-web+json") == code::internal);
  CHECK(answered("application/grpc") == code::unknown);
  CHECK(answered("text/html") == code::unknown);
}

TEST_CASE("web 03 trailers may be compressed") {
#if TERN_WITH_ZLIB
  tern::buffer zipped;
  const auto* const gzip = tern::compress::encoding_of(tern::compress::compression::gzip);
  REQUIRE(gzip->compress(tern::as_bytes("grpc-status: 9\r\ngrpc-message: why\r\n"), zipped));
  const std::string end = last(tern::as_text(zipped.view()), 0x81);
  CHECK(unary(end, {{"grpc-encoding", "gzip"}}) == tern::status{code::failed_precondition, "why"});
#endif
  CHECK(unary(message("") + last("grpc-status: 0\r\n", 0x81)).code() == code::internal);
}

TEST_CASE("web 03 a message that is too long is refused when its length is known") {
  const tern::status wanted{code::resource_exhausted,
                            "message is 11 bytes, limit receive_max_bytes is 10"};
  for (const bool text : {false, true}) {
    tern::client_side::channel_options how =
        speaking(text ? tern::client_side::grpc_web_text : tern::client_side::grpc_web);
    how.receive_max_bytes = 10;
    const std::string body = prefix(11) + "x";
    answered_client here{answering(text ? as_base64(body) : body, text ? text_type : type), how};
    CHECK(here.unary() == wanted);
    CHECK(here.serve().first == wanted);
  }
}

TEST_CASE("web 05 the frame of trailers is there once, and last") {
  CHECK(unary(message("") + well).ok());
  CHECK(unary(message("")).code() == code::internal);
  CHECK(unary("").code() == code::internal);
  for (const std::string& behind : {well, message(""), std::string{"\0", 1}}) {
    CHECK(unary(message("") + well + behind).code() == code::internal);
  }
  CHECK(unary(message("") + well.substr(0, well.size() - 1)).code() == code::internal);
  CHECK(unary(message("") + last("x-a: 1\r\n")).code() == code::unknown);
  answered_client here{answering(message("") + message("") + last("grpc-status: 8\r\n")),
                       speaking(tern::client_side::grpc_web)};
  CHECK(here.serve() == std::pair{tern::status{code::resource_exhausted, ""}, 2});
}

TEST_CASE("web 06 trailers may have names of any case, no space, and values that come twice") {
  for (const std::string_view lines :
       {"Grpc-Status: 5\r\nGRPC-Message: no%20page\r\nX-Cost: 1\r\nx-cost: 2\r\n",
        "grpc-status:5\r\ngrpc-message:no%20page\r\nx-cost:1\r\nx-cost:\t2 \r\n",
        "grpc-status: 5\ngrpc-message: no page\nx-cost: 1\n\r\nx-cost: 2"}) {
    CAPTURE(lines);
    answered_client here{answering(last(lines)), speaking(tern::client_side::grpc_web)};
    const auto [outcome, costs] = here.home.run(
        [](tern::client_side::client<Subject>& on)
            -> tern::runtime::task<std::pair<tern::status, std::vector<std::string>>> {
          auto call = on.Unary({});
          auto reply = co_await call.result();
          std::vector<std::string> all;
          for (const auto each : call.trailers().get_all("x-cost")) all.emplace_back(each);
          co_return std::pair{reply.status(), all};
        }(here.subject));
    CHECK(outcome == tern::status{code::not_found, "no page"});
    CHECK(costs == std::vector<std::string>{"1", "2"});
  }
  CHECK(unary(last("grpc-status 5\r\n")).code() == code::internal);
}

TEST_CASE("web 07 a head may have the status, if the body has none") {
  CHECK(unary("", {{"grpc-status", "5"}, {"grpc-message", "why"}}) ==
        tern::status{code::not_found, "why"});
  CHECK(unary(last("grpc-status: 9\r\n"), {{"grpc-status", "8"}}).code() ==
        code::failed_precondition);
  CHECK(unary(message("") + well, {{"grpc-status", "8"}}).ok());
}

TEST_CASE("web 08 text may be padded wherever the server flushed") {
  const std::string one = message(text_of(Answer{.text = "a"}));
  const std::string two = message(text_of(Answer{.text = "bc"}));
  const auto answers = [](std::string body) {
    answered_client here{answering(std::move(body), text_type),
                         speaking(tern::client_side::grpc_web_text)};
    return texts(here);
  };
  const auto wanted =
      std::pair<tern::status, std::vector<std::string>>{tern::status{}, {"a", "bc"}};
  CHECK(answers(as_base64(one) + as_base64(two) + as_base64(well)) == wanted);
  CHECK(answers(as_base64(one + two + well)) == wanted);
  std::string bare = as_base64(one) + as_base64(two + well + "");
  bare.erase(bare.find_last_not_of('=') + 1);
  CHECK(answers(bare) == wanted);
  CHECK(answers(as_base64(one) + "A*AA").first.code() == code::internal);
  // A server may answer with bytes.
  answered_client bytes{answering(one + well, type), speaking(tern::client_side::grpc_web_text)};
  CHECK(texts(bytes).second == std::vector<std::string>{"a"});
}

TEST_CASE("web 08 a request may be text") {
  answered_client here{answering(as_base64(message("") + well), text_type),
                       speaking(tern::client_side::grpc_web_text)};
  REQUIRE(here.unary().ok());
  CHECK(here.heard().body == as_base64(message("")));
}

TEST_CASE("web 09 a client says that it is one") {
  answered_client here{answering(message("") + well), speaking(tern::client_side::grpc_web)};
  REQUIRE(here.unary().ok());
  CHECK(value_of(here.request_head(), "x-grpc-web") == "1");
  CHECK(value_of(here.request_head(), "user-agent").starts_with("grpc-web-c++-tern/"));
}

TEST_CASE("web 10 a client's timeout, metadata and encodings are those of gRPC") {
  answered_client here{answering(message("") + well), speaking(tern::client_side::grpc_web)};
  tern::client_side::call_options how;
  how.timeout = 3s;
  how.metadata.add("x-raw-bin", "\x01\xff"sv);
  REQUIRE(here.unary(std::move(how)).ok());
  CHECK(value_of(here.request_head(), "grpc-timeout") != "none");
  CHECK(value_of(here.request_head(), "x-raw-bin") == "Af8");
#if TERN_WITH_ZLIB
  CHECK(value_of(here.request_head(), "grpc-accept-encoding") == tern::compress::accept_encoding);
#endif
  CHECK(unary(message("") + well, {{"grpc-encoding", "zip"}}).code() == code::internal);
}

TEST_CASE("web 12 what is no answer of gRPC-Web becomes a status by HTTP's table") {
  constexpr std::array<std::pair<std::string_view, code>, 9> rows = {{
      {"400", code::internal},
      {"401", code::unauthenticated},
      {"403", code::permission_denied},
      {"404", code::unimplemented},
      {"415", code::unknown},
      {"429", code::unavailable},
      {"502", code::unavailable},
      {"503", code::unavailable},
      {"504", code::unavailable},
  }};
  for (const auto& [http_status, wanted] : rows) {
    CAPTURE(http_status);
    answered_client here{answered_client::with([&](auto id) {
                           return head_frames(id, {{":status", std::string{http_status}}}, true);
                         }),
                         speaking(tern::client_side::grpc_web)};
    CHECK(here.unary().code() == wanted);
  }
}

TEST_CASE("web 13 a client that wants no more resets the stream") {
  answered_client here{
      answered_client::with([](auto id) {
        return head_frames(id, {{":status", "200"}, {"content-type", std::string{type}}}, false) +
               h2::frame(h2::data, 0, id, message(""));
      }),
      speaking(tern::client_side::grpc_web)};
  here.home.run([](tern::client_side::client<Subject>& on) -> tern::runtime::task<void> {
    auto answers = on.Serve({});
    static_cast<void>(co_await answers.next());
  }(here.subject));
  here.home.run_ready();
  CHECK(here.heard().reset == h2::error_code::cancel);
}
