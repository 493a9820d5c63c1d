// SPDX-License-Identifier: MIT

#include <tern/client/call_core.hpp>

// A client answered by hand: how answers end. More of that is proven on the wire, in
// tests/checklist.

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/client/client.hpp>
#include <tern/runtime/sleep.hpp>
#include <tern/testing/manual_executor.hpp>
#include <tern/transport/memory.hpp>

#include "tests/stack/contract.hpp"

using stack::Answer;
using stack::Ask;
using tern::code;

namespace {

// A server that answers every request by a function.
class raw_server final : public tern::transport::connection_owner {
 public:
  using answer = std::function<void(tern::http::stream&)>;

  explicit raw_server(answer by) : answer_(std::move(by)) {}
  ~raw_server() { link_.reset(); }

  void connect(tern::runtime::executor& home, std::unique_ptr<tern::transport::byte_stream> bytes) {
    link_ = std::make_unique<tern::transport::connection>(
        home, scratch_, std::move(bytes), tern::http::role::server, tern::http::limits{}, *this);
  }
  void close() { link_.reset(); }

  std::vector<tern::http::stream_ptr> requests;

 private:
  void on_request(tern::transport::connection&, tern::http::stream_ptr request) override {
    requests.push_back(request);
    answer_(*request);
  }
  void on_closed(tern::transport::connection&) noexcept override { link_.reset(); }

  answer answer_;
  std::array<std::byte, 4096> scratch_{};
  std::unique_ptr<tern::transport::connection> link_;
};

struct to_raw final : tern::transport::connector {
  explicit to_raw(raw_server& to) : server(to) {}

  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(raw_server& to, tern::runtime::executor& on, done finished)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            auto ends = tern::transport::memory_stream::make_pair(self.home);
            self.server.connect(self.home, std::move(ends.second));
            self.report(std::move(ends.first));
          }),
          server(to),
          home(on),
          report(std::move(finished)) {}
    raw_server& server;
    tern::runtime::executor& home;
    done report;
  };

  [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
      tern::runtime::executor& home, const tern::transport::address&, done finished) override {
    auto begun = std::make_unique<attempt>(server, home, std::move(finished));
    home.make_ready(*begun);
    return begun;
  }

  raw_server& server;
};

struct called {
  explicit called(raw_server::answer by)
      : server(std::move(by)),
        channel({.type = tern::transport::address::kind::tcp, .host = "example", .port = 1},
                std::make_unique<to_raw>(server)),
        subject(channel) {}

  tern::status unary() {
    return home.run(
        [](tern::client_side::client<stack::Subject>& on) -> tern::runtime::task<tern::status> {
          auto outcome = co_await on.Unary({}).result();
          co_return outcome.status();
        }(subject));
  }

  // How a stream of answers ends, and how many there were.
  std::pair<tern::status, int> serve() {
    return home.run([](tern::client_side::client<stack::Subject>& on)
                        -> tern::runtime::task<std::pair<tern::status, int>> {
      auto answers = on.Serve({});
      for (int count = 0;; ++count) {
        auto answer = co_await answers.next_result();
        if (!answer || !*answer) co_return std::pair{answer.status(), count};
      }
    }(subject));
  }

  raw_server server;
  tern::testing::manual_executor home;
  tern::client_side::channel channel;
  tern::client_side::client<stack::Subject> subject;
};

tern::http::head response(int status = 200, std::string_view content_type = "application/grpc") {
  tern::http::head head;
  head.status = status;
  if (!content_type.empty()) head.fields.add("content-type", content_type);
  return head;
}

void say(tern::http::stream& to, std::string_view bytes) {
  to.output().append(tern::as_bytes(bytes));
  to.flush();
}

tern::http::headers trailers(std::string_view status, std::string_view message = {}) {
  tern::http::headers fields;
  fields.add("grpc-status", status);
  if (!message.empty()) fields.add("grpc-message", message);
  return fields;
}

constexpr std::string_view empty_message{"\0\0\0\0\0", 5};

}  // namespace

