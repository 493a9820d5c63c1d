// SPDX-License-Identifier: MIT

#include <tern/http/h1_client_session.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tests/http/h1_ends.hpp"

using namespace std::chrono_literals;
using namespace std::string_literals;
using tern::http::reach;
using tern::http::stream_error;

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 4\r\n\r\nbody";

/// A client that has sent a GET.
struct asking final : h1::client {
  explicit asking(std::string method = "GET", const h1::limits& allowed = {})
      : client(allowed), asked(session.open(h1::request(std::move(method)), true)) {
    REQUIRE(asked);
    question = say();
  }
  h1::stream_ptr asked;
  std::string question;
};

}  // namespace

TEST_CASE("a request that is complete at once says its length") {
  h1::client client;
  CHECK(client.session.accepts_requests());
  auto head = h1::request();
  head.fields.add("content-type", "application/proto");
  auto asked = client.session.open(std::move(head), false);
  REQUIRE(asked);
  CHECK(client.pending);
  CHECK(client.session.has_streams());
  asked->output().append(tern::as_bytes("hello"));
  asked->end();
  CHECK(client.say() ==
        "POST /a.B/C HTTP/1.1\r\nhost: localhost:50051\r\ncontent-type: application/proto\r\n"
        "content-length: 5\r\n\r\nhello");
}

TEST_CASE("a request that goes on is chunked, and may have trailers") {
  h1::client client;
  auto head = h1::request();
  head.fields.add("te", "trailers");
  auto asked = client.session.open(std::move(head), false);
  h1::write(*asked, "hello");
  CHECK(client.say() ==
        "POST /a.B/C HTTP/1.1\r\nhost: localhost:50051\r\nte: trailers\r\n"
        "transfer-encoding: chunked\r\nconnection: te\r\n\r\n5\r\nhello\r\n");
  h1::write(*asked, std::string(17, 'x'));
  CHECK(client.say() == "11\r\n" + std::string(17, 'x') + "\r\n");
  asked->end(h1::headers{{"x-sum", "1"}});
  CHECK(client.say() == "0\r\nx-sum: 1\r\n\r\n");
  CHECK(client.say() == "");
}

TEST_CASE("a request without a body says so only where one could be") {
  CHECK(asking{"GET"}.question == "GET /a.B/C HTTP/1.1\r\nhost: localhost:50051\r\n\r\n");
  CHECK(asking{"POST"}.question ==
        "POST /a.B/C HTTP/1.1\r\nhost: localhost:50051\r\ncontent-length: 0\r\n\r\n");
}

TEST_CASE("a response comes in however its bytes are cut, and the next request can follow") {
  for (const std::size_t piece_bytes : {1U, 2U, 5U, 1000U}) {
    asking client;
    CHECK_FALSE(client.session.accepts_requests());
    CHECK_FALSE(client.session.open(h1::request(), true));
    client.hear(
        "HTTP/1.1 200 \r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n"
        "Connection: keep-alive\r\n\r\n4\r\nbody\r\n1;x\r\n!\r\n0\r\nX-Late: yes\r\n\r\n",
        piece_bytes);
    CHECK(client.asked->received_head().status == 200);
    CHECK(client.asked->received_head().fields == h1::headers{{"content-type", "a/b"}});
    CHECK(h1::take(*client.asked) == "body!");
    CHECK(client.asked->received_end());
    REQUIRE(client.asked->received_trailers() != nullptr);
    CHECK(*client.asked->received_trailers() == h1::headers{{"x-late", "yes"}});
    CHECK(client.asked->closed());
    CHECK(client.asked->failure() == nullptr);
    CHECK(client.ended == std::vector<bool>{true});
    CHECK(client.room_count == 1);

    auto next = client.session.open(h1::request("GET", "/next"), true);
    REQUIRE(next);
    CHECK(client.say().starts_with("GET /next HTTP/1.1\r\n"));
    client.hear(ok, piece_bytes);
    CHECK(h1::take(*next) == "body");
    CHECK(next->closed());
    CHECK(client.session.accepts_requests());
  }
}

TEST_CASE("a body that nothing ends goes on until the server closes") {
  asking client;
  client.hear("HTTP/1.1 200 OK\r\n\r\nall that");
  client.hear(" comes");
  CHECK(client.asked->head_received());
  CHECK_FALSE(client.asked->received_end());
  client.session.input_ended();
  CHECK(h1::take(*client.asked) == "all that comes");
  CHECK(client.asked->received_end());
  CHECK(client.asked->failure() == nullptr);
  CHECK(client.session.finished());
}

