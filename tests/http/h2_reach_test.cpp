// SPDX-License-Identifier: MIT

// How far a request came whose stream has failed, and whether there is room for one more: what a
// client may make again, and when it may begin.

#include <tern/http/h2_session.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "tests/http/h2_pair.hpp"

using h2::error_code;
using h2::role;
using tern::http::reach;

namespace {

struct ear final : tern::http::stream_listener {
  void on_received() noexcept override {}
  void on_failed(const tern::http::stream_error& failure) noexcept override {
    how_far = failure.how_far;
  }
  std::optional<reach> how_far;
};

std::string limit_of(std::uint32_t streams) {
  return h2::frame(h2::settings, 0, 0, h2::setting(3, streams));
}
std::string reset_with(std::uint32_t id, error_code code) {
  return h2::frame(h2::rst_stream, 0, id, h2::number(static_cast<std::uint32_t>(code), 4));
}
std::string goaway(std::uint32_t last) {
  return h2::frame(h2::goaway, 0, 0, h2::number(last, 4) + h2::number(0, 4));
}

}  // namespace

TEST_CASE("a request that was not said when the connection is lost has not been sent") {
  ear hears;
  h2::end client{role::client};
  client.hear(limit_of(10));
  static_cast<void>(client.say());
  auto asked = client.session.open(h2::request_head(), true);
  asked->listen(&hears);
  client.session.lose("gone");
  CHECK(hears.how_far == reach::unsent);
}

TEST_CASE("a request that was said may have been seen, unless its bytes were never written") {
  struct row {
    std::size_t written_of_head;  // bytes, beside all that was said before
    reach expected;
  };
  for (const auto& [written, expected] :
       {row{0, reach::unsent}, row{1, reach::unknown}, row{1000, reach::unknown}}) {
    ear hears;
    h2::end client{role::client};
    client.hear(limit_of(10));
    static_cast<void>(client.say());
    auto asked = client.session.open(h2::request_head(), true);
    asked->listen(&hears);
    const std::size_t said = client.say().size();
    REQUIRE(said > 1);
    client.session.take_back(said - std::min(said, written));
    client.session.lose("gone");
    CHECK(hears.how_far == expected);
  }
}

TEST_CASE("a stream that the peer refuses has not been acted on; other resets say nothing") {
  for (const auto& [code, expected] : {std::pair{error_code::refused_stream, reach::refused},
                                       std::pair{error_code::cancel, reach::unknown},
                                       std::pair{error_code::internal_error, reach::unknown}}) {
    ear hears;
    h2::end client{role::client};
    client.hear(limit_of(10));
    auto asked = client.session.open(h2::request_head(), true);
    asked->listen(&hears);
    static_cast<void>(client.say());
    client.hear(reset_with(1, code));
    CHECK(hears.how_far == expected);
  }
}

TEST_CASE("streams above the last one of a GOAWAY are refused, those that did not leave unsent") {
  ear below;
  ear above;
  ear unsaid;
  h2::end client{role::client};
  client.hear(limit_of(10));
  auto first = client.session.open(h2::request_head(), true);
  first->listen(&below);
  auto second = client.session.open(h2::request_head(), true);
  second->listen(&above);
  static_cast<void>(client.say());
  auto third = client.session.open(h2::request_head(), true);
  third->listen(&unsaid);
  client.hear(goaway(1));
  static_cast<void>(client.say());
  CHECK_FALSE(below.how_far);
  CHECK(above.how_far == reach::refused);
  CHECK(unsaid.how_far == reach::unsent);
  CHECK_FALSE(client.session.accepts_requests());
  CHECK_FALSE(client.session.has_room());
}

TEST_CASE("there is room once the peer has spoken, for as many streams as it allows") {
  h2::end client{role::client};
  CHECK(client.session.accepts_requests());
  CHECK_FALSE(client.session.has_room());
  client.hear(h2::frame(h2::settings, 0, 0, ""));
  CHECK(client.session.has_room());
  client.hear(limit_of(1));
  CHECK(client.session.has_room());
  auto asked = client.session.open(h2::request_head(), true);
  CHECK_FALSE(client.session.has_room());
  static_cast<void>(client.say());
  client.hear(reset_with(1, error_code::cancel));
  CHECK(client.session.has_room());
  client.hear(limit_of(0));
  CHECK_FALSE(client.session.has_room());
}

TEST_CASE("what is sent of a body is kept until the response begins, or there is too much of it") {
  using namespace std::string_view_literals;
  h2::end client{role::client};
  client.hear(limit_of(10));
  auto asked = client.session.open(h2::request_head(), false);
  asked->keep_sent(10);
  h2::write(*asked, "12345");
  static_cast<void>(client.say());
  CHECK(asked->keeps_sent());
  CHECK(tern::as_text(asked->output().view()) == "12345");
  CHECK(asked->unsent().empty());
  SUBCASE("the response begins") {
    client.hear(h2::frame(h2::headers_, h2::end_headers, 1, h2::fields({{":status", "200"}})));
    CHECK_FALSE(asked->keeps_sent());
    CHECK(asked->output().empty());
    h2::write(*asked, "678");
    CHECK(client.say().ends_with("678"));
  }
  SUBCASE("there is too much") {
    h2::write(*asked, "6789012");
    CHECK(client.say().ends_with("6789012"));
    CHECK_FALSE(asked->keeps_sent());
    CHECK(asked->output().empty());
  }
  SUBCASE("what is too much and has not left is whole") {
    h2::write(*asked, "6789012");
    CHECK(asked->keeps_sent());
    CHECK(asked->output().size() == 12);
    CHECK(asked->unsent().size() == 7);
  }
}
