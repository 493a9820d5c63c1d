// SPDX-License-Identifier: MIT

#include <tern/server/endpoint.hpp>

// A server asked by hand: requests that no client of ours would make.

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/runtime/sleep.hpp>
#include <tern/server/handler.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

#include "tests/stack/contract.hpp"

using namespace std::chrono_literals;
using stack::Answer;
using stack::Ask;

namespace {

// A connection on which requests are written by hand.
class raw_client final : public tern::transport::connection_owner {
 public:
  raw_client(tern::runtime::executor& home, std::unique_ptr<tern::transport::byte_stream> bytes)
      : link_(std::make_unique<tern::transport::connection>(home, scratch_, std::move(bytes),
                                                            tern::http::role::client,
                                                            tern::http::limits{}, *this)) {}

  [[nodiscard]] tern::http::stream_ptr ask(tern::http::head request) {
    return link_->open(std::move(request), false);
  }
  [[nodiscard]] bool connected() const { return link_ != nullptr && !link_->closed(); }
  void close() { link_.reset(); }

 private:
  void on_request(tern::transport::connection&, tern::http::stream_ptr) override {}
  void on_closed(tern::transport::connection&) noexcept override { link_.reset(); }

  std::array<std::byte, 4096> scratch_{};
  std::unique_ptr<tern::transport::connection> link_;
};

struct served {
  explicit served(stack::script lines = {}, tern::server_side::options how = {})
      : service{std::move(lines)}, options(how) {
    REQUIRE(tern::server_side::add_routes<stack::Subject>(routes, service).empty());
    calls.emplace(home.executor(), scratch, routes, options);
    auto ends = tern::transport::memory_stream::make_pair(home.executor());
    calls->adopt(std::move(ends.second));
    client.emplace(home.executor(), std::move(ends.first));
    home.run_ready();
  }

  // Asks and answers to the end; nothing is said to be the last unless `ends`.
  tern::http::stream_ptr ask(tern::http::head request, std::string_view body, bool ends = true) {
    auto asked = client->ask(std::move(request));
    REQUIRE(asked);
    asked->output().append(tern::as_bytes(body));
    asked->flush();
    if (ends) asked->end();
    home.run_ready();
    return asked;
  }

  tern::testing::manual_executor home;
  stack::scripted service;
  tern::server_side::options options;
  tern::server_side::router routes;
  std::array<std::byte, 4096> scratch{};
  std::optional<tern::server_side::endpoint> calls;
  std::optional<raw_client> client;
};

tern::http::head request(std::string path = "/stack.Subject/Unary") {
  tern::http::head head;
  head.method = "POST";
  head.scheme = "http";
  head.authority = "localhost";
  head.path = std::move(path);
  head.fields.add("te", "trailers");
  head.fields.add("content-type", "application/grpc");
  return head;
}

std::string prefix(std::uint32_t length, int flags = 0) {
  std::string text(5, '\0');
  text[0] = static_cast<char>(flags);
  for (int i = 0; i < 4; ++i)
    text[4 - static_cast<std::size_t>(i)] = static_cast<char>(length >> (8 * i));
  return text;
}

const std::string empty_message = prefix(0);

// `grpc-status` and the text, wherever they are.
std::string status_of(const tern::http::stream& asked) {
  const tern::http::headers& fields = asked.received_trailers() != nullptr
                                          ? *asked.received_trailers()
                                          : asked.received_head().fields;
  const auto number = fields.get("grpc-status");
  return number ? std::string{*number} : "none";
}
std::string message_of(const tern::http::stream& asked) {
  const tern::http::headers& fields = asked.received_trailers() != nullptr
                                          ? *asked.received_trailers()
                                          : asked.received_head().fields;
  return std::string{fields.get("grpc-message").value_or("")};
}

}  // namespace

TEST_CASE("an answer is a head, messages and trailers") {
  served here;
  auto asked = here.ask(request(), empty_message);
  CHECK(asked->received_head().status == 200);
  CHECK(asked->received_head().fields.get("content-type") == "application/grpc");
  CHECK_FALSE(asked->received_head().fields.get("grpc-status"));
  CHECK(asked->body().size() == 5);
  REQUIRE(asked->received_trailers() != nullptr);
  CHECK(asked->received_trailers()->get("grpc-status") == "0");
  CHECK(asked->closed());
  CHECK(asked->failure() == nullptr);
}

