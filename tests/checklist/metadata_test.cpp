// SPDX-License-Identifier: MIT

// Lines 33 to 36, 50 and 51: metadata.

#include "tests/checklist/peers.hpp"

#include <tern/rpc/error_details.hpp>

using namespace checklist;

namespace {

// Keeps the metadata of the last request, and answers with some of its own.
struct clerk {
  field_list heard;
  tern::rpc::metadata headers;
  tern::rpc::metadata trailers;
  int calls = 0;

  stack::script lines() {
    return {.unary = [this](tern::rpc::context& ctx, Ask) -> tern::runtime::task<Answer> {
      ++calls;
      heard.clear();
      for (const tern::name_value each : ctx.request_metadata()) {
        heard.emplace_back(each.name, each.value);
      }
      ctx.headers() = headers;
      ctx.trailers() = trailers;
      co_return Answer{};
    }};
  }
};

// What a client hears of the metadata of an answer.
struct said_metadata {
  tern::status status;
  tern::rpc::metadata headers;
  tern::rpc::metadata trailers;
};

said_metadata metadata_of(answered_client& here) {
  return here.home.run(
      [](tern::client_side::client<Subject>& on) -> tern::runtime::task<said_metadata> {
        auto call = on.Unary({});
        auto outcome = co_await call.result();
        co_return said_metadata{outcome.status(), call.headers(), call.trailers()};
      }(here.subject));
}

answered_client::answering saying(field_list head, field_list trailers) {
  return answered_client::with([=](auto id) {
    return head_frames(id, response(head), false) + h2::frame(h2::data, 0, id, empty_message) +
           head_frames(id, trailers, true);
  });
}

}  // namespace

TEST_CASE("33 metadata has names in lower case and values without spaces around") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  tern::rpc::metadata sent;
  sent.add("X-Upper_Case.1-a", "  text ~ ");
  REQUIRE(here.unary({.metadata = sent}).ok());
  CHECK(value_of(here.request_head(), "x-upper_case.1-a") == "text ~");
  for (const std::string name : {"", ":path", "x y", "x/y", "\xc3\xbc", "grpc-timeout",
                                 "grpc-status", "grpc-what", "GRPC-Encoding"}) {
    INFO(name);
    CHECK_THROWS_AS(sent.add(name, "1"), tern::error);
  }
  for (const std::string& value : {std::string{"a\nb"}, std::string{"a\tb"}, std::string{"\x7f"},
                                   std::string{"\xc3\xbc"}, std::string(1, '\0')}) {
    CHECK_THROWS_AS(sent.add("x-name", value), tern::error);
  }
  CHECK(sent.size() == 1);
}

TEST_CASE("33 values that are not valid do not end the call") {
  clerk by;
  asked_server here{by.lines()};
  const answer said = here.answer_to(request_with({{"x-good", "1"},
                                                   {"x-high", "\xc3\xbc"},
                                                   {"x-bad-bin", "!!!"},
                                                   {"grpc-what", "1"},
                                                   {"x-empty", ""}}));
  CHECK(said.grpc_status() == "0");
  CHECK(by.heard == field_list{{"x-good", "1"}, {"x-empty", ""}});
  answered_client client{saying({{"x-high", "\xc3\xbc"}, {"x-good", "1"}},
                                {{"grpc-status", "0"}, {"x-bad-bin", "!"}, {"x-fine", "2"}})};
  const said_metadata heard = metadata_of(client);
  CHECK(heard.status.ok());
  CHECK(heard.headers == tern::rpc::metadata{{"x-good", "1"}});
  CHECK(heard.trailers == tern::rpc::metadata{{"x-fine", "2"}});
}

TEST_CASE("34 bytes are sent as base64 without padding") {
  const std::string bytes{"\0\1\xff\xfe", 4};
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(client.unary({.metadata = {{"x-bytes-bin", bytes}}}).ok());
  CHECK(value_of(client.request_head(), "x-bytes-bin") == "AAH//g");
  clerk by;
  by.headers.add("x-head-bin", bytes);
  by.trailers.add("x-tail-bin", "a");
  asked_server server{by.lines()};
  const answer said = server.answer_to(request());
  REQUIRE(said.heads.size() == 2);
  CHECK(value_of(said.heads[0], "x-head-bin") == "AAH//g");
  CHECK(value_of(said.heads[1], "x-tail-bin") == "YQ");
}