TEST_CASE("the end of an answer says how the call ended") {
  struct row {
    std::string what;
    raw_server::answer answer;
    code unary;
    code serve;
  };
  const row table[] = {
      {"trailers-only",
       [](tern::http::stream& r) {
         auto head = response();
         head.fields.add("grpc-status", "5");
         r.send_head(std::move(head), true);
       },
       code::not_found, code::not_found},
      {"trailers win over the head",
       [](tern::http::stream& r) {
         auto head = response();
         head.fields.add("grpc-status", "5");
         r.send_head(std::move(head), false);
         r.end(trailers("6"));
       },
       code::already_exists, code::already_exists},
      {"a message and then an error",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, empty_message);
         r.end(trailers("9", "no%20more"));
       },
       code::failed_precondition, code::failed_precondition},
      {"OK without a message",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         r.end(trailers("0"));
       },
       code::unimplemented, code::ok},
      {"OK with two messages",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, std::string{empty_message} + std::string{empty_message});
         r.end(trailers("0"));
       },
       code::unimplemented, code::ok},
      {"a status that is not defined",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         r.end(trailers("77"));
       },
       code::unknown, code::unknown},
      {"a status that is no number",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         r.end(trailers("fine"));
       },
       code::unknown, code::unknown},
      {"trailers without a status",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, empty_message);
         r.end(tern::http::headers{});
       },
       code::unknown, code::unknown},
      {"no trailers",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, empty_message);
         r.end();
       },
       code::internal, code::internal},
      {"another content-type",
       [](tern::http::stream& r) {
         r.send_head(response(200, "text/html"), false);
         r.end(trailers("0"));
       },
       code::unknown, code::unknown},
      {"an encoding that was not offered",
       [](tern::http::stream& r) {
         auto head = response();
         head.fields.add("grpc-encoding", "snappy");
         r.send_head(std::move(head), false);
         say(r, empty_message);
         r.end(trailers("0"));
       },
       code::internal, code::internal},
      {"a compressed message without an encoding",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, std::string("\1\0\0\0\0", 5));
         r.end(trailers("0"));
       },
       code::internal, code::internal},
      {"half a message",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, std::string("\0\0\0\0\7abc", 8));
         r.end(trailers("0"));
       },
       code::internal, code::internal},
      {"half a message and an error",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, std::string("\0\0\0\0\7abc", 8));
         r.end(trailers("7"));
       },
       code::permission_denied, code::internal},
      {"a message that cannot be read",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, std::string("\0\0\0\0\2\xff\xff", 7));
         r.end(trailers("0"));
       },
       code::internal, code::internal},
      {"a message that is too long",
       [](tern::http::stream& r) {
         r.send_head(response(), false);
         say(r, std::string("\0\xff\xff\xff\xff", 5));
       },
       code::resource_exhausted, code::resource_exhausted},
  };
  for (const row& each : table) {
    INFO(each.what);
    called here{each.answer};
    CHECK(tern::to_string(here.unary().code()) == tern::to_string(each.unary));
    CHECK(tern::to_string(here.serve().first.code()) == tern::to_string(each.serve));
  }
}

TEST_CASE("answers that came before a failure are lost or given, and the failure is told") {
  called here{[](tern::http::stream& request) {
    request.send_head(response(), false);
    say(request, empty_message);
    request.end(trailers("10", "a%C3%BC%"));
  }};
  const auto [status, count] = here.serve();
  CHECK(status == tern::status{code::aborted, "a\xc3\xbc%"});
  CHECK(count == 1);
}

TEST_CASE("a connection that is lost fails calls with unavailable, and the next call connects") {
  bool answering = false;
  called here{[&](tern::http::stream& request) {
    if (answering) {
      request.send_head(response(), false);
      say(request, empty_message);
      request.end(trailers("0"));
    }
  }};
  const auto outcome = here.home.run([](tern::client_side::client<stack::Subject>& on,
                                        raw_server& server) -> tern::runtime::task<tern::status> {
    auto call = on.Unary({});
    while (server.requests.empty()) co_await tern::runtime::sleep_for(std::chrono::seconds{1});
    server.close();
    auto lost = co_await call.result();
    co_return lost.status();
  }(here.subject, here.server));
  CHECK(outcome.code() == code::unavailable);
  answering = true;
  CHECK(here.unary().ok());
}
