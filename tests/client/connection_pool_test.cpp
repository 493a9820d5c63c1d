// SPDX-License-Identifier: MIT

#include <tern/client/connection_pool.hpp>

// Channels over HTTP/1.1: how many connections they have, which one a call gets, and what becomes
// of calls and connections when one of the two ends.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <tern/client/channel_protocol.hpp>

#include "tests/client/network.hpp"

using namespace std::chrono_literals;
using network::at;
using network::status_of;
using stack::Answer;
using stack::Ask;
using stack::Subject;
using tern::code;
using tern::client_side::connectivity;
using client = tern::client_side::client<Subject>;
using tern::runtime::sleep_for;
using tern::runtime::task;

namespace {

/// Answers a call of Connect with an empty message.
void answer(tern::http::stream& request) {
  tern::http::head head;
  head.status = 200;
  head.fields.add("content-type", "application/proto");
  request.send_head(std::move(head), false);
  request.end();
}

tern::client_side::channel_options over_http1(tern::client_side::channel_options how) {
  how.protocol = tern::client_side::connect;
  how.http_version = tern::client_side::http_version::http1;
  return how;
}

struct world : network::world {
  explicit world(network::server::way by = answer, tern::client_side::channel_options how = {})
      : network::world(std::move(by), over_http1(std::move(how))) {}
  [[nodiscard]] std::size_t open_count() const { return channel.counters().connections.size(); }
};

using calls = std::vector<tern::client_side::call<Answer>>;

/// So many calls that are under way.
calls ask(world& in, int count) {
  calls made;
  for (int i = 0; i < count; ++i) made.push_back(in.subject.Unary({.text = std::to_string(i)}));
  return made;
}

task<void> expect_ok(calls& all) {
  for (auto& each : all) {
    auto reply = co_await each.result();
    CHECK(reply.status() == tern::status{});
  }
}

}  // namespace

// ---- which connection ------------------------------------------------------------------------

TEST_CASE("calls one after the other share a connection") {
  world here;
  for (int i = 0; i < 3; ++i) CHECK(here.home.run(status_of(here.subject)).ok());
  CHECK(here.server.connection_count == 1);
  REQUIRE(here.server.requests.size() == 3);
  CHECK(here.server.requests[0]->received_head().version == 1);
  CHECK(here.channel.state() == connectivity::ready);
}

TEST_CASE("calls with interceptors share a connection, too") {
  world here;
  here.channel.intercept([](tern::intercept::call_context&,
                            tern::intercept::next rest) -> task<void> { co_await rest(); });
  for (int i = 0; i < 3; ++i) CHECK(here.home.run(status_of(here.subject)).ok());
  CHECK(here.server.connection_count == 1);
  const auto open = here.channel.counters().connections;
  REQUIRE(open.size() == 1);
  CHECK(open[0].traffic.streams_succeeded == 3);
}

TEST_CASE("calls at the same time have a connection each, which later calls use") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    for (int round = 0; round < 2; ++round) {
      auto made = ask(in, 5);
      co_await sleep_for(1ms);
      REQUIRE(in.server.requests.size() == 5);
      for (auto& each : in.server.requests) answer(*each);
      co_await expect_ok(made);
      in.server.requests.clear();
    }
  }(here));
  CHECK(here.server.connection_count == 5);
  CHECK(here.open_count() == 5);
}

TEST_CASE("calls beyond the limit wait for their turn, in their order") {
  for (const std::size_t limit : {1U, 2U, 3U}) {
    CAPTURE(limit);
    world here{network::ignore, {.http1_connections_max_count = limit}};
    here.home.run([](world& in, std::size_t at_once) -> task<void> {
      auto made = ask(in, 6);
      for (std::size_t i = 0; i < made.size(); i += at_once) {
        co_await sleep_for(1ms);
        auto& requests = in.server.requests;
        REQUIRE(requests.size() == i + at_once);
        // Those that began at once, on a connection each, come in any order.
        std::string begun;
        for (std::size_t j = i; j < i + at_once; ++j) {
          begun += tern::as_text(requests[j]->body()).back();
          answer(*requests[j]);
        }
        std::sort(begun.begin(), begun.end());
        CHECK(begun == std::string{"012345"}.substr(i, at_once));
      }
      co_await expect_ok(made);
    }(here, limit));
    CHECK(here.server.connection_count == limit);
  }
}