TEST_CASE(
    "34 bytes are taken with and without padding, and split at commas; duplicates keep order") {
  clerk by;
  asked_server server{by.lines()};
  const field_list sent{{"x-bin", "YQ=="},  {"x-bin", "YWI"}, {"x-bin", "YQ==,YWI , YWJj"},
                        {"x-text", "b"},    {"x-text", "a"},  {"x-text", "c,d"},
                        {"x-empty-bin", ""}};
  const field_list read{{"x-bin", "a"},  {"x-bin", "ab"},   {"x-bin", "a"},
                        {"x-bin", "ab"}, {"x-bin", "abc"},  {"x-text", "b"},
                        {"x-text", "a"}, {"x-text", "c,d"}, {"x-empty-bin", ""}};
  CHECK(server.answer_to(request_with(sent)).grpc_status() == "0");
  CHECK(by.heard == read);
  field_list trailers = sent;
  trailers.emplace_back("grpc-status", "0");
  answered_client client{saying(sent, trailers)};
  const said_metadata heard = metadata_of(client);
  for (const tern::rpc::metadata* part : {&heard.headers, &heard.trailers}) {
    field_list all;
    for (const tern::name_value each : *part) all.emplace_back(each.name, each.value);
    CHECK(all == read);
  }
}

TEST_CASE("35 fields that concern one hop are no metadata") {
  clerk by;
  asked_server server{by.lines()};
  CHECK(server
            .answer_to(request_with({{"trailer", "x"},
                                     {"user-agent", "grpc-test/1"},
                                     {"content-length", "5"},
                                     {"x-mine", "1"}}))
            .grpc_status() == "0");
  CHECK(by.heard == field_list{{"user-agent", "grpc-test/1"}, {"x-mine", "1"}});
  // Those of HTTP/1 break a request of HTTP/2. @source RFC 9113, section 8.2.2
  for (const auto& [name, value] : field_list{{"connection", "close"},
                                              {"keep-alive", "1"},
                                              {"proxy-connection", "x"},
                                              {"transfer-encoding", "chunked"},
                                              {"upgrade", "h2c"},
                                              {"te", "gzip"}}) {
    INFO(name);
    const auto id = server.ask(request_with({{name, value}}));
    CHECK(server.heard(id).reset == h2::error_code::protocol_error);
  }
  CHECK(by.calls == 1);
  for (const std::string name : {"connection", "te", "transfer-encoding", "keep-alive", "upgrade",
                                 "proxy-connection", "host", "content-length", "trailer"}) {
    tern::rpc::metadata own;
    CHECK_THROWS_AS(own.add(name, "x"), tern::error);
  }
  answered_client client{saying({{"trailer", "x"}, {"x-mine", "1"}}, {{"grpc-status", "0"}})};
  CHECK(metadata_of(client).headers == tern::rpc::metadata{{"x-mine", "1"}});
}

