// SPDX-License-Identifier: MIT

#include <numeric>

#include "tests/stack/harness.hpp"

using stack::Answer;
using stack::Ask;
using stack::on_every_stack;
using stack::plan;
using stack::world;

TEST_CASE("a unary call gives the handler's answer") {
  on_every_stack([](world& w) -> tern::task<void> {
    Answer answer = co_await w.subject.Unary({.text = "Ada", .number = 7});
    CHECK(answer.text == "Ada");
    CHECK(answer.number == 7);
  });
}

TEST_CASE("a server stream gives its answers in order and then ends") {
  on_every_stack([](world& w) -> tern::task<void> {
    auto answers = w.subject.Serve({.text = "Ada", .number = 5});
    for (int i = 1; i <= 5; ++i) {
      auto answer = co_await answers.next();
      REQUIRE(answer);
      CHECK(answer->number == i);
    }
    CHECK_FALSE(co_await answers.next());
    CHECK(answers.done());
    CHECK(answers.status().ok());
    CHECK_FALSE(co_await answers.next());
  });
}

TEST_CASE("a client stream is collected into one answer") {
  on_every_stack([](world& w) -> tern::task<void> {
    auto asks = stack::each_of<Ask>({{.text = "a"}, {.text = "b"}, {.text = "c"}});
    Answer answer = co_await w.subject.Collect(std::move(asks));
    CHECK(answer.text == "abc");
    CHECK(answer.number == 3);
  });
}

TEST_CASE("a bidirectional call answers each message") {
  on_every_stack([](world& w) -> tern::task<void> {
    auto answers = w.subject.Chat(stack::each_of<Ask>({{.text = "a"}, {.text = "b"}}));
    auto all = co_await stack::rest_of(answers);
    REQUIRE(all.size() == 2);
    CHECK(all[0].text == "a");
    CHECK(all[1].text == "b");
  });
}

TEST_CASE("streams without messages are calls like others") {
  on_every_stack([](world& w) -> tern::task<void> {
    auto none = w.subject.Serve({.number = 0});
    CHECK_FALSE(co_await none.next());
    Answer sum = co_await w.subject.Collect(tern::stream<Ask>{});
    CHECK(sum.number == 0);
    auto silence = w.subject.Chat(tern::stream<Ask>{});
    CHECK_FALSE(co_await silence.next());
  });
}

TEST_CASE("empty messages are messages") {
  on_every_stack([](world& w) -> tern::task<void> {
    Answer answer = co_await w.subject.Unary({});
    CHECK(answer.text.empty());
    auto asks = stack::each_of<Ask>({{}, {}, {}});
    Answer sum = co_await w.subject.Collect(std::move(asks));
    CHECK(sum.number == 3);
    auto answers = w.subject.Chat(stack::each_of<Ask>({{}, {}}));
    auto all = co_await stack::rest_of(answers);
    CHECK(all.size() == 2);
  });
}

TEST_CASE("many messages of all sizes arrive whole and in order") {
  on_every_stack([](world& w) -> tern::task<void> {
    std::vector<Ask> asks;
    for (int i = 0; i < 300; ++i) {
      asks.push_back({.number = i, .payload = std::string(static_cast<std::size_t>(i), 'x')});
    }
    auto answers = w.subject.Chat(stack::each_of(std::move(asks)));
    for (int i = 0; i < 300; ++i) {
      auto answer = co_await answers.next();
      REQUIRE(answer);
      REQUIRE(answer->number == i);
      REQUIRE(answer->payload.size() == static_cast<std::size_t>(i));
    }
    CHECK_FALSE(co_await answers.next());
  });
}

TEST_CASE("messages of 3 MiB go both ways in all kinds of call") {
  plan wanted;
  wanted.many_bytes = true;
  // JSON is longer.
  wanted.server.receive_max_bytes = wanted.channel.receive_max_bytes = 5 * 1024 * 1024;
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    std::string large(3 * 1024 * 1024, '\0');
    std::iota(large.begin(), large.end(), '\0');
    Answer answer = co_await w.subject.Unary({.payload = large});
    CHECK(answer.payload == large);
    auto served = w.subject.Serve({.number = 2, .payload = large});
    auto first = co_await served.next();
    REQUIRE(first);
    CHECK(first->payload == large);
    auto second = co_await served.next();
    REQUIRE(second);
    CHECK(second->payload == large);
    CHECK_FALSE(co_await served.next());
    auto asks = stack::each_of<Ask>({{.payload = large}});
    Answer sum = co_await w.subject.Collect(std::move(asks));
    CHECK(sum.payload == large);
    auto chat = w.subject.Chat(stack::each_of<Ask>({{.payload = large}, {.payload = large}}));
    auto all = co_await stack::rest_of(chat);
    REQUIRE(all.size() == 2);
    CHECK(all[1].payload == large);
  });
}

