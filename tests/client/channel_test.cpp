// SPDX-License-Identifier: MIT

#include <tern/client/channel.hpp>

// What a channel says of itself, and which server it goes to.

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/client/network.hpp"
#include "tests/http/h2_pair.hpp"

using namespace std::chrono_literals;
using network::at;
using network::status_of;
using stack::Answer;
using stack::Ask;
using stack::Subject;
using tern::code;
using tern::client_side::channel;
using tern::client_side::connectivity;
using client = tern::client_side::client<Subject>;
using tern::runtime::sleep_for;
using tern::runtime::task;

namespace {

// A server that is spoken for frame by frame.
class raw_end final : public tern::transport::io_watcher {
 public:
  void take(std::unique_ptr<tern::transport::byte_stream> bytes) {
    bytes_ = std::move(bytes);
    bytes_->watch(*this);
    bytes_->wait_readable();
  }
  void say(std::string_view text) { static_cast<void>(bytes_->write_some(tern::as_bytes(text))); }
  void hang_up() { bytes_.reset(); }

  /// The requests that have begun: the streams of HEADERS.
  [[nodiscard]] std::vector<std::uint32_t> begun() const {
    std::vector<std::uint32_t> ids;
    constexpr std::size_t preface_bytes = 24;
    if (heard.size() < preface_bytes) return ids;
    for (const auto& each : h2::parse(std::string_view{heard}.substr(preface_bytes))) {
      if (each.type == h2::headers_) ids.push_back(each.id);
    }
    return ids;
  }

  std::string heard;

 private:
  void on_readable() noexcept override {
    std::array<std::byte, 4096> room{};
    const auto got = bytes_->read_some(room);
    heard += tern::as_text(std::span{room}.first(got.bytes));
    if (!got.ended && !got.error) bytes_->wait_readable();
  }
  void on_writable() noexcept override {}

  std::unique_ptr<tern::transport::byte_stream> bytes_;
};

std::string limit_of(std::uint32_t streams) {
  return h2::frame(h2::settings, 0, 0, h2::setting(3, streams));
}
std::string ended(std::uint32_t id, std::string_view status) {
  return h2::frame(
      h2::headers_, h2::end_stream | h2::end_headers, id,
      h2::fields(
          {{":status", "200"}, {"content-type", "application/grpc"}, {"grpc-status", status}}));
}
std::string goaway(std::uint32_t last, std::uint32_t code = 0, std::string_view text = {}) {
  return h2::frame(h2::goaway, 0, 0, h2::number(last, 4) + h2::number(code, 4) + std::string{text});
}

struct raw_world {
  raw_world() {
    net["a:1"].takes = [this](auto bytes) {
      servers.push_back(std::make_unique<raw_end>());
      servers.back()->take(std::move(bytes));
    };
  }
  network::net net;
  tern::testing::manual_executor home;
  std::vector<std::unique_ptr<raw_end>> servers;
  channel to{at("a"), net.connector()};
  client subject{to};
};

}  // namespace

// ---- SETTINGS_MAX_CONCURRENT_STREAMS while calls wait ----------------------------------------

TEST_CASE("a server that allows no calls, then one, then more, then fewer, gets as many") {
  raw_world here;
  here.home.run([](raw_world& in) -> task<void> {
    std::vector<tern::client_side::call<Answer>> calls;
    for (int i = 0; i < 5; ++i) calls.push_back(in.subject.Unary({}));
    co_await sleep_for(1s);
    raw_end& server = *in.servers.at(0);
    CHECK(server.heard.size() >= 24);
    CHECK(server.begun().empty());  // nothing is sent before the server has spoken
    server.say(limit_of(0));
    co_await sleep_for(1s);
    CHECK(server.begun().empty());
    CHECK(in.to.state() == connectivity::ready);
    server.say(limit_of(1));
    co_await sleep_for(1s);
    CHECK(server.begun() == std::vector<std::uint32_t>{1});
    server.say(limit_of(3));
    co_await sleep_for(1s);
    CHECK(server.begun() == std::vector<std::uint32_t>{1, 3, 5});
    server.say(limit_of(1) + ended(1, "5"));
    co_await sleep_for(1s);
    CHECK(server.begun().size() == 3);  // two still run where one may
    server.say(ended(3, "5"));
    co_await sleep_for(1s);
    CHECK(server.begun().size() == 3);
    server.say(ended(5, "5"));
    co_await sleep_for(1s);
    CHECK(server.begun() == std::vector<std::uint32_t>{1, 3, 5, 7});
    server.say(h2::frame(h2::settings, 0, 0, "") + limit_of(100) + ended(7, "5"));
    co_await sleep_for(1s);
    server.say(ended(9, "5"));
    for (auto& each : calls) {
      auto reply = co_await each.result();
      CHECK(reply.status().code() == code::not_found);
    }
    CHECK(in.servers.size() == 1);
  }(here));
}