TEST_CASE("a call whose turn does not come in time says what it waited for") {
  world here{network::ignore, {.http1_connections_max_count = 1}};
  here.home.run([](world& in) -> task<void> {
    auto made = ask(in, 1);
    co_await sleep_for(1ms);
    CHECK(co_await status_of(in.subject, {.timeout = 1s}) ==
          tern::status{code::deadline_exceeded,
                       "the deadline of the call has passed while it waited for its turn: all "
                       "connections have calls, limit http1_connections_max_count is 1"});
    answer(*in.server.requests[0]);
    co_await expect_ok(made);
  }(here));
}

TEST_CASE("the connection that was used last is used first, and the others are closed") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto made = ask(in, 3);
    co_await sleep_for(1ms);
    for (auto& each : in.server.requests) answer(*each);
    co_await expect_ok(made);
    in.server.by() = answer;
    for (int i = 0; i < 10; ++i) {
      co_await sleep_for(10s);
      CHECK(co_await status_of(in.subject) == tern::status{});
    }
  }(here));
  CHECK(here.open_count() == 1);
  CHECK(here.server.connection_count == 3);
  here.home.advance(60s);
  CHECK(here.open_count() == 0);
  CHECK(here.channel.state() == connectivity::idle);
}

TEST_CASE("a server that says how long it keeps a connection finds it closed before that") {
  world here{[](tern::http::stream& request) {
    tern::http::head head;
    head.status = 200;
    head.fields.add("content-type", "application/proto");
    request.send_head(std::move(head), true);
  }};
  std::unique_ptr<tern::transport::byte_stream> far;
  here.net["a:1"] = {.takes = [&](auto end) { far = std::move(end); }};
  here.home.spawn([](world& in) -> task<void> {
    CHECK(co_await status_of(in.subject) == tern::status{});
  }(here));
  here.home.run_ready();
  REQUIRE(far);
  constexpr std::string_view said =
      "HTTP/1.1 200 OK\r\ncontent-type: application/proto\r\ncontent-length: 0\r\n"
      "connection: keep-alive\r\nkeep-alive: timeout=5\r\n\r\n";
  CHECK(far->write_some(tern::as_bytes(said)).bytes == said.size());
  here.home.advance(3900ms);
  CHECK(here.open_count() == 1);
  here.home.advance(200ms);
  CHECK(here.open_count() == 0);
}

// ---- connections that end --------------------------------------------------------------------

TEST_CASE("a connection that the server has closed between two calls is not used") {
  world here;
  CHECK(here.home.run(status_of(here.subject)).ok());
  here.home.run([](world& in) -> task<void> {
    in.server.close();  // which nobody has noticed yet as the next call begins
    CHECK(co_await status_of(in.subject) == tern::status{});
  }(here));
  CHECK(here.server.requests.size() == 2);
  CHECK(here.server.connection_count == 2);
}

TEST_CASE("a server that closes after each answer is asked again without a pause") {
  world here{[](tern::http::stream& request) {
    tern::http::head head;
    head.status = 200;
    head.fields.add("content-type", "application/proto");
    request.send_head(std::move(head), true);
  }};
  here.home.run([](world& in) -> task<void> {
    for (int i = 0; i < 10; ++i) {
      const auto before = in.home.now();
      CHECK(co_await status_of(in.subject) == tern::status{});
      in.server.drain();
      co_await sleep_for(1ms);
      CHECK(in.home.now() - before < 1s);
      CHECK(in.open_count() == 0);
      CHECK(in.channel.state() == connectivity::idle);
    }
  }(here));
  CHECK(here.server.connection_count == 10);
}

