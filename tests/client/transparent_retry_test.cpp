// SPDX-License-Identifier: MIT

#include <tern/client/transparent_retry.hpp>

#include <doctest/doctest.h>

#include <string_view>

#include <tern/base/call_tallies.hpp>

#include "tests/http/h2_pair.hpp"

using tern::client_side::request_body;
using tern::client_side::transparent_retry;
using tern::http::error_code;
using tern::http::reach;
using tern::http::stream_error;

TEST_CASE("what has not left is made again as often as it takes, what was refused once") {
  tern::call_tally calls;
  tern::call_tallies counts{calls, {}};
  h2::end client{h2::role::client};
  const auto asked = client.session.open(h2::request_head(), false);
  request_body body{{}, 100};
  body.begin(*asked, counts);
  const stream_error unsent{
      stream_error::origin::connection, error_code::cancel, {}, reach::unsent};
  const stream_error refused{
      stream_error::origin::peer, error_code::refused_stream, {}, reach::refused};
  const stream_error lost{stream_error::origin::connection, error_code::cancel, {}, reach::unknown};
  transparent_retry retry;
  CHECK(retry.allows(unsent, *asked, body));
  CHECK(retry.allows(unsent, *asked, body));
  CHECK_FALSE(retry.allows(lost, *asked, body));
  CHECK(retry.allows(refused, *asked, body));
  CHECK_FALSE(retry.allows(refused, *asked, body));
  CHECK(retry.allows(unsent, *asked, body));
  retry.begin();
  CHECK(retry.allows(refused, *asked, body));
}

TEST_CASE("what was seen, or is not kept any more, is not made again") {
  const stream_error unsent{
      stream_error::origin::connection, error_code::cancel, {}, reach::unsent};
  tern::call_tally calls;
  tern::call_tallies counts{calls, {}};
  h2::end client{h2::role::client};
  transparent_retry retry;
  request_body body{{}, 100};
  const auto answered = client.session.open(h2::request_head(), false);
  body.begin(*answered, counts);
  answered->head_complete();
  CHECK_FALSE(retry.allows(unsent, *answered, body));

  request_body gone{{}, 3};
  const auto asked = client.session.open(h2::request_head(), false);
  gone.begin(*asked, counts);
  h2::write(*asked, "1234");
  CHECK(retry.allows(unsent, *asked, gone));
  asked->took_output(4);
  CHECK_FALSE(retry.allows(unsent, *asked, gone));
}

TEST_CASE("what has crossed the end of an idle connection is made again if it is a GET, once") {
  const stream_error crossed{
      stream_error::origin::connection, error_code::cancel, {}, reach::crossed};
  tern::call_tally calls;
  tern::call_tallies counts{calls, {}};
  for (const char* const method : {"GET", "POST"}) {
    h2::end client{h2::role::client};
    auto head = h2::request_head();
    head.method = method;
    const auto asked = client.session.open(std::move(head), false);
    request_body body{{}, 100};
    body.begin(*asked, counts);
    transparent_retry retry;
    CHECK(retry.allows(crossed, *asked, body) == (std::string_view{method} == "GET"));
    CHECK_FALSE(retry.allows(crossed, *asked, body));
  }
}

TEST_CASE("what this side has ended is not made again: it would end in the same way") {
  const stream_error unsayable{
      stream_error::origin::local, error_code::internal_error, {}, reach::unsent};
  tern::call_tally calls;
  tern::call_tallies counts{calls, {}};
  h2::end client{h2::role::client};
  const auto asked = client.session.open(h2::request_head(), false);
  request_body body{{}, 100};
  body.begin(*asked, counts);
  transparent_retry retry;
  CHECK_FALSE(retry.allows(unsayable, *asked, body));
}
