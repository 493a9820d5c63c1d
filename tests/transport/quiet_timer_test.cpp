// SPDX-License-Identifier: MIT

#include <tern/transport/quiet_timer.hpp>

#include <doctest/doctest.h>

#include <chrono>

#include <tern/base/member_callback.hpp>
#include <tern/testing/manual_executor.hpp>

using namespace std::chrono_literals;

namespace {

struct listener {
  tern::testing::manual_executor home;
  int expired_count = 0;
  void expired() noexcept { ++expired_count; }
  tern::member_callback<tern::transport::quiet_timer, listener, &listener::expired> quiet{*this};
};

}  // namespace

TEST_CASE("a quiet timer expires once, after its while of silence") {
  listener here;
  here.quiet.start(here.home.executor(), 8s);
  here.home.advance(7999ms);
  CHECK(here.expired_count == 0);
  here.home.advance(1ms);
  CHECK(here.expired_count == 1);
  here.home.advance(1h);
  CHECK(here.expired_count == 1);
}

TEST_CASE("a note begins the while again, whenever it is made") {
  for (auto noted_at = 100ms; noted_at < 8s; noted_at += 100ms) {
    INFO(noted_at.count());
    listener here;
    here.quiet.start(here.home.executor(), 8s);
    here.home.advance(noted_at);
    here.quiet.note();
    here.home.advance(7999ms);
    CHECK(here.expired_count == 0);
    here.home.advance(1001ms);  // an eighth late at the most
    CHECK(here.expired_count == 1);
  }
}

TEST_CASE("a quiet timer that is noted all the time never expires") {
  listener here;
  here.quiet.start(here.home.executor(), 8s);
  for (int i = 0; i < 100; ++i) {
    here.quiet.note();
    here.home.advance(3s);
  }
  CHECK(here.expired_count == 0);
}

TEST_CASE("a quiet timer can be stopped, started again, and have no end") {
  listener here;
  here.quiet.start(here.home.executor(), 8s);
  here.quiet.stop();
  here.home.advance(1h);
  CHECK(here.expired_count == 0);
  here.quiet.start(here.home.executor(), tern::runtime::duration::max());
  CHECK(here.home.executor().next_timer() == tern::runtime::never);
  here.home.advance(1h);
  CHECK(here.expired_count == 0);
  here.quiet.start(here.home.executor(), 1s);
  here.home.advance(1s);
  CHECK(here.expired_count == 1);
}
