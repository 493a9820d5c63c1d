// SPDX-License-Identifier: MIT

#include <tern/http/h2_windows.hpp>

// Bodies on a long line, in virtual time.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/connection.hpp>

#include "tests/http/h2_pair.hpp"
#include "tests/transport/slow_wire.hpp"

using namespace std::chrono_literals;
using tern::http::role;
using tern::http::stream_ptr;

namespace {

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

struct end final : tern::transport::connection_owner {
  end(tern::testing::manual_executor& home, std::unique_ptr<tern::transport::byte_stream> bytes,
      role side, const h2::limits& allowed)
      : link(home.executor(), scratch, std::move(bytes), side, allowed, *this) {}

  void on_request(tern::transport::connection&, stream_ptr request) override {
    requests.push_back(std::move(request));
  }
  void on_closed(tern::transport::connection&) noexcept override {}

  std::array<std::byte, 64 * 1024> scratch{};
  std::vector<stream_ptr> requests;
  tern::transport::connection link;
};

// A client and a server, 50 ms apart.
struct line {
  explicit line(const h2::limits& allowed = {})
      : wire(std::make_shared<wires::slow_wire>(home.executor(), 50ms)) {
    auto [far, near] = wires::slow_wire::ends_of(wire);
    server = std::make_unique<end>(home, std::move(far), role::server, allowed);
    client = std::make_unique<end>(home, std::move(near), role::client, allowed);
    home.advance(1s);
  }

  // A call whose reply has so many bytes.
  stream_ptr call(std::size_t reply_bytes) {
    stream_ptr asked = client->link.open(h2::request_head(), true);
    REQUIRE(asked);
    home.advance(50ms);
    REQUIRE(server->requests.size() == 1);
    const stream_ptr serving = std::exchange(server->requests, {})[0];
    serving->send_head(h2::response_head(), false);
    h2::write(*serving, std::string(reply_bytes, 'x'));
    serving->end();
    return asked;
  }

  // Lets a while pass, and reads all that comes for these.
  void read_for(tern::runtime::duration length, const std::vector<stream_ptr>& readers) {
    for (auto passed = 0ms; passed < length; passed += 1ms) {
      home.advance(1ms);
      under_way_max_bytes = std::max(under_way_max_bytes, wire->under_way_bytes());
      for (const stream_ptr& each : readers) each->consume(each->body().size());
    }
  }

  // How long it takes to read to the end.
  tern::runtime::duration time_of(const std::vector<stream_ptr>& readers) {
    const auto began = home.now();
    const auto all_ended = [&] {
      return std::ranges::all_of(readers, [](const stream_ptr& each) {
        REQUIRE(each->failure() == nullptr);
        return each->received_end();
      });
    };
    while (!all_ended()) read_for(1ms, readers);
    return home.now() - began;
  }

  tern::testing::manual_executor home;
  std::shared_ptr<wires::slow_wire> wire;
  std::unique_ptr<end> server;
  std::unique_ptr<end> client;
  std::size_t under_way_max_bytes = 0;
};

h2::limits growing_by(std::uint32_t bytes) {
  h2::limits allowed;
  allowed.window_growth_max_bytes = bytes;
  return allowed;
}

}  // namespace

TEST_CASE("a window that grows uses a long line, and one that does not waits for it") {
  // 64 MiB in windows of 256 KiB are 256 windows, of which each takes a round trip of 100 ms.
  line fixed{growing_by(0)};
  const auto slow = fixed.time_of({fixed.call(64 * mib)});
  CHECK(slow > 25s);
  CHECK(fixed.under_way_max_bytes <= 257 * kib);

  line grown;
  const auto fast = grown.time_of({grown.call(64 * mib)});
  CHECK(fast < slow / 10);
  CHECK(grown.under_way_max_bytes > 4 * mib);
  CHECK(grown.under_way_max_bytes <= 17 * mib);
}

TEST_CASE("a window grows also if only half of it is open to the peer at a time") {
  // Half of it is always there and not read, as of a message whose end is under way.
  line on;
  const stream_ptr reader = on.call(64 * mib);
  for (auto passed = 0ms; passed < 2s; passed += 1ms) {
    on.read_for(1ms, {});
    if (reader->body().size() >= 256 * kib) reader->consume(128 * kib);
  }
  CHECK(on.under_way_max_bytes > 512 * kib);
}

TEST_CASE("what was given to a stream is given back when it closes") {
  line on{growing_by(8 * mib)};
  const auto first = on.time_of({on.call(32 * mib)});
  for (int i = 0; i < 10; ++i) {
    const auto next = on.time_of({on.call(32 * mib)});
    CHECK(next <= first);
  }
}

TEST_CASE("a stream that nobody reads gets no more than it was promised") {
  line on;
  static_cast<void>(on.time_of({on.call(32 * mib)}));
  const stream_ptr unread = on.call(32 * mib);
  static_cast<void>(on.time_of({on.call(32 * mib)}));
  on.home.advance(10s);
  CHECK(unread->body().size() == 256 * kib);
}

TEST_CASE("all streams together get no more than window_growth_max_bytes") {
  h2::limits allowed = growing_by(1 * mib);
  line on{allowed};
  std::vector<stream_ptr> readers;
  for (int i = 0; i < 8; ++i) readers.push_back(on.call(16 * mib));
  static_cast<void>(on.time_of(readers));
  CHECK(on.under_way_max_bytes > 8 * 256 * kib);
  CHECK(on.under_way_max_bytes <= 8 * 257 * kib + 1 * mib);
  // And those that stop reading hold no more than that.
  readers.clear();
  for (int i = 0; i < 8; ++i) readers.push_back(on.call(16 * mib));
  on.read_for(1s, readers);
  on.home.advance(10s);
  std::size_t held_bytes = 0;
  for (const stream_ptr& each : readers) held_bytes += each->body().size();
  CHECK(held_bytes <= 8 * 256 * kib + 1 * mib);
}

TEST_CASE("small calls measure nothing") {
  h2::pair both;
  for (int i = 0; i < 1000; ++i) {
    const stream_ptr asked = both.client.session.open(h2::request_head(), false);
    h2::write(*asked, "a question");
    asked->end();
    const std::string question = both.client.say();
    both.server.hear(question);
    const stream_ptr serving = std::exchange(both.server.requests, {})[0];
    serving->consume(serving->body().size());
    serving->send_head(h2::response_head(), false);
    h2::write(*serving, "an answer");
    serving->end();
    const std::string answer = both.server.say();
    both.client.hear(answer);
    asked->consume(asked->body().size());
    if (i == 0) continue;  // the settings
    CHECK(h2::find(h2::parse(question), h2::ping) == nullptr);
    CHECK(h2::find(h2::parse(answer), h2::ping) == nullptr);
    CHECK(h2::find(h2::parse(question), h2::window_update) == nullptr);
  }
}
