// SPDX-License-Identifier: MIT

#include <tern/client/connection_life.hpp>

#include <doctest/doctest.h>

#include <chrono>

using namespace std::chrono_literals;
using tern::client_side::ask_half_as_often;
using tern::client_side::life_of;
using tern::runtime::duration;

TEST_CASE("by default a channel does not ask, and closes after half an hour without calls") {
  const auto life = life_of({});
  CHECK(life.keepalive_time == duration::max());
  CHECK(life.keepalive_timeout == 20s);
  CHECK_FALSE(life.keepalive_without_calls);
  CHECK(life.max_idle == 30min);
  CHECK(life.max_age == duration::max());
}

TEST_CASE("a channel asks no more often than every ten seconds") {
  tern::client_side::channel_options how;
  how.keepalive_time = 1s;
  CHECK(life_of(how).keepalive_time == 10s);
  how.keepalive_time = 11s;
  CHECK(life_of(how).keepalive_time == 11s);
}

TEST_CASE("asking half as often ends where it is never") {
  auto life = life_of({});
  ask_half_as_often(life);
  CHECK(life.keepalive_time == duration::max());
  life.keepalive_time = 10s;
  for (int i = 0; i < 3; ++i) ask_half_as_often(life);
  CHECK(life.keepalive_time == 80s);
  for (int i = 0; i < 100; ++i) ask_half_as_often(life);
  CHECK(life.keepalive_time == duration::max());
}

TEST_CASE("a connection of HTTP/1.1 is closed earlier, and as early as any other at the latest") {
  tern::client_side::channel_options how;
  CHECK(life_of_http1(life_of(how), how).max_idle == 50s);
  CHECK(life_of_http1(life_of(how), how).keepalive_timeout == 20s);
  how.http1_idle_timeout = 5s;
  CHECK(life_of_http1(life_of(how), how).max_idle == 5s);
  how.idle_timeout = 1s;
  CHECK(life_of_http1(life_of(how), how).max_idle == 1s);
}
