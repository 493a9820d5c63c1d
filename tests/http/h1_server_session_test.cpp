// SPDX-License-Identifier: MIT

#include <tern/http/h1_server_session.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

#include "tests/http/h1_ends.hpp"

using h1::undated;
using namespace std::chrono_literals;

namespace {

const std::string get = "GET /a?b=c HTTP/1.1\r\nHost: here\r\n\r\n";
const std::string post = "POST /a.B/C HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello";

std::string ok(std::string_view body, std::string_view more = "") {
  return "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: " +
         std::to_string(body.size()) + "\r\n" + std::string{more} + "\r\n" + std::string{body};
}

}  // namespace

TEST_CASE("a request comes in however its bytes are cut") {
  for (const std::size_t piece_bytes : {1U, 2U, 3U, 7U, 1000U}) {
    h1::server server;
    server.hear(
        "POST /a.B/C?x HTTP/1.1\r\nHost: here:80\r\nX-One:  1 \r\nContent-Type: a/b\r\n"
        "Transfer-Encoding: chunked\r\nTE: trailers\r\n\r\n"
        "5\r\nhello\r\n0007;more=\"less\"\r\n, world\r\n0\r\nX-Sum: 12\r\n\r\n",
        piece_bytes);
    REQUIRE(server.requests.size() == 1);
    tern::http::stream& serving = *server.requests[0];
    CHECK(serving.received_head().method == "POST");
    CHECK(serving.received_head().scheme == "http");
    CHECK(serving.received_head().authority == "here:80");
    CHECK(serving.received_head().path == "/a.B/C?x");
    CHECK(serving.received_head().fields ==
          h1::headers{{"x-one", "1"}, {"content-type", "a/b"}, {"te", "trailers"}});
    CHECK(h1::take(serving) == "hello, world");
    CHECK(serving.received_end());
    REQUIRE(serving.received_trailers() != nullptr);
    CHECK(*serving.received_trailers() == h1::headers{{"x-sum", "12"}});

    serving.send_head(h1::response(), false);
    h1::write(serving, "bye");
    CHECK(undated(server.say()) ==
          "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n"
          "3\r\nbye\r\n");
    h1::write(serving, "!");
    serving.end(h1::headers{{"x-late", "yes"}});
    CHECK(server.say() == "1\r\n!\r\n0\r\nx-late: yes\r\n\r\n");
    CHECK(serving.closed());
    CHECK(serving.failure() == nullptr);
    CHECK_FALSE(server.session.finished());
    CHECK(server.ended == std::vector<bool>{true});
  }
}

TEST_CASE("a response that is complete at once says its length") {
  h1::server server;
  server.hear(get);
  h1::answer(*server.requests.at(0), "body");
  CHECK(undated(server.say()) == ok("body"));
  server.hear(get);
  REQUIRE(server.requests.size() == 2);
  server.requests[1]->send_head(h1::response(), true);
  CHECK(undated(server.say()) == ok(""));
}

TEST_CASE("a response has a date") {
  h1::server server;
  server.hear(get);
  h1::answer(*server.requests.at(0), "");
  const std::string said = server.say();
  const std::size_t at = said.find("date: ");
  REQUIRE(at != std::string::npos);
  CHECK(said.substr(at + 6 + 25, 6) == " GMT\r\n");
}

TEST_CASE("trailers go only to those who take them") {
  h1::server server;
  server.hear(get);
  server.requests.at(0)->send_head(h1::response(), false);
  h1::write(*server.requests[0], "body");
  server.requests[0]->end(h1::headers{{"x-late", "yes"}});
  CHECK(undated(server.say()) == ok("body"));
}

TEST_CASE("pipelined requests are answered in their order") {
  for (const std::size_t piece_bytes : {1U, 10U, 1000U}) {
    h1::server server;
    server.hear(post + get + get, piece_bytes);
    REQUIRE(server.requests.size() == 1);
    CHECK(server.say() == "");
    h1::answer(*server.requests[0], "first");
    CHECK(undated(server.say()) == ok("first"));
    REQUIRE(server.requests.size() == 2);
    h1::answer(*server.requests[1], "second");
    CHECK(undated(server.say()) == ok("second"));
    REQUIRE(server.requests.size() == 3);
    h1::answer(*server.requests[2], "third");
    CHECK(undated(server.say()) == ok("third"));
  }
}