TEST_CASE("a server that hangs up on whoever connects is given a pause") {
  world here;
  here.net["a:1"].serves = nullptr;
  here.net["a:1"].slams = true;
  here.home.spawn([](world& in) -> task<void> {
    static_cast<void>(co_await status_of(in.subject, {.timeout = 10s, .wait_for_ready = true}));
  }(here));
  here.home.advance(10s);
  CHECK(here.net.attempts.size() <= 30);  // two a second, about
}

TEST_CASE("a call that is cancelled takes its connection with it, and no other's") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto made = ask(in, 2);
    co_await sleep_for(1ms);
    REQUIRE(in.open_count() == 2);
    made[0].cancel();
    co_await sleep_for(1ms);
    CHECK(in.open_count() == 1);
    REQUIRE(in.server.requests[0]->failure() != nullptr);
    answer(*in.server.requests[1]);
    auto reply = co_await made[1].result();
    CHECK(reply.ok());
    in.server.by() = answer;
    CHECK(co_await status_of(in.subject) == tern::status{});
    CHECK(in.server.connection_count == 2);
  }(here));
}

TEST_CASE(
    "a call that ends while the server does not read its request takes its connection with it") {
  world here;
  std::vector<std::unique_ptr<tern::transport::byte_stream>> ends;
  here.net["a:1"] = {.takes = [&](auto end) { ends.push_back(std::move(end)); }};
  here.home.run([](world& in) -> task<void> {
    const std::string large(1024 * 1024, 'x');
    for (int i = 0; i < 3; ++i) {
      auto late = co_await in.subject.Unary({.payload = large}, {.timeout = 1s}).result();
      CHECK(late.status().code() == code::deadline_exceeded);
      co_await sleep_for(1ms);
      CHECK(in.open_count() == 0);
    }
  }(here));
  CHECK(ends.size() == 3);
}

TEST_CASE("a call that has left and gets no answer is not made again, unless it is a GET") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto made = ask(in, 1);
    co_await sleep_for(1ms);
    in.server.close();
    auto outcome = co_await made[0].result();
    CHECK(outcome.status().code() == code::unavailable);
    CHECK(in.server.connection_count == 1);
  }(here));
}

TEST_CASE("calls that wait find another server when the connections are lost") {
  world here{network::ignore, {.http1_connections_max_count = 1}};
  here.home.run([](world& in) -> task<void> {
    auto made = ask(in, 3);
    co_await sleep_for(1ms);
    in.server.by() = answer;
    in.server.close();
    auto lost = co_await made[0].result();
    CHECK(lost.status().code() == code::unavailable);
    for (std::size_t i = 1; i < made.size(); ++i) {
      auto reply = co_await made[i].result();
      CHECK(reply.ok());
    }
    CHECK(in.server.connection_count == 2);
  }(here));
}

// ---- connections that cannot be had ----------------------------------------------------------

TEST_CASE("calls fail as long as there is no connection at all, patient ones wait") {
  world here;
  here.net["a:1"].serves = nullptr;
  here.home.run([](world& in) -> task<void> {
    const tern::status refused = co_await status_of(in.subject);
    CHECK(refused == tern::status{code::unavailable, "cannot connect to a:1: nobody is at home"});
    CHECK(in.channel.state() == connectivity::transient_failure);
    auto patient = in.subject.Unary({}, {.wait_for_ready = true});
    co_await sleep_for(100ms);
    in.net["a:1"].serves = &in.server;
    auto reply = co_await patient.result();
    CHECK(reply.ok());
    CHECK(in.channel.state() == connectivity::ready);
  }(here));
}

