// SPDX-License-Identifier: MIT

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::on_every_stack;
using stack::plan;
using stack::world;

using tern::compression;

#if TERN_WITH_ZLIB

namespace {

constexpr compression compressions[] = {compression::gzip, compression::deflate};

/// Says in `number` whether the request came compressed.
plan observing() {
  plan wanted;
  wanted.handlers.unary = [](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    co_return Answer{ask.text, ctx.request_was_compressed(), std::move(ask.payload)};
  };
  wanted.handlers.chat = [](tern::context& ctx, tern::stream<Ask> asks) -> tern::stream<Answer> {
    while (auto ask = co_await asks.next()) {
      ctx.compress_messages(ask->text != "plain");
      co_yield Answer{ask->text, ctx.request_was_compressed(), std::move(ask->payload)};
    }
  };
  return wanted;
}

const std::string zeros(10'000, '\0');

}  // namespace

TEST_CASE("requests and replies are compressed as each side chooses") {
  for (const compression requests : compressions) {
    for (const compression replies : compressions) {
      plan wanted = observing();
      wanted.channel.compression = requests;
      wanted.server.compression = replies;
      on_every_stack(wanted, [](world& w) -> tern::task<void> {
        auto call = w.subject.Unary({.text = "hello", .payload = zeros});
        const Answer answer = co_await call;
        CHECK(answer.payload == zeros);
        CHECK(answer.number == 1);
        CHECK(call.reply_was_compressed());

        auto plain = w.subject.Unary({.payload = zeros}, {.compression = compression::identity});
        CHECK((co_await plain).number == 0);
        CHECK(plain.reply_was_compressed());
      });
    }
  }
}

TEST_CASE("nothing is compressed unless somebody asks for it") {
  on_every_stack(observing(), [](world& w) -> tern::task<void> {
    auto call = w.subject.Unary({.payload = zeros});
    CHECK((co_await call).number == 0);
    CHECK_FALSE(call.reply_was_compressed());
  });
}

TEST_CASE("a handler chooses for its call, the server's options for all others") {
  plan wanted = observing();
  wanted.server.compression = compression::gzip;
  wanted.handlers.unary = [](tern::context& ctx, Ask ask) -> tern::task<Answer> {
    ctx.compress(compression::identity);
    co_return Answer{.payload = std::move(ask.payload)};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto call = w.subject.Unary({.payload = zeros});
    CHECK((co_await call).payload == zeros);
    CHECK_FALSE(call.reply_was_compressed());
    auto answers = w.subject.Chat(stack::each_of<Ask>({{.payload = zeros}}));
    CHECK((co_await answers.next())->payload == zeros);
    CHECK(answers.reply_was_compressed());
  });
}

TEST_CASE("each message of a stream is compressed or not, and says so") {
  plan wanted = observing();
  wanted.server.compression = compression::gzip;
  wanted.channel.compression = compression::deflate;
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto asks = tern::pipe<Ask>();
    auto answers = w.subject.Chat(std::move(asks.stream));
    for (const bool compressed : {true, false, true}) {
      answers.compress_messages(compressed);
      co_await asks.send({.text = compressed ? "compressed" : "plain", .payload = zeros});
      const auto answer = co_await answers.next();
      REQUIRE(answer);
      CHECK(answer->payload == zeros);
      CHECK(answer->number == compressed);
      CHECK(answers.reply_was_compressed() == compressed);
    }
    asks.close();
    CHECK_FALSE(co_await answers.next());
  });
}

TEST_CASE("the messages of a pipe are compressed or not as was said before they were sent") {
  plan wanted;
  wanted.channel.compression = compression::gzip;
  wanted.handlers.collect = [](tern::context& ctx, tern::stream<Ask> asks) -> tern::task<Answer> {
    Answer answer;
    while (auto ask = co_await asks.next()) {
      answer.text += ask->text + (ctx.request_was_compressed() ? " compressed " : " plain ");
    }
    co_return answer;
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto asks = tern::pipe<Ask>(3);
    auto call = w.subject.Collect(std::move(asks.stream));
    for (const bool compressed : {true, false, true}) {
      call.compress_messages(compressed);
      co_await asks.send({.text = "one", .payload = zeros});
      co_await asks.send({.text = "two", .payload = zeros});
      CHECK(co_await asks.taken());
    }
    asks.close();
    CHECK((co_await call).text ==
          "one compressed two compressed one plain two plain one compressed two compressed ");
  });
}

TEST_CASE("a message that would not become shorter is sent as it is") {
  plan wanted = observing();
  wanted.server.compression = compression::gzip;
  wanted.channel.compression = compression::gzip;
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto call = w.subject.Unary({.text = "hi"});
    const Answer answer = co_await call;
    CHECK(answer.text == "hi");
    // The head of Connect's request goes out before its body, and says what that is.
    CHECK(answer.number == (w.is_connect() ? 1 : 0));
    CHECK_FALSE(call.reply_was_compressed());
  });
}

TEST_CASE("the limit of a message counts what comes out") {
  plan wanted = observing();
  wanted.many_bytes = true;
  wanted.server.receive_max_bytes = 20'000;
  wanted.channel.compression = compression::gzip;
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    CHECK((co_await w.subject.Unary({.payload = zeros})).payload == zeros);
    const auto refused =
        co_await w.subject.Unary({.payload = std::string(30'000'000, '\0')}).result();
    REQUIRE_FALSE(refused);
    CHECK(refused.status().code() == tern::code::resource_exhausted);
    CHECK(refused.status().message().ends_with(" bytes, limit receive_max_bytes is 20000"));
    const auto bomb = co_await w.subject.Unary({.payload = std::string(3'000'000, '\0')}).result();
    REQUIRE_FALSE(bomb);
    CHECK(bomb.status().code() == tern::code::resource_exhausted);
    CHECK(bomb.status().message() ==
          "a message is longer when decompressed than receive_max_bytes, which is 20000");
    CHECK((co_await w.subject.Unary({.payload = zeros})).payload == zeros);
  });

  plan answers = observing();
  answers.many_bytes = true;
  answers.channel.receive_max_bytes = 20'000;
  answers.server.compression = compression::gzip;
  answers.handlers.unary = [](tern::context&, Ask ask) -> tern::task<Answer> {
    co_return Answer{.payload = std::string(static_cast<std::size_t>(ask.number), 'a')};
  };
  on_every_stack(answers, [](world& w) -> tern::task<void> {
    const auto bomb = co_await w.subject.Unary({.number = 3'000'000}).result();
    REQUIRE_FALSE(bomb);
    CHECK(bomb.status().code() == tern::code::resource_exhausted);
    CHECK((co_await w.subject.Unary({.number = 10'000})).payload.size() == 10'000);
  });
}

#endif
