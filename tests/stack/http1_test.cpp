// SPDX-License-Identifier: MIT

// Calls over HTTP/1.1, over every transport, in every protocol that it carries: what they have to
// do as over HTTP/2, and what is about connections that carry one call at a time.

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/stack/harness.hpp"

using namespace std::chrono_literals;
using stack::Answer;
using stack::Ask;
using stack::behaviour;
using stack::plan;
using stack::world;

namespace {

struct transport {
  std::string name;
  std::function<void(const plan&, const behaviour&)> run;
  bool byte_by_byte = false;
};

const std::vector<transport>& every_transport() {
  using stack::over_one_loop;
  using stack::over_threads;
  static const std::vector<transport> all = {
      {"memory, virtual time", stack::over_memory_in_virtual_time},
      {"memory, byte by byte", stack::over_single_bytes, true},
      {"TCP, one loop",
       [](const plan& p, const behaviour& b) { over_one_loop("127.0.0.1:0", p, b); }},
      {"TCP, a server on a thread",
       [](const plan& p, const behaviour& b) { over_threads("127.0.0.1:0", p, b); }},
      {"Unix socket",
       [](const plan& p, const behaviour& b) {
         const stack::socket_folder folder;
         over_threads(folder.target(), p, b);
       }},
#if TERN_WITH_TLS
      {"TLS, memory", stack::over_memory_with_tls},
      {"TLS, TCP, one loop",
       [](const plan& p, const behaviour& b) {
         over_one_loop("127.0.0.1:0", stack::protected_plan(p), b);
       }},
      {"TLS, TCP, a server on a thread",
       [](const plan& p, const behaviour& b) {
         over_threads("127.0.0.1:0", stack::protected_plan(p), b);
       }},
#endif
  };
  return all;
}

void over_http1(plan wanted, const behaviour& body) {
  constexpr std::array protocols = {tern::connect, tern::grpc_web, tern::grpc_web_text};
  wanted.channel.http_version = tern::http_version::http1;
  for (const transport& each : every_transport()) {
    if (each.byte_by_byte && wanted.many_bytes) continue;
    INFO(each.name);
    for (const auto& protocol : protocols) {
      wanted.channel.protocol = protocol;
      INFO(protocol.name());
      try {
        each.run(wanted, body);
      } catch (const tern::error& failure) {
        FAIL_CHECK(std::string{failure.what()});
      }
    }
  }
}

std::size_t connection_count(world& w) {
  return w.channel.counters().connections.size();
}

}  // namespace

TEST_CASE("over HTTP/1.1 all kinds of calls follow one another on a connection") {
  over_http1({}, [](world& w) -> tern::task<void> {
    for (int round = 0; round < 2; ++round) {
      Answer unary = co_await w.subject.Unary({.text = "Ada", .number = 7});
      CHECK(unary.text == "Ada");
      CHECK(unary.number == 7);
      auto served = w.subject.Serve({.number = 3});
      auto all = co_await stack::rest_of(served);
      REQUIRE(all.size() == 3);
      CHECK(all[2].number == 3);
      auto asks = stack::each_of<Ask>({{.text = "a"}, {.text = "b"}});
      Answer sum = co_await w.subject.Collect(std::move(asks));
      CHECK(sum.text == "ab");
      auto talk = stack::each_of<Ask>({{.text = "x"}, {.text = "y"}});
      auto chat = w.subject.Chat(std::move(talk));
      auto echoes = co_await stack::rest_of(chat);
      CHECK(echoes.size() == 2);
      CHECK(connection_count(w) == 1);
    }
  });
}

TEST_CASE("over HTTP/1.1 both sides of a call may talk in turns") {
  over_http1({}, [](world& w) -> tern::task<void> {
    tern::pipe<Ask> asks;
    auto answers = w.subject.Chat(std::move(asks.stream));
    for (int i = 0; i < 3; ++i) {
      co_await asks.send({.text = std::to_string(i)});
      auto answer = co_await answers.next();
      REQUIRE(answer);
      CHECK(answer->text == std::to_string(i));
    }
    asks.close();
    CHECK_FALSE(co_await answers.next());
  });
}

TEST_CASE("over HTTP/1.1 calls at the same time have connections of their own, up to the limit") {
  plan wanted;
  wanted.channel.http1_connections_max_count = 3;
  over_http1(wanted, [](world& w) -> tern::task<void> {
    std::vector<tern::call<Answer>> calls;
    for (int i = 0; i < 10; ++i) calls.push_back(w.subject.Unary({.number = i}));
    for (int i = 0; i < 10; ++i) {
      Answer answer = co_await calls[static_cast<std::size_t>(i)];
      CHECK(answer.number == i);
    }
    CHECK(connection_count(w) <= 3);
    CHECK(connection_count(w) >= 1);
  });
}

