// SPDX-License-Identifier: MIT

// Peers that are slow, silent, or do not read: what they hold of the server is bounded, and others
// are served.

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "tests/attack/siege.hpp"

using namespace std::chrono_literals;
using attack::siege;
using h2::frame;
using h2::number;

namespace {

constexpr std::size_t mib = 1024 * 1024;

std::string settings(std::uint32_t initial_window_bytes) {
  return h2::preface + frame(h2::settings, 0, 0, h2::setting(4, initial_window_bytes));
}

stack::script large_replies(int& running) {
  stack::script lines;
  lines.serve = [&running](tern::rpc::context&, stack::Ask) -> tern::stream<stack::Answer> {
    const attack::presence here{running};
    for (int i = 0; i < 1'000'000; ++i) {
      co_yield stack::Answer{.payload = std::string(10'000, 'x')};
    }
  };
  lines.collect = [&running](tern::rpc::context&,
                             tern::stream<stack::Ask> asks) -> tern::task<stack::Answer> {
    const attack::presence here{running};
    while (co_await asks.next()) {
    }
    co_return stack::Answer{};
  };
  return lines;
}

std::string serve_call(std::uint32_t stream) {
  return attack::call(stream, 0, "/stack.Subject/Serve") + attack::message(stream, 1);
}

}  // namespace

TEST_CASE("a reader with large windows that never reads holds a bounded amount") {
  int running = 0;
  siege here{large_replies(running)};
  here.attacker->reads = false;
  here.attacker->say(settings(0x7fffffff) + attack::window_update(0, 0x7fff0000 - 65'535));
  for (std::uint32_t stream = 1; stream < 201; stream += 2) here.attacker->say(serve_call(stream));
  CHECK(running == 100);
  // What one stream may queue, and what a connection writes at once.
  CHECK(here.held_bytes() < 100 * (64 + 64) * 1024 + 4 * mib);
  const std::size_t held_bytes = here.held_bytes();
  here.home.advance(1h);
  CHECK(here.held_bytes() <= held_bytes + mib);
  CHECK(here.served());
  here.attacker->close();
  here.home.run_ready();
  CHECK(running == 0);
}

TEST_CASE("windows of nothing hold as much as was queued before, and replies do not pile up") {
  int running = 0;
  siege here{large_replies(running)};
  here.attacker->say(settings(0));
  for (std::uint32_t stream = 1; stream < 201; stream += 2) here.attacker->say(serve_call(stream));
  CHECK(running == 100);
  CHECK(here.held_bytes() < 100 * (64 + 64) * 1024 + 4 * mib);
  CHECK(here.served());
  // The data dribble: a byte at a time. The peer gets what it asks for, and no more.
  here.attacker->new_frames();
  std::size_t bodies_bytes = 0;
  for (int i = 0; i < 2000; ++i) {
    REQUIRE(here.attacker->say(attack::window_update(1, 1)));
    for (const auto& each : here.attacker->new_frames()) {
      if (each.type == h2::data) bodies_bytes += each.payload.size();
    }
  }
  CHECK(bodies_bytes == 2000);
  CHECK(here.held_bytes() < 100 * (64 + 64) * 1024 + 4 * mib);
  here.attacker->close();
  here.home.run_ready();
  CHECK(running == 0);
}

TEST_CASE("a client that does not read answers is not read") {
  // No limit on what is reset: it is the unread answers that count here.
  tern::server_options how;
  how.connection.wasted_streams_max_count = 100'000'000;
  how.connection.wasted_frames_max_count = 100'000'000;
  siege here{{}, how};
  here.attacker->reads = false;
  here.attacker->say(h2::hello);
  std::uint32_t stream = 1;
  std::size_t most_held_bytes = 0;
  bool taken = true;
  for (; taken && stream < 2'000'000; stream += 2) {
    // An answer that is ready, and a reset: the stream is gone, the frame is not.
    taken = here.attacker->say(attack::call(stream) + attack::message(stream));
    taken = taken && here.attacker->say(attack::reset(stream));
    most_held_bytes = std::max(most_held_bytes, here.held_bytes());
  }
  CHECK_FALSE(taken);
  CHECK_FALSE(here.attacker->closed());
  CHECK(most_held_bytes < 16 * mib);
  CHECK(here.served());
  // It is read again as soon as it reads.
  here.attacker->reads = true;
  here.attacker->hear();
  CHECK(here.attacker->say(attack::call(2'000'001) + attack::message(2'000'001)));
  bool answered = false;
  for (const auto& each : here.attacker->new_frames()) answered |= each.id == 2'000'001;
  CHECK(answered);
}

TEST_CASE("a header block that never ends holds no more than its limit") {
  siege here;
  here.attacker->say(h2::hello);
  // A byte an hour, of a block that says it has 16,000.
  const std::string head = frame(h2::headers_, 0, 1, std::string(16'000, '\0')).substr(0, 9);
  const std::string block = h2::request_fields() + h2::fields({{"x", std::string(100, 'x')}});
  here.attacker->say(head);
  for (const char byte : block) {
    REQUIRE(here.attacker->say({&byte, 1}));
    here.home.advance(1h);
  }
  CHECK(here.held_bytes() < mib);
  CHECK(here.served());
  here.attacker->close();
  here.home.run_ready();
  CHECK(here.held_bytes() < mib);
}

TEST_CASE("a body that never ends keeps its call until the deadline, and no longer") {
  int running = 0;
  siege here{large_replies(running)};
  here.attacker->say(h2::hello + frame(h2::headers_, h2::end_headers, 1,
                                       h2::fields({{":method", "POST"},
                                                   {":scheme", "http"},
                                                   {":path", "/stack.Subject/Collect"},
                                                   {":authority", "x"},
                                                   {"content-type", "application/grpc"},
                                                   {"te", "trailers"},
                                                   {"grpc-timeout", "1H"}})));
  here.attacker->say(frame(h2::data, 0, 1, number(0, 1) + number(4 * mib, 4)));
  for (int i = 0; i < 59; ++i) {
    here.home.advance(1min);
    here.attacker->say(frame(h2::data, 0, 1, "x"));
    CHECK(running == 1);
  }
  // Nor does it hold the four MiB that it has promised.
  CHECK(here.held_bytes() < mib);
  here.home.advance(2min);
  CHECK(running == 0);
  const auto said = here.attacker->new_frames();
  CHECK(h2::find(said, h2::headers_) != nullptr);
  CHECK(here.served());
}

TEST_CASE("a peer that disappears in the middle takes its calls with it") {
  int running = 0;
  for (const std::size_t cut_bytes : {1U, 8U, 9U, 20U, 100U}) {
    siege here{large_replies(running)};
    const std::string next = serve_call(3);
    here.attacker->say(h2::hello + attack::call(1, 0, "/stack.Subject/Collect") +
                       attack::message(1, 1, 0) + next.substr(0, cut_bytes));
    CHECK(running == 1);
    here.attacker->close();
    here.home.run_ready();
    CHECK(running == 0);
    CHECK(here.served());
    CHECK(here.held_bytes() < mib);
  }
}

TEST_CASE("a peer that never acknowledges the settings has the streams that they allow") {
  tern::server_options how;
  how.connection.concurrent_streams_max_count = 10;
  int running = 0;
  siege here{large_replies(running), how};
  here.attacker->say(h2::hello);
  for (std::uint32_t stream = 1; stream < 41; stream += 2) {
    here.attacker->say(attack::call(stream, 0, "/stack.Subject/Collect"));
  }
  CHECK(running == 10);
  int refused = 0;
  for (const auto& each : here.attacker->new_frames()) {
    if (each.type != h2::rst_stream) continue;
    CHECK(tern::http::to_string(each.code()) == "REFUSED_STREAM");
    ++refused;
  }
  CHECK(refused == 10);
  // The others go on.
  here.attacker->say(attack::message(1, 1));
  const auto said = here.attacker->new_frames();
  REQUIRE(h2::find(said, h2::headers_) != nullptr);
  CHECK(h2::find(said, h2::headers_)->id == 1);
  CHECK(here.served());
}

TEST_CASE("a writer that goes on while nobody takes its messages is stopped by the window") {
  tern::server_options how;
  how.connection.stream_window_bytes = 100'000;
  stack::script lines;
  lines.collect = [](tern::rpc::context&, tern::stream<stack::Ask>) -> tern::task<stack::Answer> {
    co_await tern::sleep_for(24h);
    co_return stack::Answer{};
  };
  siege here{lines, how};
  here.attacker->say(h2::hello + frame(h2::settings, h2::ack, 0, "") +
                     attack::call(1, 0, "/stack.Subject/Collect"));
  std::size_t sent_bytes = 0;
  bool alive = true;
  while (alive && sent_bytes < 10 * mib) {
    alive = here.attacker->say(frame(h2::data, 0, 1, std::string(10'000, '\0')));
    sent_bytes += 10'000;
    const auto said = here.attacker->new_frames();
    if (const auto* reset = h2::find(said, h2::rst_stream)) {
      CHECK(tern::http::to_string(reset->code()) == "FLOW_CONTROL_ERROR");
      alive = false;
    } else if (const auto* goaway = h2::find(said, h2::goaway)) {
      CHECK(tern::http::to_string(goaway->code()) == "FLOW_CONTROL_ERROR");
      alive = false;
    }
  }
  CHECK(sent_bytes < 200'000);
  CHECK(here.held_bytes() < mib);
  CHECK(here.served());
}
