// SPDX-License-Identifier: MIT

#include <tern/server/endpoint.hpp>

// Calls that end with their connection or their server. What a server says to whom is proven on the
// wire, in tests/checklist.

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

TEST_CASE("requests of plain HTTP have their turn while calls come without end") {
  // Asks again as soon as it has an answer.
  struct caller final : tern::http::stream_listener, tern::runtime::work {
    caller(served& by, int& calls_left, int& calls_ended)
        : work([](work& self) noexcept { static_cast<caller&>(self).ask(); }),
          here(by),
          left(calls_left),
          ended(calls_ended) {}
    ~caller() { asked->listen(nullptr); }
    void ask() {
      if (left-- <= 0) return;
      asked = here.client->ask(request());
      asked->listen(this);
      asked->output().append(tern::as_bytes(empty_message));
      asked->end();
    }
    void on_received() noexcept override {
      if (!asked->received_end()) return;
      ++ended;
      here.home.executor().make_ready(*this);
    }
    void on_failed(const tern::http::stream_error&) noexcept override { CHECK(false); }
    served& here;
    int& left;
    int& ended;
    tern::http::stream_ptr asked;
  };

  served here;
  int calls_ended = 0;
  int calls_ended_before = 0;
  here.routes.add_http("GET", "/health", [&] {
    calls_ended_before = calls_ended;
    return "well\n";
  });
  auto ends = tern::transport::memory_stream::make_pair(here.home.executor());
  here.calls->adopt(std::move(ends.second));
  here.client.emplace(here.home.executor(), std::move(ends.first));
  here.home.run_ready();

  int calls_left = 5000;
  std::vector<std::unique_ptr<caller>> callers;
  for (int i = 0; i < 500; ++i) {
    callers.push_back(std::make_unique<caller>(here, calls_left, calls_ended));
    callers.back()->ask();
  }
  tern::http::head health;
  health.method = "GET";
  health.scheme = "http";
  health.authority = "localhost";
  health.path = "/health";
  auto asked = here.client->ask(std::move(health));
  asked->end();
  here.home.run_ready();
  CHECK(asked->received_head().status == 200);
  CHECK(calls_ended == 5000);
  CHECK(calls_ended_before < 1000);
}

TEST_CASE("a call that comes as the server loses patience is cancelled as those before it") {
  // Can be read when the test says so.
  struct late_stream final : tern::transport::byte_stream, tern::runtime::timer {
    explicit late_stream(std::unique_ptr<tern::transport::byte_stream> of)
        : timer(
              [](timer& self) noexcept { static_cast<late_stream&>(self).watcher->on_readable(); }),
          inner(std::move(of)) {}
    void watch(tern::transport::io_watcher& told) override { watcher = &told; }
    [[nodiscard]] tern::transport::io_outcome read_some(tern::byte_span into) override {
      return inner->read_some(into);
    }
    [[nodiscard]] tern::transport::io_outcome write_some(tern::byte_view bytes) override {
      return inner->write_some(bytes);
    }
    void wait_readable() override {}
    void wait_writable() override {}
    void close() noexcept override { inner->close(); }
    [[nodiscard]] std::string peer() const override { return "late"; }
    std::unique_ptr<tern::transport::byte_stream> inner;
    tern::transport::io_watcher* watcher = nullptr;
  };

  std::optional<tern::status> told;
  stack::script lines;
  lines.unary = [&](tern::rpc::context&, Ask) -> tern::runtime::task<Answer> {
    try {
      co_await tern::runtime::sleep_for(500ms);
    } catch (const tern::error& failure) {
      told = failure.status();
    }
    co_return Answer{};
  };
  tern::server_side::options how;
  how.drain_timeout = 100ms;
  served here{lines, how};
  auto ends = tern::transport::memory_stream::make_pair(here.home.executor());
  auto far = std::make_unique<late_stream>(std::move(ends.second));
  late_stream& server_end = *far;
  here.calls->adopt(std::move(far));
  raw_client client{here.home.executor(), std::move(ends.first)};
  auto asked = client.ask(request());
  REQUIRE(asked);
  asked->output().append(tern::as_bytes(empty_message));
  asked->end();
  here.home.run_ready();
  here.home.executor().arm(server_end, here.home.now() + how.drain_timeout);
  here.calls->drain([] {});
  here.home.advance(how.drain_timeout);
  REQUIRE(told);
  CHECK(told->message() == "the server is shutting down");
  here.calls.reset();
}
