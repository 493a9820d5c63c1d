// SPDX-License-Identifier: MIT

// Lines 11 to 14, 30, 31 and 37: messages and where they end.

#include <tern/runtime/sleep.hpp>

#include "tests/checklist/messages.hpp"

using namespace checklist;

TEST_CASE("11 a server reads messages however DATA frames cut them") {
  const std::string body = message(text_of(Ask{.text = "one"})) + empty_message +
                           message(text_of(Ask{.text = std::string(300, 'x')}));
  const std::vector<std::string> expected{"one", "", std::string(300, 'x')};
  for (const std::size_t piece_bytes : {1U, 2U, 4U, 6U, 100U, 1000U}) {
    INFO("pieces of " << piece_bytes);
    listener by;
    asked_server here{by.lines()};
    const auto id = here.begin(request("/stack.Subject/Collect"));
    for (std::size_t at = 0; at < body.size(); at += piece_bytes) {
      here.say_data(id, body.substr(at, piece_bytes));
      here.say_data(id, "");
    }
    here.say_data(id, "", true);
    CHECK(here.heard(id).grpc_status() == "0");
    CHECK(by.heard == expected);
  }
}

TEST_CASE("11 a client reads messages however DATA frames cut them") {
  const std::string body = message(text_of(Answer{.text = "one"})) + empty_message +
                           message(text_of(Answer{.text = std::string(300, 'x')}));
  for (const std::size_t piece_bytes : {1U, 3U, 7U, 1000U}) {
    INFO("pieces of " << piece_bytes);
    answered_client here{answered_client::with([&](auto id) {
      std::string all = head_frames(id, response(), false);
      for (std::size_t at = 0; at < body.size(); at += piece_bytes) {
        all += h2::frame(h2::data, 0, id, body.substr(at, piece_bytes));
        all += h2::frame(h2::data, 0, id, "");
      }
      return all + head_frames(id, {{"grpc-status", "0"}}, true);
    })};
    const auto [status, all] = texts(here);
    CHECK(status.ok());
    CHECK(all == std::vector<std::string>{"one", "", std::string(300, 'x')});
  }
}

TEST_CASE("11 what both sides send has a flag of 0 and a length in network byte order") {
  asked_server server;
  const std::string payload(70'000, 'p');
  const answer said = server.answer_to(request(), message(text_of(Ask{.payload = payload})));
  const auto replies = messages_of(said.body);
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].first == 0);
  CHECK(replies[0].second == text_of(Answer{.payload = payload}));

  answered_client client{nullptr};
  client.home.run([](answered_client& on, std::string bytes) -> tern::runtime::task<void> {
    auto call = on.subject.Unary({.payload = bytes});
    co_await tern::runtime::sleep_for(1s);
    on.server().say(correct_answer(1));
    co_await call;
  }(client, payload));
  const auto asked = messages_of(client.heard().body);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].first == 0);
  CHECK(asked[0].second == text_of(Ask{.payload = payload}));
}

TEST_CASE("12 a server ends a call whose flags are unknown or whose message is cut with INTERNAL") {
  asked_server here;
  const std::pair<std::string, std::string> table[] = {
      {message("", 2), "unknown flags 0x02"},
      {message("", 0xff), "unknown flags 0xff"},
      {prefix(10) + "abc", "ended after 3 of the 10 bytes"},
      {std::string(2, '\0'), "ended after 2 of the 5 bytes"},
  };
  for (const auto& [body, text] : table) {
    for (const std::string path : {"/stack.Subject/Unary", "/stack.Subject/Collect"}) {
      INFO(path << ": " << text);
      const answer refused = here.answer_to(request(path), body);
      CHECK(refused.grpc_status() == "13");
      CHECK(refused.grpc_message().find(text) != std::string::npos);
    }
  }
  CHECK(here.answer_to(request()).grpc_status() == "0");
}

TEST_CASE("12 a server answers a length past its limit before the message comes") {
  asked_server here;
  for (const std::uint32_t length : {4'194'305U, 0x7fffffffU, 0x80000000U, 0xffffffffU}) {
    const auto id = here.ask(request(), prefix(length), false);
    const answer refused = here.heard(id);
    CHECK(refused.grpc_status() == "8");
    CHECK(refused.grpc_message() ==
          "message is " + std::to_string(length) + " bytes, limit receive_max_bytes is 4194304");
    CHECK(refused.ended);
  }
}

TEST_CASE("12 a client ends a call whose answer is no message, and resets the stream") {
  const std::pair<std::string, code> table[] = {
      {message("", 2), code::internal},
      {prefix(10) + "abc", code::internal},
      {std::string(3, '\0'), code::internal},
      {prefix(4'194'305), code::resource_exhausted},
      {prefix(0xffffffff), code::resource_exhausted},
  };
  for (const auto& [body, expected] : table) {
    answered_client here{body_of(body)};
    CHECK(here.unary().code() == expected);
    CHECK(here.serve().first.code() == expected);
  }
  answered_client endless{answered_client::with([](auto id) {
    return head_frames(id, response(), false) + h2::frame(h2::data, 0, id, prefix(0xffffffff));
  })};
  CHECK(endless.unary().code() == code::resource_exhausted);
  endless.home.run_ready();
  CHECK(endless.heard().reset == h2::error_code::cancel);
}