TEST_CASE("a server that takes no more connections is asked on those that it has taken") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto first = ask(in, 1);
    co_await sleep_for(1ms);
    in.net["a:1"].serves = nullptr;
    auto others = ask(in, 3);
    co_await sleep_for(1ms);
    CHECK(in.channel.state() == connectivity::ready);
    in.server.by() = answer;
    answer(*in.server.requests[0]);
    co_await expect_ok(first);
    co_await expect_ok(others);
    CHECK(in.server.connection_count == 1);
  }(here));
}

TEST_CASE("when the last connection goes after another could not be had, calls fail at once") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto first = ask(in, 1);
    co_await sleep_for(1ms);
    in.net["a:1"].serves = nullptr;
    auto second = ask(in, 1);
    co_await sleep_for(1ms);
    in.server.close();
    auto lost = co_await first[0].result();
    CHECK(lost.status().code() == code::unavailable);
    auto waited = co_await second[0].result();
    CHECK(waited.status() ==
          tern::status{code::unavailable, "cannot connect to a:1: nobody is at home"});
    CHECK(in.channel.state() == connectivity::transient_failure);
    in.server.by() = answer;
    in.net["a:1"].serves = &in.server;
    co_await sleep_for(2s);
    CHECK(in.channel.state() == connectivity::ready);
    CHECK(co_await status_of(in.subject) == tern::status{});
    CHECK(in.channel.counters().connections[0].traffic.last_stream_started);
  }(here));
}

TEST_CASE("a channel that ends takes idle and busy connections with it") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto channel =
        std::make_unique<tern::client_side::channel>(at("a"), in.net.connector(), over_http1({}));
    client subject{*channel};
    calls made;
    for (int i = 0; i < 2; ++i) made.push_back(subject.Unary({}));
    co_await sleep_for(1ms);
    answer(*in.server.requests[0]);
    auto done = co_await made[0].result();
    CHECK(done.ok());
    channel.reset();
    auto cut = co_await made[1].result();
    CHECK(cut.status() == tern::status{code::cancelled, "the channel was destroyed"});
    co_await sleep_for(1ms);
    CHECK(in.server.requests[1]->failure() != nullptr);
  }(here));
}

// ---- responses that are wrong ----------------------------------------------------------------

TEST_CASE(
    "a response that is malformed fails its call, and nothing of its connection is used again") {
  const std::pair<std::string, tern::status> table[] = {
      {"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
       {code::unavailable,
        "the connection was lost: the server broke the rules of HTTP/1.1: there are both a "
        "content-length and a transfer-encoding"}},
      {"HTTP/1.1 200 OK\r\nx-long: " + std::string(20'000, 'x') + "\r\n\r\n",
       {code::resource_exhausted,
        "the connection was lost: the server broke the rules of HTTP/1.1: header fields are too "
        "large, limit header_list_max_bytes is 16384"}},
      {"HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n",
       {code::unavailable,
        "the connection was lost: the server broke the rules of HTTP/1.1: the server switches to "
        "a protocol nobody asked for"}},
      {"SSH-2.0-OpenSSH\r\n",
       {code::unavailable,
        "the connection was lost: the server broke the rules of HTTP/1.1: the version is "
        "\"SSH-2.0-OpenSSH\", not HTTP/1.1"}},
  };
  for (const auto& [said, expected] : table) {
    CAPTURE(said.substr(0, 40));
    world here;
    std::vector<std::unique_ptr<tern::transport::byte_stream>> ends;
    here.net["a:1"] = {.takes = [&](auto end) { ends.push_back(std::move(end)); }};
    tern::status heard;
    here.home.spawn([](world& in, tern::status& out) -> task<void> {
      out = co_await status_of(in.subject);
    }(here, heard));
    here.home.run_ready();
    REQUIRE(ends.size() == 1);
    CHECK(ends[0]->write_some(tern::as_bytes(said)).bytes == said.size());
    here.home.run_ready();
    CHECK(heard == expected);
    CHECK(here.open_count() == 0);
    CHECK(ends[0]->write_some(tern::as_bytes("more")).error);
  }
}
