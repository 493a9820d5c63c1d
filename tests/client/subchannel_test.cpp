// SPDX-License-Identifier: MIT

#include <tern/client/subchannel.hpp>

// Calls that wait, calls that are made again, connections that are lost: what the server sees, and
// what the caller does.

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <tern/runtime/pipe.hpp>
#include <tern/runtime/when_all.hpp>

#include "tests/client/network.hpp"

using namespace std::chrono_literals;
using network::at;
using network::status_of;
using network::world;
using stack::Answer;
using stack::Ask;
using stack::Subject;
using tern::code;
using client = tern::client_side::client<Subject>;
using tern::runtime::sleep_for;
using tern::runtime::task;

namespace {

std::string body_of(const tern::http::stream_ptr& request) {
  return std::string{tern::as_text(request->body())};
}

}  // namespace

// ---- transparent retry -----------------------------------------------------------------------

TEST_CASE("a call whose stream is refused is made again, once, with the same bytes") {
  int refusals = 1;
  world here{[&](tern::http::stream& request) {
    if (refusals-- > 0) return network::refuse(request);
    network::answer(request);
  }};
  CHECK(here.home.run(status_of(here.subject)).ok());
  REQUIRE(here.server.requests.size() == 2);
  CHECK(here.server.connection_count == 1);
  CHECK(here.server.requests[1]->received_head().path == "/stack.Subject/Unary");
  CHECK_FALSE(here.server.requests[1]->received_head().fields.get("grpc-previous-rpc-attempts"));

  refusals = 2;
  const tern::status twice = here.home.run(status_of(here.subject));
  CHECK(twice == tern::status{code::unavailable, "the peer reset the stream with REFUSED_STREAM"});
  CHECK(here.server.requests.size() == 4);
}

TEST_CASE("a call that is made again sends its whole request, to a server that reads it first") {
  std::vector<std::string> bodies;
  world here{network::ignore};
  const auto outcome =
      here.home.run([](world& in, std::vector<std::string>& seen) -> task<tern::status> {
        auto call = in.subject.Unary({.text = std::string(1000, 'x')});
        while (in.server.requests.empty()) co_await sleep_for(1ms);
        co_await sleep_for(1ms);
        seen.push_back(body_of(in.server.requests[0]));
        CHECK(in.server.requests[0]->received_end());
        network::refuse(*in.server.requests[0]);
        while (in.server.requests.size() < 2) co_await sleep_for(1ms);
        co_await sleep_for(1ms);
        seen.push_back(body_of(in.server.requests[1]));
        CHECK(in.server.requests[1]->received_end());
        network::answer(*in.server.requests[1]);
        auto reply = co_await call.result();
        co_return reply.status();
      }(here, bodies));
  CHECK(outcome.ok());
  CHECK(bodies[0].size() > 1000);
  CHECK(bodies[0] == bodies[1]);
}

TEST_CASE("what a call keeps to be made again is bounded by retry_buffer_max_bytes") {
  for (const auto& [bytes, expected] :
       {std::pair{500, code::ok}, std::pair{2000, code::unavailable}}) {
    world here{network::ignore, {.retry_buffer_max_bytes = 1000}};
    const auto outcome = here.home.run([](world& in, std::size_t size) -> task<tern::status> {
      auto call = in.subject.Unary({.text = std::string(size, 'x')});
      while (in.server.requests.empty()) co_await sleep_for(1ms);
      network::refuse(*in.server.requests[0]);
      in.server.by() = network::answer;
      auto reply = co_await call.result();
      co_return reply.status();
    }(here, static_cast<std::size_t>(bytes)));
    CHECK(outcome.code() == expected);
  }
}

TEST_CASE(
    "a refusal after the server's first header fields is no refusal: the call has been seen") {
  world here{[](tern::http::stream& request) { request.send_head(network::response(), false); }};
  const auto outcome = here.home.run([](world& in) -> task<tern::status> {
    auto call = in.subject.Unary({});
    while (in.server.requests.empty()) co_await sleep_for(1ms);
    co_await sleep_for(1ms);
    network::refuse(*in.server.requests[0]);
    auto reply = co_await call.result();
    co_return reply.status();
  }(here));
  CHECK(outcome.code() == code::unavailable);
  CHECK(here.server.requests.size() == 1);
}

TEST_CASE("a stream of requests is made again with what it has sent, and goes on") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto asks = tern::runtime::pipe<Ask>();
    auto call = in.subject.Collect(std::move(asks.stream));
    CHECK(co_await asks.send({.text = "one"}));
    CHECK(co_await asks.send({.text = "two"}));
    while (in.server.requests.empty()) co_await sleep_for(1ms);
    co_await sleep_for(1ms);
    const std::string before = body_of(in.server.requests[0]);
    CHECK(before.find("two") != before.npos);
    network::refuse(*in.server.requests[0]);
    CHECK(co_await asks.send({.text = "three"}));
    asks.close();
    while (in.server.requests.size() < 2) co_await sleep_for(1ms);
    co_await sleep_for(1ms);
    const std::string after = body_of(in.server.requests[1]);
    CHECK(after.starts_with(before));
    CHECK(after.find("three") != after.npos);
    CHECK(in.server.requests[1]->received_end());
    network::answer(*in.server.requests[1]);
    auto reply = co_await call.result();
    CHECK(reply.ok());
  }(here));
}

