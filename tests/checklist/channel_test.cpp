// SPDX-License-Identifier: MIT

// Lines 49 and 52: credentials without TLS, and servers that cannot be reached.

#include "tests/checklist/peers.hpp"

#include <tern/client/credentials.hpp>

using namespace checklist;

TEST_CASE("49 the authority of a channel can be named") {
  tern::client_side::channel_options how;
  how.authority = "other.example.com";
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); }), how};
  REQUIRE(here.unary().ok());
  CHECK(value_of(here.request_head(), ":authority") == "other.example.com");
}

TEST_CASE("49 a call can name another authority, if it is one") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  REQUIRE(here.unary({.authority = "other.example.com:8080"}).ok());
  CHECK(value_of(here.request_head(), ":authority") == "other.example.com:8080");
  REQUIRE(here.unary().ok());
  CHECK(value_of(here.request_head(3), ":authority") == "example:1");
  for (const std::string wrong : {"a b", "a/b", "user@host", "\xc3\xbc"}) {
    INFO(wrong);
    const tern::status refused = here.unary({.authority = wrong});
    CHECK_FALSE(refused.ok());
    CHECK(refused.message().find("authority") != std::string::npos);
  }
  CHECK(here.server().count(h2::headers_) == 2);
}

TEST_CASE("49 a call with credentials is not sent without TLS") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  const tern::status refused =
      here.unary({.credentials = tern::client_side::bearer_token("secret")});
  CHECK(refused.code() == code::unauthenticated);
  CHECK(refused.message().find("TLS") != std::string::npos);
  here.home.run_ready();
  for (const auto& each : here.servers) CHECK(each->count(h2::headers_) == 0);
  CHECK(here.unary().ok());
}

TEST_CASE("52 a call that does not wait is UNAVAILABLE, with the reason") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  here.refuses = true;
  const tern::status refused = here.unary();
  CHECK(refused.code() == code::unavailable);
  CHECK(refused.message().find("nobody is at home") != std::string::npos);
  // So are the calls until it is time to try again.
  CHECK(here.unary().code() == code::unavailable);
  here.refuses = false;
  here.home.advance(1h);
  CHECK(here.unary().ok());
}

TEST_CASE("52 a call that waits for ready waits until there is a server, or for its deadline") {
  answered_client here{answered_client::with([](auto id) { return correct_answer(id); })};
  here.refuses = true;
  const tern::status late = here.unary({.timeout = 10s, .wait_for_ready = true});
  CHECK(late.code() == code::deadline_exceeded);
  CHECK(late.message().find("nobody is at home") != std::string::npos);
  here.home.run([](answered_client& on) -> tern::runtime::task<void> {
    auto patient = on.subject.Unary({}, {.wait_for_ready = true});
    co_await tern::runtime::sleep_for(1min);
    CHECK_FALSE(patient.done());
    on.refuses = false;
    co_await patient;
  }(here));
}