TEST_CASE("the content-type decides") {
  served here;
  const std::pair<std::string, std::string> table[] = {
      {"application/grpc", "0"},
      {"application/grpc+proto", "0"},
      {"application/grpc;charset=utf-8", "0"},
      {"application/grpc+json", "12"},
  };
  for (const auto& [content_type, status] : table) {
    INFO(content_type);
    auto head = request();
    head.fields = {};
    head.fields.add("content-type", content_type);
    CHECK(status_of(*here.ask(std::move(head), empty_message)) == status);
  }
  for (const std::string content_type : {"text/plain", "application/grpc-webx", ""}) {
    auto head = request();
    head.fields = {};
    if (!content_type.empty()) head.fields.add("content-type", content_type);
    auto asked = here.ask(std::move(head), "what?");
    CHECK(asked->received_head().status == 415);
    CHECK(status_of(*asked) == "none");
    CHECK(asked->received_end());
  }
}

TEST_CASE("a call is made with POST") {
  served here;
  for (const std::string method : {"GET", "PUT", "OPTIONS", "HEAD"}) {
    auto head = request();
    head.method = method;
    auto asked = here.ask(std::move(head), "");
    CHECK(asked->received_head().status == 405);
    CHECK(asked->received_head().fields.get("allow") == "POST");
    CHECK(asked->received_end());
    CHECK(asked->closed());
  }
}

TEST_CASE("messages that are none end the call with internal") {
  served here;
  const std::pair<std::string, std::string> table[] = {
      {prefix(0, 2), "unknown flags"},
      {prefix(0, 0xff), "unknown flags"},
      {prefix(3, 1) + "abc", "compressed"},
      {prefix(10) + "abc", "ended after 3 of the 10 bytes"},
      {std::string(2, '\0'), "ended after 2 of the 5 bytes"},
      {prefix(2) + "\xff\xff", ""},
  };
  for (const auto& [body, text] : table) {
    for (const std::string path : {"/stack.Subject/Unary", "/stack.Subject/Collect"}) {
      INFO(path << ": " << text);
      auto asked = here.ask(request(path), body);
      CHECK(status_of(*asked) == "13");
      CHECK(message_of(*asked).find(text) != std::string::npos);
      CHECK(asked->received_end());
    }
  }
  CHECK(status_of(*here.ask(request(), empty_message)) == "0");
}

TEST_CASE("a prefix that promises 4 GiB is answered before more comes") {
  served here;
  auto asked = here.ask(request(), prefix(0xffffffff), false);
  CHECK(status_of(*asked) == "8");
  CHECK(message_of(*asked) == "message is 4294967295 bytes, limit receive_max_bytes is 4194304");
  CHECK(asked->received_end());
  CHECK(asked->closed());
}

TEST_CASE("compression that the server does not know is unimplemented, and it says what it knows") {
  served here;
  auto head = request();
  head.fields.add("grpc-encoding", "snappy");
  auto asked = here.ask(std::move(head), prefix(3, 1) + "abc");
  CHECK(status_of(*asked) == "12");
  CHECK(asked->received_head().fields.get("grpc-accept-encoding") ==
        tern::compress::accept_encoding);
}

TEST_CASE("grpc-timeout is taken as it is, or refused") {
  stack::script lines;
  int served_count = 0;
  lines.unary = [&](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    ++served_count;
    co_await tern::runtime::sleep_for(1h);
    co_return Answer{};
  };
  served here{lines};
  for (const std::string timeout : {"", "1", "S", "123456789S", "1s", "-1S", "1 S", "1.5S"}) {
    auto head = request();
    head.fields.add("grpc-timeout", timeout);
    CHECK(status_of(*here.ask(std::move(head), empty_message)) == "13");
  }
  CHECK(served_count == 0);
  auto head = request();
  head.fields.add("grpc-timeout", "100m");
  auto asked = here.ask(std::move(head), empty_message);
  CHECK_FALSE(asked->head_received());
  here.home.advance(99ms);
  CHECK_FALSE(asked->head_received());
  here.home.advance(1ms);
  CHECK(status_of(*asked) == "4");
  auto long_head = request();
  long_head.fields.add("grpc-timeout", "99999999H");
  auto patient = here.ask(std::move(long_head), empty_message);
  here.home.advance(1h);
  CHECK(status_of(*patient) == "0");
}

