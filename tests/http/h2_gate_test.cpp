// SPDX-License-Identifier: MIT

#include <tern/http/h2_gate.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/http/h2_pair.hpp"

using namespace std::chrono_literals;
using h2::error_code;
using h2::frame;
using h2::number;
using tern::http::h2_gate;

namespace {

// A gate, and what has gone through it.
struct gate final : tern::http::session_host {
  explicit gate(h2::role side = h2::role::server, const h2::limits& allowed = {})
      : inner(side, allowed, *this) {}

  [[nodiscard]] tern::runtime::time_point now() const noexcept override { return time; }
  void output_pending() noexcept override {}
  void request_arrived(tern::http::stream_ptr) noexcept override {}

  // Lets `bytes` come in pieces; returns whether all may pass.
  bool hear(std::string_view bytes, std::size_t piece_bytes = 1 << 20) {
    while (!bytes.empty()) {
      std::string_view piece = bytes.substr(0, piece_bytes);
      bytes.remove_prefix(piece.size());
      while (!piece.empty()) {
        const h2_gate::passage next = inner.admit(tern::as_bytes(piece));
        REQUIRE(next.bytes <= piece.size());
        passed += next.as_zeros ? std::string(next.bytes, '\0') : piece.substr(0, next.bytes);
        piece.remove_prefix(next.bytes);
        if (next.offence != nullptr) {
          offence = *next.offence;
          return false;
        }
        REQUIRE(next.bytes != 0);
      }
    }
    return true;
  }

  tern::runtime::time_point time{};
  h2_gate inner;
  std::string passed;
  tern::http::h2_offence offence{error_code::no_error, {}};
};

std::string open_stream(std::uint32_t id, int flags = 0) {
  return frame(h2::headers_, h2::end_headers | flags, id, h2::request_fields());
}
std::string data(std::uint32_t id, std::string_view body, int flags = 0) {
  return frame(h2::data, flags, id, body);
}
std::string reset(std::uint32_t id) {
  return frame(h2::rst_stream, 0, id, number(8, 4));
}

}  // namespace

TEST_CASE("what is in order passes as it is, however it is cut") {
  const std::string bytes =
      h2::hello + open_stream(1) + data(1, "body") + data(1, "", h2::end_stream) +
      open_stream(3, h2::end_stream) + frame(h2::window_update, 0, 1, number(10, 4)) +
      open_stream(9) + frame(h2::headers_, h2::end_stream, 9, "trailers, first part") +
      frame(h2::continuation, h2::end_headers, 9, "and more") + reset(9) + reset(1) +
      frame(h2::priority, 0, 3, number(0, 5)) + frame(0xab, 0xff, 0, "unknown");
  for (std::size_t piece_bytes = 1; piece_bytes < 40; ++piece_bytes) {
    gate here;
    CHECK(here.hear(bytes, piece_bytes));
    CHECK(here.passed == bytes);
  }
}

TEST_CASE("frames on a stream that its sender has ended are refused") {
  struct row {
    std::string end;
    std::string more;
    std::string text;
  };
  const row table[] = {
      {data(1, "x", h2::end_stream), data(1, "y"), "DATA on stream 1, which had ended"},
      {data(1, "x", h2::end_stream), open_stream(1), "HEADERS on stream 1, which had ended"},
      {reset(1), data(1, "y"), "DATA on stream 1, which had ended"},
      {reset(1), data(1, "", h2::end_stream), "DATA on stream 1, which had ended"},
      {open_stream(1, h2::end_stream), open_stream(1, h2::end_stream),
       "HEADERS on stream 1, which had ended"},
  };
  for (const row& each : table) {
    for (const std::size_t piece_bytes : {1U, 10U, 1U << 20}) {
      gate here;
      const std::string before = h2::hello + open_stream(1) + open_stream(3) + each.end;
      CHECK_FALSE(here.hear(before + each.more, piece_bytes));
      CHECK(here.offence.code == error_code::stream_closed);
      CHECK(here.offence.text == each.text);
      // Not a byte more than of its head.
      CHECK(here.passed.size() >= before.size());
      CHECK(here.passed.size() < before.size() + 9);
    }
  }
}

TEST_CASE("streams that ended long ago are forgotten, and none is taken for another") {
  gate here;
  CHECK(here.hear(h2::hello));
  for (std::uint32_t id = 1; id < 2001; id += 2) {
    CHECK(here.hear(open_stream(id) + data(id, "x", h2::end_stream)));
  }
  CHECK(here.hear(data(1, "late")));
  CHECK_FALSE(here.hear(data(1999, "late")));
}

TEST_CASE("a stream that this side has reset may go on") {
  // What its sender sent before it knew.
  gate here;
  CHECK(here.hear(h2::hello + open_stream(1) + open_stream(3)));
  CHECK(here.hear(data(1, "x") + data(1, "", h2::end_stream)));
}

TEST_CASE("a stream that was left out cannot be opened later") {
  for (const std::uint32_t late : {7U, 9U, 11U}) {
    gate here;
    CHECK(here.hear(h2::hello + open_stream(1) + open_stream(3) + open_stream(5)));
    CHECK(here.hear(open_stream(13)));
    CHECK(here.hear(open_stream(15)));
    CHECK_FALSE(here.hear(open_stream(late)));
    CHECK(here.offence.code == error_code::protocol_error);
    CHECK(here.offence.text == "HEADERS opens stream " + std::to_string(late) + " after stream 15");
  }
  for (const std::uint32_t trailers : {1U, 3U, 5U, 13U, 15U}) {
    gate here;
    CHECK(here.hear(h2::hello + open_stream(1) + open_stream(3) + open_stream(5)));
    CHECK(here.hear(open_stream(13) + open_stream(15) + open_stream(trailers, h2::end_stream)));
  }
}

