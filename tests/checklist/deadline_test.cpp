// SPDX-License-Identifier: MIT

// Lines 6 to 10: deadlines.

#include "tests/checklist/peers.hpp"

using namespace checklist;

namespace {

// A handler that takes its time, and how often it was begun and has ended.
struct sleeper {
  tern::runtime::duration length;
  int begun = 0;
  int unwound = 0;

  struct presence {
    int& count;
    explicit presence(int& of) : count(of) {}
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence() { ++count; }
  };

  stack::script lines() {
    return {.unary = [this](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
      ++begun;
      const presence here{unwound};
      co_await tern::runtime::sleep_for(length);
      co_return Answer{};
    }};
  }
};

}  // namespace

TEST_CASE("06 a client sends grpc-timeout behind the pseudo-header fields, rounded up") {
  const std::pair<std::chrono::nanoseconds, std::string> table[] = {
      {1ns, "1n"},
      {99'999'999ns, "99999999n"},
      {100'000'000ns, "100000u"},
      {100'000'001ns, "100001u"},
      {99'999'999us, "99999999u"},
      {100'000'000us, "100000m"},
      {99'999'999'001us, "100000S"},
      {std::chrono::hours{1000}, "3600000S"},
      {std::chrono::hours{100'000}, "6000000M"},
  };
  for (const auto& [timeout, text] : table) {
    INFO(text);
    answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
    REQUIRE(here.unary({.timeout = timeout}).ok());
    const field_list head = here.request_head();
    REQUIRE(head.size() > 4);
    CHECK(head[4].first == "grpc-timeout");
    CHECK(head[4].second == text);
  }
}

TEST_CASE("06 a client without a deadline sends no grpc-timeout") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(here.unary().ok());
  CHECK_FALSE(has(here.request_head(), "grpc-timeout"));
}

TEST_CASE("07 a request without grpc-timeout has no deadline") {
  sleeper slow{.length = std::chrono::hours{24 * 365}};
  asked_server here{slow.lines()};
  const auto id = here.ask(request());
  here.home.advance(slow.length);
  CHECK(here.heard(id).grpc_status() == "0");
}

TEST_CASE("07 a malformed grpc-timeout is refused with INTERNAL, and 0 is DEADLINE_EXCEEDED") {
  sleeper slow{.length = 1h};
  asked_server here{slow.lines()};
  for (const std::string text :
       {"", "1", "S", "123456789S", "1s", "-1S", "+1S", "1 S", "1.5S", "0x1S", "1SS", "1D"}) {
    INFO(text);
    const answer refused = here.answer_to(request_with({{"grpc-timeout", text}}));
    CHECK(refused.grpc_status() == "13");
    CHECK(refused.trailers_only());
  }
  for (const std::string text : {"0n", "0H", "00000000S"}) {
    INFO(text);
    CHECK(here.answer_to(request_with({{"grpc-timeout", text}})).grpc_status() == "4");
  }
  CHECK(slow.begun == 0);
}

TEST_CASE("08 a server ends a call at its deadline and cancels the handler") {
  sleeper slow{.length = 1h};
  asked_server here{slow.lines()};
  for (const std::string text : {"100m", "100000u"}) {
    const auto id = here.ask(request_with({{"grpc-timeout", text}}));
    here.home.advance(99ms);
    CHECK_FALSE(here.heard(id).ended);
    here.home.advance(1ms);
    CHECK(here.heard(id).grpc_status() == "4");
    CHECK(here.heard(id).ended);
  }
  CHECK(slow.begun == 2);
  CHECK(slow.unwound == 2);
}

TEST_CASE("08 a client that goes on talking after its deadline is told to stop") {
  stack::script lines;
  lines.collect = [](tern::rpc::context&, auto asks) -> tern::runtime::task<Answer> {
    while (auto ask = co_await asks.next()) {
    }
    co_return Answer{};
  };
  asked_server here{lines};
  const auto id = here.ask(request_with({{"grpc-timeout", "1S"}}, "/stack.Subject/Collect"),
                           empty_message, false);
  here.home.advance(1s);
  const answer late = here.heard(id);
  CHECK(late.grpc_status() == "4");
  CHECK(late.ended);
  CHECK(late.reset.has_value());
}

TEST_CASE("08 a handler that does not mind its deadline finds nothing more to read") {
  int asked = 0;
  stack::script lines;
  lines.collect = [&](tern::rpc::context&, auto asks) -> tern::runtime::task<Answer> {
    auto first = co_await asks.next();
    CHECK(first);
    try {
      co_await tern::runtime::sleep_for(1h);
    } catch (const tern::error& late) {
      CHECK(late.code() == code::deadline_exceeded);
    }
    ++asked;
    while (co_await asks.next()) ++asked;
    co_return Answer{};
  };
  asked_server here{lines};
  for (const bool ends : {true, false}) {
    const auto id = here.ask(request_with({{"grpc-timeout", "1S"}}, "/stack.Subject/Collect"),
                             empty_message + empty_message, ends);
    here.home.advance(1s);
    CHECK(here.heard(id).grpc_status() == "4");
  }
  CHECK(asked == 2);
}

TEST_CASE("09 a client fails at its deadline by itself, and sends RST_STREAM(CANCEL)") {
  answered_client here{nullptr};
  CHECK(here.unary({.timeout = 5ms}).code() == code::deadline_exceeded);
  here.home.run_ready();
  CHECK(here.heard().reset == h2::error_code::cancel);
}

TEST_CASE("09 CANCELLED at the deadline is DEADLINE_EXCEEDED") {
  answered_client here{nullptr};
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto call = on.subject.Unary({}, {.timeout = 5ms});
    co_await tern::runtime::sleep_for(1ms);
    // The time of the deadline comes, and the server's reset before the client's own alarm.
    on.server().say(h2::frame(h2::rst_stream, 0, 1, h2::number(8, 4)));
    auto early = co_await call.result();
    CHECK(early.status().code() == code::cancelled);
  }(here));
  // Both are due at once: whichever is looked at first, the deadline is what has happened.
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto call = on.subject.Unary({}, {.timeout = 5ms});
    co_await tern::runtime::sleep_for(5ms);
    on.server().say(h2::frame(h2::rst_stream, 0, 3, h2::number(8, 4)));
    auto late = co_await call.result();
    CHECK(late.status().code() == code::deadline_exceeded);
  }(here));
}

TEST_CASE("10 a call that a handler makes has what is left of the handler's time") {
  answered_client* next = nullptr;
  stack::script lines;
  lines.unary = [&](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    co_await tern::runtime::sleep_for(4s);
    Answer onward = co_await next->subject.Unary({});
    co_return onward;
  };
  asked_server first{lines};
  answered_client second{nullptr};
  next = &second;
  const auto id = first.ask(request_with({{"grpc-timeout", "10S"}}));
  first.home.advance(4s);
  REQUIRE(second.servers.size() == 1);
  CHECK(value_of(second.request_head(), "grpc-timeout") == "6000000u");
  first.home.advance(6s);
  CHECK(first.heard(id).grpc_status() == "4");
  CHECK(second.heard().reset == h2::error_code::cancel);
}
