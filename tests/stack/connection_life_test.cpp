// SPDX-License-Identifier: MIT

// Calls on connections that grow old, fall idle, fall silent: over a long line, in virtual time.

#include "tests/stack/harness.hpp"
#include "tests/transport/slow_wire.hpp"

using stack::Answer;
using stack::Ask;
using stack::scripted;
using stack::Subject;
using namespace std::chrono_literals;

namespace {

// A server far away, each connection to it on a line of its own.
class far_server {
 public:
  far_server(tern::testing::manual_executor& on, const stack::plan& wanted)
      : clock(on), service_{wanted.handlers}, options_(wanted.server) {
    static_cast<void>(tern::server_side::add_routes<Subject>(routes_, service_));
    endpoint.emplace(clock.executor(), scratch_, routes_, options_);
  }

  [[nodiscard]] std::unique_ptr<tern::transport::connector> connector() {
    return std::make_unique<plug>(*this);
  }

  tern::testing::manual_executor& clock;
  std::vector<std::shared_ptr<wires::slow_wire>> lines;  ///< the first connection's first
  std::optional<tern::server_side::endpoint> endpoint;

 private:
  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(far_server& to, tern::transport::connector::done finished)
        : work([](work& item) noexcept {
            auto& self = static_cast<attempt&>(item);
            auto& line = self.server.lines.emplace_back(
                std::make_shared<wires::slow_wire>(self.server.clock.executor(), 10ms));
            auto [far, near] = wires::slow_wire::ends_of(line);
            self.server.endpoint->adopt(std::move(far));
            self.report(std::move(near));
          }),
          server(to),
          report(std::move(finished)) {}
    far_server& server;
    tern::transport::connector::done report;
  };

  struct plug final : tern::transport::connector {
    explicit plug(far_server& to) : server(to) {}
    [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
        tern::runtime::executor& home, const tern::transport::address&, done finished) override {
      auto begun = std::make_unique<attempt>(server, std::move(finished));
      home.make_ready(*begun);
      return begun;
    }
    far_server& server;
  };

  scripted service_;
  tern::server_options options_;
  tern::server_side::router routes_;
  std::array<std::byte, 16 * 1024> scratch_{};
};

struct world {
  explicit world(const stack::plan& wanted)
      : server(home, wanted), channel(stack::in_process(), server.connector(), wanted.channel) {}

  tern::testing::manual_executor home;
  far_server server;
  tern::channel channel;
  tern::client<Subject> subject{channel};
};

tern::task<tern::status> status_of(tern::client<Subject>& subject, tern::call_options how = {}) {
  auto outcome = co_await subject.Unary({}, std::move(how)).result();
  co_return outcome.status();
}

tern::stream<Ask> one_and_no_end() {
  co_yield Ask{};
  co_await tern::sleep_for(stack::forever);
}

// A handler that takes so long.
stack::script slow(tern::runtime::duration length) {
  stack::script lines;
  lines.unary = [length](tern::rpc::context&, Ask) -> tern::task<Answer> {
    co_await tern::sleep_for(length);
    co_return Answer{};
  };
  return lines;
}

}  // namespace

TEST_CASE(
    "calls to a server that vanished fail with the watchdog's text, and others go elsewhere") {
  stack::plan wanted{.handlers = slow(1h)};
  wanted.channel.keepalive_time = 10s;
  wanted.channel.keepalive_timeout = 5s;
  wanted.server.permit_keepalive_time = 5s;
  world here{wanted};
  tern::status outcome;
  here.home.spawn([](world& in, tern::status& how) -> tern::task<void> {
    how = co_await status_of(in.subject);
  }(here, outcome));
  here.home.advance(1min);
  CHECK(outcome.ok());  // it has not ended: the server answers its PINGs
  here.server.lines[0]->cut();
  here.home.advance(17s);
  CHECK(outcome.code() == tern::code::unavailable);
  CHECK(outcome.message().find("keepalive watchdog timeout: the peer did not answer a PING in "
                               "5000 ms") != std::string::npos);
  here.home.run(
      [](world& in) -> tern::task<void> { CHECK((co_await status_of(in.subject)).ok()); }(here));
  CHECK(here.server.lines.size() == 2);
}

