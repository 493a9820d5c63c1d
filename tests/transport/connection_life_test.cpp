// SPDX-License-Identifier: MIT

#include <tern/transport/connection_life.hpp>

// Connections on a line with virtual time: peers that vanish, ask too often, stay too long.

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/connection.hpp>
#include <tern/transport/memory.hpp>

#include "tests/http/h2_pair.hpp"
#include "tests/transport/slow_wire.hpp"

using namespace std::chrono_literals;
using tern::http::role;
using tern::transport::connection_life;

namespace {

// One end of the line, with a connection.
struct end final : tern::transport::connection_owner {
  end(tern::testing::manual_executor& home, std::unique_ptr<tern::transport::byte_stream> bytes,
      role side, const connection_life& life)
      : link(std::make_unique<tern::transport::connection>(
            home.executor(), scratch, std::move(bytes), side, h2::limits{}, *this, life)) {}

  void on_request(tern::transport::connection&, tern::http::stream_ptr request) override {
    requests.push_back(std::move(request));
  }
  void on_closed(tern::transport::connection& which) noexcept override {
    reason = which.close_reason();
    link.reset();
  }

  std::array<std::byte, 4096> scratch{};
  std::unique_ptr<tern::transport::connection> link;
  std::vector<tern::http::stream_ptr> requests;
  std::string reason;
};

// The other end, by hand: it says nothing by itself, and answers no PING.
struct raw_end final : tern::transport::io_watcher {
  raw_end(tern::testing::manual_executor& on, std::unique_ptr<tern::transport::byte_stream> stream)
      : home(on), bytes(std::move(stream)) {
    bytes->watch(*this);
    bytes->wait_readable();
  }

  void on_readable() noexcept override {
    std::array<std::byte, 4096> some{};
    const auto got = bytes->read_some(some);
    heard += tern::as_text(tern::byte_view{some}.first(got.bytes));
    closed = got.ended;
    if (!closed) bytes->wait_readable();
  }
  void on_writable() noexcept override {}

  void say(std::string_view text) {
    static_cast<void>(bytes->write_some(tern::as_bytes(text)));
    home.advance(1ms);
  }

  // The frames that have come since the last time.
  std::vector<h2::parsed_frame> frames() {
    const std::size_t preface =
        heard.starts_with(tern::http::h2_preface) ? tern::http::h2_preface.size() : 0;
    return h2::parse(std::exchange(heard, {}).substr(preface));
  }
  std::size_t pings() {
    return static_cast<std::size_t>(std::ranges::count_if(
        frames(),
        [](const h2::parsed_frame& each) { return each.type == h2::ping && each.flags == 0; }));
  }

  tern::testing::manual_executor& home;
  std::unique_ptr<tern::transport::byte_stream> bytes;
  std::string heard;
  bool closed = false;
};

// A connection, and its peer by hand.
struct line {
  line(role side, const connection_life& life) : wire(make(home)) {
    auto [far, near] = wires::slow_wire::ends_of(wire);
    here = std::make_unique<end>(home, std::move(near), side, life);
    peer = std::make_unique<raw_end>(home, std::move(far));
    home.advance(1ms);
    peer->say(side == role::server ? h2::hello : h2::frame(h2::settings, 0, 0, ""));
    static_cast<void>(peer->frames());
  }

  // A call, from whichever side.
  tern::http::stream_ptr call() {
    tern::http::stream_ptr opened;
    if (here->requests.empty() && here->link->accepts_requests()) {
      opened = here->link->open(h2::request_head(), false);
    } else {
      peer->say(h2::frame(h2::headers_, h2::end_headers, 1, h2::request_fields()));
      REQUIRE(here->requests.size() == 1);
      opened = std::exchange(here->requests, {})[0];
    }
    home.advance(1ms);
    return opened;
  }