// ---- GOAWAY ----------------------------------------------------------------------------------

TEST_CASE("calls above the last stream of a GOAWAY are made again elsewhere, those below end") {
  raw_world here;
  here.home.run([](raw_world& in) -> task<void> {
    auto below = in.subject.Unary({});
    auto above = in.subject.Unary({});
    co_await sleep_for(1s);
    in.servers.at(0)->say(limit_of(10));
    co_await sleep_for(1s);
    CHECK(in.servers[0]->begun().size() == 2);
    in.servers[0]->say(goaway(1));
    co_await sleep_for(1s);
    REQUIRE(in.servers.size() == 2);
    in.servers[1]->say(limit_of(10));
    co_await sleep_for(1s);
    CHECK(in.servers[1]->begun() == std::vector<std::uint32_t>{1});
    in.servers[1]->say(ended(1, "6"));
    in.servers[0]->say(ended(1, "5"));
    auto first = co_await below.result();
    CHECK(first.status().code() == code::not_found);
    auto second = co_await above.result();
    CHECK(second.status().code() == code::already_exists);
  }(here));
}

TEST_CASE("a server that goes away each time as soon as it has spoken is not asked all the time") {
  raw_world here;
  here.net["a:1"].takes = [&](auto bytes) {
    here.servers.push_back(std::make_unique<raw_end>());
    here.servers.back()->take(std::move(bytes));
    here.servers.back()->say(limit_of(0) + goaway(0));
  };
  const auto outcome = here.home.run(status_of(here.subject, {.timeout = 60s}));
  CHECK(outcome.code() == code::deadline_exceeded);
  CHECK(here.servers.size() > 10);
  CHECK(here.servers.size() < 200);
}

TEST_CASE(
    "a call that finds its connection gone, of which nobody has told yet, is made elsewhere") {
  raw_world here;
  here.home.run([](raw_world& in) -> task<void> {
    in.to.connect();
    co_await sleep_for(1s);
    in.servers.at(0)->say(limit_of(10));
    co_await sleep_for(1s);
    REQUIRE(in.to.state() == connectivity::ready);
    in.servers[0]->hang_up();
    auto call = in.subject.Unary({});  // its bytes go nowhere
    co_await sleep_for(1s);
    REQUIRE(in.servers.size() == 2);
    in.servers[1]->say(limit_of(10));
    co_await sleep_for(1s);
    CHECK(in.servers[1]->begun() == std::vector<std::uint32_t>{1});
    in.servers[1]->say(ended(1, "5"));
    auto reply = co_await call.result();
    CHECK(reply.status().code() == code::not_found);
  }(here));
}

// ---- connectivity ----------------------------------------------------------------------------

