// SPDX-License-Identifier: MIT

// gRPC's negative HTTP/2 cases, with a server by hand: the statuses are those that gRPC's own
// clients expect, C-core's where they differ.
// @source gRPC, doc/http2-interop-test-descriptions.md; test/cpp/interop/http2_client.cc

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include "tests/attack/raw_server.hpp"
#include "tests/stack/contract.hpp"

using attack::raw_server;
using attack::server_connection;
using h2::frame;
using h2::number;
using h2::parsed_frame;

namespace {

constexpr std::size_t request_bytes = 271'828;
constexpr std::size_t reply_bytes = 314'159;

std::string hello() {
  return frame(h2::settings, 0, 0, "");
}

std::string head(std::uint32_t stream) {
  return frame(h2::headers_, h2::end_headers, stream,
               h2::fields({{":status", "200"}, {"content-type", "application/grpc"}}));
}
std::string trailers(std::uint32_t stream) {
  return frame(h2::headers_, h2::end_headers | h2::end_stream, stream,
               h2::fields({{"grpc-status", "0"}}));
}
std::string reset_without_error(std::uint32_t stream) {
  return frame(h2::rst_stream, 0, stream, number(0, 4));
}

// The large reply, behind its envelope.
const std::string& reply() {
  static const std::string all = [] {
    const tern::buffer encoded =
        tern::codec::encode(stack::Answer{.payload = std::string(reply_bytes, '\0')});
    return number(0, 1) + number(encoded.size(), 4) + std::string{tern::as_text(encoded.view())};
  }();
  return all;
}

// Says a part of a body in DATA frames.
void say_body(server_connection& to, std::uint32_t stream, std::string_view body,
              std::size_t piece_bytes = 16'384) {
  while (!body.empty()) {
    to.say_data(stream, body.substr(0, piece_bytes));
    body.remove_prefix(std::min(body.size(), piece_bytes));
  }
}

// What the server does when the whole of a request has come.
using answerer = std::function<void(server_connection&, std::uint32_t stream)>;

server_connection::hearer when_asked(answerer answer) {
  return [answer = std::move(answer)](server_connection& from, const parsed_frame& frame) {
    const bool carries = frame.type == h2::data || frame.type == h2::headers_;
    if (carries && (frame.flags & h2::end_stream) != 0) answer(from, frame.id);
  };
}

void answer_in_full(server_connection& to, std::uint32_t stream) {
  to.say(head(stream));
  say_body(to, stream, reply());
  to.say(trailers(stream));
}

tern::transport::address anywhere() {
  return {.type = tern::transport::address::kind::tcp, .host = "in-process", .port = 0};
}

// A channel to the server, in virtual time.
struct world {
  explicit world(raw_server& to) : server(to), channel(anywhere(), to.connector()) {}
  ~world() { server.connections.clear(); }  // they live on the executor

  tern::task<tern::result<stack::Answer>> call() {
    tern::client<stack::Subject> subject{channel};
    co_return co_await subject.Unary({.payload = std::string(request_bytes, '\0')}).result();
  }
  tern::result<stack::Answer> run_call() { return home.run(call()); }

  tern::testing::manual_executor home;
  raw_server& server;
  tern::channel channel;
};

bool is_whole(const tern::result<stack::Answer>& outcome) {
  return outcome && outcome->payload == std::string(reply_bytes, '\0');
}

}  // namespace

TEST_CASE("goaway: the next call goes over another connection") {
  std::vector<std::uint32_t> streams;
  raw_server server{hello(), when_asked([&](server_connection& to, std::uint32_t stream) {
                      streams.push_back(stream);
                      to.say(frame(h2::goaway, 0, 0, number(stream, 4) + number(0, 4)));
                      answer_in_full(to, stream);
                    })};
  world here{server};
  CHECK(is_whole(here.run_call()));
  CHECK(is_whole(here.run_call()));
  CHECK(server.connections.size() == 2);
  CHECK(streams == std::vector<std::uint32_t>{1, 1});
}

TEST_CASE("rst_after_header: the call fails with INTERNAL") {
  raw_server server{hello(), when_asked([](server_connection& to, std::uint32_t stream) {
                      to.say(head(stream));
                      to.say(reset_without_error(stream));
                    })};
  world here{server};
  const auto outcome = here.run_call();
  CHECK(outcome.status().code() == tern::code::internal);
  CHECK_FALSE(outcome.status().message().empty());
}