  static std::shared_ptr<wires::slow_wire> make(tern::testing::manual_executor& home) {
    return std::make_shared<wires::slow_wire>(home.executor(), 0ms);
  }

  tern::testing::manual_executor home;
  std::shared_ptr<wires::slow_wire> wire;
  std::unique_ptr<raw_end> peer;
  std::unique_ptr<end> here;
};

std::string pong(const h2::parsed_frame& ping) {
  return h2::frame(h2::ping, h2::ack, 0, ping.payload);
}

constexpr connection_life asks_after_10s{.keepalive_time = 10s, .keepalive_timeout = 3s};

}  // namespace

TEST_CASE("by default nothing is asked and nothing ends") {
  for (const role side : {role::client, role::server}) {
    line on{side, {}};
    auto running = on.call();
    static_cast<void>(on.peer->frames());
    on.home.advance(24h);
    CHECK(on.here->link);
    CHECK(on.peer->heard.empty());
    CHECK(running->failure() == nullptr);
  }
}

TEST_CASE("a peer that answers is asked again and again, and the connection stays") {
  line on{role::client, asks_after_10s};
  auto running = on.call();
  static_cast<void>(on.peer->frames());
  for (int i = 0; i < 100; ++i) {
    on.home.advance(9s);
    CHECK(on.peer->pings() == 0);
    on.home.advance(2500ms);
    const auto asked = on.peer->frames();
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].type == h2::ping);
    on.peer->say(pong(asked[0]));
  }
  CHECK(running->failure() == nullptr);
}

TEST_CASE("44 a peer that does not answer is given up, and its calls say so") {
  for (const role side : {role::client, role::server}) {
    line on{side, asks_after_10s};
    auto running = on.call();
    static_cast<void>(on.peer->frames());
    on.home.advance(11300ms);
    CHECK(on.peer->pings() == 1);
    on.home.advance(1600ms);
    CHECK(on.here->link);
    on.home.advance(2s);
    CHECK_FALSE(on.here->link);
    const std::string text =
        "keepalive watchdog timeout: the peer did not answer a PING in 3000 ms";
    CHECK(on.here->reason == text);
    REQUIRE(running->failure() != nullptr);
    CHECK(running->failure()->from == tern::http::stream_error::origin::connection);
    CHECK(running->failure()->text == text);
    CHECK(on.peer->closed);
  }
}

TEST_CASE("a peer that says anything else in time is there") {
  line on{role::client, asks_after_10s};
  auto running = on.call();
  on.home.advance(11300ms);
  CHECK(on.peer->pings() == 1);
  on.peer->say(h2::frame(h2::window_update, 0, 0, h2::number(1, 4)));
  on.home.advance(5s);
  CHECK(on.here->link);
  CHECK(running->failure() == nullptr);
  // It is asked again after the same silence.
  on.home.advance(12s);
  CHECK(on.peer->pings() == 1);
}

TEST_CASE("a peer that speaks is not asked") {
  line on{role::client, asks_after_10s};
  auto running = on.call();
  for (int i = 0; i < 100; ++i) {
    on.home.advance(9s);
    CHECK(on.peer->pings() == 0);
    on.peer->say(h2::frame(h2::window_update, 0, 0, h2::number(1, 4)));
  }
}

TEST_CASE("without calls a client does not ask, but as soon as it makes one") {
  line on{role::client, asks_after_10s};
  on.home.advance(1h);
  CHECK(on.peer->pings() == 0);
  auto running = on.call();
  CHECK(on.peer->pings() == 1);
  on.home.advance(3s);
  CHECK_FALSE(on.here->link);
  CHECK(running->failure() != nullptr);
}

TEST_CASE("without calls a client asks if it is to") {
  connection_life life = asks_after_10s;
  life.keepalive_without_calls = true;
  line on{role::client, life};
  on.home.advance(11300ms);
  CHECK(on.peer->pings() == 1);
  on.home.advance(3s);
  CHECK_FALSE(on.here->link);
}