TEST_CASE("36 both sides say how large a header list may be") {
  constexpr std::uint16_t max_header_list_size = 6;
  const asked_server server;
  REQUIRE(server.client->first(h2::settings) != nullptr);
  CHECK(server.client->first(h2::settings)->setting(max_header_list_size) == 16'384);
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(client.unary().ok());
  REQUIRE(client.server().first(h2::settings) != nullptr);
  CHECK(client.server().first(h2::settings)->setting(max_header_list_size) == 16'384);
}

TEST_CASE("36 a header list past the limit ends its call alone") {
  asked_server server;
  const answer refused = server.answer_to(request_with({{"x-large", std::string(17'000, 'x')}}));
  CHECK(refused.http_status() == "431");
  CHECK(refused.ended);
  CHECK(refused.body.find("16384") != std::string::npos);
  CHECK(server.answer_to(request()).grpc_status() == "0");
  CHECK_FALSE(server.client->peer_left);

  int served = 0;
  answered_client client{answered_client::with([&](auto id) {
    const field_list large{{"x-large", std::string(17'000, 'x')}};
    switch (served++) {
      case 0:
        return head_frames(id, response(large), false) + h2::frame(h2::data, 0, id, empty_message) +
               head_frames(id, {{"grpc-status", "0"}}, true);
      case 1:
        return head_frames(id, response(), false) + h2::frame(h2::data, 0, id, empty_message) +
               head_frames(id, {{"grpc-status", "0"}, large.front()}, true);
      default:
        return correct_answer(id);
    }
  })};
  CHECK(client.unary().code() == code::resource_exhausted);
  CHECK(client.unary().code() == code::resource_exhausted);
  CHECK(client.unary().ok());
  CHECK(client.servers.size() == 1);
}

TEST_CASE("50 a client says which program of gRPC it is") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(here.unary().ok());
  const std::string name = value_of(here.request_head(), "user-agent");
  CHECK(name.starts_with("grpc-c++-tern/"));
  CHECK(name.find(' ') == std::string::npos);
}

TEST_CASE("51 metadata of gRPC that is not the protocol's own passes through") {
  clerk by;
  by.trailers.add("grpc-retry-pushback-ms", "100");
  by.trailers.add("grpc-trace-bin", "\1");
  asked_server server{by.lines()};
  const answer said = server.answer_to(request_with(
      {{"grpc-previous-rpc-attempts", "2"}, {"grpc-tags-bin", "YQ"}, {"grpc-trace-bin", "YWI"}}));
  CHECK(by.heard == field_list{{"grpc-previous-rpc-attempts", "2"},
                               {"grpc-tags-bin", "a"},
                               {"grpc-trace-bin", "ab"}});
  CHECK(said.last("grpc-retry-pushback-ms") == "100");
  CHECK(said.last("grpc-trace-bin") == "AQ");
  answered_client client{
      saying({{"grpc-trace-bin", "YQ"}}, {{"grpc-status", "0"}, {"grpc-retry-pushback-ms", "-1"}})};
  const said_metadata heard = metadata_of(client);
  CHECK(heard.headers == tern::rpc::metadata{{"grpc-trace-bin", "a"}});
  CHECK(heard.trailers == tern::rpc::metadata{{"grpc-retry-pushback-ms", "-1"}});
  answered_client sending{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(sending.unary({.metadata = {{"grpc-tags-bin", "a"}}}).ok());
  CHECK(value_of(sending.request_head(), "grpc-tags-bin") == "YQ");
}

TEST_CASE("51 grpc-status-details-bin is a google.rpc.Status of the same code") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    throw tern::error{code::not_found, "gone", tern::rpc::ErrorInfo{.reason = "WHY"}};
    co_return Answer{};
  };
  asked_server server{lines};
  const answer said = server.answer_to(request());
  CHECK(said.grpc_status() == "5");
  const std::string details = said.last("grpc-status-details-bin");
  REQUIRE(details != "none");
  const auto bytes = tern::base64_decode(details);
  REQUIRE(bytes);
  // code = 5, message = "gone", and one detail.
  CHECK(bytes->starts_with("\x08\x05\x12\x04gone\x1a"));
  CHECK(bytes->find("type.googleapis.com/google.rpc.ErrorInfo") != std::string::npos);

  const auto answering = [&](std::string status) {
    return saying(
        {},
        {{"grpc-status", status}, {"grpc-message", "gone"}, {"grpc-status-details-bin", details}});
  };
  answered_client agrees{answering("5")};
  const tern::error heard{agrees.unary()};
  REQUIRE(heard.detail<tern::rpc::ErrorInfo>());
  CHECK(heard.detail<tern::rpc::ErrorInfo>()->reason == "WHY");
  answered_client differs{answering("6")};
  const tern::error other{differs.unary()};
  CHECK(other.code() == code::already_exists);
  CHECK_FALSE(other.detail<tern::rpc::ErrorInfo>());
}