TEST_CASE("handlers whose client vanished are cancelled after keepalive_time and timeout") {
  stack::plan wanted;
  int alive = 0;
  wanted.handlers.collect = [&](tern::rpc::context&, auto asks) -> tern::task<Answer> {
    struct presence {
      int& count;
      explicit presence(int& of) : count(of) { ++count; }
      ~presence() { --count; }
    } present{alive};
    while (co_await asks.next()) {
    }
    co_return Answer{};
  };
  world here{wanted};
  here.home.spawn([](world& in) -> tern::task<void> {
    static_cast<void>(co_await in.subject.Collect(one_and_no_end()).result());
  }(here));
  here.home.advance(1min);
  CHECK(alive == 1);
  here.server.lines[0]->cut();
  here.home.advance(118min);
  CHECK(alive == 1);
  here.home.advance(17min);  // an eighth of two hours, and the timeout
  CHECK(alive == 0);
}

TEST_CASE("a channel that a server finds too busy asks half as often on its next connection") {
  stack::plan wanted{.handlers = slow(10h)};
  wanted.channel.keepalive_time = 1min;
  wanted.server.permit_keepalive_time = 3min;
  world here{wanted};
  // Each call lives until its connection is closed for the PINGs on it: three are tolerated, then
  // every 1, 2 and 4 minutes.
  std::vector<tern::runtime::duration> lives;
  for (int i = 0; i < 2; ++i) {
    here.home.run([](world& in, auto& all) -> tern::task<void> {
      const auto began = in.home.now();
      const tern::status outcome = co_await status_of(in.subject);
      all.push_back(in.home.now() - began);
      CHECK(outcome.code() == tern::code::unavailable);
      CHECK(outcome.message().find("too_many_pings") != std::string::npos);
    }(here, lives));
  }
  CHECK(lives[0] >= 4min);
  CHECK(lives[0] < 5min);
  CHECK(lives[1] >= 8min);
  CHECK(lives[1] < 10min);
  // Every four minutes is what the server permits.
  here.home.run([](world& in) -> tern::task<void> {
    const tern::status outcome = co_await status_of(in.subject);
    CHECK(outcome.ok());
  }(here));
}

TEST_CASE("a channel without calls closes its connection and connects again for the next") {
  stack::plan wanted;
  world here{wanted};
  here.home.run([](world& in) -> tern::task<void> {
    CHECK((co_await status_of(in.subject)).ok());
    CHECK(in.server.lines.size() == 1);
    co_await tern::sleep_for(29min);
    CHECK((co_await status_of(in.subject)).ok());
    CHECK(in.server.lines.size() == 1);
    co_await tern::sleep_for(35min);
    CHECK((co_await status_of(in.subject)).ok());
    CHECK(in.server.lines.size() == 2);
  }(here));
}

TEST_CASE("no call is lost when a server's connections grow old or idle") {
  stack::plan wanted{.handlers = slow(3s)};
  wanted.server.max_connection_age = 1min;
  wanted.server.max_connection_age_grace = 10s;
  wanted.server.max_connection_idle = 7s;
  world here{wanted};
  here.home.run([](world& in) -> tern::task<void> {
    for (int i = 0; i < 300; ++i) {
      const tern::status outcome = co_await status_of(in.subject);
      CHECK(outcome.ok());
      if (i % 50 == 0) co_await tern::sleep_for(10s);
    }
  }(here));
  CHECK(here.server.lines.size() > 10);
}

TEST_CASE("a call that outlives the grace of its connection is cut off") {
  stack::plan wanted;
  tern::status heard;
  wanted.handlers.unary = [&](tern::rpc::context& ctx, Ask) -> tern::task<Answer> {
    try {
      co_await tern::sleep_for(1h);
    } catch (const tern::error& failure) {
      heard = failure.status();
      throw;
    }
    static_cast<void>(ctx);
    co_return Answer{};
  };
  wanted.server.max_connection_age = 10min;
  wanted.server.max_connection_age_grace = 1min;
  world here{wanted};
  here.home.run([](world& in) -> tern::task<void> {
    const auto began = in.home.now();
    const tern::status outcome = co_await status_of(in.subject);
    CHECK(outcome.code() == tern::code::unavailable);
    const auto length = in.home.now() - began;
    CHECK(length >= 10min);  // nine and one at the least
    CHECK(length <= 12min + 1s);
  }(here));
  here.home.run_ready();
  CHECK(heard.code() == tern::code::cancelled);
  CHECK(heard.message().find("max_age_grace") != std::string::npos);
}
