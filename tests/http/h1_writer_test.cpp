// SPDX-License-Identifier: MIT

#include <tern/http/h1_writer.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

#include "tests/http/h1_ends.hpp"

namespace {

using tern::http::h1_writer;

/// A response on its way out, from the stream of a server that does not look at it.
struct response {
  explicit response(tern::http::head head = h1::response()) {
    owner.hear("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    stream = owner.requests.at(0);
    stream->send_head(std::move(head), false);
  }

  std::string write_head(const h1_writer::terms& with = {}) {
    tern::buffer output;
    writable = writer.write_head(*stream, with, output);
    return h1::undated(std::string{tern::as_text(output.view())});
  }

  std::string write_body(std::size_t limit_bytes = 1 << 20) {
    tern::buffer output;
    writer.write_body(*stream, output, limit_bytes);
    return std::string{tern::as_text(output.view())};
  }

  h1::server owner;
  h1::stream_ptr stream;
  h1_writer writer;
  bool writable = false;
};

tern::http::head with_length(std::string_view length) {
  auto head = h1::response();
  head.fields.add("content-length", length);
  return head;
}

const std::string start = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n";

}  // namespace

TEST_CASE("the framing is what the peer and the body allow") {
  SUBCASE("chunked") {
    response made;
    CHECK_FALSE(made.writer.begun());
    CHECK(made.write_head() == start + "transfer-encoding: chunked\r\n\r\n");
    CHECK(made.writer.begun());
    CHECK(made.write_body() == "");
    h1::write(*made.stream, "hello");
    CHECK(made.write_body() == "5\r\nhello\r\n");
    CHECK_FALSE(made.writer.complete());
    made.stream->end();
    CHECK(made.write_body() == "0\r\n\r\n");
    CHECK(made.writer.complete());
    CHECK(made.write_body() == "");
  }
  SUBCASE("until the connection ends") {
    response made;
    CHECK(made.write_head({.chunks = false}) == start + "connection: close\r\n\r\n");
    h1::write(*made.stream, "hello");
    CHECK(made.write_body() == "hello");
    made.stream->end();
    CHECK(made.write_body() == "");
    CHECK(made.writer.complete());
  }
  SUBCASE("of a length that was declared") {
    response made{with_length("5")};
    CHECK(made.write_head() == start + "content-length: 5\r\n\r\n");
    h1::write(*made.stream, "hel");
    CHECK(made.write_body() == "hel");
    h1::write(*made.stream, "lo");
    made.stream->end();
    CHECK(made.write_body() == "lo");
    CHECK(made.writer.complete());
  }
  SUBCASE("to HEAD, a declared length without a body") {
    response made{with_length("5")};
    CHECK(made.write_head({.bodiless = true}) == start + "content-length: 5\r\n\r\n");
    made.stream->end();
    CHECK(made.write_body() == "");
    CHECK(made.writer.complete());
  }
  SUBCASE("to HEAD, no length that nobody knows") {
    response made;
    made.stream->end();
    CHECK(made.write_head({.bodiless = true}) == start + "\r\n");
  }
}

TEST_CASE("a body of another length than was declared breaks the message") {
  response longer{with_length("5")};
  static_cast<void>(longer.write_head());
  h1::write(*longer.stream, "hello!");
  CHECK(longer.write_body() == "");
  CHECK(longer.writer.broken());
  response shorter{with_length("5")};
  static_cast<void>(shorter.write_head());
  h1::write(*shorter.stream, "hell");
  shorter.stream->end();
  CHECK(shorter.write_body() == "hell");
  CHECK(shorter.writer.broken());
  CHECK_FALSE(shorter.writer.complete());
}

TEST_CASE("a body goes out in pieces of what there is room for") {
  response made;
  static_cast<void>(made.write_head());
  h1::write(*made.stream, "0123456789");
  CHECK(made.write_body(4) == "4\r\n0123\r\n");
  CHECK(made.write_body(100) == "6\r\n456789\r\n");
}

TEST_CASE("fields of the connection are the writer's own") {
  auto head = h1::response();
  for (const char* const name :
       {"connection", "keep-alive", "transfer-encoding", "upgrade", "host"}) {
    head.fields.add(name, "x");
  }
  head.fields.add("date", "yesterday");
  response made{std::move(head)};
  made.stream->end();
  tern::buffer output;
  CHECK(made.writer.write_head(*made.stream, {.close = true}, output));
  CHECK(tern::as_text(output.view()) ==
        start + "date: yesterday\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
}

TEST_CASE("what cannot be said is not begun") {
  auto line = h1::response();
  line.fields.add("x", "1\r\ny: 2");
  auto status = h1::response(99);
  for (auto* head : {&line, &status}) {
    response made{std::move(*head)};
    CHECK(made.write_head() == "");
    CHECK_FALSE(made.writable);
    CHECK_FALSE(made.writer.begun());
  }
  for (const std::string_view length : {"", "-1", "5,5"}) {
    response made{with_length(length)};
    CHECK(made.write_head() == "");
  }
}
