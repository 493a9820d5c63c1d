// SPDX-License-Identifier: MIT

#include <tern/server/connection_lives.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <set>

using namespace std::chrono_literals;
using tern::runtime::duration;
using tern::server_side::connection_lives;

TEST_CASE("by default a server asks after two hours, and ends nothing") {
  connection_lives lives{{}};
  const auto life = lives.next();
  CHECK(life.keepalive_time == 2h);
  CHECK(life.keepalive_timeout == 20s);
  CHECK(life.keepalive_without_calls);
  CHECK(life.permit_keepalive_time == 5min);
  CHECK_FALSE(life.permit_keepalive_without_calls);
  CHECK(life.max_idle == duration::max());
  CHECK(life.max_age == duration::max());
  CHECK(life.max_age_grace == duration::max());
}

TEST_CASE("the ages of connections are spread by a tenth to both sides") {
  connection_lives lives{{.max_connection_age = 100min}};
  std::set<duration> ages;
  for (int i = 0; i < 1000; ++i) {
    const duration age = lives.next().max_age;
    CHECK(age >= 90min);
    CHECK(age <= 110min);
    ages.insert(age);
  }
  CHECK(ages.size() > 900);
  CHECK(*ages.begin() < 92min);
  CHECK(*ages.rbegin() > 108min);
}

TEST_CASE("ages that are nearly for ever do not wrap around") {
  const duration nearly = duration::max() - 1h;
  connection_lives lives{{.max_connection_age = nearly}};
  for (int i = 0; i < 100; ++i) CHECK(lives.next().max_age >= nearly - nearly / 10);
}

TEST_CASE("a server does not ask more often than once a second") {
  connection_lives lives{{.keepalive_time = 1ms}};
  CHECK(lives.next().keepalive_time == 1s);
}