TEST_CASE("over HTTP/1.1 a call that is refused before all was sent does not harm the next one") {
  plan wanted;
  wanted.many_bytes = true;
  wanted.server.receive_max_bytes = 100'000;
  over_http1(wanted, [](world& w) -> tern::task<void> {
    const std::string large(3 * 1024 * 1024, 'x');
    for (int round = 0; round < 3; ++round) {
      auto refused = co_await w.subject.Unary({.payload = large}).result();
      CHECK(refused.status().code() == tern::code::resource_exhausted);
      auto asks = stack::each_of<Ask>({{}, {.payload = large}});
      auto collected = co_await w.subject.Collect(std::move(asks)).result();
      CHECK(collected.status().code() == tern::code::resource_exhausted);
      Answer after = co_await w.subject.Unary({.text = "fine"});
      CHECK(after.text == "fine");
    }
  });
}

TEST_CASE("over HTTP/1.1 large messages go both ways") {
  plan wanted;
  wanted.many_bytes = true;
  over_http1(wanted, [](world& w) -> tern::task<void> {
    const std::string large(1024 * 1024, 'x');
    Answer unary = co_await w.subject.Unary({.payload = large});
    CHECK(unary.payload == large);
    auto chat = w.subject.Chat(stack::each_of<Ask>({{.payload = large}, {.payload = large}}));
    auto all = co_await stack::rest_of(chat);
    REQUIRE(all.size() == 2);
    CHECK(all[1].payload == large);
  });
}

TEST_CASE(
    "over HTTP/1.1 a call that is given up or late ends its connection, and the next has another") {
  plan wanted;
  wanted.handlers.unary = [](tern::context&, Ask ask) -> tern::task<Answer> {
    if (ask.text == "slow") co_await tern::sleep_for(stack::forever);
    co_return Answer{.text = ask.text};
  };
  over_http1(wanted, [](world& w) -> tern::task<void> {
    for (int round = 0; round < 3; ++round) {
      auto late = co_await w.subject.Unary({.text = "slow"}, {.timeout = 20ms}).result();
      CHECK(late.status().code() == tern::code::deadline_exceeded);
      {
        auto left = w.subject.Serve({.number = 1000});
        CHECK(co_await left.next());
      }
      Answer after = co_await w.subject.Unary({.text = "fine"});
      CHECK(after.text == "fine");
    }
  });
}

TEST_CASE("over HTTP/1.1 errors and metadata arrive as over HTTP/2") {
  plan wanted;
  wanted.handlers.unary = [](tern::context& call, Ask ask) -> tern::task<Answer> {
    call.headers().add("x-first", "1");
    call.trailers().add("x-last", "2");
    if (ask.text == "fail") throw tern::error{tern::code::aborted, "no \u00fc \r\n"};
    co_return Answer{};
  };
  over_http1(wanted, [](world& w) -> tern::task<void> {
    for (const std::string text : {"fail", ""}) {
      auto call = w.subject.Unary({.text = text});
      auto outcome = co_await call.result();
      CHECK(outcome.status() ==
            (text.empty() ? tern::status{} : tern::status{tern::code::aborted, "no \u00fc \r\n"}));
      CHECK(call.trailers().get("x-last") == "2");
    }
  });
}

#if TERN_WITH_TLS
TEST_CASE("with TLS client and server agree on the version of HTTP, and without on HTTP/2") {
  const auto agreed = [](tern::http_version wanted, tern::http::versions served) {
    plan how;
    how.channel.protocol = tern::connect;
    how.channel.http_version = wanted;
    how.server.http_versions = served;
    std::string chosen;
    stack::over_one_loop(
        "127.0.0.1:0", stack::protected_plan(how), [&](world& w) -> tern::task<void> {
          auto outcome = co_await w.subject.Unary({.text = "hi"}).result();
          const auto open = w.channel.counters().connections;
          chosen =
              open.empty() ? outcome.status().message() : open[0].security->application_protocol;
        });
    return chosen;
  };
  using tern::http_version;
  CHECK(agreed(http_version::automatic, {}) == "h2");
  CHECK(agreed(http_version::automatic, {.http2 = false}) == "http/1.1");
  CHECK(agreed(http_version::http1, {}) == "http/1.1");
  CHECK(agreed(http_version::http2, {}) == "h2");
  CHECK(agreed(http_version::http2, {.http2 = false}).find("no_application_protocol") !=
        std::string::npos);
}
#endif

TEST_CASE("without TLS a port that lacks a version of HTTP says so to clients of that one") {
  const auto outcome = [](tern::http_version wanted, tern::http::versions served) {
    plan how;
    how.channel.protocol = tern::connect;
    how.channel.http_version = wanted;
    how.server.http_versions = served;
    tern::status heard;
    stack::over_memory_in_virtual_time(how, [&](world& w) -> tern::task<void> {
      auto called = co_await w.subject.Unary({.text = "hi"}).result();
      heard = called.status();
    });
    return heard;
  };
  using tern::http_version;
  CHECK(outcome(http_version::http1, {.http2 = false}).ok());
  CHECK(outcome(http_version::http2, {.http1 = false}).ok());
  const tern::status no_http2 = outcome(http_version::http2, {.http2 = false});
  CHECK(no_http2.code() == tern::code::unavailable);
  CHECK(no_http2.message().find("this port speaks HTTP/1.1 alone") != std::string::npos);
  CHECK_FALSE(outcome(http_version::http1, {.http1 = false}).ok());
}
