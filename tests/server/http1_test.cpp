// SPDX-License-Identifier: MIT

#include <tern/server/endpoint.hpp>

// Calls over HTTP/1.1: what is other there than over HTTP/2.

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <tern/json.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/server/handler.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

#include "tests/checklist/wire.hpp"
#include "tests/http/h1_ends.hpp"
#include "tests/stack/contract.hpp"

namespace {

using namespace std::chrono_literals;
using checklist::message;
using stack::Answer;
using stack::Ask;
using tern::http::stream_ptr;

// A server, and a client of HTTP/1.1 on the other end of its only connection.
struct asked final : tern::transport::io_watcher {
  explicit asked(stack::script lines = {}, tern::http::versions spoken = {})
      : service{std::move(lines)} {
    options.http_versions = spoken;
    options.json = &tern::json_codec;
    REQUIRE(tern::server_side::add_routes<stack::Subject>(routes, service).empty());
    endpoint.emplace(home.executor(), scratch, routes, options);
    auto ends = tern::transport::memory_stream::make_pair(home.executor());
    bytes = std::move(ends.first);
    bytes->watch(*this);
    endpoint->adopt(std::move(ends.second));
  }

  void on_readable() noexcept override {}
  void on_writable() noexcept override {}

  /// Moves bytes until both sides are silent.
  void exchange() {
    for (;;) {
      unwritten += client.say();
      const auto put = bytes->write_some(tern::as_bytes(unwritten));
      unwritten.erase(0, put.bytes);
      home.run_ready();
      std::array<char, 4096> room;
      const auto got = bytes->read_some(std::as_writable_bytes(std::span{room}));
      client.hear({room.data(), got.bytes});
      if (got.ended) client.session.input_ended();
      if (put.bytes == 0 && got.bytes == 0) return;
    }
  }

  stream_ptr begin(std::string_view method, std::string content_type, bool end = false) {
    tern::http::head head = h1::request("POST", "/stack.Subject/" + std::string{method});
    head.fields.add("content-type", content_type);
    stream_ptr opened = client.session.open(std::move(head), end);
    REQUIRE(opened);
    return opened;
  }

  /// The body of the answer to a whole request; the head stays in `last`.
  std::string ask(std::string_view method, std::string content_type, std::string_view body) {
    last = begin(method, std::move(content_type));
    last->output().append(tern::as_bytes(body));
    last->end();
    exchange();
    CHECK(last->received_end());
    return h1::take(*last);
  }

  tern::testing::manual_executor home;
  stack::scripted service;
  tern::server_side::options options;
  tern::server_side::router routes;
  std::array<std::byte, 4096> scratch{};
  std::optional<tern::server_side::endpoint> endpoint;
  std::unique_ptr<tern::transport::byte_stream> bytes;
  h1::client client;
  std::string unwritten;
  stream_ptr last;
};

}  // namespace

TEST_CASE("calls of all protocols but gRPC follow one another on a connection of HTTP/1.1") {
  asked here;
  for (int round = 0; round < 2; ++round) {
    CHECK(here.ask("Unary", "application/json", R"({"text":"Ada"})") == R"({"text":"Ada"})");
    CHECK(here.last->received_head().status == 200);
    CHECK(here.last->received_head().fields.get("content-length") == "14");
    CHECK(here.ask("Serve", "application/connect+json", message(R"({"text":"a","number":2})")) ==
          message(R"({"text":"a","number":1})") + message(R"({"text":"a","number":2})") +
              message("{}", 2));
    CHECK(here.ask("Collect", "application/connect+json",
                   message(R"({"text":"a"})") + message(R"({"text":"b"})")) ==
          message(R"({"text":"ab","number":2})") + message("{}", 2));
    CHECK(here.ask("Unary", "application/grpc-web+json", message(R"({"text":"a"})")) ==
          message(R"({"text":"a"})") + message("grpc-status: 0\r\n", 0x80));
  }
}

TEST_CASE("gRPC over HTTP/1.1 is told what it needs") {
  asked here;
  CHECK(here.ask("Unary", "application/grpc", message("")).find("HTTP/2") != std::string::npos);
  CHECK(here.last->received_head().status == 505);
  CHECK(here.ask("Unary", "text/plain", "").find("content-type") != std::string::npos);
  CHECK(here.last->received_head().status == 415);
}

TEST_CASE("the messages of a stream come as they are made") {
  stack::script lines;
  lines.serve = [](tern::rpc::context&, Ask ask) -> stack::script::answers {
    for (std::int32_t i = 1; i <= 2; ++i) {
      co_yield Answer{ask.text, i};
      co_await tern::runtime::sleep_for(1s);
    }
  };
  asked here{lines};
  auto call = here.begin("Serve", "application/connect+json");
  call->output().append(tern::as_bytes(message(R"({"text":"a"})")));
  call->end();
  here.exchange();
  CHECK(h1::take(*call) == message(R"({"text":"a","number":1})"));
  CHECK_FALSE(call->received_end());
  here.home.advance(1s);
  here.exchange();
  CHECK(h1::take(*call) == message(R"({"text":"a","number":2})"));
  here.home.advance(1s);
  here.exchange();
  CHECK(h1::take(*call) == message("{}", 2));
  CHECK(call->received_end());
}

TEST_CASE("a call in both directions answers while it is asked") {
  asked here;
  auto call = here.begin("Chat", "application/connect+json");
  for (const std::string_view text : {"a", "b"}) {
    const std::string one = message("{\"text\":\"" + std::string{text} + "\"}");
    h1::write(*call, one);
    here.exchange();
    CHECK(h1::take(*call) == one);
  }
  call->end();
  here.exchange();
  CHECK(h1::take(*call) == message("{}", 2));
  CHECK(here.client.session.accepts_requests());
}

