// SPDX-License-Identifier: MIT

#include <tern/server/counters.hpp>

#include <tern/tern.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tests/transport/certificates.hpp"

namespace mill {

struct Grain {
  std::string kind;
  bool stone = false;
};
TERN_MESSAGE(Grain, (1, kind), (2, stone))

struct Mill {
  tern::task<Grain> Grind(Grain);
  tern::stream<Grain> Sift(tern::stream<Grain>);
  tern::task<Grain> Wait(Grain);
  tern::task<Grain> Forget(Grain);
};
TERN_SERVICE(Mill, Grind, Sift, Wait, Forget)

struct Service {
  tern::task<Grain> Grind(Grain grain) {
    if (grain.stone) throw tern::error{tern::code::invalid_argument, "a stone"};
    co_return grain;
  }
  tern::stream<Grain> Sift(tern::stream<Grain> all) {
    while (auto grain = co_await all.next()) {
      if (!grain->stone) co_yield *std::move(grain);
    }
  }
  tern::task<Grain> Wait(Grain grain) {
    co_await tern::sleep_for(std::chrono::hours{1});
    co_return grain;
  }
  tern::task<Grain> Forget(Grain grain) { co_return grain; }
};

// The same on the client's side, with a method that the server does not have.
struct NewMill {
  tern::task<Grain> Grind(Grain);
  tern::task<Grain> Polish(Grain);
};
TERN_SERVICE(NewMill, ("mill.Mill"), Grind, Polish)

}  // namespace mill

namespace {

using mill::Grain;
using mill::Mill;
using mill::NewMill;

struct running_server {
  running_server() : running_server({.io_thread_count = 1}) {}
  explicit running_server(tern::server_options how)
      : server([&] {
          how.handle_signals = false;
          return how;
        }()) {
    server.add<Mill>(mill::Service{});
  }
  void start() {
    thread = std::thread{[this] { server.run(); }};
  }
  ~running_server() {
    server.stop();
    if (thread.joinable()) thread.join();
  }
  tern::server server;
  std::thread thread;
};

tern::call_counters calls_of(const tern::server_side::counters& all, const std::string& method) {
  const auto found =
      std::ranges::find(all.methods, method, &tern::server_side::method_counters::method);
  REQUIRE(found != all.methods.end());
  return found->calls;
}

/// Asks `holds` again until it says so; what it waits for happens on another thread.
template <class Holds>
void wait_until(Holds holds) {
  while (!holds()) std::this_thread::yield();
}

constexpr std::size_t envelope_bytes = 5;

}  // namespace

