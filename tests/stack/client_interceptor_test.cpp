// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

#include <chrono>

using namespace std::chrono_literals;

using stack::Answer;
using stack::Ask;
using stack::on_every_stack;
using stack::plan;
using stack::world;

using tern::call_context;
using tern::next;

namespace {

using notes = std::vector<std::string>;

std::string name_of(const tern::status& outcome) {
  return std::string{to_string(outcome.code())};
}

// A coroutine lambda must not have captures that die before it: this one is told what to note in.
tern::task<void> noting(notes& to, std::string who, call_context& call, next rest) {
  to.push_back(who + " before " + std::string{call.method()});
  co_await rest();
  to.push_back(who + " after: " + name_of(call.status()));
}

}  // namespace

TEST_CASE("a channel's interceptors are around every kind of call") {
  on_every_stack([](world& w) -> tern::task<void> {
    notes seen;
    for (const std::string who : {"outer", "inner"}) {
      w.channel.intercept(
          [&seen, who](call_context& call, next rest) { return noting(seen, who, call, rest); });
    }
    const auto around = [](std::string method) {
      return notes{"outer before /stack.Subject/" + method, "inner before /stack.Subject/" + method,
                   "inner after: OK", "outer after: OK"};
    };
    CHECK((co_await w.subject.Unary({.text = "one"})).text == "one");
    CHECK(std::exchange(seen, {}) == around("Unary"));
    auto served = w.subject.Serve({.text = "many", .number = 3});
    CHECK((co_await stack::rest_of(served)).size() == 3);
    CHECK(served.status().ok());
    CHECK(std::exchange(seen, {}) == around("Serve"));
    CHECK((co_await w.subject.Collect(stack::each_of<Ask>({{.text = "a"}, {.text = "b"}}))).text ==
          "ab");
    CHECK(std::exchange(seen, {}) == around("Collect"));
    auto chat = w.subject.Chat(stack::each_of<Ask>({{.text = "c"}, {.text = "d"}}));
    CHECK((co_await stack::rest_of(chat)).size() == 2);
    CHECK(std::exchange(seen, {}) == around("Chat"));
  });
}

TEST_CASE("an interceptor changes metadata and messages, and sees what came") {
  plan wanted;
  wanted.handlers.unary = [](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    ctx.headers().add("x-head", "h");
    ctx.trailers().add("x-tail", "t");
    co_return Answer{.text =
                         ask.text + std::string{ctx.request_metadata().get("x-key").value_or("")}};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    w.channel.intercept([](call_context& call, next rest) -> tern::task<void> {
      CHECK(call.request_metadata().get("x-own") == "1");
      call.request_metadata().add("x-key", "!");
      call.on_request([](tern::intercept::message_ref message) { message.as<Ask>()->text += "?"; });
      call.on_reply([](tern::intercept::message_ref message) { message.as<Answer>()->number = 5; });
      co_await rest();
      if (!call.method().ends_with("Unary")) co_return;
      CHECK(call.headers().get("x-head") == "h");
      CHECK(call.trailers().get("x-tail") == "t");
    });
    auto call = w.subject.Unary({.text = "hello"}, {.metadata = {{"x-own", "1"}}});
    const Answer answer = co_await call;
    CHECK(answer.text == "hello?!");
    CHECK(answer.number == 5);
    CHECK(call.trailers().get("x-tail") == "t");

    auto chat = w.subject.Chat(stack::each_of<Ask>({{.text = "a"}, {.text = "b"}}),
                               {.metadata = {{"x-own", "1"}}});
    const auto answers = co_await stack::rest_of(chat);
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].text == "b?");
    CHECK(answers[1].number == 5);
  });
}

TEST_CASE("an interceptor rejects a call before it reaches the server") {
  std::atomic<int> served = 0;
  plan wanted;
  wanted.handlers.unary = [&](tern::context&, Ask) -> tern::task<Answer> {
    ++served;
    co_return Answer{};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    served = 0;
    w.channel.intercept([](call_context&, next) -> tern::task<void> {
      throw tern::error{tern::code::permission_denied, "not today"};
      co_return;
    });
    CHECK((co_await w.subject.Unary({}).result()).status() ==
          tern::status{tern::code::permission_denied, "not today"});
    auto chat = w.subject.Chat(stack::each_of<Ask>({{}}));
    CHECK((co_await chat.next_result()).status().code() == tern::code::permission_denied);
    CHECK(served == 0);
  });
}

TEST_CASE("an interceptor changes how a call ends") {
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask ask) -> tern::task<Answer> {
    if (ask.text == "fine") co_return Answer{};
    co_return tern::status{tern::code::not_found, "inner"};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    w.channel.intercept([](call_context& call, next rest) -> tern::task<void> {
      co_await rest();
      call.set_status(call.status().ok() ? tern::status{tern::code::aborted, "was OK"}
                                         : tern::status{});
    });
    CHECK((co_await w.subject.Unary({.text = "fine"}).result()).status() ==
          tern::status{tern::code::aborted, "was OK"});
    CHECK((co_await w.subject.Unary({}).result()).status() ==
          tern::status{tern::code::internal,
                       "an interceptor has ended the call with OK and without a reply"});
    auto served = w.subject.Serve({.number = 2});
    CHECK(co_await served.next());
    CHECK(co_await served.next());
    CHECK((co_await served.next_result()).status().code() == tern::code::aborted);
  });
}

