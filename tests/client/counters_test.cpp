// SPDX-License-Identifier: MIT

#include <tern/client/counters.hpp>

#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include <chrono>
#include <string>
#include <utility>

#include <doctest/doctest.h>

namespace bakery {

struct Loaf {
  std::string kind;
};
TERN_MESSAGE(Loaf, (1, kind))

struct Bakery {
  tern::task<Loaf> Bake(Loaf);
  tern::stream<Loaf> Slice(tern::stream<Loaf>);
  tern::task<Loaf> Wait(Loaf);
};
TERN_SERVICE(Bakery, Bake, Slice, Wait)

struct Service {
  tern::task<Loaf> Bake(Loaf loaf) {
    if (loaf.kind.empty()) throw tern::error{tern::code::invalid_argument, "of what?"};
    co_return loaf;
  }
  tern::stream<Loaf> Slice(tern::stream<Loaf> loaves) {
    while (auto loaf = co_await loaves.next()) {
      co_yield *loaf;
      co_yield *std::move(loaf);
    }
  }
  tern::task<Loaf> Wait(Loaf loaf) {
    co_await tern::sleep_for(std::chrono::hours{1});
    co_return loaf;
  }
};

}  // namespace bakery

namespace {

using bakery::Bakery;
using bakery::Loaf;

tern::transport::address in_process() {
  return {.type = tern::transport::address::kind::tcp, .host = "in-process", .port = 7};
}

/// A server in memory and a channel to it, with a time that only moves when nothing else does.
struct pair {
  pair() { server.add<Bakery>(bakery::Service{}); }
  tern::testing::manual_executor home;
  tern::testing::memory_server server;
  tern::channel channel{in_process(), server.connector()};
  tern::client<Bakery> to{channel};
};

constexpr std::size_t loaf_bytes = 5 + 2 + 3;  // an envelope, tag and length, "rye"

}  // namespace

TEST_CASE("a channel counts its calls, with their messages and bytes") {
  pair here;
  CHECK(here.channel.counters().calls == tern::call_counters{});
  CHECK(here.channel.counters().id != 0);
  CHECK(here.channel.counters().target == "in-process:7");
  here.home.run([](pair& on) -> tern::task<void> {
    co_await on.to.Bake({.kind = "rye"});
    auto nothing = on.to.Bake({});
    static_cast<void>(co_await nothing.result());
    const auto loaves = []() -> tern::stream<Loaf> {
      co_yield Loaf{"rye"};
      co_yield Loaf{"rye"};
      co_yield Loaf{"rye"};
    };
    auto slices = on.to.Slice(loaves());
    while (auto slice = co_await slices.next()) continue;
  }(here));

  const auto now = here.channel.counters();
  CHECK(now.calls.started == 3);
  CHECK(now.calls.succeeded == 2);
  CHECK(now.calls.failed == 1);
  CHECK(now.calls.messages_sent == 1 + 1 + 3);
  CHECK(now.calls.bytes_sent == 4 * loaf_bytes + 5);
  CHECK(now.calls.messages_received == 1 + 6);
  CHECK(now.calls.bytes_received == 7 * loaf_bytes);
  CHECK(now.calls.last_started.has_value());
  CHECK(now.state == tern::client_side::connectivity::ready);

  REQUIRE(now.connections.size() == 1);
  const auto& connection = now.connections.front();
  CHECK(connection.id != now.id);
  CHECK(connection.local.empty());
  CHECK(connection.security == nullptr);
  CHECK(connection.traffic.streams_started == 3);
  CHECK(connection.traffic.streams_succeeded == 3);
  CHECK(connection.traffic.messages_sent == 5);
  CHECK(connection.traffic.messages_received == 7);
  CHECK(connection.traffic.bytes_sent > now.calls.bytes_sent);
  CHECK(connection.traffic.last_stream_started == now.calls.last_started);
}

TEST_CASE("a call that is cancelled, or never found a connection, counts as failed") {
  pair here;
  here.home.run([](pair& on) -> tern::task<void> {
    {
      auto waiting = on.to.Wait({});
      co_await on.to.Bake({.kind = "rye"});
      CHECK(on.channel.counters().calls.running() == 1);
    }
    CHECK(on.channel.counters().calls.running() == 0);
    CHECK(on.channel.counters().calls.failed == 1);
    auto late = on.to.Wait({}, {.timeout = std::chrono::seconds{1}});
    const auto outcome = co_await late.result();
    CHECK(outcome.status().code() == tern::code::deadline_exceeded);
    CHECK(on.channel.counters().calls.failed == 2);
    CHECK(on.channel.counters().calls.succeeded == 1);
  }(here));

  tern::channel nowhere{"127.0.0.1:1"};
  tern::run([](tern::channel& to) -> tern::task<void> {
    tern::client<Bakery> client{to};
    auto call = client.Bake({});
    const auto outcome = co_await call.result();
    CHECK(outcome.status().code() == tern::code::unavailable);
    CHECK(to.counters().calls.started == 1);
    CHECK(to.counters().calls.failed == 1);
    CHECK(to.counters().calls.messages_sent == 0);
    CHECK(to.counters().connections.empty());
  }(nowhere));
}

TEST_CASE("a channel remembers the calls of loops that have ended") {
  tern::testing::memory_server server;
  server.add<Bakery>(bakery::Service{});
  tern::channel channel{in_process(), server.connector()};
  tern::client<Bakery> to{channel};
  for (int i = 0; i != 2; ++i) {
    tern::run([](tern::client<Bakery>& client) -> tern::task<void> {
      co_await client.Bake({.kind = "rye"});
    }(to));
    CHECK(channel.counters().connections.empty());
  }
  CHECK(channel.counters().calls.started == 2);
  CHECK(channel.counters().calls.succeeded == 2);
  CHECK(channel.counters().calls.messages_received == 2);
}

TEST_CASE("an attempt that an interceptor makes again counts again") {
  pair here;
  here.channel.intercept([](tern::call_context&, tern::next next) -> tern::task<void> {
    co_await next();
    co_await next();
  });
  here.home.run([](pair& on) -> tern::task<void> {
    auto call = on.to.Bake({});
    static_cast<void>(co_await call.result());
  }(here));
  CHECK(here.channel.counters().calls.started == 2);
  CHECK(here.channel.counters().calls.failed == 2);
  CHECK(here.channel.counters().calls.messages_sent == 2);
}