TEST_CASE("a sender that waits for a stream with no room goes on with the next one") {
  // What has been sent is kept as long as it is less than 256 KiB; the window lets out 64 KiB.
  world here{network::ignore, {}, {.stream_window_bytes = 64 * 1024 - 1}};
  here.home.run([](world& in) -> task<void> {
    auto asks = tern::runtime::pipe<Ask>();
    auto call = in.subject.Collect(std::move(asks.stream));
    const auto send = [](auto& to, int& count) -> task<void> {
      for (; count < 6; ++count) {
        if (!co_await to.send({.text = std::string(32 * 1024, 'x')})) break;
      }
      to.close();
    };
    int sent = 0;
    auto sending = [](auto body, auto& to, int& count) -> task<void> { co_await body(to, count); }(
                                                           send, asks, sent);
    auto serving = [](world& of) -> task<void> {
      while (of.server.requests.empty()) co_await sleep_for(1ms);
      co_await sleep_for(1ms);
      network::refuse(*of.server.requests[0]);
      while (of.server.requests.size() < 2) co_await sleep_for(1ms);
      auto& second = *of.server.requests[1];
      std::size_t bytes = 0;
      while (!second.received_end() || !second.body().empty()) {
        bytes += second.body().size();
        second.consume(second.body().size());
        co_await sleep_for(1ms);
      }
      CHECK(bytes > 6 * 32 * 1024);
      network::answer(second);
    }(in);
    co_await tern::runtime::when_all(std::move(sending), std::move(serving));
    auto reply = co_await call.result();
    CHECK(reply.ok());
    CHECK(sent == 6);
  }(here));
}

TEST_CASE("calls that a draining server has not seen are made again on the next connection") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto running = in.subject.Unary({.text = "running"});
    while (in.server.requests.empty()) co_await sleep_for(1ms);
    in.server.drain();
    // The server's warning is on its way: this call still goes to the old connection, and is
    // served or refused there.
    auto crossing = in.subject.Unary({.text = "crossing"});
    co_await sleep_for(5s);
    in.server.by() = network::answer;
    auto later = in.subject.Unary({.text = "later"});
    auto third = co_await later.result();
    CHECK(third.ok());
    for (const auto& each : in.server.requests) {
      if (!each->head_sent()) network::answer(*each);
    }
    auto first = co_await running.result();
    CHECK(first.ok());
    auto second = co_await crossing.result();
    CHECK(second.ok());
    CHECK(in.server.connection_count == 2);
  }(here));
}

TEST_CASE("a call that has left and may have been seen is not made again") {
  world here{network::ignore};
  const auto outcome = here.home.run([](world& in) -> task<tern::status> {
    auto call = in.subject.Unary({});
    while (in.server.requests.empty()) co_await sleep_for(1ms);
    in.server.close();
    auto reply = co_await call.result();
    co_return reply.status();
  }(here));
  CHECK(outcome.code() == code::unavailable);
  CHECK(outcome.message().starts_with("the connection was lost"));
  CHECK(here.server.connection_count == 1);
}

TEST_CASE("a call that is cancelled while it waits to be made again is not made") {
  world here{network::ignore};
  here.home.run([](world& in) -> task<void> {
    auto call = in.subject.Unary({});
    while (in.server.requests.empty()) co_await sleep_for(1ms);
    in.server.allows.concurrent_streams_max_count = 0;
    in.server.drain();
    network::refuse(*in.server.requests[0]);
    co_await sleep_for(5s);
    call.cancel();
    auto reply = co_await call.result();
    CHECK(reply.status().code() == code::cancelled);
    co_await sleep_for(5s);
    CHECK(in.server.requests.size() == 1);
  }(here));
}

// ---- SETTINGS_MAX_CONCURRENT_STREAMS ---------------------------------------------------------

TEST_CASE("calls above the server's limit wait for their turn, in their order") {
  world here{network::ignore, {}, {.concurrent_streams_max_count = 1}};
  here.home.run([](world& in) -> task<void> {
    std::vector<tern::client_side::call<Answer>> calls;
    for (int i = 0; i < 4; ++i) calls.push_back(in.subject.Unary({.text = std::to_string(i)}));
    for (std::size_t i = 0; i < calls.size(); ++i) {
      co_await sleep_for(1s);
      REQUIRE(in.server.requests.size() == i + 1);
      CHECK(body_of(in.server.requests[i]).ends_with(std::to_string(i)));
      network::answer(*in.server.requests[i]);
    }
    for (auto& each : calls) {
      auto reply = co_await each.result();
      CHECK(reply.ok());
    }
    CHECK(in.server.connection_count == 1);
  }(here));
}

TEST_CASE("a call that waits for its turn honours its deadline and its cancellation") {
  world here{network::ignore, {}, {.concurrent_streams_max_count = 1}};
  here.home.run([](world& in) -> task<void> {
    auto first = in.subject.Unary({});
    auto late = in.subject.Unary({}, {.timeout = 2s});
    auto dropped = in.subject.Unary({});
    auto last = in.subject.Unary({.text = "last"}, {.timeout = 10s});
    auto expired = co_await late.result();
    CHECK(expired.status() ==
          tern::status{code::deadline_exceeded,
                       "the deadline of the call has passed while it waited for its turn: the "
                       "server allows no more calls"});
    dropped.cancel();
    co_await sleep_for(1s);
    CHECK(in.server.requests.size() == 1);
    network::answer(*in.server.requests[0]);
    auto reply = co_await first.result();
    CHECK(reply.ok());
    co_await sleep_for(1s);
    REQUIRE(in.server.requests.size() == 2);
    CHECK(body_of(in.server.requests[1]).ends_with("last"));
    // What is left of its time when it begins, not when it was made.
    const auto timeout = in.server.requests[1]->received_head().fields.get("grpc-timeout");
    REQUIRE(timeout);
    CHECK(*timeout == "7000000u");
    network::answer(*in.server.requests[1]);
    auto second = co_await last.result();
    CHECK(second.ok());
  }(here));
}
