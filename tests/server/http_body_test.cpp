// SPDX-License-Identifier: MIT

#include <tern/server/http_body.hpp>

// A body without a server; with one, in http_call_test.cpp.

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include <tern/testing/manual_executor.hpp>

#include "tests/http/h1_ends.hpp"

using tern::runtime::task;
using tern::server_side::http_body;
using tern::server_side::http_error;

namespace {

// A request that is coming in, and who reads its body.
struct incoming final : tern::http::stream_listener {
  explicit incoming(std::string head) {
    server.hear(head);
    REQUIRE(server.requests.size() == 1);
    body.emplace(*server.requests.front());
    server.requests.front()->listen(this);
  }
  ~incoming() { server.requests.front()->listen(nullptr); }
  void on_received() noexcept override { body->on_received(); }
  void on_failed(const tern::http::stream_error&) noexcept override { body->on_failed(); }

  tern::testing::manual_executor home;
  h1::server server;
  std::optional<http_body> body;
};

const std::string chunked = "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n";

}  // namespace

TEST_CASE("parts are what has come in meanwhile, until the end") {
  incoming here{chunked};
  std::string heard;
  here.home.spawn([](http_body& body, std::string& into) -> task<void> {
    while (auto part = co_await body.next()) into.append(*part).append("|");
    into.append("end");
  }(*here.body, heard));
  here.home.run_ready();
  CHECK(heard.empty());
  here.server.hear("3\r\nabc\r\n2\r\nde\r\n");
  here.home.run_ready();
  CHECK(heard == "abcde|");
  here.server.hear("1\r\nf\r\n");
  here.home.run_ready();
  here.server.hear("0\r\n\r\n");
  here.home.run_ready();
  CHECK(heard == "abcde|f|end");
  CHECK(here.body->read_bytes() == 6);
}

TEST_CASE("the rest is what was not read yet, and has a limit") {
  incoming here{"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\n\r\nabc"};
  CHECK(here.home.run([](http_body& body) -> task<std::string> {
    co_return *co_await body.next();
  }(*here.body)) == "abc");
  here.server.hear("def");
  CHECK(here.home.run(here.body->rest(3, "limit")) == "def");
  CHECK(here.home.run(here.body->rest(0, "limit")).empty());
}

TEST_CASE("a body that is too long is refused before it is there, or as soon as it is seen") {
  incoming declared{"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\n\r\n"};
  CHECK_THROWS_WITH_AS(declared.home.run(declared.body->rest(5, "x")),
                       "RESOURCE_EXHAUSTED: the body is 6 bytes long, limit x is 5", http_error);
  incoming seen{chunked + "6\r\nabcdef\r\n"};
  CHECK_THROWS_WITH_AS(seen.home.run(seen.body->rest(5, "x")),
                       "RESOURCE_EXHAUSTED: the body is longer than allowed, limit x is 5",
                       http_error);
}

TEST_CASE("a reader whose client goes is told so") {
  incoming here{chunked};
  std::string heard;
  here.home.spawn([](http_body& body, std::string& into) -> task<void> {
    try {
      static_cast<void>(co_await body.next());
    } catch (const tern::error& failure) {
      into = failure.what();
    }
  }(*here.body, heard));
  here.home.run_ready();
  here.server.session.lose("gone");
  here.home.run_ready();
  CHECK(heard == "CANCELLED: the request ended early");
}
