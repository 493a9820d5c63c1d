// SPDX-License-Identifier: MIT

#include <tern/services.hpp>
#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include <doctest/doctest.h>

using namespace std::chrono_literals;

using tern::health;
using tern::serving_status;
using tern::service::Health;

namespace {

/// A server on a thread of its own that only says how it is.
struct world {
  world() : server(options()), says(server) {
    channel.emplace(to_string(server.listen("127.0.0.1:0")));
    client.emplace(*channel);
    thread = std::thread{[this] { server.run(); }};
  }
  ~world() {
    server.stop();
    thread.join();
  }
  static tern::server_options options() {
    tern::server_options how;
    how.handle_signals = false;
    how.drain_timeout = 1h;
    return how;
  }

  tern::server server;
  health says;
  std::optional<tern::channel> channel;
  std::optional<tern::client<Health>> client;
  std::thread thread;
};

}  // namespace

TEST_CASE("Check says how a server and its services are") {
  world here;
  here.says.set("a.B", serving_status::not_serving);
  tern::run([](world& w) -> tern::task<void> {
    CHECK((co_await w.client->Check({})).status == serving_status::serving);
    CHECK((co_await w.client->Check({"a.B"})).status == serving_status::not_serving);
    CHECK((co_await w.client->Check({"x"}).result()).status() ==
          tern::status{tern::code::not_found, "unknown service"});
    w.says.set("a.B", serving_status::serving);
    CHECK((co_await w.client->Check({"a.B"})).status == serving_status::serving);
    const auto all = co_await w.client->List({});
    CHECK(all.statuses.size() == 2);
    CHECK(all.statuses.at("a.B").status == serving_status::serving);
  }(here));
}

TEST_CASE("List gives no more than A90 allows") {
  world here;
  for (int i = 0; i < 99; ++i) here.says.set(std::to_string(i), serving_status::serving);
  tern::run([](world& w) -> tern::task<void> {
    CHECK((co_await w.client->List({})).statuses.size() == 100);
    w.says.set("one more", serving_status::serving);
    CHECK((co_await w.client->List({}).result()).status().code() == tern::code::resource_exhausted);
  }(here));
}

TEST_CASE("Watch tells of every change, of services too that nobody knows yet") {
  world here;
  tern::run([](world& w) -> tern::task<void> {
    auto server = w.client->Watch({});
    auto service = w.client->Watch({"a.B"});
    CHECK((co_await server.next())->status == serving_status::serving);
    CHECK((co_await service.next())->status == serving_status::service_unknown);
    w.says.set("a.B", serving_status::serving);
    CHECK((co_await service.next())->status == serving_status::serving);
    w.says.set("a.B", serving_status::serving);  // no change
    w.says.set("a.B", serving_status::not_serving);
    CHECK((co_await service.next())->status == serving_status::not_serving);
    w.says.set("", serving_status::not_serving);
    CHECK((co_await server.next())->status == serving_status::not_serving);
  }(here));
}

TEST_CASE("a server that drains says so to those who watch, and does not wait for them") {
  world here;
  tern::run([](world& w) -> tern::task<void> {
    auto watched = w.client->Watch({});
    CHECK((co_await watched.next())->status == serving_status::serving);
    w.server.stop();
    CHECK((co_await watched.next())->status == serving_status::not_serving);
    CHECK((co_await watched.next_result()).status() ==
          tern::status{tern::code::unavailable, "the server is shutting down"});
  }(here));
  // run() returns long before the drain timeout, which is an hour.
}

TEST_CASE("whoever stops watching is forgotten") {
  world here;
  tern::run([](world& w) -> tern::task<void> {
    for (int i = 0; i < 20; ++i) {
      auto watched = w.client->Watch({"a"});
      CHECK(co_await watched.next());
    }
    w.says.set("a", serving_status::serving);
    CHECK((co_await w.client->Check({"a"})).status == serving_status::serving);
  }(here));
}

TEST_CASE("health works without sockets and in somebody's loop") {
  tern::testing::manual_executor home;
  tern::testing::memory_server server;
  health says{server};
  tern::channel channel{{.type = tern::transport::address::kind::tcp, .host = "in", .port = 0},
                        server.connector()};
  tern::client<Health> client{channel};
  home.run([](tern::client<Health>& to, health& how) -> tern::task<void> {
    auto watched = to.Watch({});
    CHECK((co_await watched.next())->status == serving_status::serving);
    how.shut_down();
    how.set("", serving_status::serving);
    CHECK((co_await watched.next())->status == serving_status::not_serving);
    CHECK((co_await to.Check({})).status == serving_status::not_serving);
    CHECK_FALSE(co_await watched.next_result());
  }(client, says));
}