TEST_CASE("the state of a channel goes with its connection, and can be waited for") {
  network::net net;
  network::server server;
  tern::testing::manual_executor home;
  std::optional<channel> to{std::in_place, at("a"), net.connector()};
  CHECK(to->state() == connectivity::idle);
  home.run([](channel& on, network::net& of, network::server& peer) -> task<void> {
    client subject{on};
    on.connect();
    CHECK(on.state() == connectivity::connecting);
    auto state = co_await on.state_changed(connectivity::connecting);
    CHECK(state == connectivity::transient_failure);
    const tern::status failed = co_await status_of(subject);
    CHECK(failed.message() == "cannot connect to a:1: nobody is at home");
    // It tries again by itself, and is failing until it succeeds.
    co_await sleep_for(10s);
    CHECK(of.attempts.size() > 2);
    CHECK(on.state() == connectivity::transient_failure);
    of["a:1"].serves = &peer;
    state = co_await on.state_changed(state);
    CHECK(state == connectivity::ready);
    CHECK((co_await status_of(subject)).ok());
    peer.drain();
    state = co_await on.state_changed(state);
    CHECK(state == connectivity::idle);
    const auto attempts = of.attempts.size();
    co_await sleep_for(1h);
    CHECK(of.attempts.size() == attempts);  // nobody needs a connection
    CHECK((co_await status_of(subject)).ok());
    CHECK(on.state() == connectivity::ready);
    peer.close();
    state = co_await on.state_changed(connectivity::ready);
    CHECK(state == connectivity::idle);
  }(*to, net, server));
}

TEST_CASE("waiting for a state ends with the deadline, the cancellation, and the channel") {
  network::net net;
  tern::testing::manual_executor home;
  std::optional<channel> to{std::in_place, at("a"), net.connector()};
  home.run([](channel& on) -> task<void> {
    auto& here = *tern::runtime::current_environment();
    const auto began = here.executor.now();
    auto late = co_await on.state_changed(connectivity::idle, began + 5s).result();
    CHECK(late.status() == tern::status{code::deadline_exceeded,
                                        "the deadline has passed while the channel was IDLE"});
    CHECK(here.executor.now() - began == 5s);
    const auto at_once = co_await on.state_changed(connectivity::ready);
    CHECK(at_once == connectivity::idle);
  }(*to));

  connectivity last = connectivity::idle;
  home.spawn([](channel& on, connectivity& seen) -> task<void> {
    seen = co_await on.state_changed(connectivity::idle);
  }(*to, last));
  home.run_ready();
  to.reset();
  home.run_ready();
  CHECK(last == connectivity::shutdown);

  channel other{at("a"), net.connector()};
  tern::status why;
  home.spawn([](channel& on, tern::status& seen) -> task<void> {
    auto outcome = co_await on.state_changed(connectivity::idle).result();
    seen = outcome.status();
  }(other, why));
  home.run_ready();
  home.cancel().cancel({code::cancelled, "enough"});
  home.run_ready();
  CHECK(why == tern::status{code::cancelled, "enough"});
}

TEST_CASE("connect() outside of a coroutine has no executor, and says so") {
  network::net net;
  channel to{at("a"), net.connector()};
  CHECK_THROWS_AS(to.connect(), tern::error);
}

TEST_CASE("a failing channel fails calls at once while it tries again, and patient ones wait") {
  network::net net;
  network::server server;
  net["a:1"].silent = true;
  tern::testing::manual_executor home;
  channel to{at("a"), net.connector()};
  home.run([](channel& on, network::net& of, network::server& peer) -> task<void> {
    client subject{on};
    auto& executor = tern::runtime::current_environment()->executor;
    CHECK((co_await status_of(subject)).code() == code::unavailable);  // after connect_timeout
    co_await sleep_for(5s);
    CHECK(of.attempts.size() == 2);  // under way
    const auto before = executor.now();
    const tern::status at_once = co_await status_of(subject);
    CHECK(at_once.message() == "cannot connect to a:1: timed out after connect_timeout, 20000 ms");
    CHECK(executor.now() == before);
    auto patient = subject.Unary({}, {.wait_for_ready = true});
    of["a:1"].silent = false;
    of["a:1"].serves = &peer;
    auto reply = co_await patient.result();
    CHECK(reply.ok());
  }(to, net, server));
}