TEST_CASE("a call that is refused before all was asked leaves the connection to the next") {
  stack::script lines;
  lines.collect = [](tern::rpc::context&, stack::script::asks) -> stack::script::task {
    throw tern::error{tern::code::aborted, "enough"};
    co_return Answer{};
  };
  asked here{lines};
  const std::string ask = message(std::string(1000, ' ') + "{}");
  std::string request =
      "POST /stack.Subject/Collect HTTP/1.1\r\nhost: x\r\ncontent-type: "
      "application/connect+json\r\n"
      "content-length: " +
      std::to_string(2 * ask.size()) + "\r\n\r\n" + ask;
  const auto say = [&](std::string_view words) {
    CHECK(here.bytes->write_some(tern::as_bytes(words)).bytes == words.size());
    here.home.run_ready();
    std::string room(10'000, '\0');
    room.resize(here.bytes->read_some(std::as_writable_bytes(std::span{room})).bytes);
    return room;
  };
  const std::string heard = say(request);
  CHECK(heard.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(heard.find(R"({"error":{"code":"aborted","message":"enough"}})") != std::string::npos);
  CHECK(heard.find("connection: close") == std::string::npos);
  CHECK(say(ask) == "");
  CHECK(say("POST /stack.Subject/Unary HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            "content-length: 2\r\n\r\n{}")
            .ends_with("\r\n\r\n{}"));
}

TEST_CASE("a client that goes cancels its call") {
  bool cancelled = false;
  stack::script lines;
  lines.unary = [&](tern::rpc::context&, Ask) -> stack::script::task {
    try {
      co_await tern::runtime::sleep_for(1h);
    } catch (const tern::error& reason) {
      cancelled = reason.code() == tern::code::cancelled;
      throw;
    }
    co_return Answer{};
  };
  asked here{lines};
  auto call = here.begin("Unary", "application/json");
  call->output().append(tern::as_bytes("{}"));
  call->end();
  here.exchange();
  CHECK_FALSE(cancelled);
  here.bytes.reset();
  here.home.run_ready();
  CHECK(cancelled);
}

TEST_CASE("a call ends at its deadline") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask) -> stack::script::task {
    co_await tern::runtime::sleep_for(1h);
    co_return Answer{};
  };
  asked here{lines};
  tern::http::head head = h1::request("POST", "/stack.Subject/Unary");
  head.fields.add("content-type", "application/json");
  head.fields.add("connect-timeout-ms", "1000");
  auto call = here.client.session.open(std::move(head), false);
  h1::write(*call, "{}");
  call->end();
  here.exchange();
  here.home.advance(2s);
  here.exchange();
  CHECK(call->received_head().status == 504);
  CHECK(h1::take(*call).find("deadline_exceeded") != std::string::npos);
}

TEST_CASE("large messages go both ways over a small pipe") {
  asked here;
  const std::string text(1'000'000, 'x');
  auto call = here.begin("Unary", "application/json");
  call->output().append(tern::as_bytes("{\"text\":\"" + text + "\"}"));
  call->end();
  std::string heard;
  for (int i = 0; i < 10'000 && !call->received_end(); ++i) {
    here.exchange();
    heard += h1::take(*call);
  }
  heard += h1::take(*call);
  CHECK(call->received_end());
  CHECK(heard.size() == text.size() + 11);
}

TEST_CASE("a stream whose client does not read waits") {
  int made = 0;
  stack::script lines;
  lines.serve = [&](tern::rpc::context&, Ask) -> stack::script::answers {
    for (; made < 1000; ++made) co_yield Answer{std::string(10'000, 'x')};
  };
  asked here{lines};
  auto call = here.begin("Serve", "application/connect+proto");
  call->output().append(tern::as_bytes(message("")));
  call->end();
  here.unwritten = here.client.say();
  CHECK(here.bytes->write_some(tern::as_bytes(here.unwritten)).bytes == here.unwritten.size());
  here.unwritten.clear();
  here.home.run_ready();
  CHECK(made > 0);
  CHECK(made < 100);
  here.exchange();
  CHECK(made == 1000);
  CHECK(call->received_end());
}

TEST_CASE("a server that drains answers what it was asked, and closes") {
  stack::script lines;
  lines.unary = [](tern::rpc::context&, Ask ask) -> stack::script::task {
    co_await tern::runtime::sleep_for(1s);
    co_return Answer{ask.text};
  };
  asked here{lines};
  auto call = here.begin("Unary", "application/json");
  call->output().append(tern::as_bytes(R"({"text":"Ada"})"));
  call->end();
  here.exchange();
  bool drained = false;
  here.endpoint->drain([&] { drained = true; });
  here.home.run_ready();
  CHECK_FALSE(drained);
  here.home.advance(1s);
  here.exchange();
  CHECK(h1::take(*call) == R"({"text":"Ada"})");
  CHECK(here.client.session.finished());
  CHECK(drained);
}

TEST_CASE("a server without HTTP/1.1 says so to who speaks it") {
  asked here{{}, {.http1 = false}};
  auto call = here.begin("Unary", "application/json");
  call->end();
  here.exchange();
  CHECK(call->received_head().status == 505);
  CHECK(h1::take(*call) == "This port speaks HTTP/2 alone.\n");
  CHECK(here.client.session.finished());
}
