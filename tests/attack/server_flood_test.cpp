// SPDX-License-Identifier: MIT

// Servers that flood their clients: the connection is closed, its calls fail with UNAVAILABLE and a
// text, and the next call is served on another connection.

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include "tests/attack/raw_server.hpp"
#include "tests/stack/contract.hpp"

using attack::raw_server;
using attack::server_connection;
using h2::frame;
using h2::number;
using h2::parsed_frame;

namespace {

struct flood {
  std::string what;
  std::string before;
  std::function<std::string(std::uint32_t)> again;  // the n-th
};

std::string head() {
  return frame(h2::headers_, h2::end_headers, 1,
               h2::fields({{":status", "200"}, {"content-type", "application/grpc"}}));
}

std::vector<flood> floods() {
  return {
      {"PING", "", [](std::uint32_t) { return frame(h2::ping, 0, 0, "12345678"); }},
      {"SETTINGS", "",
       [](std::uint32_t n) { return frame(h2::settings, 0, 0, h2::setting(4, n % 2)); }},
      {"WINDOW_UPDATE", "",
       [](std::uint32_t) { return frame(h2::window_update, 0, 0, number(1, 4)); }},
      {"empty DATA", head(), [](std::uint32_t) { return frame(h2::data, 0, 1, ""); }},
      {"CONTINUATION", frame(h2::headers_, 0, 1, h2::fields({{":status", "200"}})),
       [](std::uint32_t) { return frame(h2::continuation, 0, 1, h2::fields({{"a", "b"}})); }},
      {"PRIORITY", "", [](std::uint32_t) { return frame(h2::priority, 0, 1, number(3, 5)); }},
      {"GOAWAY", "",
       [](std::uint32_t) { return frame(h2::goaway, 0, 0, number(1, 4) + number(0, 4)); }},
      {"frames of an unknown kind", "",
       [](std::uint32_t) { return frame(0xab, 0xff, 1, "what is this"); }},
      {"promises", "",
       [](std::uint32_t n) {
         return frame(h2::push_promise, h2::end_headers, 1,
                      number(2 * n + 2, 4) + h2::request_fields());
       }},
      {"interim responses", "",
       [](std::uint32_t) {
         return frame(h2::headers_, h2::end_headers, 1, h2::fields({{":status", "103"}}));
       }},
  };
}

}  // namespace

TEST_CASE("a request that waits behind a GOAWAY of this side fails with its connection") {
  raw_server* all = nullptr;
  const auto serve = [&](server_connection& to, const parsed_frame& heard) {
    const bool ends = (heard.flags & h2::end_stream) != 0;
    if (!ends || (heard.type != h2::data && heard.type != h2::headers_)) return;
    std::string said =
        frame(h2::headers_, h2::end_headers, heard.id,
              h2::fields({{":status", "200"}, {"content-type", "application/grpc"}})) +
        frame(h2::data, 0, heard.id, number(0, 5)) +
        frame(h2::headers_, h2::end_headers | h2::end_stream, heard.id,
              h2::fields({{"grpc-status", "0"}}));
    if (all->connections.size() == 1) {
      // The next call begins while what follows, more than is read at once, offends.
      for (int i = 0; i < 5; ++i) said += frame(0xab, 0, 0, std::string(16000, 'j'));
      said += frame(h2::data, 0, heard.id, "x");
    }
    to.say(std::move(said));
  };
  raw_server server{frame(h2::settings, 0, 0, ""), serve};
  all = &server;
  tern::testing::manual_executor home;
  tern::channel channel{{.type = tern::transport::address::kind::tcp, .host = "in-process"},
                        server.connector()};
  tern::client<stack::Subject> subject{channel};
  const std::string seen =
      home.run([](tern::client<stack::Subject>& on) -> tern::task<std::string> {
        std::string outcomes;
        for (int i = 0; i < 2; ++i) {
          const auto outcome = co_await on.Unary({.text = std::string(100, 'q')}).result();
          outcomes += outcome.status().ok() ? "ok " : outcome.status().message() + " ";
        }
        co_return outcomes;
      }(subject));
  CHECK(seen.starts_with("ok the connection was lost: the peer broke the rules of HTTP/2"));
  CHECK(server.connections.size() == 1);
  server.connections.clear();
}

TEST_CASE("a server that floods its client loses the connection and its calls, not the channel") {
  for (const flood& each : floods()) {
    INFO(each.what);
    raw_server* all = nullptr;
    const auto serve = [&](server_connection& to, const parsed_frame& heard) {
      const bool carries = heard.type == h2::data || heard.type == h2::headers_;
      if (!carries || (heard.flags & h2::end_stream) == 0) return;
      if (all->connections.size() == 1) {
        std::string many = each.before;
        for (std::uint32_t n = 0; n < 60'000; ++n) many += each.again(n);
        return to.say(std::move(many));
      }
      to.say(head() + frame(h2::data, 0, heard.id, number(0, 5)) +
             frame(h2::headers_, h2::end_headers | h2::end_stream, heard.id,
                   h2::fields({{"grpc-status", "0"}})));
    };
    raw_server server{frame(h2::settings, 0, 0, ""), serve};
    all = &server;
    tern::testing::manual_executor home;
    {
      tern::channel channel{{.type = tern::transport::address::kind::tcp, .host = "in-process"},
                            server.connector()};
      tern::client<stack::Subject> subject{channel};
      const auto call = [&]() -> tern::task<tern::status> {
        const auto outcome = co_await subject.Unary({.text = "well?"}).result();
        co_return outcome.status();
      };
      const tern::status first = home.run(call());
      CHECK(first.code() == tern::code::unavailable);
      CHECK_MESSAGE(first.message().find("broke the rules of HTTP/2") != std::string::npos,
                    first.message());
      // It was stopped in the middle.
      CHECK_FALSE(server.connections.front()->silent());
      CHECK(home.run(call()).ok());
      CHECK(server.connections.size() == 2);
      server.connections.clear();
    }
  }
}