TEST_CASE("answers that nobody asked for change nothing") {
  line on{role::client, asks_after_10s};
  auto running = on.call();
  for (char kind = 0; kind < 5; ++kind) {
    on.peer->say(h2::frame(h2::ping, h2::ack, 0, std::string("tern-p-") + kind));
  }
  on.peer->say(h2::frame(h2::ping, h2::ack, 0, "whatever"));
  on.home.advance(11500ms);
  CHECK(on.peer->pings() == 1);
  CHECK(on.here->link);
}

TEST_CASE("44 a server lets two PINGs too soon pass, and not the third") {
  line on{role::server, {}};
  const std::string ping = h2::frame(h2::ping, 0, 0, "12345678");
  auto running = on.call();
  static_cast<void>(on.peer->frames());
  for (int i = 0; i < 3; ++i) {
    on.peer->say(ping);
    const auto said = on.peer->frames();
    REQUIRE(said.size() == 1);
    CHECK(said[0].flags == h2::ack);
    on.home.advance(4min);
  }
  on.peer->say(ping);
  const auto said = on.peer->frames();
  const h2::parsed_frame* const farewell = h2::find(said, h2::goaway);
  REQUIRE(farewell != nullptr);
  CHECK(farewell->code() == h2::error_code::enhance_your_calm);
  CHECK(farewell->payload.substr(8) == "too_many_pings");
  CHECK_FALSE(on.here->link);
  CHECK(on.peer->closed);
  REQUIRE(running->failure() != nullptr);
  CHECK(running->failure()->text ==
        "the peer broke the rules of HTTP/2: ENHANCE_YOUR_CALM: too_many_pings");
}

TEST_CASE("a server welcomes PINGs in the time that it permits, and after each of its answers") {
  const std::string ping = h2::frame(h2::ping, 0, 0, "12345678");
  SUBCASE("in time") {
    line on{role::server, {.permit_keepalive_time = 10s}};
    auto running = on.call();
    for (int i = 0; i < 100; ++i) {
      on.peer->say(ping);
      on.home.advance(10s);
    }
    CHECK(on.here->link);
  }
  SUBCASE("after answers") {
    line on{role::server, {}};
    auto running = on.call();
    running->send_head(h2::response_head(), false);
    for (int i = 0; i < 100; ++i) {
      h2::write(*running, "some");
      on.home.advance(1ms);
      on.peer->say(ping);
    }
    CHECK(on.here->link);
  }
  SUBCASE("without calls, if it permits that") {
    line on{role::server, {.permit_keepalive_time = 10s, .permit_keepalive_without_calls = true}};
    for (int i = 0; i < 100; ++i) {
      on.peer->say(ping);
      on.home.advance(10s);
    }
    CHECK(on.here->link);
  }
  SUBCASE("not without calls, if it does not") {
    line on{role::server, {.permit_keepalive_time = 10s}};
    for (int i = 0; i < 4 && on.here->link; ++i) {
      on.peer->say(ping);
      on.home.advance(10s);
    }
    CHECK_FALSE(on.here->link);
  }
}

TEST_CASE("a client counts no PINGs") {
  line on{role::client, {}};
  for (int i = 0; i < 100; ++i) on.peer->say(h2::frame(h2::ping, 0, 0, "12345678"));
  CHECK(on.here->link);
}

