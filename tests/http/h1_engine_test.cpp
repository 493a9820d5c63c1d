// SPDX-License-Identifier: MIT

#include <tern/http/h1_engine.hpp>

#include <doctest/doctest.h>

#include <string_view>

using tern::http::h1_engine;
using tern::http::role;

TEST_CASE("llhttp says when a head and a message are over") {
  h1_engine engine;
  engine.begin(role::server, false);
  CHECK(engine.read("POST / HTTP/1.1\r\n"));
  CHECK(engine.read_field("host", "a"));
  CHECK(engine.read_field("empty", ""));
  CHECK(engine.read_field("transfer-encoding", "chunked"));
  CHECK_FALSE(engine.head_complete());
  CHECK(engine.read("\r\n"));
  CHECK(engine.head_complete());
  CHECK_FALSE(engine.complete());
  CHECK(engine.read("a"));
  CHECK(engine.read("\r\n"));
  CHECK(engine.chunk_bytes() == 10);
  CHECK(engine.read("0123456789"));
  CHECK(engine.read("\r\n"));
  CHECK(engine.read("0"));
  CHECK(engine.read("\r\n"));
  CHECK_FALSE(engine.complete());
  CHECK(engine.read("\r\n"));
  CHECK(engine.complete());

  engine.begin(role::server, false);
  CHECK_FALSE(engine.complete());
  CHECK(engine.read("GET / HTTP/1.1\r\n\r\n"));
  CHECK(engine.complete());
}

TEST_CASE("llhttp takes no upgrade for the end of HTTP/1.1") {
  h1_engine engine;
  engine.begin(role::server, false);
  CHECK(
      engine.read("POST / HTTP/1.1\r\nconnection: upgrade\r\nupgrade: h2c\r\n"
                  "content-length: 2\r\n\r\n"));
  CHECK_FALSE(engine.complete());
  CHECK(engine.read("hi"));
  CHECK(engine.complete());
}

TEST_CASE("llhttp knows responses without a body") {
  for (const std::string_view head : {"HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n",
                                      "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n",
                                      "HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\n"}) {
    h1_engine engine;
    engine.begin(role::client, false);
    CHECK(engine.read(head));
    CHECK(engine.complete());
  }
  h1_engine engine;
  engine.begin(role::client, true);
  CHECK(engine.read("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"));
  CHECK(engine.complete());
}

TEST_CASE("llhttp says what it stumbles over") {
  h1_engine engine;
  for (const std::string_view line : {"BREW / HTTP/1.1\r\n", "DESCRIBE / HTTP/1.1\r\n"}) {
    engine.begin(role::server, false);
    CHECK_FALSE(engine.read(line));
    CHECK(engine.method_unknown());
  }
  engine.begin(role::server, false);
  CHECK(engine.read("POST / HTTP/1.1\r\n"));
  CHECK_FALSE(engine.read_field("content-length", "five"));
  CHECK_FALSE(engine.method_unknown());
  CHECK_FALSE(engine.complaint().empty());
}
