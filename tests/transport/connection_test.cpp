// SPDX-License-Identifier: MIT

#include <tern/transport/connection.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

using namespace std::chrono_literals;

namespace {

// A connection whose other end is bytes by hand.
struct alone final : tern::transport::connection_owner, tern::transport::io_watcher {
  explicit alone(tern::http::role side = tern::http::role::server,
                 std::size_t capacity_bytes = 64 * 1024, tern::http::versions spoken = {}) {
    auto ends = tern::transport::memory_stream::make_pair(home.executor(), capacity_bytes);
    peer = std::move(ends.first);
    peer->watch(*this);
    link = std::make_unique<tern::transport::connection>(
        home.executor(), scratch, std::move(ends.second), side, tern::http::limits{}, *this,
        tern::transport::connection_life{}, spoken);
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

namespace {

const std::string get = "GET /a HTTP/1.1\r\nhost: x\r\n\r\n";

void answer(tern::http::stream& to, std::string_view body) {
  tern::http::head head;
  head.status = 200;
  to.send_head(std::move(head), false);
  to.output().append(tern::as_bytes(body));
  to.end();
}

}  // namespace

TEST_CASE("a client of HTTP/1.1 is served as one of HTTP/2 is") {
  for (const std::size_t piece_bytes : {1U, 100U}) {
    alone here;
    for (int round = 1; round <= 2; ++round) {
      for (std::string_view rest = get; !rest.empty();) {
        here.say(rest.substr(0, piece_bytes));
        rest.remove_prefix(std::min(rest.size(), piece_bytes));
      }
      REQUIRE(here.requests.size() == static_cast<std::size_t>(round));
      CHECK(here.requests.back()->received_head().version == 1);
      CHECK(here.requests.back()->received_head().scheme == "http");
      CHECK(here.requests.back()->received_head().path == "/a");
      answer(*here.requests.back(), "hello");
      here.home.run_ready();
      const std::string heard = here.hear();
      CHECK(heard.starts_with("HTTP/1.1 200 OK\r\n"));
      CHECK(heard.ends_with("content-length: 5\r\n\r\nhello"));
      CHECK(here.link);
    }
    CHECK(here.link->counts()->streams_started.get() == 2);
    CHECK(here.link->counts()->streams_succeeded.get() == 2);
  }
}

TEST_CASE("pipelined requests of HTTP/1.1 are answered in their order") {
  alone here;
  here.say(get + get + get);
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(here.requests.size() == i + 1);
    answer(*here.requests[i], std::to_string(i));
    here.home.run_ready();
    CHECK(here.hear().ends_with("\r\n\r\n" + std::to_string(i)));
  }
}

TEST_CASE("a request of HTTP/1.1 that is malformed is answered, and its connection closed") {
  alone here;
  here.say("GET / HTTP/1.1\r\n\r\n");
  CHECK(here.requests.empty());
  const std::string heard = here.hear();
  CHECK(heard.starts_with("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(heard.ends_with("\r\n\r\nthere is no host\n"));
  here.say("and so on");  // while the answer is under way, what comes is thrown away
  CHECK(here.link);
  here.home.advance(2s);
  CHECK_FALSE(here.link);
  CHECK(here.reason == "the connection was closed");
}

TEST_CASE("a client of HTTP/1.1 that asks for an end gets it at once") {
  alone here;
  here.say("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  answer(*here.requests.at(0), "bye");
  here.home.run_ready();
  CHECK(here.hear().ends_with("\r\n\r\nbye"));
  CHECK_FALSE(here.link);
}

TEST_CASE("a client of HTTP/1.1 that is slow with its head, or idle, is let go") {
  alone slow;
  slow.say("GET / HTTP/1.1\r\n");
  slow.home.advance(19s);
  slow.say("host: x\r\n");
  CHECK(slow.link);
  slow.home.advance(2s);
  CHECK(slow.hear().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  slow.home.advance(2s);
  CHECK_FALSE(slow.link);

  alone idle;
  for (int round = 0; round < 2; ++round) {
    idle.say(get);
    idle.home.advance(1h);  // an answer may take its time
    REQUIRE(idle.link);
    answer(*idle.requests.back(), "");
    idle.home.run_ready();
    CHECK_FALSE(idle.hear().empty());
    idle.home.advance(74s);
    CHECK(idle.link);
  }
  idle.home.advance(2s);
  CHECK_FALSE(idle.link);
  CHECK(idle.hear().empty());
}

TEST_CASE("a body of HTTP/1.1 that nobody reads stays in the socket") {
  alone here;
  const std::string chunk(256 * 1024, 'x');
  here.say("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1048576\r\n\r\n");
  std::size_t taken = 0;
  for (;;) {
    const auto put = here.peer->write_some(tern::as_bytes(chunk));
    here.home.run_ready();
    if (put.bytes == 0) break;
    taken += put.bytes;
  }
  CHECK(taken >= 256 * 1024);
  CHECK(taken < 512 * 1024);  // the window, the pipe, and what one reading takes
  tern::http::stream& serving = *here.requests.at(0);
  CHECK(serving.body().size() >= 256 * 1024);
  CHECK(serving.body().size() < 256 * 1024 + here.scratch.size());
  while (taken < 1024 * 1024) {
    serving.consume(serving.body().size());
    here.home.run_ready();
    const auto put = here.peer->write_some(
        tern::as_bytes(chunk).first(std::min(chunk.size(), 1024 * 1024 - taken)));
    REQUIRE(put.bytes != 0);
    taken += put.bytes;
    here.home.run_ready();
  }
  while (!serving.received_end()) {
    serving.consume(serving.body().size());
    REQUIRE(here.home.run_ready());
  }
  answer(serving, "done");
  here.home.run_ready();
  CHECK(here.hear().ends_with("\r\n\r\ndone"));
}

TEST_CASE("a client of HTTP/1.1 that does not read its answer is let go when it is idle") {
  alone here{tern::http::role::server, 1000};
  here.say(get);
  answer(*here.requests.at(0), std::string(10'000, 'x'));
  here.home.run_ready();
  CHECK(here.link);
  here.home.advance(76s);
  CHECK_FALSE(here.link);
  CHECK(here.reason == "the peer did not read in time");
}

TEST_CASE("a connection of HTTP/1.1 that goes away answers what has begun") {
  alone idle;
  idle.say(get);
  answer(*idle.requests.at(0), "");
  idle.home.run_ready();
  idle.link->go_away();
  idle.home.run_ready();
  CHECK_FALSE(idle.link);

  alone busy;
  busy.say(get);
  busy.link->go_away();
  busy.home.advance(2s);
  REQUIRE(busy.link);
  answer(*busy.requests.at(0), "last");
  busy.home.run_ready();
  const std::string heard = busy.hear();
  CHECK(heard.find("connection: close\r\n") != std::string::npos);
  CHECK(heard.ends_with("\r\n\r\nlast"));
  CHECK_FALSE(busy.link);
}

TEST_CASE("a client of HTTP/1.1 that closes ends what it asked for") {
  alone here;
  here.say(get);
  here.peer->close();
  here.home.run_ready();
  CHECK_FALSE(here.link);
  CHECK(here.requests.at(0)->failure() != nullptr);
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

TEST_CASE("a port may do without one of the versions of HTTP") {
  alone newest{tern::http::role::server, 64 * 1024, {.http1 = false}};
  newest.say("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  CHECK(newest.hear() == tern::http::http1_refusal);
  CHECK(newest.reason == "the client spoke HTTP/1.1, and this port does not");
  alone plain{tern::http::role::server, 64 * 1024, {.http2 = false}};
  plain.say(hello);
  CHECK(plain.hear() == tern::http::http2_refusal);
  CHECK(plain.reason == "the client spoke HTTP/2, and this port does not");
  alone other{tern::http::role::server, 64 * 1024, {.http2 = false}};
  other.say(get);
  CHECK(other.requests.size() == 1);
}

namespace {

constexpr tern::http::versions http1_alone{.http2 = false};
constexpr std::string_view empty_answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

// A client's end that can be broken: nothing can be written any more, what came can be read.
struct breakable final : tern::transport::byte_stream {
  explicit breakable(std::unique_ptr<byte_stream> over) : inner(std::move(over)) {}
  void watch(tern::transport::io_watcher& watcher) override { inner->watch(watcher); }
  [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
    return inner->read_some(into);
  }
  [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
    if (broken) return {.error = std::make_error_code(std::errc::broken_pipe)};
    return inner->write_some(bytes);
  }
  void wait_readable() override {
    if (!broken && !deaf) inner->wait_readable();
  }
  void wait_writable() override { inner->wait_writable(); }
  void close() noexcept override { inner->close(); }
  [[nodiscard]] std::string peer() const override { return inner->peer(); }

  std::unique_ptr<byte_stream> inner;
  bool broken = false;
  bool deaf = false;  // nobody is told when something can be read
};

}  // namespace

TEST_CASE("a client of HTTP/1.1 asks one thing after the other") {
  alone here{tern::http::role::client, 64 * 1024, http1_alone};
  CHECK_FALSE(here.link->multiplexes());
  for (int round = 0; round < 2; ++round) {
    REQUIRE(here.link->has_room());
    const auto asked = here.link->open(request(), true);
    REQUIRE(asked);
    CHECK_FALSE(here.link->has_room());
    here.home.run_ready();
    CHECK(here.hear().starts_with("POST /a/b HTTP/1.1\r\nhost: x\r\n"));
    here.say(empty_answer);
    CHECK(asked->received_head().status == 200);
    CHECK(asked->received_end());
  }
  CHECK(here.link->counts()->streams_succeeded.get() == 2);
  here.link->go_away("enough");
  here.home.run_ready();
  CHECK_FALSE(here.link);
}

TEST_CASE("a client of HTTP/1.1 that meets HTTP/2, or TLS, fails its calls") {
  for (const std::string& answer :
       {std::string("\0\0\0\4\0\0\0\0\0", 9), std::string("\x15\x03\x01\x00\x02\x02\x46", 7)}) {
    alone here{tern::http::role::client, 64 * 1024, http1_alone};
    const auto asked = here.link->open(request(), true);
    here.say(answer + "\r\n");
    CHECK_FALSE(here.link);
    REQUIRE(asked->failure() != nullptr);
    CHECK(asked->failure()->from == tern::http::stream_error::origin::connection);
  }
}

TEST_CASE("a connection that the server has closed since is noticed before it is used") {
  alone here{tern::http::role::client, 64 * 1024, http1_alone};
  CHECK(here.link->still_has_room());
  here.peer->close();
  CHECK(here.link->has_room());
  CHECK_FALSE(here.link->still_has_room());
  here.home.run_ready();
  CHECK_FALSE(here.link);

  // What a server says unasked is its last word, as 408 is.
  alone other{tern::http::role::client, 64 * 1024, http1_alone};
  static_cast<void>(other.peer->write_some(tern::as_bytes(empty_answer)));
  CHECK_FALSE(other.link->still_has_room());
  CHECK_FALSE(other.link->open(request(), true));
  other.home.run_ready();
  CHECK_FALSE(other.link);
}

TEST_CASE("an answer that came before the server stopped to read is heard") {
  tern::testing::manual_executor home;
  alone owner{tern::http::role::client};
  std::array<std::byte, 16> scratch{};  // it takes several reads
  auto ends = tern::transport::memory_stream::make_pair(home.executor());
  auto near = std::make_unique<breakable>(std::move(ends.first));
  breakable& wire = *near;
  auto link = std::make_unique<tern::transport::connection>(
      home.executor(), scratch, std::move(near), tern::http::role::client, tern::http::limits{},
      owner, tern::transport::connection_life{}, http1_alone);
  owner.link = std::move(link);
  const auto asked = owner.link->open(request(), false);
  asked->output().append(tern::as_bytes("half of it"));
  asked->flush();
  wire.broken = true;  // from now on, before anybody has read
  constexpr std::string_view refusal =
      "HTTP/1.1 413 Content Too Large\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbig";
  CHECK(ends.second->write_some(tern::as_bytes(refusal)).bytes == refusal.size());
  asked->output().append(tern::as_bytes("more"));
  asked->flush();
  home.run_ready();
  CHECK(asked->received_head().status == 413);
  CHECK(tern::as_text(asked->body()) == "big");
  CHECK(asked->received_end());
  CHECK(asked->failure() == nullptr);
  CHECK_FALSE(owner.link);
}

TEST_CASE("what has come when the time of a client is over has come in time") {
  tern::testing::manual_executor home;
  alone owner;
  std::array<std::byte, 1000> scratch{};
  auto ends = tern::transport::memory_stream::make_pair(home.executor());
  auto near = std::make_unique<breakable>(std::move(ends.first));
  near->deaf = true;
  owner.link = std::make_unique<tern::transport::connection>(
      home.executor(), scratch, std::move(near), tern::http::role::server, tern::http::limits{},
      owner);
  home.advance(19s);
  CHECK(ends.second->write_some(tern::as_bytes(get)).bytes == get.size());
  home.advance(2s);  // preface_timeout
  REQUIRE(owner.requests.size() == 1);
  answer(*owner.requests[0], "first");
  home.advance(74s);
  CHECK(ends.second->write_some(tern::as_bytes(get)).bytes == get.size());
  home.advance(2s);  // idle_timeout of HTTP/1.1
  REQUIRE(owner.requests.size() == 2);
  answer(*owner.requests[1], "second");
  home.advance(74s);
  CHECK(owner.link);
  home.advance(2s);
  CHECK_FALSE(owner.link);
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

namespace {

// A client that has more to say whenever it is asked, after its preface.
struct talkative final : tern::transport::byte_stream {
  explicit talkative(std::size_t& counted) : reads(counted) {}

  void watch(tern::transport::io_watcher& told) override { watcher = &told; }
  [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
    const std::string_view said = reads++ == 0 ? std::string_view{hello} : unknown;
    std::copy_n(tern::as_bytes(said).begin(), said.size(), into.begin());
    return {.bytes = said.size()};
  }
  [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
    return {.bytes = bytes.size()};
  }
  void wait_readable() override { ++waits; }
  void wait_writable() override {}
  void close() noexcept override {}
  [[nodiscard]] std::string peer() const override { return "a client"; }

  std::size_t& reads;
  std::size_t waits = 0;
  tern::transport::io_watcher* watcher = nullptr;

  // A frame of 1024 bytes, of a type that nobody knows.
  const std::string unknown = std::string("\0\3\xf7\xfa\0\0\0\0\0", 9) + std::string(1015, 'x');
};

struct nobody final : tern::transport::connection_owner {
  void on_request(tern::transport::connection&, tern::http::stream_ptr) override {}
  void on_closed(tern::transport::connection&) noexcept override {}
};

}  // namespace

TEST_CASE(
    "what has come is read at once, but a peer that never stops lets others have their turn") {
  tern::testing::manual_executor home;
  std::array<std::byte, 1024> scratch{};
  nobody owner;
  std::size_t reads = 0;
  auto bytes = std::make_unique<talkative>(reads);
  talkative& client = *bytes;
  tern::transport::connection link{home.executor(),      scratch,
                                   std::move(bytes),     tern::http::role::server,
                                   tern::http::limits{}, owner};
  CHECK(client.waits == 1);
  client.watcher->on_readable();  // less than there is room for
  CHECK(reads == 1);
  CHECK(client.waits == 1);
  home.run_ready();  // when that is answered, it looks for more
  CHECK(reads == 5);
  CHECK(client.waits == 2);
  client.watcher->on_readable();
  home.run_ready();
  CHECK(reads == 9);
  CHECK(client.waits == 3);
  CHECK_FALSE(link.closed());
}