TEST_CASE("a client knows that it has sent too many PINGs") {
  const auto farewell = [](std::uint32_t code, std::string_view text) {
    return h2::frame(h2::goaway, 0, 0, h2::number(0, 4) + h2::number(code, 4) + std::string{text});
  };
  const std::pair<std::string, bool> table[] = {
      {farewell(11, "too_many_pings"), true},
      {farewell(11, "calm down"), false},
      {farewell(0, "too_many_pings"), false},
  };
  for (const auto& [bytes, too_many] : table) {
    line on{role::client, {}};
    auto running = on.call();
    CHECK_FALSE(on.here->link->told_too_many_pings());
    on.home.advance(1ms);
    static_cast<void>(on.peer->bytes->write_some(tern::as_bytes(bytes)));
    // It is known while the connection still is.
    struct watch final : tern::transport::connection_owner {
      void on_request(tern::transport::connection&, tern::http::stream_ptr) override {}
      void on_closed(tern::transport::connection& which) noexcept override {
        told = which.told_too_many_pings();
        reason = which.close_reason();
        of->link.reset();
      }
      end* of = nullptr;
      bool told = false;
      std::string reason;
    } watching;
    watching.of = on.here.get();
    on.here->link->belong_to(watching);
    on.home.advance(1ms);
    on.peer->bytes->close();
    on.home.advance(1ms);
    CHECK_FALSE(on.here->link);
    CHECK(watching.told == too_many);
    CHECK(running->failure() != nullptr);
  }
}

TEST_CASE("a connection without calls goes away after max_idle") {
  for (const role side : {role::client, role::server}) {
    line on{side, {.max_idle = 10min}};
    auto running = on.call();
    on.home.advance(24h);
    CHECK(on.here->link);
    running->reset(h2::error_code::cancel);
    on.home.advance(9min);
    CHECK(on.here->link);
    CHECK(h2::find(on.peer->frames(), h2::goaway) == nullptr);
    on.home.advance(3min);
    const auto said = on.peer->frames();
    REQUIRE(h2::find(said, h2::goaway) != nullptr);
    CHECK(h2::find(said, h2::goaway)->code() == h2::error_code::no_error);
    CHECK(said.back().payload.substr(8) == "max_idle");
    CHECK_FALSE(on.here->link);
    CHECK(on.peer->closed);
  }
}

TEST_CASE("a server warns before it ends an old connection, and lets its calls go on") {
  line on{role::server, {.max_age = 30min}};
  auto running = on.call();
  static_cast<void>(on.peer->frames());
  on.home.advance(29min);
  CHECK(on.peer->heard.empty());
  on.home.advance(1min);
  const auto warning = on.peer->frames();
  REQUIRE(warning.size() == 2);
  CHECK(warning[0].type == h2::goaway);
  CHECK(warning[0].payload == h2::number(0x7fffffff, 4) + h2::number(0, 4));
  CHECK(warning[1].type == h2::ping);
  on.peer->say(pong(warning[1]));
  const auto farewell = on.peer->frames();
  REQUIRE(farewell.size() == 1);
  CHECK(farewell[0].payload == h2::number(1, 4) + h2::number(0, 4) + "max_age");
  on.home.advance(24h);
  CHECK(running->failure() == nullptr);
  running->send_head(h2::response_head(), true);
  on.home.advance(1ms);
  CHECK_FALSE(on.here->link);
}

TEST_CASE("calls that go on past max_age_grace are cut off") {
  line on{role::server, {.max_age = 30min, .max_age_grace = 5min}};
  auto running = on.call();
  on.home.advance(34min);
  CHECK(on.here->link);
  CHECK(running->failure() == nullptr);
  on.home.advance(1min);
  CHECK_FALSE(on.here->link);
  REQUIRE(running->failure() != nullptr);
  CHECK(running->failure()->text == "max_age_grace has passed");
  CHECK(on.peer->closed);
}

TEST_CASE("inside a process nobody vanishes, and nobody is asked") {
  tern::testing::manual_executor home;
  auto ends = tern::transport::memory_stream::make_pair(home.executor());
  connection_life life = asks_after_10s;
  life.keepalive_without_calls = true;
  end here{home, std::move(ends.first), role::client, life};
  raw_end peer{home, std::move(ends.second)};
  home.advance(1ms);
  static_cast<void>(peer.frames());
  home.advance(1h);
  CHECK(peer.heard.empty());
  CHECK(here.link);
}