TEST_CASE("rst_during_data: the call fails with INTERNAL") {
  raw_server server{hello(), when_asked([](server_connection& to, std::uint32_t stream) {
                      to.say(head(stream));
                      say_body(to, stream, std::string_view{reply()}.substr(0, reply().size() / 2));
                      to.say(reset_without_error(stream));
                    })};
  world here{server};
  const auto outcome = here.run_call();
  CHECK(outcome.status().code() == tern::code::internal);
  CHECK_FALSE(outcome.status().message().empty());
}

TEST_CASE("rst_after_data: the call fails with INTERNAL, though its reply is there") {
  raw_server server{hello(), when_asked([](server_connection& to, std::uint32_t stream) {
                      to.say(head(stream));
                      say_body(to, stream, reply());
                      to.say(reset_without_error(stream));
                    })};
  world here{server};
  const auto outcome = here.run_call();
  CHECK(outcome.status().code() == tern::code::internal);
  CHECK_FALSE(outcome.status().message().empty());
}

TEST_CASE("ping: every PING is answered with what it brought") {
  std::vector<std::string> outstanding;
  int sent = 0;
  const auto ping = [&](server_connection& to) {
    outstanding.push_back("ping" + number(static_cast<std::uint64_t>(++sent), 4));
    to.say(frame(h2::ping, 0, 0, outstanding.back()));
  };
  const auto answer = when_asked([&](server_connection& to, std::uint32_t stream) {
    ping(to);
    to.say(head(stream));
    ping(to);
    const std::string_view body = reply();
    for (std::size_t at = 0; at < body.size(); at += 16'384) {
      ping(to);
      say_body(to, stream, body.substr(at, 16'384));
      ping(to);
    }
    to.say(trailers(stream));
  });
  raw_server server{hello(), [&](server_connection& from, const parsed_frame& heard) {
                      if (heard.type == h2::ping && heard.flags == h2::ack) {
                        const auto found =
                            std::find(outstanding.begin(), outstanding.end(), heard.payload);
                        if (found != outstanding.end()) outstanding.erase(found);
                      }
                      answer(from, heard);
                    }};
  world here{server};
  CHECK(is_whole(here.run_call()));
  here.home.run_ready();
  CHECK(sent == 2 + 2 * 20);
  CHECK(outstanding.empty());
}

TEST_CASE("max_streams: no call is sent before the server allows it") {
  int open = 0;
  int most = 0;
  const auto answer = when_asked([&](server_connection& to, std::uint32_t stream) {
    answer_in_full(to, stream);
    --open;
  });
  raw_server server{frame(h2::settings, 0, 0, h2::setting(3, 1)),
                    [&](server_connection& from, const parsed_frame& heard) {
                      if (heard.type == h2::headers_) most = std::max(most, ++open);
                      answer(from, heard);
                    }};
  world here{server};
  CHECK(is_whole(here.run_call()));
  const auto many = [&]() -> tern::task<void> {
    std::vector<tern::task<tern::result<stack::Answer>>> calls;
    for (int i = 0; i < 15; ++i) calls.push_back(here.call());
    const auto outcomes = co_await tern::when_all(std::move(calls));
    CHECK(outcomes.size() == 15);
    CHECK(std::all_of(outcomes.begin(), outcomes.end(), is_whole));
  };
  here.home.run(many());
  CHECK(most == 1);
  CHECK(server.connections.size() == 1);
}

TEST_CASE("data_frame_padding: padding counts for the windows, which open again") {
  raw_server server{hello(), when_asked([](server_connection& to, std::uint32_t stream) {
                      to.say(head(stream));
                      const std::string_view body = reply();
                      for (std::size_t at = 0; at < body.size(); at += 5) {
                        const std::string_view piece = body.substr(at, 5);
                        to.say_data(stream, "\xff" + std::string{piece} + std::string(255, '\0'),
                                    h2::padded);
                      }
                      to.say(trailers(stream));
                    })};
  world here{server};
  CHECK(is_whole(here.run_call()));
  CHECK(server.connections.front()->silent());
}

TEST_CASE("no_df_padding_sanity_test: small frames are put together") {
  raw_server server{hello(), when_asked([](server_connection& to, std::uint32_t stream) {
                      to.say(head(stream));
                      say_body(to, stream, reply(), 5);
                      to.say(trailers(stream));
                    })};
  world here{server};
  CHECK(is_whole(here.run_call()));
  CHECK(server.connections.front()->silent());
}
