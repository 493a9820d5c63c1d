// SPDX-License-Identifier: MIT
#include <tern/transport/outgoing.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include <doctest/doctest.h>

#include "tests/http/h2_pair.hpp"

using tern::byte_view;
using tern::http::stream;
using tern::http::stream_ptr;
using tern::transport::io_outcome;
using tern::transport::outgoing;

namespace {

constexpr std::size_t limit_bytes = 256 * 1024;

// A socket that takes so many bytes with each call.
struct socket final : tern::transport::byte_stream {
  void watch(tern::transport::io_watcher&) override {}
  [[nodiscard]] io_outcome read_some(tern::byte_span) override { return {.would_block = true}; }
  [[nodiscard]] io_outcome write_some(byte_view bytes) override {
    if (broken) return {.error = std::make_error_code(std::errc::broken_pipe)};
    const std::size_t taken = std::min(bytes.size(), room_bytes);
    room_bytes -= taken;
    wrote.append(tern::as_text(bytes.first(taken)));
    foreign_bytes += bytes.data() >= lender_from && bytes.data() < lender_to ? taken : 0;
    return {.bytes = taken, .would_block = taken == 0};
  }
  [[nodiscard]] bool gathers() const noexcept override { return true; }
  void wait_readable() override {}
  void wait_writable() override {}
  void close() noexcept override {}
  [[nodiscard]] std::string peer() const override { return "nobody"; }

  /// Counts what is written from where `of` keeps it.
  void look_at(const stream& of) {
    lender_from = of.unsent().data();
    lender_to = lender_from + of.unsent().size();
  }

  std::size_t room_bytes = 0;
  bool broken = false;
  std::string wrote;
  std::size_t foreign_bytes = 0;
  const std::byte* lender_from = nullptr;
  const std::byte* lender_to = nullptr;
};

// A body in which every byte says where it is.
std::string body_of(std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>(i * 31 + i / 251);
  return text;
}

h2::limits wide() {
  h2::limits allowed;
  allowed.stream_window_bytes = 4 * 1024 * 1024;
  return allowed;
}

// A client that waits for a reply of 300 KB, and a server whose bytes go over a socket.
struct reply_under_way {
  reply_under_way() {
    asked->end();
    both.exchange();
    stream& serving = *both.server.requests.at(0);
    serving.send_head(h2::response_head(), false);
    h2::write(serving, body);
    h2::headers trailers;
    trailers.add("grpc-status", "0");
    serving.end(trailers);
    wire.look_at(serving);
    out.begin(both.server.session, wire);
  }

  // Writes as long as there is something, `piece_bytes` with each call.
  void write_all(std::size_t piece_bytes) {
    for (;;) {
      REQUIRE(out.fill(both.server.session, limit_bytes));
      if (out.empty()) return;
      wire.room_bytes = piece_bytes;
      const std::size_t before = out.size();
      const io_outcome put = out.write(wire);
      CHECK(put.bytes == std::min(before, piece_bytes));
      CHECK(out.size() == before - put.bytes);
    }
  }

  void check_reply() {
    both.client.hear(wire.wrote);
    CHECK(tern::as_text(asked->body()) == body);
    CHECK(asked->received_end());
    CHECK(asked->failure() == nullptr);
  }