TEST_CASE("a server counts calls by method, with their messages and bytes") {
  running_server running;
  const std::string target = to_string(running.server.listen("127.0.0.1:0"));
  running.start();
  const auto before = std::chrono::steady_clock::now();

  tern::run([](std::string to) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<Mill> mill{channel};
    co_await mill.Grind({.kind = "rye"});
    co_await mill.Grind({.kind = "oats"});
    auto stone = mill.Grind({.stone = true});
    const auto refused = co_await stone.result();
    CHECK(refused.status().code() == tern::code::invalid_argument);
    const auto each = []() -> tern::stream<Grain> {
      co_yield Grain{.kind = "a"};
      co_yield Grain{.stone = true};
      co_yield Grain{.kind = "b"};
    };
    auto sifted = mill.Sift(each());
    int count = 0;
    while (auto one = co_await sifted.next()) ++count;
    CHECK(count == 2);
    tern::client<NewMill> other{channel};
    auto polish = other.Polish({});
    const auto unknown = co_await polish.result();
    CHECK(unknown.status().code() == tern::code::unimplemented);
  }(target));

  const auto now = running.server.counters();
  CHECK(now.id != 0);
  std::vector<std::string> methods;
  for (const auto& each : now.methods) methods.push_back(each.method);
  CHECK(methods == std::vector<std::string>{"", "/mill.Mill/Forget", "/mill.Mill/Grind",
                                            "/mill.Mill/Sift", "/mill.Mill/Wait"});

  const tern::call_counters grind = calls_of(now, "/mill.Mill/Grind");
  CHECK(grind.started == 3);
  CHECK(grind.succeeded == 2);
  CHECK(grind.failed == 1);
  CHECK(grind.running() == 0);
  CHECK(grind.messages_received == 3);
  CHECK(grind.messages_sent == 2);
  // Two bytes before each string, two for a bool.
  CHECK(grind.bytes_received == 3 * envelope_bytes + 5 + 6 + 2);
  CHECK(grind.bytes_sent == 2 * envelope_bytes + 5 + 6);
  REQUIRE(grind.last_started.has_value());
  CHECK(*grind.last_started >= before);
  CHECK(*grind.last_started <= std::chrono::steady_clock::now());

  const tern::call_counters sift = calls_of(now, "/mill.Mill/Sift");
  CHECK(sift.messages_received == 3);
  CHECK(sift.messages_sent == 2);
  CHECK(sift.succeeded == 1);

  const tern::call_counters unknown = calls_of(now, "");
  CHECK(unknown.started == 1);
  CHECK(unknown.failed == 1);
  CHECK(calls_of(now, "/mill.Mill/Forget") == tern::call_counters{});

  CHECK(now.calls.started == 5);
  CHECK(now.calls.succeeded == 3);
  CHECK(now.calls.failed == 2);
  CHECK(now.calls.messages_received == 6);
}

TEST_CASE("a call that is under way counts as running, and as failed when it is cancelled") {
  running_server running;
  const std::string target = to_string(running.server.listen("127.0.0.1:0"));
  running.start();
  const auto waiting = [&] { return calls_of(running.server.counters(), "/mill.Mill/Wait"); };

  tern::run([](std::string to, auto seen) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<Mill> mill{channel};
    auto call = mill.Wait({});
    while (seen().running() == 0) co_await tern::sleep_for(std::chrono::milliseconds{1});
    CHECK(seen().started == 1);
    CHECK(seen().messages_received == 1);
    call.cancel();
    while (seen().running() != 0) co_await tern::sleep_for(std::chrono::milliseconds{1});
    CHECK(seen().failed == 1);
    CHECK(seen().succeeded == 0);
  }(target, waiting));
}

TEST_CASE("a server tells of its listeners, and of the connections that are open") {
  running_server running{{.io_thread_count = 2}};
  const std::string first = to_string(running.server.listen("127.0.0.1:0"));
  const std::string second = to_string(running.server.listen("127.0.0.1:0"));
  running.start();
  auto now = running.server.counters();
  REQUIRE(now.listeners.size() == 2);
  CHECK(now.listeners[0].address == first);
  CHECK(now.listeners[1].address == second);
  CHECK(now.listeners[0].id != now.listeners[1].id);
  CHECK_FALSE(now.listeners[0].tls);
  CHECK(running.server.connections().empty());

  tern::run([](tern::server& server, std::string one, std::string other) -> tern::task<void> {
    tern::channel to_one{one};
    tern::channel to_other{other};
    tern::client<Mill> mill{to_one};
    tern::client<Mill> mill_there{to_other};
    co_await mill.Grind({.kind = "rye"});
    co_await mill.Grind({.kind = "rye"});
    co_await mill_there.Grind({.kind = "rye"});

    const auto all = server.connections();
    REQUIRE(all.size() == 2);
    const bool in_order = all[0].local == one;
    const auto& here = all[in_order ? 0 : 1];
    const auto& there = all[in_order ? 1 : 0];
    CHECK(here.local == one);
    CHECK(there.local == other);
    CHECK(here.id != there.id);
    CHECK(here.peer.starts_with("127.0.0.1:"));
    CHECK(here.security == nullptr);
    CHECK(here.opened <= std::chrono::steady_clock::now());
    CHECK(here.traffic.streams_started == 2);
    CHECK(here.traffic.messages_received == 2);
    CHECK(here.traffic.messages_sent == 2);
    CHECK(here.traffic.bytes_received > 2 * 10);
    CHECK(here.traffic.bytes_sent > 2 * 10);
    CHECK(here.traffic.last_stream_started.has_value());
    CHECK(there.traffic.streams_started == 1);

    const auto counted = server.counters();
    CHECK(counted.listeners[0].connections_accepted == 1);
    CHECK(counted.listeners[0].connections_open == 1);
    CHECK(counted.listeners[0].traffic.streams_started == 2);
    CHECK(counted.listeners[1].traffic.streams_started == 1);
  }(running.server, first, second));

  // The channels are gone, and so are their connections, in a moment. What they did is remembered.
  wait_until([&] { return running.server.connections().empty(); });
  now = running.server.counters();
  CHECK(now.listeners[0].connections_open == 0);
  CHECK(now.listeners[0].connections_accepted == 1);
  CHECK(now.listeners[0].traffic.streams_started == 2);
  CHECK(now.listeners[0].traffic.streams_succeeded == 2);
  CHECK(now.listeners[0].traffic.streams_failed == 0);
  CHECK(now.listeners[0].traffic.bytes_received > 0);
  CHECK(now.calls.succeeded == 3);
}