TEST_CASE("what is wrong after a good request is answered after it, and reaches nobody") {
  h1::server server;
  server.hear(get + "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + get);
  REQUIRE(server.requests.size() == 1);
  h1::answer(*server.requests[0], "first");
  const std::string said = undated(server.say());
  CHECK(said == ok("first") +
                    "HTTP/1.1 400 Bad Request\r\n"
                    "content-type: text/plain; charset=utf-8\r\ncontent-length: 28\r\n"
                    "connection: close\r\n\r\nthere is more than one host\n");
  CHECK(server.requests.size() == 1);
  CHECK_FALSE(server.session.finished());
  server.wait(2s);
  CHECK(server.session.finished());
}

TEST_CASE(
    "of too many pipelined requests none is served, and the connection ends with the answer") {
  tern::http::limits little;
  little.h1.pipelined_max_bytes = 100;
  h1::server server{little};
  server.hear(get);
  server.hear(get + get + get + get + get);
  // It is read all the same: nothing else tells that the client has gone.
  CHECK(server.session.wants_input());
  h1::answer(*server.requests.at(0), "first");
  const std::string said = undated(server.say());
  CHECK(said.find("connection: close\r\n") != std::string::npos);
  CHECK(said.ends_with("first"));
  server.hear(get);
  CHECK(server.requests.size() == 1);
  CHECK_FALSE(server.session.finished());
  server.wait(2s);
  CHECK(server.session.finished());
}

TEST_CASE("a client that sends on and on while one request is served is cut off") {
  h1::server server;
  server.hear(get);
  for (int i = 0; i < 100 && !server.session.finished(); ++i) server.hear(std::string(16384, 'x'));
  CHECK(server.session.finished());
}

TEST_CASE("a client may read an answer slowly, as long as it reads") {
  for (const bool closes : {false, true}) {
    h1::server server;
    server.hear(closes ? "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n\r\n" : get);
    h1::answer(*server.requests.at(0), "body");
    static_cast<void>(server.say());
    server.session.note_writing(false, true);
    for (int i = 0; i < 10; ++i) {
      server.wait(70s);
      CHECK(server.session.deadline() > server.time);
      server.session.note_writing(true, i < 9);
    }
    CHECK_FALSE(server.session.finished());
    server.wait(80s);
    CHECK(server.session.finished());
  }
  h1::server server;
  server.hear(get);
  h1::answer(*server.requests.at(0), "body");
  static_cast<void>(server.say());
  server.session.note_writing(false, true);
  server.wait(80s);
  CHECK(server.session.finished());
}

TEST_CASE("a body that nobody reads stops the client") {
  tern::http::limits little;
  little.stream_window_bytes = 10;
  h1::server server{little};
  server.hear("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 30\r\n\r\n012345678");
  CHECK(server.session.wants_input());
  server.hear("9ab");
  CHECK_FALSE(server.session.wants_input());
  CHECK(server.wanted_count == 0);
  CHECK(h1::take(*server.requests.at(0)) == "0123456789ab");
  CHECK(server.session.wants_input());
  CHECK(server.wanted_count == 1);
}

TEST_CASE("a reader that waits for more than the window lets it come") {
  tern::http::limits little;
  little.stream_window_bytes = 10;
  h1::server server{little};
  server.hear("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 30\r\n\r\n0123456789");
  CHECK_FALSE(server.session.wants_input());
  server.requests.at(0)->want_more();
  CHECK(server.session.wants_input());
  CHECK(server.wanted_count == 1);
}

TEST_CASE("a client that waits for 100 gets it, unless it has its answer before") {
  const std::string expecting =
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\nexpect: 100-Continue\r\n\r\n";
  SUBCASE("invited") {
    h1::server server;
    server.hear(expecting);
    CHECK_FALSE(server.requests.at(0)->received_head().fields.get("connection"));
    CHECK(server.pending);
    CHECK(server.say() == "HTTP/1.1 100 Continue\r\n\r\n");
    CHECK(server.say() == "");
    server.hear("hello");
    h1::answer(*server.requests.at(0), "x");
    CHECK(undated(server.say()) == ok("x"));
  }
  SUBCASE("the body came unasked") {
    h1::server server;
    server.hear(expecting + "h");
    CHECK(server.say() == "");
  }
  SUBCASE("refused") {
    h1::server server;
    server.hear(expecting);
    h1::answer(*server.requests.at(0), "no", 415);
    const std::string said = undated(server.say());
    CHECK(said.starts_with("HTTP/1.1 415 Unsupported Media Type\r\n"));
    CHECK(said.find("connection: close\r\n") != std::string::npos);
    CHECK(said.find("100 Continue") == std::string::npos);
    server.hear("hello" + get);  // it may be the body, or a request
    CHECK(server.requests.size() == 1);
  }
  SUBCASE("no body, no invitation") {
    h1::server server;
    server.hear("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n\r\n");
    CHECK(server.say() == "");
  }
  SUBCASE("HTTP/1.0 does not know it") {
    h1::server server;
    server.hear("POST / HTTP/1.0\r\ncontent-length: 5\r\nexpect: 100-continue\r\n\r\n");
    CHECK(server.say() == "");
    CHECK(server.requests.size() == 1);
  }
}

TEST_CASE("an answer to HEAD has no body") {
  h1::server server;
  server.hear("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n");
  h1::answer(*server.requests.at(0), "body");
  CHECK(undated(server.say()) ==
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\n");
  server.hear(get);
  CHECK(server.requests.size() == 2);
}

TEST_CASE("answers that have no body by their status have none") {
  for (const int status : {204, 304}) {
    h1::server server;
    server.hear(get);
    h1::answer(*server.requests.at(0), "body", status);
    const std::string said = undated(server.say());
    CHECK(said.ends_with("\r\ncontent-type: text/plain\r\n\r\n"));
    server.hear(get);
    CHECK(server.requests.size() == 2);
  }
}

TEST_CASE("HTTP/1.0 is answered without chunks, and closed") {
  h1::server server;
  server.hear("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  REQUIRE(server.requests.size() == 1);
  CHECK(server.requests[0]->received_head().authority == "");
  server.requests[0]->send_head(h1::response(), false);
  h1::write(*server.requests[0], "some");
  CHECK(undated(server.say()) ==
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nsome");
  h1::write(*server.requests[0], " more");
  server.requests[0]->end(h1::headers{{"x-late", "yes"}});
  CHECK(server.say() == " more");
  CHECK(server.session.finished());
}

TEST_CASE("a client that closes is told so, and nothing after it is read") {
  h1::server server;
  server.hear("GET / HTTP/1.1\r\nhost: a\r\nConnection: x, Close\r\n\r\n" + get);
  h1::answer(*server.requests.at(0), "x");
  CHECK(undated(server.say()) == ok("x", "connection: close\r\n"));
  CHECK(server.requests.size() == 1);
  server.wait(2s);
  CHECK(server.session.finished());
}

TEST_CASE("an upgrade is not accepted: the request is served as it is") {
  h1::server server;
  server.hear(
      "GET / HTTP/1.1\r\nhost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
      "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n" +
      get);
  REQUIRE(server.requests.size() == 1);
  CHECK_FALSE(server.requests[0]->received_head().fields.get("upgrade"));
  h1::answer(*server.requests[0], "x");
  CHECK(undated(server.say()) == ok("x"));
  CHECK(server.requests.size() == 2);
  h1::server other;
  other.hear(
      "POST / HTTP/1.1\r\nhost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
      "content-length: 4\r\n\r\nbody" +
      get);
  CHECK(h1::take(*other.requests.at(0)) == "body");
  h1::answer(*other.requests[0], "x");
  CHECK(undated(other.say()) == ok("x"));
  CHECK(other.requests.size() == 2);
}

TEST_CASE("an answer may come before the request is complete") {
  h1::server server;
  server.hear("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n01234");
  h1::answer(*server.requests.at(0), "enough");
  CHECK(undated(server.say()) == ok("enough"));
  CHECK(server.requests[0]->closed());
  server.hear("56789" + get);  // the rest is thrown away
  CHECK(server.requests.size() == 2);
  h1::answer(*server.requests.at(1), "second");
  CHECK(undated(server.say()) == ok("second"));
}

TEST_CASE("what is thrown away of a body is bounded") {
  tern::http::limits little;
  little.h1.unread_body_max_bytes = 100;
  h1::server server{little};
  server.hear("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000\r\n\r\n01234");
  server.requests.at(0)->send_head(h1::response(), false);
  h1::write(*server.requests.at(0), "enough");
  CHECK(server.say().find("connection: close") == std::string::npos);  // more may be read of it
  server.requests.at(0)->end();
  static_cast<void>(server.say());
  server.hear(std::string(95, 'x'));
  CHECK_FALSE(server.session.finished());
  server.hear("x");
  CHECK(server.session.finished());
}

TEST_CASE("an answer to a request of which too much is left, or may be, is the last one") {
  tern::http::limits little;
  little.h1.unread_body_max_bytes = 100;
  const auto last = [&](std::string_view length, std::string_view begun) {
    h1::server server{little};
    server.hear("POST / HTTP/1.1\r\nhost: a\r\n" + std::string{length} + "\r\n\r\n" +
                std::string{begun});
    h1::answer(*server.requests.at(0), "enough");
    const bool closes = server.say().find("connection: close\r\n") != std::string::npos;
    // Who is told so may go on for a moment: to cut it off would take the answer away.
    server.hear(std::string(closes ? 10'000 : 0, 'x'));
    CHECK_FALSE(server.session.finished());
    server.wait(closes ? 2s : 1s);
    CHECK(server.session.finished() == closes);
    return closes;
  };
  CHECK(last("content-length: 1000", ""));
  CHECK(last("content-length: 101", ""));
  CHECK_FALSE(last("content-length: 101", "1"));
  CHECK_FALSE(last("content-length: 3", ""));
  CHECK(last("transfer-encoding: chunked", "1\r\nx\r\n"));
  CHECK_FALSE(last("transfer-encoding: chunked", "1\r\nx\r\n0\r\n\r\n"));
}

TEST_CASE("a reset before the answer is a 500, and one inside of it an end without an end") {
  h1::server server;
  server.hear(get);
  server.requests.at(0)->reset(h1::error_code::internal_error);
  CHECK(server.say().starts_with("HTTP/1.1 500 "));
  CHECK(server.requests[0]->failure()->from == tern::http::stream_error::origin::local);
  h1::server other;
  other.hear(get);
  other.requests.at(0)->send_head(h1::response(), false);
  h1::write(*other.requests[0], "half");
  CHECK(other.say().ends_with("\r\n\r\n4\r\nhalf\r\n"));
  other.requests[0]->reset(h1::error_code::cancel);
  CHECK(other.say() == "");
  CHECK(other.session.finished());
  CHECK(other.ended == std::vector<bool>{false});
}

TEST_CASE("a response that HTTP/1.1 cannot say is a 500") {
  for (const auto& [name, value] : {std::pair{"x-a", "1\r\nx-b: 2"},
                                    {"x a", "1"},
                                    {"", "1"},
                                    {"content-length", "many"},
                                    {"x", "\x01"}}) {
    h1::server server;
    server.hear(get);
    auto head = h1::response();
    head.fields.add(name, value);
    server.requests.at(0)->send_head(std::move(head), true);
    CHECK(server.say().starts_with("HTTP/1.1 500 "));
    REQUIRE(server.requests[0]->failure() != nullptr);
    CHECK(server.requests[0]->failure()->code == h1::error_code::internal_error);
  }
}

TEST_CASE("a body of another length than was announced ends the connection") {
  for (const std::string body : {"1234", "123456"}) {
    h1::server server;
    server.hear(get);
    auto head = h1::response();
    head.fields.add("content-length", "5");
    server.requests.at(0)->send_head(std::move(head), false);
    h1::write(*server.requests[0], body);
    server.requests[0]->end();
    CHECK(undated(server.say()).find("content-length: 5\r\n") != std::string::npos);
    CHECK(server.requests[0]->failure() != nullptr);
    CHECK(server.session.finished());
  }
}

TEST_CASE("a large answer goes out as the writer and the socket allow") {
  h1::server server;
  server.hear(get);
  server.requests.at(0)->send_head(h1::response(), false);
  h1::write(*server.requests[0], std::string(100'000, 'x'));
  tern::buffer output;
  CHECK(server.session.drain(output, 1000));
  CHECK(output.size() >= 1000);
  CHECK(output.size() < 1100);
  CHECK(server.requests[0]->unsent().size() > 98'000);
  output.consume(output.size());
  server.requests[0]->end();
  const std::string rest = server.say(1000);
  CHECK(rest.size() > 98'000);
  CHECK(rest.ends_with("0\r\n\r\n"));
}

TEST_CASE("a server that goes away serves what has begun") {
  SUBCASE("nothing has") {
    h1::server server;
    server.session.go_away("");
    CHECK(server.session.finished());
  }
  SUBCASE("a head") {
    h1::server server;
    server.hear("GET / HT");
    server.session.go_away("");
    CHECK_FALSE(server.session.finished());
    server.hear("TP/1.1\r\nhost: a\r\n\r\n");
    h1::answer(*server.requests.at(0), "x");
    CHECK(undated(server.say()) == ok("x", "connection: close\r\n"));
    CHECK(server.session.finished());
  }
  SUBCASE("an answer") {
    h1::server server;
    server.hear(get);
    server.requests.at(0)->send_head(h1::response(), false);
    h1::write(*server.requests[0], "x");
    static_cast<void>(server.say());
    server.session.go_away("");
    CHECK_FALSE(server.session.finished());
    server.requests[0]->end();
    CHECK(server.say() == "0\r\n\r\n");
    CHECK(server.session.finished());
  }
  SUBCASE("several requests: the first is the last") {
    h1::server server;
    server.hear(get + get);
    server.session.go_away("");
    h1::answer(*server.requests.at(0), "x");
    CHECK(undated(server.say()) == ok("x", "connection: close\r\n"));
    CHECK(server.requests.size() == 1);
    server.wait(2s);
    CHECK(server.session.finished());
  }
}

TEST_CASE("a server that gives up says why, if it has not begun to answer") {
  h1::server server;
  server.hear(get);
  server.session.give_up(h1::error_code::enhance_your_calm, "too many");
  CHECK(server.say().starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
  CHECK(server.requests.at(0)->failure() != nullptr);
  CHECK_FALSE(server.session.feed(tern::as_bytes(get)));
}

TEST_CASE("a lost connection fails what is being served") {
  h1::server server;
  server.hear(post.substr(0, post.size() - 1));
  server.session.input_ended();
  REQUIRE(server.requests.at(0)->failure() != nullptr);
  CHECK(server.requests[0]->failure()->text == "the client closed the connection");
  CHECK(server.session.finished());
  CHECK(server.say() == "");
}

TEST_CASE("a slow head is answered with 408") {
  for (const std::string begun : {"", "G", "GET / HTTP/1.1\r\nhost: a\r\n", "\r\n"}) {
    h1::server server;
    server.hear(begun);
    server.wait(19s);
    CHECK(server.say() == "");
    if (!begun.empty()) server.hear("x");  // this is no progress
    server.wait(2s);
    CHECK(server.say().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
    server.wait(2s);
    CHECK(server.session.finished());
  }
}

TEST_CASE("a slow body is answered with 408, and its call fails") {
  h1::server server;
  server.hear("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n");
  server.wait(59s);
  server.hear("h");
  server.wait(59s);
  CHECK(server.say() == "");
  CHECK(server.requests.at(0)->failure() == nullptr);
  server.wait(2s);
  CHECK(server.say().starts_with("HTTP/1.1 408 Request Timeout\r\n"));
  REQUIRE(server.requests[0]->failure() != nullptr);
  CHECK(server.requests[0]->failure()->text.find("body_timeout is 60000 ms") != std::string::npos);
  server.wait(2s);
  CHECK(server.session.finished());
}

TEST_CASE("a body that nobody reads may take its time, and so may an answer") {
  tern::http::limits little;
  little.stream_window_bytes = 1;
  h1::server server{little};
  server.hear("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhe");
  server.wait(24h);
  CHECK(server.say() == "");
  CHECK(h1::take(*server.requests.at(0)) == "he");
  server.hear("llo");
  server.wait(24h);
  h1::answer(*server.requests[0], "x");
  CHECK(undated(server.say()) == ok("x"));
}

TEST_CASE("an idle connection ends without a word") {
  h1::server server;
  server.hear(get);
  h1::answer(*server.requests.at(0), "x");
  static_cast<void>(server.say());
  server.wait(74s);
  CHECK_FALSE(server.session.finished());
  server.wait(2s);
  CHECK(server.session.finished());
  CHECK(server.say() == "");
}
