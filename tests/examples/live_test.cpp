// SPDX-License-Identifier: MIT

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <tern/client.hpp>
#include <tern/server.hpp>
#include <tern/testing.hpp>

#include <doctest/doctest.h>

#include "examples/live/chat_room.hpp"
#include "examples/live/live.hpp"
#include "examples/live/live_service.hpp"
#include "examples/live/stations.hpp"

using live::v1::Live;
using namespace std::chrono_literals;

namespace {

live::live_service counting_nothing() {
  return live::live_service{[] { return tern::server_counters{}; }};
}

// The fields that an error's details complain of.
std::vector<std::string> bad_fields(const tern::status& failed) {
  std::vector<std::string> fields;
  if (const auto detail = tern::error{failed}.detail<tern::rpc::BadRequest>()) {
    for (const auto& each : detail->field_violations) fields.push_back(each.field);
  }
  return fields;
}

template <class Make>
tern::status ending_of(Make make) {
  return tern::sync_wait([](Make calls) -> tern::task<tern::status> {
    tern::testing::loopback<Live> server{counting_nothing()};
    try {
      auto call = calls(server);
      if constexpr (requires { call.next(); }) {
        while (co_await call.next()) {
        }
      } else {
        co_await std::move(call);
      }
    } catch (const tern::error& failure) {
      co_return failure.status();
    }
    co_return tern::status{};
  }(std::move(make)));
}

}  // namespace

TEST_CASE("the wind blows at every station, now and always") {
  std::set<std::string_view> ids;
  for (const live::station& each : live::stations) {
    CHECK(ids.insert(each.id).second);
    CHECK(live::find_station(each.id) == &each);
    for (auto at = live::v1::time{}; at < live::v1::time{1h}; at += 77ms) {
      const double wind = live::wind_at(each, at);
      if (wind <= 0 || wind > 3 * each.wind_mps) FAIL(each.id, ": ", wind, " m/s");
    }
  }
  CHECK(live::find_station("atlantis") == nullptr);
  CHECK(live::wind_in_words(0) == "light air");
  CHECK(live::wind_in_words(8.0) == "a fresh breeze");
  CHECK(live::wind_in_words(99) == "a storm");
}

TEST_CASE("a chat room keeps the last hundred messages") {
  live::chat_room room;
  CHECK_FALSE(room.after(0).has_value());
  for (int i = 1; i <= 105; ++i) room.say("Ada", std::to_string(i));
  CHECK(room.last_id() == 105);
  CHECK(room.after(0)->id == 6);
  CHECK(room.after(104)->text == "105");
  CHECK_FALSE(room.after(105).has_value());
}

TEST_CASE("what is said is heard by those who listen, and by those who come later") {
  tern::sync_wait([]() -> tern::task<void> {
    tern::testing::loopback<Live> server{counting_nothing()};
    auto early = server.Listen({});
    for (int i = 1; i <= 3; ++i) {
      const live::v1::SendReply sent =
          co_await server.Send({.name = "Ada", .text = "a" + std::to_string(i)});
      CHECK(sent.id == static_cast<std::uint32_t>(i));
      const auto heard = co_await early.next();
      REQUIRE(heard.has_value());
      CHECK(heard->name == "Ada");
      CHECK(heard->text == "a" + std::to_string(i));
    }
    auto late = server.Listen({.after_id = 1});
    auto heard = co_await late.next();
    CHECK(heard->id == 2);
    // Who knows more than was said knows another server.
    auto other = server.Listen({.after_id = 4});
    heard = co_await other.next();
    CHECK(heard->id == 1);
  }());
}

TEST_CASE("a chart begins with what was measured before") {
  tern::sync_wait([]() -> tern::task<void> {
    tern::testing::loopback<Live> server{counting_nothing()};
    auto samples = server.Watch({.station_id = "weddell", .period_ms = 50, .history_ms = 1000});
    auto last = co_await samples.next();
    REQUIRE(last.has_value());
    for (int i = 0; i < 25; ++i) {
      const auto next = co_await samples.next();
      REQUIRE(next.has_value());
      CHECK(next->measured_at - last->measured_at == 50ms);
      CHECK(next->wind_mps == live::wind_at(*live::find_station("weddell"), next->measured_at));
      last = next;
    }
  }());
}

TEST_CASE("a forecast says what it expects") {
  tern::sync_wait([]() -> tern::task<void> {
    tern::testing::loopback<Live> server{counting_nothing()};
    const live::v1::ForecastReply reply =
        co_await server.Forecast({.station_id = "grimsey", .hours = 1});
    CHECK(reply.text.starts_with("In 1 h "));
    CHECK(reply.text.ends_with(" at Grímsey, Iceland"));
  }());
}

TEST_CASE("a request that makes no sense is told which field is wrong") {
  const auto watch = [](std::uint32_t period_ms, std::uint32_t history_ms) {
    return ending_of([=](auto& server) {
      return server.Watch(
          {.station_id = "farne", .period_ms = period_ms, .history_ms = history_ms});
    });
  };
  CHECK(watch(49, 0).message() == "period_ms is 49, it may be 50 to 60000, or 0, which is 100");
  CHECK(bad_fields(watch(60001, 0)) == std::vector<std::string>{"period_ms"});
  CHECK(bad_fields(watch(0, 60001)) == std::vector<std::string>{"history_ms"});

  const auto forecast = [](std::string station, std::uint32_t hours) {
    return ending_of(
        [=](auto& server) { return server.Forecast({.station_id = station, .hours = hours}); });
  };
  CHECK(forecast("farne", 49).message() == "hours is 49, it may be 1 to 48");
  CHECK(bad_fields(forecast("farne", 0)) == std::vector<std::string>{"hours"});
  CHECK(forecast("atlantis", 1).code() == tern::code::not_found);
  CHECK(forecast("atlantis", 1).message() == "there is no station \"atlantis\"");

  const auto send = [](std::string name, std::string text) {
    return ending_of([=](auto& server) { return server.Send({.name = name, .text = text}); });
  };
  CHECK(send("Ada", "\t \n").message() == "text is empty");
  CHECK(bad_fields(send("", "a")) == std::vector<std::string>{"name"});
  CHECK(send("Ada", std::string(501, 'a')).message() == "text is 501 bytes, it may be 500");
  CHECK(send(std::string(40, 'a'), std::string(500, 'a')).ok());
}

TEST_CASE("those who listen are told that the room closes") {
  tern::sync_wait([]() -> tern::task<void> {
    live::chat_room room;
    live::chat_room::listener here{room};
    room.close();
    co_await here.news.wait();
    CHECK(room.closed());
  }());
}