TEST_CASE("back-off begins anew once the server has spoken") {
  network::net net;
  network::server server;
  tern::testing::manual_executor home;
  channel to{at("a"), net.connector(), {.backoff_jitter = 0}};
  home.run([](channel& on, network::net& of, network::server& peer) -> task<void> {
    client subject{on};
    on.connect();
    co_await sleep_for(20s);
    of["a:1"].serves = &peer;
    CHECK((co_await status_of(subject, {.wait_for_ready = true})).ok());
    of["a:1"].serves = nullptr;
    peer.close();
    of.attempts.clear();
    co_await sleep_for(1s);
    CHECK_FALSE((co_await status_of(subject)).ok());
    co_await sleep_for(3s);
    REQUIRE(of.attempts.size() == 3);
    CHECK(of.attempts[1].second - of.attempts[0].second == 1s);
    CHECK(of.attempts[2].second - of.attempts[1].second == 1600ms);
  }(to, net, server));
}

// ---- names -----------------------------------------------------------------------------------

TEST_CASE("a name is looked up again for each search, and a server may be somewhere else then") {
  network::net net;
  network::server first;
  network::server second;
  net.names["example.com"] = {"10.0.0.1"};
  net["10.0.0.1:1"].serves = &first;
  net["10.0.0.2:1"].serves = &second;
  tern::testing::manual_executor home;
  channel to{std::vector{at("example.com")}, net.connector(), {}, net.resolver()};
  home.run([](channel& on, network::net& of, network::server& here,
              network::server& there) -> task<void> {
    client subject{on};
    CHECK((co_await status_of(subject)).ok());
    CHECK(here.requests[0]->received_head().authority == "example.com:1");
    of.names["example.com"] = {"10.0.0.2"};
    of["10.0.0.1:1"].serves = nullptr;
    here.close();
    co_await sleep_for(1s);
    CHECK((co_await status_of(subject)).ok());
    CHECK(there.requests.size() == 1);
    CHECK(of.lookup_count == 2);
  }(to, net, first, second));
}

TEST_CASE("each server of a list is called by its own address") {
  network::net net;
  network::server server;
  net["10.0.0.2:1"].serves = &server;
  tern::testing::manual_executor home;
  channel to{{at("10.0.0.1"), at("10.0.0.2")}, net.connector()};
  client subject{to};
  CHECK(home.run(status_of(subject)).ok());
  CHECK(server.requests[0]->received_head().authority == "10.0.0.2:1");
}

TEST_CASE("a call may call the server by another name, if it is one") {
  network::net net;
  network::server server;
  net["a:1"].serves = &server;
  tern::testing::manual_executor home;
  channel to{at("a"), net.connector()};
  client subject{to};
  CHECK(home.run(status_of(subject, {.authority = "other.example:443"})).ok());
  CHECK(home.run(status_of(subject)).ok());
  CHECK(server.requests[0]->received_head().authority == "other.example:443");
  CHECK(server.requests[1]->received_head().authority == "a:1");
  const tern::status refused = home.run(status_of(subject, {.authority = "https://example.com"}));
  CHECK(refused.code() == code::internal);
  CHECK(refused.message().find("\"https://example.com\" is no authority") == 0);
  CHECK(server.requests.size() == 2);
}

// ---- the end of a stream ---------------------------------------------------------------------

TEST_CASE("reads after the status of a stream see its end, or its status, again and again") {
  for (const auto* status : {"0", "5"}) {
    network::net net;
    network::server server{[&](tern::http::stream& request) {
      request.send_head(network::response(), false);
      request.end(network::trailers(status));
    }};
    net["a:1"].serves = &server;
    tern::testing::manual_executor home;
    channel to{at("a"), net.connector()};
    home.run([](channel& on, std::string expected) -> task<void> {
      client subject{on};
      auto replies = subject.Serve({});
      for (int i = 0; i < 3; ++i) {
        auto reply = co_await replies.next_result();
        CHECK(std::to_string(static_cast<int>(reply.status().code())) == expected);
        if (reply) CHECK_FALSE(*reply);
      }
      CHECK(replies.done());
    }(to, status));
  }
}