TEST_CASE("13 messages of 4 MiB are received by default, and no byte more; all are sent") {
  constexpr std::size_t limit = 4 * 1024 * 1024;
  constexpr std::size_t around_payload = 5;  // the field's tag and length
  for (const std::size_t size : {limit, limit + 1}) {
    INFO(size);
    const std::string payload(size - around_payload, 'p');
    REQUIRE(text_of(Ask{.payload = payload}).size() == size);
    // Windows that need no replenishing: the other side is not listened to meanwhile.
    tern::http::limits wide;
    wide.stream_window_bytes = wide.connection_window_bytes = 2 * limit;
    tern::server_side::options server_how;
    server_how.connection = wide;
    asked_server server{{}, server_how};
    const answer said = server.answer_to(request(), message(text_of(Ask{.payload = payload})));
    CHECK(said.grpc_status() == (size == limit ? "0" : "8"));
    tern::client_side::channel_options client_how;
    client_how.connection = wide;
    answered_client client{body_of(message(text_of(Answer{.payload = payload}))), client_how};
    CHECK(client.unary().code() == (size == limit ? code::ok : code::resource_exhausted));
  }
  // More than the default limit goes out.
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    co_return Answer{.payload = std::string(limit + 100, 'x')};
  };
  asked_server generous{lines};
  const answer large = generous.answer_to(request());
  CHECK(large.grpc_status() == "0");
  CHECK(large.body.size() > limit);
  answered_client talkative{nullptr};
  talkative.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto call = on.subject.Unary({.payload = std::string(limit + 100, 'x')});
    co_await tern::runtime::sleep_for(1s);
    on.server().say(correct_answer(1));
    co_await call;
  }(talkative));
  CHECK(talkative.heard().body.size() > limit);
}

TEST_CASE("13 a method, a service and a call can have limits of their own") {
  const std::string six_bytes = message(text_of(Ask{.payload = "1234"}));
  asked_server server;
  CHECK(server.routes.limit_requests("/stack.Subject/Unary", 5) == 1);
  CHECK(server.answer_to(request(), six_bytes).grpc_status() == "8");
  CHECK(server.answer_to(request("/stack.Subject/Collect"), six_bytes).grpc_status() == "0");
  CHECK(server.routes.limit_requests("/stack.Subject/", 6) == 4);
  CHECK(server.answer_to(request(), six_bytes).grpc_status() == "0");
  CHECK(server.routes.limit_requests("/stack.Subject/Missing", 5) == 0);

  answered_client client{body_of(message(text_of(Answer{.payload = "1234"})))};
  const tern::status refused = client.unary({.receive_max_bytes = 5});
  CHECK(refused ==
        tern::status{code::resource_exhausted, "message is 6 bytes, limit receive_max_bytes is 5"});
  CHECK(client.unary({.receive_max_bytes = 6}).ok());
}

TEST_CASE("13 what is sent can be limited too") {
  tern::server_side::options how;
  how.send_max_bytes = 5;
  asked_server server{{}, how};
  const answer refused = server.answer_to(request(), message(text_of(Ask{.payload = "1234"})));
  CHECK(refused.grpc_status() == "8");
  CHECK(refused.grpc_message() == "message is 6 bytes, limit send_max_bytes is 5");
  CHECK(refused.body.empty());
  CHECK(server.answer_to(request(), message(text_of(Ask{.payload = "123"}))).grpc_status() == "0");

  tern::client_side::channel_options channel_how;
  channel_how.send_max_bytes = 5;
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); }),
                         channel_how};
  const auto ask = [&](tern::client_side::call_options options) {
    return client.home.run(
        [](tern::client_side::client<Subject>& on,
           tern::client_side::call_options with) -> tern::runtime::task<tern::status> {
          auto outcome = co_await on.Unary({.payload = "1234"}, std::move(with)).result();
          co_return outcome.status();
        }(client.subject, std::move(options)));
  };
  CHECK(ask({}) ==
        tern::status{code::resource_exhausted, "message is 6 bytes, limit send_max_bytes is 5"});
  CHECK(ask({.send_max_bytes = 6}).ok());
  CHECK(client.server().count(h2::headers_) == 1);
}

TEST_CASE("14 a message of no bytes is a message") {
  listener by;
  asked_server server{by.lines()};
  CHECK(server.answer_to(request()).body == empty_message);
  CHECK(server
            .answer_to(request("/stack.Subject/Collect"),
                       empty_message + empty_message + empty_message)
            .grpc_status() == "0");
  CHECK(by.heard.size() == 4);
  answered_client client{body_of(empty_message + empty_message)};
  CHECK(client.serve() == std::pair{tern::status{}, 2});
}