TEST_CASE("a timeout of nothing is over before the handler") {
  stack::script lines;
  int served_count = 0;
  lines.unary = [&](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    ++served_count;
    co_return Answer{};
  };
  served here{lines};
  auto head = request();
  head.fields.add("grpc-timeout", "0n");
  auto asked = here.ask(std::move(head), empty_message);
  CHECK(status_of(*asked) == "4");
  CHECK(served_count == 0);
}

TEST_CASE("a method that needs one message refuses none and two") {
  served here;
  CHECK(status_of(*here.ask(request(), "")) == "12");
  CHECK(status_of(*here.ask(request(), empty_message + empty_message)) == "12");
  CHECK(status_of(*here.ask(request("/stack.Subject/Serve"), "")) == "12");
}

TEST_CASE("paths are taken as they are written") {
  served here;
  for (const std::string path : {"/stack.Subject/unary", "/stack.subject/Unary", "/Unary", "/",
                                 "/stack.Subject/Unary/", "/stack.Subject/Unary?x=1"}) {
    INFO(path);
    auto asked = here.ask(request(path), empty_message);
    CHECK(status_of(*asked) == "12");
  }
}

TEST_CASE("header fields past the limit are answered with 431") {
  tern::server_side::options how;
  how.connection.header_list_max_bytes = 1000;
  served here{{}, how};
  auto head = request();
  head.fields.add("x-large", std::string(2000, 'x'));
  auto asked = here.ask(std::move(head), empty_message);
  CHECK(asked->received_head().status == 431);
  CHECK(status_of(*here.ask(request(), empty_message)) == "0");
}

TEST_CASE("metadata that is none is dropped and the call goes on") {
  stack::script lines;
  std::size_t count = 0;
  lines.unary = [&](tern::rpc::context& ctx, Ask) -> tern::runtime::task<Answer> {
    count = ctx.request_metadata().size();
    co_return Answer{};
  };
  served here{lines};
  auto head = request();
  head.fields.add("x-good", "1");
  head.fields.add("x-bad-bin", "!!!");
  head.fields.add("x-high", "\xc3\xbc");
  head.fields.add("grpc-what", "1");
  CHECK(status_of(*here.ask(std::move(head), empty_message)) == "0");
  CHECK(count == 1);
}

TEST_CASE("a client that resets, leaves or goes silent takes its handler with it") {
  int alive = 0;
  struct presence {
    int& count;
    explicit presence(int& of) : count(of) { ++count; }
    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;
    ~presence() { --count; }
  };
  stack::script lines;
  lines.collect = [&](tern::rpc::context&, auto asks) -> tern::runtime::task<Answer> {
    const presence here{alive};
    while (auto ask = co_await asks.next()) {
    }
    co_return Answer{};
  };
  served here{lines};
  auto first = here.ask(request("/stack.Subject/Collect"), empty_message, false);
  auto second = here.ask(request("/stack.Subject/Collect"), prefix(100) + "half", false);
  CHECK(alive == 2);
  first->reset(tern::http::error_code::cancel);
  here.home.run_ready();
  CHECK(alive == 1);
  SUBCASE("it leaves") {
    here.client->close();
  }
  SUBCASE("the server loses patience") {
    bool drained = false;
    here.calls->drain([&] { drained = true; });
    here.home.advance(29s);
    CHECK(alive == 1);
    CHECK_FALSE(drained);
    here.home.advance(10s);
    CHECK(drained);
  }
  SUBCASE("the server is destroyed") {
    here.calls.reset();
  }
  here.home.run_ready();
  CHECK(alive == 0);
}