TEST_CASE("a response that is cut short fails its request") {
  for (const std::string begun :
       {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n"}) {
    CAPTURE(begun);
    asking client;
    client.hear(begun);
    client.session.input_ended();
    REQUIRE(client.asked->failure() != nullptr);
    CHECK(client.asked->failure()->from == stream_error::origin::connection);
    CHECK(client.asked->failure()->text == "the server closed the connection");
    CHECK(client.asked->failure()->how_far == reach::unknown);
    CHECK_FALSE(client.asked->received_end());
    CHECK(client.session.finished());
  }
}

TEST_CASE("a request that never left may be made again") {
  h1::client client;
  auto asked = client.session.open(h1::request(), true);
  client.session.input_ended();
  CHECK(asked->failure()->how_far == reach::unsent);

  asking taken_back;
  taken_back.session.take_back(taken_back.question.size());
  taken_back.session.lose("the connection failed");
  CHECK(taken_back.asked->failure()->how_far == reach::unsent);
  asking half;
  half.session.take_back(half.question.size() - 1);
  half.session.lose("the connection failed");
  CHECK(half.asked->failure()->how_far == reach::unknown);
}

TEST_CASE("interim responses are skipped") {
  asking client;
  client.hear(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: early\r\n"
      "content-length: 5\r\n\r\n",
      3);
  CHECK_FALSE(client.asked->head_received());
  client.hear(ok, 3);
  CHECK(client.asked->received_head().status == 200);
  CHECK_FALSE(client.asked->received_head().fields.get("link"));
  CHECK(h1::take(*client.asked) == "body");
}

TEST_CASE("a server that only has interim responses is left") {
  asking client;
  std::string interim;
  for (int i = 0; i < 6; ++i) interim += "HTTP/1.1 102 Processing\r\n\r\n";
  client.hear(interim);
  REQUIRE(client.asked->failure() != nullptr);
  CHECK(client.asked->failure()->text ==
        "the server broke the rules of HTTP/1.1: there are more than 5 interim responses");
  CHECK(client.session.finished());
}

TEST_CASE("responses without a body end with their head") {
  for (const auto& [method, status] :
       {std::pair{"HEAD", "200 OK"}, {"GET", "204 No Content"}, {"GET", "304 Not Modified"}}) {
    asking client{method};
    client.hear("HTTP/1.1 "s + status + "\r\ncontent-length: 4\r\n\r\n", 1);
    CHECK(client.asked->received_end());
    CHECK(client.asked->closed());
    CHECK(client.session.accepts_requests());
  }
}

TEST_CASE("an interim response to HEAD does not give the final one a body") {
  asking client{"HEAD"};
  client.hear("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n");
  CHECK(client.asked->received_end());
  CHECK(client.session.accepts_requests());
}

TEST_CASE("a connection that the server ends is not used again") {
  for (const std::string head :
       {"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n"}) {
    asking client;
    client.hear(head);
    CHECK(client.asked->closed());
    CHECK(client.asked->failure() == nullptr);
    CHECK_FALSE(client.session.accepts_requests());
    CHECK(client.session.finished());
  }
}

TEST_CASE("an answer before the request is complete ends the connection after it") {
  h1::client client;
  auto asked = client.session.open(h1::request(), false);
  h1::write(*asked, "half");
  static_cast<void>(client.say());
  client.hear(ok);
  CHECK(h1::take(*asked) == "body");
  CHECK(asked->received_end());
  CHECK(asked->failure() == nullptr);
  CHECK(asked->closed());
  CHECK(client.session.finished());
}

TEST_CASE("half-duplex: what the server sends early is there before the request has ended") {
  h1::client client;
  auto asked = client.session.open(h1::request(), false);
  h1::write(*asked, "1");
  static_cast<void>(client.say());
  client.hear("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n");
  CHECK(h1::take(*asked) == "a");
  h1::write(*asked, "2");
  CHECK(client.say() == "1\r\n2\r\n");
  asked->end();
  CHECK(client.say() == "0\r\n\r\n");
  client.hear("1\r\nb\r\n0\r\n\r\n");
  CHECK(h1::take(*asked) == "b");
  CHECK(client.session.accepts_requests());
}

TEST_CASE("a server that speaks unasked is left") {
  asking client;
  client.hear(ok + "HTTP/1.1 200 OK\r\n");
  CHECK(h1::take(*client.asked) == "body");
  CHECK(client.asked->failure() == nullptr);
  CHECK(client.session.finished());
  h1::client other;
  other.hear("HTTP/1.1 408 Request Timeout\r\n\r\n");
  CHECK(other.session.finished());
  CHECK_FALSE(other.session.open(h1::request(), true));
}

TEST_CASE("a response that is none fails its request") {
  const std::pair<std::string, std::string> table[] = {
      {"HTTP/2.0 200 OK\r\n\r\n", "HTTP/2.0"},
      {"HTTP/1.1 099 OK\r\n\r\n", "no status line"},
      {"HTTP/1.1 20 OK\r\n\r\n", "no status line"},
      {"HTTP/1.1 2000 OK\r\n\r\n", "no status line"},
      {"HTTP/1.1\r\n\r\n", "no status line"},
      {"HTTP/1.1 200 OK\n\n", "LF alone"},
      {"ICY 200 OK\r\n\r\n", "\"ICY\""},
      {"<html>\r\n", "the version"},
      {"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
       "nobody asked for"},
      {"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n", "both"},
      {"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 4\r\n\r\n", "more than one"},
      {"HTTP/1.1 200 OK\r\ncontent-length: -4\r\n\r\n", "\"-4\""},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n", "\"gzip\""},
      {"HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "HTTP/1.0"},
      {"HTTP/1.1 200 OK\r\n x: 1\r\n\r\n", "second line"},
      {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n", "size of a chunk"},
  };
  for (const auto& [bytes, text] : table) {
    CAPTURE(bytes);
    for (const std::size_t piece_bytes : {1U, 1000U}) {
      asking client;
      client.hear(bytes, piece_bytes);
      REQUIRE(client.asked->failure() != nullptr);
      CHECK(client.asked->failure()->code == h1::error_code::protocol_error);
      CHECK(client.asked->failure()->text.starts_with("the server broke the rules of HTTP/1.1: "));
      CHECK(client.asked->failure()->text.find(text) != std::string::npos);
      CHECK_FALSE(client.asked->received_end());
      CHECK(client.session.finished());
    }
  }
}

TEST_CASE("a head past the limit is marked") {
  asking client{"GET", {.header_list_max_bytes = 100}};
  client.hear("HTTP/1.1 200 OK\r\nx-large: " + std::string(100, 'x') + "\r\n\r\n");
  CHECK(client.asked->header_list_too_large());
  CHECK(client.asked->failure() != nullptr);
}

TEST_CASE("a body that nobody reads stops the server") {
  asking client{"GET", {.stream_window_bytes = 10}};
  client.hear("HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n0123456789");
  CHECK_FALSE(client.session.wants_input());
  CHECK(h1::take(*client.asked) == "0123456789");
  CHECK(client.session.wants_input());
  CHECK(client.wanted_count == 1);
  client.hear("0123456789");
  CHECK(client.asked->received_end());
  CHECK(client.session.wants_input());  // for the next response
}

TEST_CASE("a request that is reset ends the connection") {
  asking client;
  client.asked->reset(h1::error_code::cancel);
  CHECK(client.asked->failure()->from == stream_error::origin::local);
  CHECK(client.session.finished());
  client.hear(ok);
  CHECK_FALSE(client.asked->head_received());
  CHECK(client.ended == std::vector<bool>{false});
}

TEST_CASE("a request that is reset when its answer is whole leaves the connection to the next") {
  struct resets final : tern::http::stream_listener {
    explicit resets(tern::http::stream& which) : of(which) {}
    void on_received() noexcept override {
      if (!of.received_end()) return;
      of.listen(nullptr);
      of.reset(h1::error_code::cancel);
    }
    void on_failed(const stream_error&) noexcept override {}
    tern::http::stream& of;
  };
  asking client;
  resets listener{*client.asked};
  client.asked->listen(&listener);
  client.hear(ok);
  CHECK(client.asked->received_end());
  CHECK(client.ended == std::vector<bool>{true});
  CHECK(client.session.accepts_requests());
}

TEST_CASE("a request that HTTP/1.1 cannot say fails before anything is sent") {
  auto newline = h1::request();
  newline.fields.add("x", "1\r\ny: 2");
  auto path = h1::request("GET", "/a b");
  auto host = h1::request();
  host.authority = "a\r\nx: 1";
  auto method = h1::request("GET /\r\n");
  for (const auto* each : {&newline, &path, &host, &method}) {
    h1::client client;
    auto head = *each;
    auto asked = client.session.open(std::move(head), true);
    CHECK(client.say() == "");
    REQUIRE(asked->failure() != nullptr);
    CHECK(asked->failure()->how_far == reach::unsent);
    CHECK(client.session.accepts_requests());
  }
}

TEST_CASE("trailers that HTTP/1.1 cannot say end the connection, not the body") {
  h1::client client;
  auto asked = client.session.open(h1::request(), false);
  h1::write(*asked, "x");
  static_cast<void>(client.say());
  asked->end(h1::headers{{"x", "\n"}});
  CHECK(client.say() == "");
  CHECK(asked->failure() != nullptr);
  CHECK(client.session.finished());
}

TEST_CASE("a client that goes away waits for the response that it has asked for") {
  asking client;
  client.session.go_away("");
  CHECK_FALSE(client.session.finished());
  client.hear(ok);
  CHECK(h1::take(*client.asked) == "body");
  CHECK(client.session.finished());
  h1::client idle;
  idle.session.go_away("");
  CHECK(idle.session.finished());
}

TEST_CASE("a client that gives up reads no more") {
  asking client;
  client.session.give_up(h1::error_code::enhance_your_calm, "enough");
  CHECK(client.asked->failure()->text == "enough");
  CHECK_FALSE(client.session.feed(tern::as_bytes(ok)));
  CHECK(client.session.finished());
}

TEST_CASE("a client has no deadline of its own") {
  asking client;
  CHECK(client.session.deadline() == tern::runtime::never);
  client.session.expire();
  CHECK(client.asked->failure() == nullptr);
}

TEST_CASE("a connection is left a second before the server closes it, if that has said when") {
  const auto answered = [](std::string_view kept) {
    auto client = std::make_unique<asking>();
    client->hear("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nkeep-alive: " + std::string{kept} +
                 "\r\n\r\n");
    CHECK(client->asked->received_end());
    return client;
  };
  auto client = answered("timeout=5");
  CHECK(client->pending);  // the connection asks for the deadline
  client->wait(3s);
  CHECK(client->session.accepts_requests());
  client->wait(1s);
  CHECK(client->session.finished());
  CHECK_FALSE(client->session.open(h1::request(), true));

  // A request puts it off.
  auto busy = answered("timeout=5");
  const auto next = busy->session.open(h1::request(), true);
  REQUIRE(next);
  CHECK(busy->session.deadline() == tern::runtime::never);
  busy->session.expire();
  CHECK(next->failure() == nullptr);

  CHECK(answered("timeout=0")->session.deadline() == tern::runtime::time_point{});
  CHECK(answered("max=3")->session.deadline() == tern::runtime::never);
}

TEST_CASE("a server that has waited too long has not read the request that it meets") {
  const std::string late = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n";
  asking client;
  client.hear(ok);
  const auto next = client.session.open(h1::request(), true);
  static_cast<void>(client.say());
  client.hear(late);
  REQUIRE(next->failure() != nullptr);
  CHECK(next->failure()->how_far == reach::refused);
  CHECK(next->failure()->code == h1::error_code::refused_stream);
  CHECK(client.session.finished());

  // One that is not complete may have been begun.
  asking half;
  half.hear(ok);
  const auto going_on = half.session.open(h1::request(), false);
  h1::write(*going_on, "1");
  static_cast<void>(half.say());
  half.hear(late);
  CHECK(going_on->received_head().status == 408);

  // The first request of a connection is the one that was late.
  asking first;
  first.hear(late);
  CHECK(first.asked->failure() == nullptr);
  CHECK(first.asked->received_head().status == 408);
}

TEST_CASE("a request that crosses the end of a connection that was used before is known") {
  const auto fate = [](std::string_view answer, bool sends) {
    asking client;
    client.hear(ok);
    const auto next = client.session.open(h1::request("GET"), true);
    if (sends) static_cast<void>(client.say());
    client.hear(answer);
    client.session.input_ended();
    REQUIRE(next->failure() != nullptr);
    return next->failure()->how_far;
  };
  CHECK(fate("", true) == reach::crossed);
  CHECK(fate("", false) == reach::unsent);
  CHECK(fate("H", true) == reach::unknown);
  CHECK(fate("HTTP/1.1 100 Continue\r\n\r\n", true) == reach::unknown);
  CHECK(fate("HTTP/1.1 200 OK\r\n", true) == reach::unknown);
}

TEST_CASE("a client and a server understand each other") {
  for (const std::size_t piece_bytes : {1U, 7U, 1000U}) {
    h1::client client;
    h1::server server;
    for (int round = 0; round < 3; ++round) {
      auto head = h1::request();
      head.fields.add("te", "trailers");
      auto asked = client.session.open(std::move(head), false);
      REQUIRE(asked);
      h1::write(*asked, "quest");
      server.hear(client.say(), piece_bytes);
      h1::write(*asked, "ion");
      asked->end(h1::headers{{"x-asked", "yes"}});
      server.hear(client.say(), piece_bytes);
      tern::http::stream& serving = *server.requests.back();
      CHECK(h1::take(serving) == "question");
      CHECK(serving.received_trailers()->get("x-asked") == "yes");
      serving.send_head(h1::response(), false);
      h1::write(serving, "ans");
      client.hear(server.say(), piece_bytes);
      h1::write(serving, "wer");
      serving.end(h1::headers{{"x-answered", "yes"}});
      client.hear(server.say(), piece_bytes);
      CHECK(h1::take(*asked) == "answer");
      CHECK(asked->received_trailers()->get("x-answered") == "yes");
      CHECK(asked->failure() == nullptr);
    }
    CHECK(server.requests.size() == 3);
  }
}