TEST_CASE("30 a server takes one request where the method has one, and says UNIMPLEMENTED else") {
  asked_server here;
  for (const std::string path : {"/stack.Subject/Unary", "/stack.Subject/Serve"}) {
    INFO(path);
    CHECK(here.answer_to(request(path), "").grpc_status() == "12");
    CHECK(here.answer_to(request(path), empty_message + empty_message).grpc_status() == "12");
    CHECK(here.answer_to(request(path)).grpc_status() == "0");
  }
  for (const std::string path : {"/stack.Subject/Collect", "/stack.Subject/Chat"}) {
    INFO(path);
    CHECK(here.answer_to(request(path), "").grpc_status() == "0");
    CHECK(here.answer_to(request(path), empty_message + empty_message).grpc_status() == "0");
  }
}

TEST_CASE("30 a client takes one answer where the method has one, and says UNIMPLEMENTED else") {
  for (const int count : {0, 1, 2, 3}) {
    std::string body;
    for (int i = 0; i < count; ++i) body += empty_message;
    answered_client here{body_of(body)};
    CHECK(here.unary().code() == (count == 1 ? code::ok : code::unimplemented));
    const auto collected = here.home.run(
        [](tern::client_side::client<Subject>& on) -> tern::runtime::task<tern::status> {
          auto outcome = co_await on.Collect(tern::runtime::stream<Ask>{}).result();
          co_return outcome.status();
        }(here.subject));
    CHECK(collected.code() == (count == 1 ? code::ok : code::unimplemented));
    CHECK(here.serve() == std::pair{tern::status{}, count});
  }
}

TEST_CASE("31 a message that is none of Protobuf is INTERNAL") {
  const std::string wrong = message("\xff\xff\xff");
  asked_server server;
  for (const std::string path : {"/stack.Subject/Unary", "/stack.Subject/Serve",
                                 "/stack.Subject/Collect", "/stack.Subject/Chat"}) {
    INFO(path);
    CHECK(server.answer_to(request(path), wrong).grpc_status() == "13");
  }
  answered_client client{body_of(wrong)};
  CHECK(client.unary().code() == code::internal);
  CHECK(client.serve().first.code() == code::internal);
}

TEST_CASE("37 a server takes END_STREAM on the last DATA frame and on an empty one") {
  asked_server here;
  CHECK(here.answer_to(request()).grpc_status() == "0");
  const auto id = here.begin(request());
  here.say_data(id, empty_message);
  CHECK_FALSE(here.heard(id).ended);
  here.say_data(id, "", true);
  CHECK(here.heard(id).grpc_status() == "0");
  // HEADERS may end a request that has no messages.
  const auto bare = here.begin(request("/stack.Subject/Collect"), true);
  CHECK(here.heard(bare).grpc_status() == "0");
}

TEST_CASE("37 answers come before the request ends, and after") {
  asked_server here;
  const auto id = here.begin(request("/stack.Subject/Chat"));
  here.say_data(id, empty_message);
  CHECK(here.heard(id).body == empty_message);
  here.say_data(id, empty_message);
  CHECK(here.heard(id).body == empty_message + empty_message);
  CHECK_FALSE(here.heard(id).ended);
  here.say_data(id, "", true);
  CHECK(here.heard(id).grpc_status() == "0");
}

TEST_CASE("37 a client ends its requests with END_STREAM, and its side alone") {
  answered_client here{nullptr};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto requests = []() -> tern::runtime::stream<Ask> {
      co_yield Ask{};
      co_await tern::runtime::sleep_for(2s);
      co_yield Ask{};
    };
    auto chat = on.subject.Chat(requests());
    co_await tern::runtime::sleep_for(1s);
    CHECK(on.heard().body == empty_message);
    CHECK_FALSE(on.heard().ended);
    co_await tern::runtime::sleep_for(2s);
    CHECK(on.heard().body == empty_message + empty_message);
    CHECK(on.heard().ended);
    CHECK_FALSE(on.heard().reset);
    on.server().say(correct_answer(1));
    CHECK(co_await chat.next());
    CHECK_FALSE(co_await chat.next());
  }(here));
}

TEST_CASE(
    "13 a call whose request is too long to be sent does not begin inside of interceptors either") {
  tern::client_side::channel_options how;
  how.send_max_bytes = 5;
  answered_client client{answered_client::with([](auto id) { return correct_answer(id); }), how};
  code seen = code::ok;
  client.channel.intercept([&](tern::intercept::call_context& call,
                               tern::intercept::next next) -> tern::runtime::task<void> {
    co_await next();
    co_await tern::runtime::sleep_for(1s);
    seen = call.status().code();
  });
  REQUIRE(client.unary().ok());
  client.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto outcome = co_await on.subject.Unary({.payload = "1234"}).result();
    CHECK(outcome.status().code() == code::resource_exhausted);
  }(client));
  CHECK(seen == code::resource_exhausted);
  CHECK(client.server().count(h2::headers_) == 1);
}
