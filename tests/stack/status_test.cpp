// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::on_every_stack;
using stack::plan;
using stack::world;

namespace {

tern::status wanted_status(const Ask& ask) {
  return {static_cast<tern::code>(ask.number), ask.text};
}

// Ends every call as the first message says: returned and thrown.
plan failing() {
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask ask) -> tern::task<Answer> {
    co_return wanted_status(ask);
  };
  wanted.handlers.serve = [](tern::context&, Ask ask) -> tern::stream<Answer> {
    if (!ask.payload.empty()) co_yield Answer{};
    throw tern::error{wanted_status(ask)};
  };
  wanted.handlers.collect = [](tern::context&, tern::stream<Ask> asks) -> tern::task<Answer> {
    auto ask = co_await asks.next();
    throw tern::error{wanted_status(*ask)};
  };
  wanted.handlers.chat = [](tern::context&, tern::stream<Ask> asks) -> tern::stream<Answer> {
    auto ask = co_await asks.next();
    co_yield Answer{};
    throw tern::error{wanted_status(*ask)};
  };
  return wanted;
}

}  // namespace

TEST_CASE("every status comes through all kinds of call") {
  on_every_stack(failing(), [](world& w) -> tern::task<void> {
    for (std::int32_t number = 1; number <= 16; ++number) {
      const Ask ask{.text = "because of " + std::to_string(number), .number = number};
      auto unary = co_await w.subject.Unary(ask).result();
      CHECK(unary.status() == wanted_status(ask));
      auto served = w.subject.Serve(ask);
      auto answer = co_await served.next_result();
      CHECK(answer.status() == wanted_status(ask));
      CHECK(served.status() == wanted_status(ask));
      auto asks = stack::each_of<Ask>({ask});
      auto collected = co_await w.subject.Collect(std::move(asks)).result();
      CHECK(collected.status() == wanted_status(ask));
      auto chat = w.subject.Chat(stack::each_of<Ask>({ask}));
      auto first = co_await chat.next();
      CHECK(first);
      auto second = co_await chat.next_result();
      CHECK(second.status() == wanted_status(ask));
    }
  });
}

TEST_CASE("the text of a status is any UTF-8") {
  on_every_stack(failing(), [](world& w) -> tern::task<void> {
    for (const std::string& text :
         {std::string{}, std::string{"100 % für ünï\tcödé\n日本語 \xf0\x9f\x90\xa6"},
          std::string{"%41"}, std::string(2000, '%')}) {
      const Ask ask{.text = text, .number = 9};
      auto trailers_only = co_await w.subject.Unary(ask).result();
      CHECK(trailers_only.status() == wanted_status(ask));
      auto served = w.subject.Serve({.text = text, .number = 9, .payload = "x"});
      CHECK(co_await served.next());
      auto after_an_answer = co_await served.next_result();
      CHECK(after_an_answer.status() == wanted_status(ask));
    }
  });
}

TEST_CASE("a failed call throws its status") {
  on_every_stack(failing(), [](world& w) -> tern::task<void> {
    try {
      co_await w.subject.Unary({.text = "name is required", .number = 3});
      FAIL_CHECK("no exception");
    } catch (const tern::error& failure) {
      CHECK(failure.code() == tern::code::invalid_argument);
      CHECK(failure.message() == "name is required");
    }
    auto served = w.subject.Serve({.text = "a", .number = 3});
    CHECK_THROWS_AS(co_await served.next(), tern::error);
    CHECK_THROWS_AS(co_await served.next(), tern::error);
  });
}

TEST_CASE("an exception of a handler is unknown to the client, and its text stays inside") {
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask ask) -> tern::task<Answer> {
    if (ask.number == 0) throw std::runtime_error("the password is swordfish");
    throw 7;
    co_return Answer{};
  };
  wanted.handlers.serve = [](tern::context&, Ask) -> tern::stream<Answer> {
    co_yield Answer{};
    throw std::runtime_error("the password is swordfish");
  };
  // No coroutine: it throws where it is called.
  wanted.handlers.collect = [](tern::context&, tern::stream<Ask>) -> tern::task<Answer> {
    throw std::runtime_error("the password is swordfish");
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    const tern::status expected{tern::code::unknown, "the handler failed with an exception"};
    auto unary = co_await w.subject.Unary({}).result();
    CHECK(unary.status() == expected);
    auto number = co_await w.subject.Unary({.number = 1}).result();
    CHECK(number.status() == expected);
    auto served = w.subject.Serve({});
    CHECK(co_await served.next());
    auto end = co_await served.next_result();
    CHECK(end.status() == expected);
    auto collected = co_await w.subject.Collect(tern::stream<Ask>{}).result();
    CHECK(collected.status() == expected);
    auto fine = w.subject.Chat(stack::each_of<Ask>({{}}));
    CHECK(co_await fine.next());
  });
}

TEST_CASE("a handler cannot end a call with OK and without an answer") {
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask) -> tern::task<Answer> {
    co_return tern::status{};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto outcome = co_await w.subject.Unary({}).result();
    CHECK(outcome.status().code() == tern::code::internal);
  });
}

TEST_CASE("requests that fail in the client end the call with their failure") {
  on_every_stack([](world& w) -> tern::task<void> {
    auto requests = [](bool own) -> tern::stream<Ask> {
      co_yield Ask{.text = "a"};
      if (own) throw tern::error{tern::code::data_loss, "the disk is gone"};
      throw std::runtime_error("the disk is gone");
    };
    auto own = co_await w.subject.Collect(requests(true)).result();
    CHECK(own.status() == tern::status{tern::code::data_loss, "the disk is gone"});
    auto other = co_await w.subject.Collect(requests(false)).result();
    CHECK(other.status().code() == tern::code::unknown);
  });
}

TEST_CASE("result gives what await would throw") {
  on_every_stack(failing(), [](world& w) -> tern::task<void> {
    tern::result<Answer> failed = co_await w.subject.Unary({.text = "no", .number = 5}).result();
    CHECK_FALSE(failed.ok());
    CHECK(failed.status() == tern::status{tern::code::not_found, "no"});
    CHECK_THROWS_AS(static_cast<void>(failed.value()), tern::error);
  });
}
