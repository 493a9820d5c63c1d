// SPDX-License-Identifier: MIT

#include <tern/client/dialing.hpp>

// Names and addresses: which ones are tried, when, and what is said of those that lead nowhere.

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/client/network.hpp"

using namespace std::chrono_literals;
using network::at;
using tern::code;
using tern::client_side::dialed;
using tern::client_side::dialing;
using tern::transport::address;

namespace {

struct world {
  explicit world(std::vector<address> where, tern::client_side::channel_options how = {})
      : to{std::move(where), net.connector(), net.resolver(), std::move(how)} {}
  ~world() {
    if (outcome && *outcome) (*outcome)->link.reset();
  }

  void dial() {
    search.emplace(home.executor(), scratch, to, [this](tern::result<dialed> end) {
      outcome.emplace(std::move(end));
      search.reset();
    });
  }

  // What was tried, and how long after the beginning.
  [[nodiscard]] std::string journal() const {
    std::string text;
    for (const auto& [where, when] : net.attempts) {
      const auto after = when - tern::runtime::time_point{};
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(after).count();
      text += (text.empty() ? "" : " ") + where + "@" + std::to_string(ms);
    }
    return text;
  }

  [[nodiscard]] std::string reached() const {
    if (!outcome) return "nothing yet";
    return *outcome ? endpoint_of((*outcome)->where) : outcome->status().message();
  }

  tern::testing::manual_executor home;
  network::net net;
  network::server server;
  tern::client_side::destination to;
  std::array<std::byte, 4096> scratch{};
  std::optional<dialing> search;
  std::optional<tern::result<dialed>> outcome;
};

}  // namespace

TEST_CASE("one address after the other is tried when the one before has failed") {
  world here{{at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3")}};
  here.net["10.0.0.2:1"].serves = &here.server;
  here.dial();
  here.home.run_ready();
  CHECK(here.reached() == "10.0.0.2:1");
  CHECK(here.journal() == "10.0.0.1:1@0 10.0.0.2:1@0");
  CHECK(here.net.lookup_count == 0);
}

TEST_CASE("an address that does not answer holds the next one up for 250 ms, and may still win") {
  world here{{at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3")}};
  here.net["10.0.0.1:1"].silent = true;
  here.net["10.0.0.2:1"].silent = true;
  here.net["10.0.0.3:1"].serves = &here.server;
  here.dial();
  here.home.advance(249ms);
  CHECK(here.journal() == "10.0.0.1:1@0");
  here.home.advance(1s);
  CHECK(here.journal() == "10.0.0.1:1@0 10.0.0.2:1@250 10.0.0.3:1@500");
  CHECK(here.reached() == "10.0.0.3:1");
  CHECK(here.net.given_up_count == 2);
}

TEST_CASE("the delay is an option, and begins anew with each attempt") {
  world here{{at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3")}, {.connection_attempt_delay = 2s}};
  here.net["10.0.0.2:1"].silent = true;
  here.net["10.0.0.3:1"].serves = &here.server;
  here.dial();
  here.home.advance(10s);
  CHECK(here.journal() == "10.0.0.1:1@0 10.0.0.2:1@0 10.0.0.3:1@2000");
}

TEST_CASE("a name is looked up, and its families take turns") {
  world here{{at("example.com", 443)}};
  here.net.names["example.com"] = {"2001:db8::1", "2001:db8::2", "10.0.0.1", "10.0.0.2"};
  here.net["10.0.0.2:443"].serves = &here.server;
  here.dial();
  here.home.run_ready();
  CHECK(here.journal() == "[2001:db8::1]:443@0 10.0.0.1:443@0 [2001:db8::2]:443@0 10.0.0.2:443@0");
  CHECK(here.reached() == "10.0.0.2:443");
  REQUIRE(here.outcome->ok());
  CHECK((*here.outcome)->where.host == "example.com");  // the name that TLS verifies
}

TEST_CASE("a failure names every address with its reason") {
  world here{{at("example.com", 443)}};
  here.net.names["example.com"] = {"2001:db8::1", "10.0.0.1", "10.0.0.2"};
  here.net["[2001:db8::1]:443"].why = "Network is unreachable";
  here.net["10.0.0.1:443"].slams = true;
  here.net["10.0.0.2:443"].silent = true;
  here.dial();
  here.home.advance(1h);
  REQUIRE(here.outcome);
  CHECK(here.outcome->status() ==
        tern::status{code::unavailable,
                     "cannot connect to example.com:443: [2001:db8::1]:443: Network is "
                     "unreachable; 10.0.0.1:443: the peer closed the connection; 10.0.0.2:443: "
                     "timed out after connect_timeout, 20000 ms"});
}

TEST_CASE("of a name with very many addresses the first are told of") {
  world here{{at("example.com", 443)}};
  for (int i = 0; i < 100; ++i)
    here.net.names["example.com"].push_back("10.0.0." + std::to_string(i));
  here.dial();
  here.home.run_ready();
  CHECK(here.net.attempts.size() == 100);
  CHECK(here.reached().ends_with("10.0.0.7:443: nobody is at home; and 92 more"));
}

TEST_CASE("a name that has no address, or whose lookup does not end, is told of") {
  {
    world here{{at("nowhere.invalid")}};
    here.dial();
    here.home.run_ready();
    CHECK(here.reached() ==
          "cannot connect to nowhere.invalid:1: no address of nowhere.invalid was found: no such "
          "host");
  }
  {
    world here{{at("slow.example")}};
    here.net.names["slow.example"] = {"silence"};
    here.dial();
    here.home.advance(1h);
    CHECK(here.reached() ==
          "cannot connect to slow.example:1: the lookup of its address timed out after 20000 ms");
  }
  {
    // Of several names one is enough.
    world here{{at("nowhere.invalid"), at("10.0.0.1")}};
    here.net["10.0.0.1:1"].serves = &here.server;
    here.dial();
    here.home.run_ready();
    CHECK(here.reached() == "10.0.0.1:1");
  }
}

TEST_CASE("an address where nobody speaks HTTP/2 is none: the next one is tried") {
  world here{{at("10.0.0.1"), at("10.0.0.2"), at("10.0.0.3")}};
  here.net["10.0.0.1:1"].slams = true;
  here.net["10.0.0.2:1"].mute = true;
  here.net["10.0.0.3:1"].serves = &here.server;
  here.dial();
  here.home.run_ready();
  CHECK(here.journal() == "10.0.0.1:1@0 10.0.0.2:1@0");
  here.home.advance(250ms);
  CHECK(here.reached() == "10.0.0.3:1");
}

TEST_CASE("a search that is given up leaves nothing behind") {
  for (const bool looks_up : {true, false}) {
    world here{{at(looks_up ? "slow.example" : "10.0.0.1")}};
    here.net.names["slow.example"] = {"silence"};
    here.net["10.0.0.1:1"].silent = true;
    here.dial();
    here.home.run_ready();
    here.search.reset();
    here.home.advance(1h);
    CHECK_FALSE(here.outcome);
    CHECK(here.home.executor().next_timer() == tern::runtime::never);
  }
}
