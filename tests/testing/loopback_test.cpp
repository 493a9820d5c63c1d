// SPDX-License-Identifier: MIT

#include <tern/testing/loopback.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include <tern/client/channel_protocol.hpp>
#include <tern/json/call_codec.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/run.hpp>

#include "tests/stack/contract.hpp"

using namespace std::chrono_literals;
using stack::Answer;
using stack::scripted;
using stack::Subject;

TEST_CASE("a loopback serves and calls without a socket") {
  tern::testing::loopback<Subject> subject{scripted{}};
  CHECK(tern::transport::sync_wait(subject.Unary({.text = "Ada"})).text == "Ada");
  tern::testing::manual_executor home;
  const Answer answer =
      home.run([](tern::testing::loopback<Subject>& on) -> tern::runtime::task<Answer> {
        co_return co_await on.Unary({.text = "Bob"});
      }(subject));
  CHECK(answer.text == "Bob");
}

TEST_CASE("a loopback speaks what its channel does") {
  for (const auto& protocol : {tern::client_side::grpc, tern::client_side::grpc_web,
                               tern::client_side::grpc_web_text, tern::client_side::connect}) {
    tern::testing::loopback<Subject> bytes{scripted{}, {}, {.protocol = protocol}};
    CHECK(tern::transport::sync_wait(bytes.Unary({.text = "Ada"})).text == "Ada");
    tern::testing::loopback<Subject> json{
        scripted{}, {}, {.protocol = protocol, .codec = tern::json::json_codec}};
    CHECK(tern::transport::sync_wait(json.Unary({.text = "Ada"})).text == "Ada");
  }
}

TEST_CASE("a loopback has the limits that it is given") {
  tern::server_side::options little;
  little.receive_max_bytes = 10;
  tern::testing::loopback<Subject> subject{scripted{}, little};
  try {
    tern::transport::sync_wait(subject.Unary({.payload = std::string(100, 'x')}));
    FAIL_CHECK("no exception");
  } catch (const tern::error& failure) {
    CHECK(failure.code() == tern::code::resource_exhausted);
  }
}

TEST_CASE("a loopback on a manual executor has the time of the test") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, stack::Ask) -> tern::runtime::task<Answer> {
    co_await tern::runtime::sleep_for(1h);
    co_return Answer{};
  };
  tern::testing::loopback<Subject> subject{scripted{lines}};
  tern::testing::manual_executor home;
  bool late = false;
  home.spawn([](tern::testing::loopback<Subject>& on, bool& end) -> tern::runtime::task<void> {
    auto outcome = co_await on.Unary({}, {.timeout = 10min}).result();
    end = outcome.status().code() == tern::code::deadline_exceeded;
  }(subject, late));
  home.advance(9min);
  CHECK_FALSE(late);
  home.advance(1min);
  CHECK(late);
}

TEST_CASE("a loopback may end before or after the executor it was used on") {
  tern::testing::loopback<Subject> outlives{scripted{}};
  {
    tern::testing::manual_executor home;
    home.spawn([](tern::testing::loopback<Subject>& on) -> tern::runtime::task<void> {
      auto answers = on.Chat(tern::runtime::stream<stack::Ask>{});
      co_await tern::runtime::sleep_for(24h);
    }(outlives));
    home.run_ready();
  }
  tern::testing::manual_executor home;
  {
    tern::testing::loopback<Subject> goes{scripted{}};
    static_cast<void>(
        home.run([](tern::testing::loopback<Subject>& on) -> tern::runtime::task<int> {
          co_return (co_await on.Unary({.number = 1})).number;
        }(goes)));
  }
  home.run_ready();
}

TEST_CASE("a contract is served once") {
  tern::testing::memory_server server;
  server.add<Subject>(scripted{});
  CHECK_THROWS_AS(server.add<Subject>(scripted{}), std::logic_error);
}
