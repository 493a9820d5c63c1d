// SPDX-License-Identifier: MIT

#include <tern/transport/session_choice.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>

#include "tests/http/h1_ends.hpp"

using tern::http::first_bytes;
using tern::http::role;
using tern::http::versions;

namespace {

/// A connection with TLS, or without, on which nothing is said.
struct silent final : tern::transport::byte_stream {
  silent() = default;
  explicit silent(std::string agreed)
      : how(std::make_shared<tern::connection_security>(
            tern::connection_security{.application_protocol = std::move(agreed)})) {}

  void watch(tern::transport::io_watcher&) override {}
  [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span) override {
    return {.would_block = true};
  }
  [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view) override {
    return {.would_block = true};
  }
  void wait_readable() override {}
  void wait_writable() override {}
  void close() noexcept override {}
  [[nodiscard]] std::string peer() const override { return "nobody"; }
  [[nodiscard]] std::shared_ptr<const tern::connection_security> security() const override {
    return how;
  }

  std::shared_ptr<const tern::connection_security> how;
};

}  // namespace

TEST_CASE("with TLS a client that could speak both speaks what ALPN has agreed on") {
  CHECK(agreed_on(silent{"h2"}, {}) == first_bytes::http2);
  CHECK(agreed_on(silent{"http/1.1"}, {}) == first_bytes::http1);
  CHECK(agreed_on(silent{""}, {}) == first_bytes::http1);
  // The connection may not know what was agreed on.
  CHECK(agreed_on(silent{""}, {.http1 = false}) == first_bytes::http2);
  CHECK(agreed_on(silent{""}, {.http2 = false}) == first_bytes::http1);
}

TEST_CASE("with TLS a server is spoken to as ALPN has agreed on, and without ALPN in HTTP/1.1") {
  using tern::transport::spoken_on;
  const auto is = [](versions got, bool http1, bool http2) {
    return got.http1 == http1 && got.http2 == http2;
  };
  CHECK(is(spoken_on(silent{"h2"}, {}), false, true));
  CHECK(is(spoken_on(silent{"http/1.1"}, {}), true, false));
  CHECK(is(spoken_on(silent{""}, {}), true, false));
  CHECK(is(spoken_on(silent{""}, {.http1 = false}), false, false));
  CHECK(is(spoken_on(silent{"h2"}, {.http2 = false}), false, false));
  CHECK(is(spoken_on(silent{}, {}), true, true));
  CHECK(is(spoken_on(silent{}, {.http2 = false}), true, false));
}

TEST_CASE("without TLS a client speaks HTTP/2 if it does at all") {
  CHECK(agreed_on(silent{}, {}) == first_bytes::http2);
  CHECK(agreed_on(silent{}, {.http1 = false}) == first_bytes::http2);
  CHECK(agreed_on(silent{}, {.http2 = false}) == first_bytes::http1);
}

TEST_CASE("each side has a session for each version") {
  h1::owner owner;
  const tern::http::limits allowed;
  for (const role side : {role::client, role::server}) {
    for (const first_bytes spoken : {first_bytes::http1, first_bytes::http2}) {
      auto session = tern::transport::make_session(silent{}, side, spoken, allowed, owner);
      CHECK(session->multiplexes() == (spoken == first_bytes::http2));
      CHECK(session->has_ping() == (spoken == first_bytes::http2));
      CHECK(session->accepts_requests() == (side == role::client));
    }
  }
}
