// SPDX-License-Identifier: MIT

#include <tern/transport/connection.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

using namespace std::chrono_literals;

namespace {

// A connection whose other end is bytes by hand.
struct alone final : tern::transport::connection_owner, tern::transport::io_watcher {
  explicit alone(tern::http::role side = tern::http::role::server,
                 std::size_t capacity_bytes = 64 * 1024) {
    auto ends = tern::transport::memory_stream::make_pair(home.executor(), capacity_bytes);
    peer = std::move(ends.first);
    peer->watch(*this);
    link = std::make_unique<tern::transport::connection>(
        home.executor(), scratch, std::move(ends.second), side, tern::http::limits{}, *this);
    home.run_ready();
  }

  void say(std::string_view bytes) {
    static_cast<void>(peer->write_some(tern::as_bytes(bytes)));
    home.run_ready();
  }
  std::string hear() {
    std::string text(100'000, '\0');
    text.resize(peer->read_some(std::as_writable_bytes(std::span{text})).bytes);
    return text;
  }

  void on_request(tern::transport::connection&, tern::http::stream_ptr request) override {
    requests.push_back(std::move(request));
  }
  void on_closed(tern::transport::connection& which) noexcept override {
    reason = which.close_reason();
    link.reset();
  }
  void on_readable() noexcept override {}
  void on_writable() noexcept override {}

  tern::testing::manual_executor home;
  std::array<std::byte, 1024> scratch{};
  std::unique_ptr<tern::transport::byte_stream> peer;
  std::unique_ptr<tern::transport::connection> link;
  std::vector<tern::http::stream_ptr> requests;
  std::string reason;
};

const std::string hello =
    std::string{tern::http::h2_preface} + std::string("\0\0\0\4\0\0\0\0\0", 9);

tern::http::head request() {
  tern::http::head head;
  head.method = "POST";
  head.scheme = "http";
  head.authority = "x";
  head.path = "/a/b";
  return head;
}

}  // namespace

TEST_CASE("a client that says nothing is let go after a while") {
  alone here;
  here.home.advance(19s);
  CHECK(here.link);
  here.home.advance(2s);
  CHECK_FALSE(here.link);
  CHECK(here.reason == "the client did not speak in time");
}

TEST_CASE("a client that says half a preface is let go too") {
  alone here;
  here.say("PRI * HTTP/2.0\r\n");
  here.home.advance(21s);
  CHECK_FALSE(here.link);
  CHECK(here.hear().empty());
}

TEST_CASE("a client that speaks may be silent as long as it likes") {
  alone here;
  for (const char byte : hello) here.say({&byte, 1});
  CHECK_FALSE(here.hear().empty());
  here.home.advance(24h);
  CHECK(here.link);
}

TEST_CASE("HTTP/1 is told what to speak") {
  for (const std::size_t piece_bytes : {1U, 100U}) {
    alone here;
    std::string_view rest = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    while (here.link && !rest.empty()) {
      here.say(rest.substr(0, piece_bytes));
      rest.remove_prefix(std::min(rest.size(), piece_bytes));
    }
    CHECK_FALSE(here.link);
    CHECK(here.hear() == tern::http::http1_refusal);
    CHECK(here.reason == "the client spoke HTTP/1");
  }
}

TEST_CASE("noise is closed without a word") {
  alone here;
  here.say("\x01\x02\x03\x04");
  CHECK_FALSE(here.link);
  CHECK(here.hear().empty());
  CHECK(here.reason == "the client spoke no HTTP");
}

TEST_CASE("a client that speaks TLS to a port without is told so") {
  alone here;
  here.say("\x16\x03\x01\x02");
  CHECK_FALSE(here.link);
  CHECK(here.hear() == tern::http::tls_refusal);
  CHECK(here.reason == "the client spoke TLS, and this port does not");
}

TEST_CASE("a peer that closes ends the connection") {
  alone here;
  here.say(hello);
  here.peer->close();
  here.home.run_ready();
  CHECK_FALSE(here.link);
  CHECK(here.reason == "the peer closed the connection");
}

TEST_CASE("a client that meets HTTP/1 or noise fails its calls") {
  for (const std::string answer :
       {"HTTP/1.1 400 Bad Request\r\n\r\n", "\x12\x03\x01\x02 what is this"}) {
    alone here{tern::http::role::client};
    auto asked = here.link->open(request(), true);
    REQUIRE(asked);
    here.say(answer);
    CHECK_FALSE(here.link);
    REQUIRE(asked->failure() != nullptr);
    CHECK(asked->failure()->from == tern::http::stream_error::origin::connection);
    CHECK(asked->failure()->text.find("HTTP") != std::string::npos);
  }
}

TEST_CASE("a client that meets TLS without expecting it is told so") {
  alone here{tern::http::role::client};
  auto asked = here.link->open(request(), true);
  here.say(std::string("\x15\x03\x01\x00\x02\x02\x46", 7));
  REQUIRE(asked->failure() != nullptr);
  CHECK(asked->failure()->text == "the server speaks TLS on this port: connect with https://");
}

TEST_CASE("a peer that does not read holds a connection back, not its memory") {
  alone here{tern::http::role::client, 1000};
  auto asked = here.link->open(request(), false);
  asked->output().append(tern::as_bytes(std::string(60'000, 'x')));
  asked->flush();
  asked->end();
  here.home.run_ready();
  std::size_t heard = 0;
  for (;;) {
    const std::size_t more = here.hear().size();
    CHECK(more <= 1000);
    if (more == 0) break;
    heard += more;
    here.home.run_ready();
  }
  CHECK(heard > 60'000);
  CHECK(asked->output().empty());
}

TEST_CASE("a connection goes with its executor") {
  alone here;
  here.say(hello);
  here.home.executor().evict_all();
  CHECK_FALSE(here.link);
  CHECK(here.reason == "the executor ended");
}

TEST_CASE("a client that never speaks is not waited for by a server that goes away") {
  alone here;
  here.link->go_away();
  here.home.advance(500ms);
  CHECK(here.link);
  here.home.advance(500ms);
  CHECK_FALSE(here.link);
}

TEST_CASE("a server that goes away does not wait for ever for a client that does not answer") {
  alone here;
  here.say(hello);
  here.link->go_away();
  here.home.run_ready();
  CHECK(here.link);
  here.home.advance(2s);
  CHECK_FALSE(here.link);
}
