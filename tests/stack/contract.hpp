// SPDX-License-Identifier: MIT
#pragma once

// The contract that the tests of the stack call, and a service for it whose handlers each test
// writes itself.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include <tern/contract.hpp>
#include <tern/rpc/context.hpp>

namespace stack {

struct Ask {
  std::string text{};
  std::int32_t number = 0;
  std::string payload{};
};
TERN_MESSAGE(Ask, (1, text), (2, number), (3, payload, tern::bytes))

struct Answer {
  std::string text{};
  std::int32_t number = 0;
  std::string payload{};
};
TERN_MESSAGE(Answer, (1, text), (2, number), (3, payload, tern::bytes))

struct Subject {
  tern::runtime::task<Answer> Unary(Ask);
  tern::runtime::stream<Answer> Serve(Ask);
  tern::runtime::task<Answer> Collect(tern::runtime::stream<Ask>);
  tern::runtime::stream<Answer> Chat(tern::runtime::stream<Ask>);
};
TERN_SERVICE(Subject, Unary, Serve, Collect, Chat)

/// The same service as somebody sees it who has other ideas of who sends how many messages.
struct Mistaken {
  tern::runtime::stream<Answer> Unary(tern::runtime::stream<Ask>);
  tern::runtime::task<Answer> Serve(Ask);
  tern::runtime::task<Answer> Chat(tern::runtime::stream<Ask>);
  tern::runtime::task<Answer> Missing(Ask);
};
TERN_SERVICE(Mistaken, ("stack.Subject"), Unary, Serve, Chat, Missing)

/// A service that nobody serves.
struct Absent {
  tern::runtime::task<Answer> Unary(Ask);
};
TERN_SERVICE(Absent, Unary)

/// What the methods of a service do: by default they echo. A handler may be a lambda with
/// captures: the script lives as long as the server.
struct script {
  using task = tern::runtime::task<Answer>;
  using answers = tern::runtime::stream<Answer>;
  using asks = tern::runtime::stream<Ask>;

  std::function<task(tern::rpc::context&, Ask)> unary = [](tern::rpc::context&, Ask ask) -> task {
    co_return Answer{ask.text, ask.number, std::move(ask.payload)};
  };
  /// `number` answers, counted from 1.
  std::function<answers(tern::rpc::context&, Ask)> serve = [](tern::rpc::context&,
                                                              Ask ask) -> answers {
    for (std::int32_t i = 1; i <= ask.number; ++i) co_yield Answer{ask.text, i, ask.payload};
  };
  /// The texts one after the other, and how many there were.
  std::function<task(tern::rpc::context&, asks)> collect = [](tern::rpc::context&,
                                                              asks all) -> task {
    Answer sum;
    while (auto ask = co_await all.next()) {
      sum.text += ask->text;
      sum.payload += ask->payload;
      ++sum.number;
    }
    co_return sum;
  };
  std::function<answers(tern::rpc::context&, asks)> chat = [](tern::rpc::context&,
                                                              asks all) -> answers {
    while (auto ask = co_await all.next()) {
      co_yield Answer{ask->text, ask->number, std::move(ask->payload)};
    }
  };
};

/// Serves Subject as a script says.
struct scripted {
  script lines;

  tern::runtime::task<Answer> Unary(tern::rpc::context& ctx, Ask ask) {
    return lines.unary(ctx, std::move(ask));
  }
  tern::runtime::stream<Answer> Serve(tern::rpc::context& ctx, Ask ask) {
    return lines.serve(ctx, std::move(ask));
  }
  tern::runtime::task<Answer> Collect(tern::rpc::context& ctx, tern::runtime::stream<Ask> asks) {
    return lines.collect(ctx, std::move(asks));
  }
  tern::runtime::stream<Answer> Chat(tern::rpc::context& ctx, tern::runtime::stream<Ask> asks) {
    return lines.chat(ctx, std::move(asks));
  }
};

/// Handlers that fail so, each after what it can say before.
inline script failing(tern::status with) {
  script lines;
  lines.unary = [with](tern::rpc::context& ctx, Ask) -> script::task {
    ctx.headers().add("x-a", "1");
    ctx.trailers().add("x-b", "2");
    throw tern::error{with};
    co_return Answer{};
  };
  lines.serve = [with](tern::rpc::context& ctx, Ask ask) -> script::answers {
    ctx.trailers().add("x-b", "2");
    co_yield Answer{ask.text};
    throw tern::error{with};
  };
  return lines;
}

}  // namespace stack