TEST_CASE("the last stream that a client names when it goes away is no matter") {
  const auto goaway = [](std::uint32_t last) {
    return frame(h2::goaway, 0, 0, number(last, 4) + number(2, 4) + "text");
  };
  for (const std::size_t piece_bytes : {1U, 3U, 11U, 1U << 20}) {
    gate server;
    CHECK(server.hear(h2::hello + goaway(7) + open_stream(1) + goaway(0x7fffffff), piece_bytes));
    CHECK(server.passed == h2::hello + goaway(0) + open_stream(1) + goaway(0));
    gate client{h2::role::client};
    CHECK(client.hear(goaway(7), piece_bytes));
    CHECK(client.passed == goaway(7));
  }
  // One that is too short is for nghttp2 to refuse.
  gate server;
  CHECK(server.hear(h2::hello + frame(h2::goaway, 0, 0, "123") + "x"));
  CHECK(server.passed == h2::hello + frame(h2::goaway, 0, 0, "123") + "x");
}

TEST_CASE("frames that serve nothing are allowed, but not in masses") {
  h2::limits few;
  few.wasted_frames_max_count = 10;
  const std::string table[] = {
      frame(h2::ping, 0, 0, "12345678"),
      frame(h2::settings, 0, 0, ""),
      frame(h2::priority, 0, 1, number(0, 5)),
      frame(h2::window_update, 0, 0, number(1, 4)),
      frame(h2::goaway, 0, 0, number(0, 8)),
      data(1, ""),
      frame(h2::continuation, 0, 1, ""),
      frame(0xab, 0, 0, "unknown"),
      reset(1),
  };
  for (const std::string& each : table) {
    for (const auto side : {h2::role::server, h2::role::client}) {
      INFO(int{each[3]});
      gate here{side, few};
      if (side == h2::role::server) {
        CHECK(here.hear(h2::hello));  // of which SETTINGS is one
        here.inner.sent();
      }
      for (int i = 0; i < 10; ++i) CHECK(here.hear(each));
      CHECK_FALSE(here.hear(each));
      CHECK(here.offence.code == error_code::enhance_your_calm);
      CHECK(here.offence.text ==
            "more than 10 frames that serve nothing in 30 s, limit wasted_frames_max_count");
    }
  }
}

TEST_CASE("responses that never become final are frames that serve nothing") {
  h2::limits few;
  few.wasted_frames_max_count = 10;
  gate here{h2::role::client, few};
  for (int i = 0; i < 10; ++i) CHECK(here.hear(open_stream(1)));
  CHECK_FALSE(here.hear(open_stream(1)));
  CHECK(here.offence.code == error_code::enhance_your_calm);
  // Those of many requests are not.
  gate busy{h2::role::client, few};
  for (std::uint32_t id = 1; id < 2001; id += 2) {
    busy.inner.sent();
    CHECK(busy.hear(open_stream(id) + open_stream(id) + open_stream(id, h2::end_stream)));
  }
}

TEST_CASE("frames that serve nothing are earned by those that serve, and by time") {
  h2::limits few;
  few.wasted_frames_max_count = 10;
  const std::string update = frame(h2::window_update, 0, 0, number(1, 4));
  gate here{h2::role::server, few};
  CHECK(here.hear(h2::hello));
  for (std::uint32_t id = 1; id < 2001; id += 2) {
    CHECK(here.hear(open_stream(id)));
    here.inner.opened();
    CHECK(here.hear(update + reset(id) + update));
  }
  for (int i = 0; i < 1000; ++i) {
    here.inner.sent();
    for (int k = 0; k < 10; ++k) CHECK(here.hear(update));
  }
  here.inner.sent();
  for (int i = 0; i < 100; ++i) {
    here.time += 3s;
    CHECK(here.hear(update));
  }
  int more = 0;
  while (here.hear(update)) ++more;
  CHECK(more <= 20);
}

TEST_CASE("heads that open nothing, and bodies of padding, serve nothing") {
  h2::limits few;
  few.wasted_frames_max_count = 10;
  const std::string padding = frame(h2::data, 0x8, 1, std::string(1, '\0'));
  const std::vector<std::function<std::string(std::uint32_t)>> kinds = {
      [](std::uint32_t n) { return open_stream(2 * n + 3); },  // refused: nobody says opened()
      [](std::uint32_t) { return frame(h2::headers_, h2::end_headers, 1, "again"); },
      [&](std::uint32_t) { return padding; },
  };
  for (const auto& again : kinds) {
    gate here{h2::role::server, few};
    CHECK(here.hear(h2::hello + open_stream(1)));
    here.inner.opened();
    std::uint32_t passed = 0;
    while (passed < 100 && here.hear(again(passed))) ++passed;
    CHECK(passed == 10);
    CHECK(here.offence.code == error_code::enhance_your_calm);
  }
}

TEST_CASE("what nghttp2 cannot go on with has a code and a text") {
  using tern::http::offence_of;
  CHECK(offence_of(NGHTTP2_ERR_BAD_CLIENT_MAGIC).code == error_code::protocol_error);
  CHECK(offence_of(NGHTTP2_ERR_FLOODED).code == error_code::enhance_your_calm);
  CHECK(offence_of(NGHTTP2_ERR_TOO_MANY_CONTINUATIONS).code == error_code::enhance_your_calm);
  CHECK(offence_of(NGHTTP2_ERR_CALLBACK_FAILURE).code == error_code::internal_error);
  CHECK_FALSE(offence_of(NGHTTP2_ERR_NOMEM).text.empty());
}