TEST_CASE("an interceptor tries a call again, with the same request") {
  std::atomic<int> served = 0;
  plan wanted;
  wanted.handlers.unary = [&](tern::context&, Ask ask) -> tern::task<Answer> {
    if (++served < 3) co_return tern::status{tern::code::unavailable, "busy"};
    co_return Answer{.text = ask.text};
  };
  wanted.handlers.serve = [&](tern::context&, Ask ask) -> tern::stream<Answer> {
    if (++served < 3) throw tern::error{tern::code::unavailable, "busy"};
    co_yield Answer{.text = ask.text};
    throw tern::error{tern::code::unavailable, "too late"};
  };
  on_every_stack(wanted, [&](world& w) -> tern::task<void> {
    w.channel.intercept([](call_context& call, next rest) -> tern::task<void> {
      for (int i = 0; i < 5; ++i) {
        co_await rest();
        if (call.status().code() != tern::code::unavailable) co_return;
        co_await tern::sleep_for(1ms);
      }
    });
    served = 0;
    CHECK((co_await w.subject.Unary({.text = "again"})).text == "again");
    CHECK(served == 3);

    served = 0;
    auto stream = w.subject.Serve({.text = "again"});
    CHECK((co_await stream.next())->text == "again");
    // What the caller has seen cannot be taken back.
    CHECK((co_await stream.next_result()).status() ==
          tern::status{tern::code::internal,
                       "an interceptor has called next() a second time for a call that cannot be "
                       "made again"});
    CHECK(served == 3);
  });
}

TEST_CASE("interceptors see the end of a call whose caller has gone, or whose deadline passed") {
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask) -> tern::task<Answer> {
    co_await tern::sleep_for(stack::forever);
    co_return Answer{};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    notes seen;
    w.channel.intercept(
        [&seen](call_context& call, next rest) { return noting(seen, "it", call, rest); });
    const std::string before = "it before /stack.Subject/Unary";
    const auto finished = [&]() -> tern::task<notes> {
      while (seen.size() < 2) co_await tern::sleep_for(1ms);
      co_return std::exchange(seen, {});
    };
    {
      auto dropped = w.subject.Unary({});
      co_await tern::sleep_for(1ms);
    }
    CHECK(co_await finished() == notes{before, "it after: CANCELLED"});
    auto cancelled = w.subject.Unary({});
    cancelled.cancel();
    CHECK(co_await finished() == notes{before, "it after: CANCELLED"});
    CHECK((co_await w.subject.Unary({}, {.timeout = 5ms}).result()).status().code() ==
          tern::code::deadline_exceeded);
    CHECK(co_await finished() == notes{before, "it after: DEADLINE_EXCEEDED"});
    {
      // Gone before the interceptors have made the call.
      w.channel.intercept([](call_context&, next rest) -> tern::task<void> {
        co_await tern::sleep_for(1s);
        co_await rest();
      });
      auto early = w.subject.Unary({});
      CHECK(seen.size() == 1);
    }
    CHECK(co_await finished() == notes{before, "it after: CANCELLED"});
  });
}

TEST_CASE("an interceptor caps the deadline of a call") {
  plan wanted;
  wanted.handlers.unary = [](tern::context& ctx, Ask) -> tern::task<Answer> {
    CHECK(ctx.deadline() != tern::runtime::never);
    co_await tern::sleep_for(stack::forever);
    co_return Answer{};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    w.channel.intercept(tern::deadline_cap{20ms});
    CHECK((co_await w.subject.Unary({}).result()).status().code() == tern::code::deadline_exceeded);
  });
}

TEST_CASE("what a hook throws ends the call") {
  on_every_stack([](world& w) -> tern::task<void> {
    w.channel.intercept([](call_context& call, next rest) -> tern::task<void> {
      call.on_request([](tern::intercept::message_ref message) {
        if (message.as<Ask>()->text == "request") {
          throw tern::error{tern::code::invalid_argument, "no"};
        }
      });
      call.on_reply([](tern::intercept::message_ref message) {
        if (message.as<Answer>()->text == "reply") throw tern::error{tern::code::data_loss, "bad"};
      });
      co_await rest();
    });
    for (const auto& [text, code] : {std::pair{"request", tern::code::invalid_argument},
                                     std::pair{"reply", tern::code::data_loss}}) {
      CHECK((co_await w.subject.Unary({.text = text}).result()).status().code() == code);
      auto chat = w.subject.Chat(stack::each_of<Ask>({{.text = "a"}, {.text = text}}));
      auto got = co_await chat.next_result();
      while (got && *got) got = co_await chat.next_result();
      CHECK(got.status().code() == code);
    }
    CHECK((co_await w.subject.Unary({.text = "fine"})).text == "fine");
  });
}

TEST_CASE("a call that no server takes ends inside of its interceptors") {
  tern::channel channel{"127.0.0.1:1"};
  tern::client<stack::Subject> nobody{channel};
  notes seen;
  channel.intercept(
      [&seen](call_context& call, next rest) { return noting(seen, "it", call, rest); });
  tern::run([](tern::client<stack::Subject>& to) -> tern::task<void> {
    CHECK((co_await to.Unary({}).result()).status().code() == tern::code::unavailable);
    CHECK((co_await to.Unary({}).result()).status().code() == tern::code::unavailable);
  }(nobody));
  CHECK(seen.size() == 4);
  CHECK(seen[3] == "it after: UNAVAILABLE");
}

TEST_CASE("made outside of a coroutine, an intercepted call starts when it is awaited") {
  on_every_stack([](world& w) -> tern::task<void> {
    notes seen;
    w.channel.intercept(
        [&seen](call_context& call, next rest) { return noting(seen, "it", call, rest); });
    tern::runtime::environment* const inside = tern::runtime::current_environment();
    const auto made = [&] {
      const tern::runtime::environment_scope outside{nullptr};
      return w.subject.Unary({.text = "later"});
    };
    auto call = made();
    CHECK(tern::runtime::current_environment() == inside);
    CHECK(seen.empty());
    CHECK((co_await call).text == "later");
    CHECK(seen.size() == 2);
  });
}
