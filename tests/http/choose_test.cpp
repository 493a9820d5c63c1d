// SPDX-License-Identifier: MIT

#include <tern/http/choose.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "tests/http/h2_pair.hpp"

using tern::http::first_bytes;

TEST_CASE("the first bytes tell who speaks") {
  const std::pair<std::string, first_bytes> table[] = {
      {"", first_bytes::too_few},
      {"P", first_bytes::too_few},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r", first_bytes::too_few},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", first_bytes::http2},
      {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nmore", first_bytes::http2},
      {"PRI * HTTP/2.0\r\n\r\nXX", first_bytes::http1},
      {"PRI ", first_bytes::too_few},
      {"PO", first_bytes::too_few},
      {"POST / HTTP/1.1\r\n", first_bytes::http1},
      {"GET ", first_bytes::too_few},
      {"GET /", first_bytes::http1},
      {"GET http://example.com/ HTTP/1.1\r\n", first_bytes::http1},
      {"CONNECT ", first_bytes::http1},
      {"CONNECT EXAMPLE:443 HTTP/1.1\r\n", first_bytes::http1},
      {"INVALID CONNECTION PREFACE\r\n\r\n", first_bytes::unknown},
      {"GET  /", first_bytes::unknown},
      {"GET", first_bytes::too_few},
      {"OPTIONS * HTTP/1.1\r\n", first_bytes::http1},
      {"PROPPATCH /", first_bytes::http1},
      {"get / HTTP/1.1\r\n", first_bytes::unknown},
      {" GET", first_bytes::unknown},
      {std::string("\x16\x03\x01", 3), first_bytes::tls},
      {"\x16\x03", first_bytes::tls},
      {"\x16", first_bytes::too_few},
      {"\x16\x02", first_bytes::unknown},
      {std::string("\0\0\0", 3), first_bytes::unknown},
      {"GET\r\n", first_bytes::unknown},
      {"ABCDEFGHIJKLMNOP", first_bytes::too_few},
      {"ABCDEFGHIJKLMNOPQ", first_bytes::unknown},
      {"SSH-2.0-OpenSSH\r\n", first_bytes::unknown},
  };
  for (const auto& [bytes, expected] : table) {
    INFO(bytes);
    CHECK(tern::http::recognise(tern::as_bytes(bytes)) == expected);
  }
}

TEST_CASE("the answer to TLS says how long it is") {
  const std::string_view answer = tern::http::tls_refusal;
  const std::size_t body = answer.find("\r\n\r\n") + 4;
  CHECK(answer.find("content-length: " + std::to_string(answer.size() - body) + "\r\n") !=
        std::string_view::npos);
  CHECK(answer.starts_with("HTTP/1.1 400 "));
}

TEST_CASE("a port goes on with who speaks what it speaks, and says so to the others") {
  using tern::http::refusal_of;
  using tern::http::versions;
  for (const first_bytes spoken : {first_bytes::too_few, first_bytes::http1, first_bytes::http2}) {
    CHECK_FALSE(refusal_of(spoken, {}));
  }
  CHECK_FALSE(refusal_of(first_bytes::http1, {.http2 = false}));
  CHECK_FALSE(refusal_of(first_bytes::http2, {.http1 = false}));
  CHECK(refusal_of(first_bytes::http1, {.http1 = false})->answer == tern::http::http1_refusal);
  CHECK(refusal_of(first_bytes::http2, {.http2 = false})->answer == tern::http::http2_refusal);
  CHECK(refusal_of(first_bytes::tls, {})->answer == tern::http::tls_refusal);
  CHECK(refusal_of(first_bytes::unknown, {})->answer.empty());
}

TEST_CASE("who speaks HTTP/1.1 to a port without hears it in HTTP/1.1") {
  const std::string_view answer = tern::http::http1_refusal;
  const std::size_t body = answer.find("\r\n\r\n") + 4;
  CHECK(answer.find("content-length: " + std::to_string(answer.size() - body) + "\r\n") !=
        std::string_view::npos);
  CHECK(answer.starts_with("HTTP/1.1 505 "));
}

TEST_CASE("who speaks HTTP/2 to a port without hears it in HTTP/2") {
  const auto frames = h2::parse(tern::http::http2_refusal);
  REQUIRE(frames.size() == 2);
  CHECK(frames[0].type == h2::settings);
  CHECK(frames[1].type == h2::goaway);
  CHECK(frames[1].code() == tern::http::error_code::http_1_1_required);
  CHECK(frames[1].payload.ends_with("this port speaks HTTP/1.1 alone."));
  // A client of HTTP/2 understands it.
  h2::end client{h2::role::client};
  const auto asked = client.session.open(h2::request_head(), true);
  CHECK(client.session.feed(tern::as_bytes(tern::http::http2_refusal)));
  CHECK_FALSE(client.session.accepts_requests());
  CHECK(client.session.peer_farewell().find("this port speaks HTTP/1.1 alone.") !=
        std::string::npos);
}
