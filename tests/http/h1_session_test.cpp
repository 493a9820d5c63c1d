// SPDX-License-Identifier: MIT

#include <tern/http/h1_session.hpp>

#include <doctest/doctest.h>

#include "tests/http/h1_ends.hpp"

TEST_CASE("HTTP/1.1 has no pings and no farewells") {
  h1::server server;
  h1::client client;
  for (tern::http::h1_session* each : {static_cast<tern::http::h1_session*>(&server.session),
                                       static_cast<tern::http::h1_session*>(&client.session)}) {
    CHECK_FALSE(each->ping());
    CHECK_FALSE(each->peer_counts_pings());
    CHECK(each->peer_farewell() == "");
    CHECK_FALSE(each->has_streams());
    CHECK(each->wants_input());
    CHECK_FALSE(each->finished());
  }
  CHECK(server.say() + client.say() == "");
}