TEST_CASE("a request past the server's limit fails with the value and the limit") {
  plan wanted;
  wanted.many_bytes = true;
  wanted.proto_only = true;
  wanted.handlers.collect = [](tern::context&, tern::stream<Ask> asks) -> tern::task<Answer> {
    auto all = co_await stack::rest_of(asks);
    co_return Answer{.number = static_cast<std::int32_t>(all.size())};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    const std::size_t overhead_bytes = 5;  // the tag and the length of the field
    const std::size_t limit_bytes = 4 * 1024 * 1024;
    Answer fits = co_await w.subject.Collect(
        stack::each_of<Ask>({{.payload = std::string(limit_bytes - overhead_bytes, 'x')}}));
    CHECK(fits.number == 1);
    const Ask too_large{.payload = std::string(limit_bytes - overhead_bytes + 1, 'x')};
    auto unary = co_await w.subject.Unary(too_large).result();
    CHECK(unary.status().code() == tern::code::resource_exhausted);
    CHECK(unary.status().message() ==
          "message is 4194305 bytes, limit receive_max_bytes is 4194304");
    auto asks = stack::each_of<Ask>({{}, too_large});
    auto collect = co_await w.subject.Collect(std::move(asks)).result();
    CHECK(collect.status() == unary.status());
    Answer after = co_await w.subject.Unary({.text = "the connection survives"});
    CHECK(after.text == "the connection survives");
  });
}

TEST_CASE("an answer past the client's limit fails with the value and the limit") {
  plan wanted;
  wanted.channel.receive_max_bytes = 1000;
  wanted.proto_only = true;
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto unary = co_await w.subject.Unary({.payload = std::string(1000, 'x')}).result();
    CHECK(unary.status().code() == tern::code::resource_exhausted);
    // A message that has no envelope is as long as has come of it.
    CHECK(unary.status().message().starts_with("message is 100"));
    CHECK(unary.status().message().ends_with(" bytes, limit receive_max_bytes is 1000"));
    auto served = w.subject.Serve({.number = 3, .payload = std::string(1000, 'x')});
    auto first = co_await served.next_result();
    CHECK(first.status().code() == tern::code::resource_exhausted);
    CHECK(served.done());
    Answer fits = co_await w.subject.Unary({.payload = std::string(997, 'x')});
    CHECK(fits.payload.size() == 997);
  });
}

TEST_CASE("requests are limited for contracts and methods that are served") {
  tern::server server{{.handle_signals = false}};
  CHECK_THROWS_AS(server.limit_requests<stack::Subject>(5), std::logic_error);
  server.add<stack::Subject>(stack::scripted{});
  server.limit_requests<stack::Subject>(1 << 20);
  server.limit_requests<&stack::Subject::Unary>(5);
  const std::string target = to_string(server.listen("127.0.0.1:0"));
  std::thread serving{[&] { server.run(); }};
  tern::run([](std::string to) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<stack::Subject> subject{channel};
    auto refused = co_await subject.Unary({.text = "1234"}).result();
    CHECK(refused.status() == tern::status{tern::code::resource_exhausted,
                                           "message is 6 bytes, limit receive_max_bytes is 5"});
    auto served = subject.Serve({.text = "1234", .number = 1});
    CHECK(co_await served.next());
  }(target));
  server.stop();
  serving.join();
}

TEST_CASE("a method that needs one message refuses none and two") {
  // Connect says in the content-type whether there are streams.
  on_every_stack({.not_connect = true}, [](world& w) -> tern::task<void> {
    tern::client<stack::Mistaken> mistaken{w.channel};
    for (const std::vector<Ask>& asks : {std::vector<Ask>{}, std::vector<Ask>(2)}) {
      auto answers = mistaken.Unary(stack::each_of(asks));
      auto answer = co_await answers.next_result();
      CHECK(answer.status().code() == tern::code::unimplemented);
    }
    auto none = co_await mistaken.Serve({.number = 0}).result();
    CHECK(none.status().code() == tern::code::unimplemented);
    auto two = co_await mistaken.Serve({.number = 2}).result();
    CHECK(two.status().code() == tern::code::unimplemented);
    Answer one = co_await mistaken.Serve({.number = 1});
    CHECK(one.number == 1);
  });
}

TEST_CASE("an unknown method and an unknown service are unimplemented") {
  on_every_stack([](world& w) -> tern::task<void> {
    tern::client<stack::Mistaken> mistaken{w.channel};
    auto method = co_await mistaken.Missing({}).result();
    CHECK(method.status() ==
          tern::status{tern::code::unimplemented, R"(unknown method "/stack.Subject/Missing")"});
    tern::client<stack::Absent> absent{w.channel};
    auto service = co_await absent.Unary({}).result();
    CHECK(service.status().code() == tern::code::unimplemented);
  });
}

TEST_CASE("messages go to and fro as both sides like") {
  on_every_stack([](world& w) -> tern::task<void> {
    auto asks = tern::pipe<Ask>();
    auto answers = w.subject.Chat(std::move(asks.stream));
    for (int i = 0; i < 20; ++i) {
      CHECK(co_await asks.send({.number = i}));
      auto answer = co_await answers.next();
      REQUIRE(answer);
      CHECK(answer->number == i);
    }
    asks.close();
    CHECK_FALSE(co_await answers.next());
    CHECK(answers.status().ok());
  });
}

TEST_CASE("answers go on after the client has said everything") {
  plan wanted;
  wanted.handlers.chat = [](tern::context&, tern::stream<Ask> asks) -> tern::stream<Answer> {
    int count = 0;
    while (auto ask = co_await asks.next()) ++count;
    for (int i = 0; i < count; ++i) co_yield Answer{.number = i};
  };
  on_every_stack(wanted, [](world& w) -> tern::task<void> {
    auto answers = w.subject.Chat(stack::each_of(std::vector<Ask>(10)));
    auto all = co_await stack::rest_of(answers);
    CHECK(all.size() == 10);
  });
}