  const std::string body = body_of(300'000);
  h2::pair both{wide(), wide()};
  stream_ptr asked = both.client.session.open(h2::request_head(), false);
  socket wire;
  outgoing out;
};

}  // namespace

TEST_CASE("a long body is written from where it is, however much the socket takes") {
  for (const std::size_t piece_bytes : {1'000'000U, 100'000U, 16'393U, 4'099U}) {
    reply_under_way here;
    here.write_all(piece_bytes);
    here.check_reply();
    CHECK((here.wire.foreign_bytes == 300'000) == (piece_bytes == 1'000'000));
    CHECK(here.wire.foreign_bytes >= std::min<std::size_t>(piece_bytes, 300'000) / 2);
  }
}

TEST_CASE("a stream that closes stays until its body is written") {
  reply_under_way here;
  here.both.server.requests.clear();
  here.write_all(1'000'000);
  CHECK_FALSE(here.both.server.session.has_streams());
  here.check_reply();
}

TEST_CASE("what a socket that fails has not taken is kept") {
  reply_under_way here;
  REQUIRE(here.out.fill(here.both.server.session, limit_bytes));
  const std::size_t said = here.out.size();
  CHECK(said >= limit_bytes);
  here.wire.broken = true;
  CHECK(here.out.write(here.wire).error);
  CHECK(here.out.size() == said);
  here.both.server.requests.clear();
  here.wire.broken = false;
  here.write_all(1'000'000);
  here.check_reply();
}

TEST_CASE("what is long waits to be lent as what is collected is written") {
  reply_under_way here;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(here.out.collect(here.both.server.session, 1'000'000));
    CHECK(here.both.server.requests.at(0)->unsent().size() == 300'000);
    CHECK_FALSE(here.out.empty());  // the head
  }
  here.write_all(1'000'000);
  CHECK(here.wire.foreign_bytes == 300'000);
  here.check_reply();
}

TEST_CASE("a stream that ends while its long body waits is forgotten, others go on") {
  reply_under_way here;
  REQUIRE(here.out.collect(here.both.server.session, 1'000'000));
  const stream_ptr second = here.both.client.session.open(h2::request_head(), true);
  here.both.server.hear(here.both.client.say());
  here.both.server.requests.at(0)->reset(h2::error_code::cancel);
  stream& next = *here.both.server.requests.at(1);
  next.send_head(h2::response_head(), false);
  h2::write(next, "short");
  next.end();
  REQUIRE(here.out.collect(here.both.server.session, 1'000'000));
  here.write_all(1'000'000);
  here.both.client.hear(here.wire.wrote);
  CHECK(here.asked->failure() != nullptr);
  CHECK(tern::as_text(second->body()) == "short");
  CHECK(second->received_end());
}

TEST_CASE("what is collected to be written later is copied, if it is short") {
  h2::pair both;
  const stream_ptr asked = both.client.session.open(h2::request_head(), true);
  both.exchange();
  stream& serving = *both.server.requests.at(0);
  serving.send_head(h2::response_head(), false);
  h2::write(serving, "an answer");
  serving.end();
  socket wire;
  wire.look_at(serving);
  wire.room_bytes = 1'000;
  outgoing out;
  out.begin(both.server.session, wire);
  REQUIRE(out.collect(both.server.session, limit_bytes));
  CHECK(serving.unsent().empty());
  serving.output().append(tern::as_bytes("!!!!!!!!!"));  // where the body was
  static_cast<void>(out.write(wire));
  CHECK(wire.foreign_bytes == 0);
  both.client.hear(wire.wrote);
  CHECK(tern::as_text(asked->body()) == "an answer");
}

TEST_CASE("what a socket has left is written before anything else is said") {
  reply_under_way here;
  stream& serving = *here.both.server.requests.at(0);
  REQUIRE(here.out.fill(here.both.server.session, limit_bytes));
  here.wire.room_bytes = 1'000;
  static_cast<void>(here.out.write(here.wire));
  const std::size_t left = here.out.size();
  const std::size_t unsaid = serving.unsent().size();
  CHECK(unsaid != 0);
  REQUIRE(here.out.fill(here.both.server.session, 1'000'000));
  CHECK(here.out.size() == left);
  CHECK(serving.unsent().size() == unsaid);
  here.wire.room_bytes = left;
  static_cast<void>(here.out.write(here.wire));
  CHECK(here.out.empty());
  here.wire.foreign_bytes = 0;
  here.write_all(1'000'000);
  CHECK(here.wire.foreign_bytes == unsaid);
  here.check_reply();
}

TEST_CASE("what a stream keeps to send it again is copied") {
  h2::pair both{wide(), wide()};
  const stream_ptr asked = both.client.session.open(h2::request_head(), false);
  asked->keep_sent(1'000'000);
  h2::write(*asked, body_of(100'000));
  socket wire;
  wire.look_at(*asked);
  wire.room_bytes = 1'000'000;
  outgoing out;
  out.begin(both.client.session, wire);
  REQUIRE(out.fill(both.client.session, limit_bytes));
  static_cast<void>(out.write(wire));
  CHECK(out.empty());
  CHECK(wire.wrote.size() > 100'000);
  CHECK(wire.foreign_bytes == 0);
  CHECK(asked->keeps_sent());
}

TEST_CASE("gathered writing stops at the first piece that is not taken whole") {
  socket wire;
  wire.room_bytes = 5;
  const byte_view pieces[] = {tern::as_bytes("abc"), tern::as_bytes("def"), tern::as_bytes("g")};
  const io_outcome put = wire.write_gathered(pieces);
  CHECK(put.bytes == 5);
  CHECK_FALSE(put.would_block);
  CHECK(wire.wrote == "abcde");
  CHECK(wire.write_gathered(pieces).would_block);
  wire.broken = true;
  CHECK(wire.write_gathered(pieces).error);
}
