// SPDX-License-Identifier: MIT

#include <tern/http/h1_parser.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>

using tern::http::h1_event;
using tern::http::h1_parser;
using tern::http::role;

namespace {

/// All that a parser finds in `bytes`, heard in pieces, message after message.
std::string events(role reader, std::string_view bytes, std::size_t piece_bytes,
                   bool ended = true) {
  h1_parser parser{reader, {}};
  std::string all;
  std::string body;
  const auto read = [&](tern::byte_view input) {
    for (;;) {
      switch (parser.next(input)) {
        case h1_event::none:
          return true;
        case h1_event::head:
          all.append(parser.head().method).append(std::to_string(parser.head().status)) += " ";
          break;
        case h1_event::body:
          body += tern::as_text(parser.body());
          break;
        case h1_event::end:
          all += "[" + std::exchange(body, {}) + "] ";
          parser.restart();
          break;
        case h1_event::fault:
          all += "[" + std::exchange(body, {}) + " fault " + std::to_string(parser.fault().status);
          return false;
      }
    }
  };
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, piece_bytes);
    bytes.remove_prefix(piece.size());
    if (!read(tern::as_bytes(piece))) return all;
  }
  if (!ended) return all;
  parser.finish();
  static_cast<void>(read({}));
  return all;
}

}  // namespace

TEST_CASE("messages follow one another, wherever the bytes are cut") {
  const std::string requests =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
      "\r\nPOST / HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello,\r\n\r\nx"
      "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n2\r\n\r\n\r\n0\r\nT: "
      "1\r\n\r\n"
      "HEAD / HTTP/1.0\r\n\r\n";
  const std::string found = "GET0 [] POST0 [hello,\r\n\r\nx] PUT0 [abc\r\n] HEAD0 [] ";
  for (std::size_t piece_bytes = 1; piece_bytes <= requests.size(); ++piece_bytes) {
    CAPTURE(piece_bytes);
    CHECK(events(role::server, requests, piece_bytes) == found);
  }
  const std::string responses =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n"
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\nall\r\n\r\nthe rest";
  for (std::size_t piece_bytes = 1; piece_bytes <= responses.size(); ++piece_bytes) {
    CAPTURE(piece_bytes);
    CHECK(events(role::client, responses, piece_bytes) ==
          "100 [] 204 [] 200 [abc] 200 [all\r\n\r\nthe rest] ");
  }
}

TEST_CASE("a message that is cut short is a fault, and nothing at all is none") {
  const std::string request =
      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n";
  CHECK(events(role::server, "", 1) == "");
  CHECK(events(role::server, request, 1) == "POST0 [a] ");
  for (std::size_t size = 1; size < request.size(); ++size) {
    CAPTURE(size);
    CHECK(events(role::server, request.substr(0, size), 100).ends_with("fault 400"));
  }
}

TEST_CASE("a parser says where in a message it is") {
  h1_parser parser{role::server, {}};
  const auto hear = [&](std::string_view text) {
    tern::byte_view input = tern::as_bytes(text);
    return parser.next(input);
  };
  CHECK(parser.fresh());
  CHECK(parser.in_head());
  CHECK(hear("G") == h1_event::none);
  CHECK_FALSE(parser.fresh());
  CHECK(hear("ET / HTTP/1.1\r\n") == h1_event::none);
  CHECK(parser.in_head());
  CHECK(hear("Content-Length: 1\r\n\r\n") == h1_event::head);
  CHECK_FALSE(parser.in_head());
  CHECK(parser.framing().content_length == 1);
  CHECK(hear("x") == h1_event::body);
  CHECK(hear("") == h1_event::end);
  CHECK(hear("GET") == h1_event::none);  // not before restart()
  parser.restart();
  CHECK(parser.fresh());
  CHECK(hear("\r\n") == h1_event::none);
  CHECK_FALSE(parser.fresh());
}

TEST_CASE("an event leaves what follows it unread") {
  h1_parser parser{role::server, {}};
  const std::string text = "GET / HTTP/1.1\r\n\r\nnext";
  tern::byte_view input = tern::as_bytes(text);
  CHECK(parser.next(input) == h1_event::head);
  CHECK(parser.next(input) == h1_event::end);
  CHECK(parser.next(input) == h1_event::none);
  CHECK(tern::as_text(input) == "next");
}

TEST_CASE("a fault stays") {
  h1_parser parser{role::server, {}};
  const std::string text = "nonsense\r\nGET / HTTP/1.1\r\n\r\n";
  tern::byte_view input = tern::as_bytes(text);
  CHECK(parser.next(input) == h1_event::fault);
  CHECK(parser.next(input) == h1_event::fault);
  CHECK(parser.fault().text == "\"nonsense\" is no request line");
}