TEST_CASE("a stream that is reset counts as failed, whatever the call says") {
  running_server running;
  const std::string target = to_string(running.server.listen("127.0.0.1:0"));
  running.start();
  tern::run([](tern::server& server, std::string to) -> tern::task<void> {
    tern::channel channel{to};
    tern::client<Mill> mill{channel};
    auto stone = mill.Grind({.stone = true});  // an error is a complete answer
    static_cast<void>(co_await stone.result());
    {
      auto call = mill.Wait({});
      while (server.counters().calls.running() == 0) {
        co_await tern::sleep_for(std::chrono::milliseconds{1});
      }
    }
    while (server.counters().calls.running() != 0) {
      co_await tern::sleep_for(std::chrono::milliseconds{1});
    }
    const auto traffic = server.connections().front().traffic;
    CHECK(traffic.streams_started == 2);
    CHECK(traffic.streams_succeeded == 1);
    CHECK(traffic.streams_failed == 1);
  }(running.server, target));
}

#if TERN_WITH_TLS
TEST_CASE("a connection with TLS tells how it is protected") {
  running_server running;
  const std::string target =
      to_string(running.server.listen("127.0.0.1:0", certificates::server_side()));
  running.start();
  CHECK(running.server.counters().listeners.front().tls);
  tern::run([](tern::server& server, std::string to) -> tern::task<void> {
    tern::channel channel{to, {.tls = certificates::client_side()}};
    tern::client<Mill> mill{channel};
    co_await mill.Grind({.kind = "rye"});
    const auto all = server.connections();
    REQUIRE(all.size() == 1);
    REQUIRE(all.front().security != nullptr);
    CHECK(all.front().security->application_protocol == "h2");
    CHECK(all.front().security->protocol.starts_with("TLSv1."));
  }(running.server, target));
}
#endif

TEST_CASE("counters are read while the server counts") {
  running_server running{{.io_thread_count = 2}};
  const std::string target = to_string(running.server.listen("127.0.0.1:0"));
  running.start();
  bool ended = false;
  std::uint64_t before = 0;
  std::thread calling{[&] {
    tern::run([](std::string to) -> tern::task<void> {
      for (int i = 0; i != 10; ++i) {
        tern::channel channel{to};
        tern::client<Mill> mill{channel};
        for (int j = 0; j != 20; ++j) co_await mill.Grind({.kind = "rye"});
      }
    }(target));
  }};
  while (!ended) {
    const auto now = running.server.counters();
    CHECK(now.calls.started >= before);
    before = now.calls.started;
    CHECK(running.server.connections().size() <= 10);
    ended = now.calls.succeeded == 200;
    std::this_thread::yield();
  }
  calling.join();
  CHECK(running.server.counters().listeners.front().connections_accepted == 10);
}
