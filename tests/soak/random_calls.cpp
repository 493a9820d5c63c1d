// SPDX-License-Identifier: MIT

// Calls of all kinds at once, some compressed, cancelled, with deadlines too short for them, or on
// connections that are cut: each ends once, with a status that it can have, every handler unwinds,
// and memory returns to what it was.
//
//   random_calls memory|tcp|tls [COUNT [SEED]]     100000 calls; the seed is printed

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <tern/tern.hpp>
#include <tern/testing.hpp>

#include "tests/soak/footprint.hpp"
#include "tests/soak/mortal_connector.hpp"
#include "tests/stack/contract.hpp"
#include "tests/transport/certificates.hpp"

namespace soak {

namespace {

using namespace std::chrono_literals;
using stack::Answer;
using stack::Ask;
using stack::Subject;
using tern::code;

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

/// Handlers that have begun and ended, on all threads.
struct census {
  std::atomic<std::size_t> begun = 0;
  std::atomic<std::size_t> ended = 0;

  struct entry {
    census& in;
    explicit entry(census& of) : in(of) { ++in.begun; }
    entry(const entry&) = delete;
    entry& operator=(const entry&) = delete;
    ~entry() { ++in.ended; }
  };
};

/// Answers with what it is asked, after a while: `number` says how long, and how many answers.
struct echo {
  std::shared_ptr<census> handlers = std::make_shared<census>();

  static tern::task<void> pause(std::int32_t number) {
    if (number % 4 != 0) co_await tern::sleep_for(std::chrono::microseconds{number % 3000});
  }

  tern::task<Answer> Unary(tern::context& ctx, Ask ask) {
    const census::entry here{*handlers};
    if (ask.number % 2 == 0) ctx.compress(tern::compress::compression::gzip);
    co_await pause(ask.number);
    co_return Answer{ask.text, ask.number, std::move(ask.payload)};
  }
  tern::stream<Answer> Serve(tern::context&, Ask ask) {
    const census::entry here{*handlers};
    for (std::int32_t i = 1; i <= ask.number % 10; ++i) {
      co_yield Answer{ask.text, i, ask.payload};
      co_await pause(ask.number);
    }
  }
  tern::task<Answer> Collect(tern::context&, tern::stream<Ask> asks) {
    const census::entry here{*handlers};
    Answer sum;
    while (auto ask = co_await asks.next()) {
      ++sum.number;
      sum.text = ask->text;
      co_await pause(ask->number);
    }
    co_return sum;
  }
  tern::stream<Answer> Chat(tern::context&, tern::stream<Ask> asks) {
    const census::entry here{*handlers};
    while (auto ask = co_await asks.next()) {
      Answer same{ask->text, ask->number, std::move(ask->payload)};
      co_await pause(same.number);
      co_yield std::move(same);
    }
  }
};

/// Where the calls go.
struct server_side {
  virtual ~server_side() = default;
  [[nodiscard]] virtual std::unique_ptr<tern::channel> connect(std::shared_ptr<mortals> among) = 0;

  /// Whether the server has noticed that all connections have gone.
  [[nodiscard]] virtual bool quiet() const { return true; }

  echo service;

 protected:
  // Connections are cut often here, and by intent.
  static tern::channel_options impatient() {
    tern::channel_options how;
    how.backoff_initial = 1ms;
    how.backoff_max = 5ms;
    return how;
  }
};

struct in_memory final : server_side {
  in_memory() { server.add<Subject>(service); }

  [[nodiscard]] std::unique_ptr<tern::channel> connect(std::shared_ptr<mortals> among) override {
    return std::make_unique<tern::channel>(
        tern::transport::address{
            .type = tern::transport::address::kind::tcp, .host = "in-process", .port = 0},
        std::make_unique<mortal_connector>(server.connector(), std::move(among)), impatient());
  }

  tern::testing::memory_server server;
};

struct over_tcp final : server_side {
  explicit over_tcp(bool with_tls) : tls(with_tls) {
    server.add<Subject>(service);
#if TERN_WITH_TLS
    if (tls) {
      where = server.listen("127.0.0.1:0", certificates::server_side());
    } else
#endif
    {
      where = server.listen("127.0.0.1:0");
    }
    thread = std::thread{[this] { server.run(); }};
  }
  ~over_tcp() override {
    server.stop();
    thread.join();
  }

  [[nodiscard]] std::unique_ptr<tern::channel> connect(std::shared_ptr<mortals> among) override {
    tern::channel_options how = impatient();
#if TERN_WITH_TLS
    if (tls) how.tls = certificates::client_side();
#endif
    return std::make_unique<tern::channel>(
        where,
        std::make_unique<mortal_connector>(std::make_unique<tern::transport::socket_connector>(),
                                           std::move(among)),
        std::move(how));
  }

  [[nodiscard]] bool quiet() const override { return server.connections().empty(); }

  bool tls;
  tern::server server{{.io_thread_count = 2, .handle_signals = false}};
  tern::transport::address where;
  std::thread thread;
};

/// What is done to one call, and what it may say at its end.
struct fate {
  std::optional<tern::runtime::duration> timeout{};
  std::optional<tern::runtime::duration> leaves_after{};  ///< the client has had enough
};

class crowd {
 public:
  crowd(server_side& to, std::uint32_t seed) : to_(to), seed_(seed) {}

  /// Makes `count` calls, many at a time, on one channel that ends with them.
  tern::task<void> round(std::size_t count) {
    channel_ = to_.connect(cables_);
    left_ = count;
    std::vector<tern::task<void>> workers;
    constexpr std::size_t at_once = 64;
    for (std::size_t i = 0; i < at_once; ++i) workers.push_back(work(++worker_));
    co_await tern::when_all(std::move(workers));
    channel_.reset();
    const census& handlers = *to_.service.handlers;
    for (int i = 0; i < 3000 && (handlers.ended != handlers.begun || !to_.quiet()); ++i) {
      co_await tern::sleep_for(10ms);
    }
    expect(to_.quiet(), "the server keeps connections that are gone");
    expect(handlers.ended == handlers.begun,
           std::to_string(handlers.begun - handlers.ended) + " handlers did not unwind");
  }

  void print() const {
    std::printf("%zu calls on %zu connections, %zu of them cut; %zu handlers\n", ended_,
                cables_->made, cables_->cut, to_.service.handlers->begun.load());
    for (const auto& [which, count] : outcomes_) {
      std::printf("  %-18s %zu\n", std::string{tern::to_string(which)}.c_str(), count);
    }
  }

  /// Some of everything has to have happened.
  void check_variety() const {
    for (const code each :
         {code::ok, code::cancelled, code::deadline_exceeded, code::unavailable}) {
      expect(outcomes_.contains(each), "no call ended with " + std::string{tern::to_string(each)});
    }
    expect(outcomes_.at(code::ok) > ended_ / 2, "most calls should have succeeded");
  }

  [[nodiscard]] std::size_t ended() const noexcept { return ended_; }

 private:
  using random = std::minstd_rand;

  static bool one_in(random& chance, unsigned many) { return chance() % many == 0; }

  tern::task<void> work(std::uint32_t number) {
    random chance{seed_ * 1000 + number};
    while (left_ > 0) {
      --left_;
      if (one_in(chance, 1000) && !cables_->alive.empty()) {
        cables_->alive[chance() % cables_->alive.size()]->cut();
      }
      co_await one_call(chance);
    }
  }

  tern::task<void> one_call(random& chance) {
    fate how;
    if (one_in(chance, 6)) how.timeout = std::chrono::microseconds{chance() % 5000};
    if (one_in(chance, 6)) how.leaves_after = std::chrono::microseconds{chance() % 3000};
    tern::call_options options;
    options.timeout = how.timeout;
    if (one_in(chance, 4)) options.compression = tern::compress::compression::gzip;
    const Ask ask{.text = std::to_string(chance()),
                  .number = static_cast<std::int32_t>(chance() % 10'000),
                  .payload = std::string(size(chance), 'p')};
    tern::status outcome;
    switch (chance() % 4) {
      case 0:
        outcome = co_await unary(ask, std::move(options), how);
        break;
      case 1:
        outcome = co_await serve(ask, std::move(options), how);
        break;
      case 2:
        outcome = co_await collect(ask, std::move(options), how);
        break;
      default:
        outcome = co_await chat(ask, std::move(options), how);
    }
    note(outcome, how);
  }

  static std::size_t size(random& chance) {
    switch (chance() % 20) {
      case 0:
        return chance() % 300'000;
      case 1:
      case 2:
        return chance() % 20'000;
      default:
        return chance() % 200;
    }
  }

  void note(const tern::status& outcome, const fate& how) {
    ++ended_;
    ++outcomes_[outcome.code()];
    bool legal = outcome.ok();
    legal = legal || (outcome.code() == code::cancelled && how.leaves_after);
    legal = legal || (outcome.code() == code::deadline_exceeded && how.timeout);
    legal = legal || (outcome.code() == code::unavailable && cables_->cut > 0);
    expect(legal, "a call ended with " + std::string{tern::to_string(outcome.code())} + ": " +
                      std::string{outcome.message()});
  }

  // A call that its client leaves: by cancel(), or by its scope.
  template <class Call>
  tern::task<tern::status> leave(Call call, tern::runtime::duration after) {
    co_await tern::sleep_for(after);
    if (call.done() && !call.status().ok()) co_return call.status();
    if (after / std::chrono::microseconds{1} % 2 == 0) call.cancel();
    co_return tern::status{code::cancelled, "left"};
  }

  tern::task<tern::status> unary(Ask ask, tern::call_options options, fate how) {
    tern::client<Subject> subject{*channel_};
    auto call = subject.Unary(ask, std::move(options));
    if (how.leaves_after) co_return co_await leave(std::move(call), *how.leaves_after);
    auto answer = co_await call.result();
    if (answer) {
      expect(answer->text == ask.text && answer->number == ask.number &&
                 answer->payload == ask.payload,
             "another answer");
    }
    co_return answer.status();
  }

  tern::task<tern::status> serve(Ask ask, tern::call_options options, fate how) {
    tern::client<Subject> subject{*channel_};
    auto answers = subject.Serve(ask, std::move(options));
    if (how.leaves_after) co_return co_await leave(std::move(answers), *how.leaves_after);
    for (std::int32_t count = 0;; ++count) {
      auto answer = co_await answers.next_result();
      if (!answer) co_return answer.status();
      if (!*answer) {
        expect(count == ask.number % 10, "answers are missing");
        co_return answer.status();
      }
      expect((*answer)->number == count + 1 && (*answer)->payload == ask.payload,
             "another answer of a stream");
    }
  }

  static tern::stream<Ask> requests(Ask each, std::int32_t count) {
    for (std::int32_t i = 0; i < count; ++i) co_yield each;
  }

  tern::task<tern::status> collect(Ask ask, tern::call_options options, fate how) {
    tern::client<Subject> subject{*channel_};
    auto asks = requests(ask, ask.number % 7);
    auto call = subject.Collect(std::move(asks), std::move(options));
    if (how.leaves_after) co_return co_await leave(std::move(call), *how.leaves_after);
    auto answer = co_await call.result();
    if (answer) expect(answer->number == ask.number % 7, "not all requests came");
    co_return answer.status();
  }

  tern::task<tern::status> chat(Ask ask, tern::call_options options, fate how) {
    tern::client<Subject> subject{*channel_};
    auto asks = requests(ask, ask.number % 5);
    auto answers = subject.Chat(std::move(asks), std::move(options));
    if (how.leaves_after) co_return co_await leave(std::move(answers), *how.leaves_after);
    for (std::int32_t count = 0;; ++count) {
      auto answer = co_await answers.next_result();
      if (!answer) co_return answer.status();
      if (!*answer) {
        expect(count == ask.number % 5, "an echo is missing");
        co_return answer.status();
      }
      expect((*answer)->text == ask.text && (*answer)->payload == ask.payload, "another echo");
    }
  }

  server_side& to_;
  std::uint32_t seed_;
  std::uint32_t worker_ = 0;
  std::shared_ptr<mortals> cables_ = std::make_shared<mortals>();
  std::unique_ptr<tern::channel> channel_;
  std::size_t left_ = 0;
  std::size_t ended_ = 0;
  std::map<code, std::size_t> outcomes_;
};

void run(std::string_view how, std::size_t count, std::uint32_t seed) {
  std::unique_ptr<server_side> to;
  if (how == "memory") {
    to = std::make_unique<in_memory>();
  } else {
    to = std::make_unique<over_tcp>(how == "tls");
  }
  crowd all{*to, seed};
  // What the first rounds leave behind are caches; the rounds after them leave nothing.
  constexpr std::size_t rounds = 10;
  constexpr std::size_t warm_rounds = 3;
  std::size_t warm_bytes = 0;
  for (std::size_t i = 0; i < rounds; ++i) {
    tern::run(all.round(count / rounds));
    if (i < warm_rounds) warm_bytes = std::max(warm_bytes, allocated_bytes());
  }
  all.print();
  const std::size_t last_bytes = allocated_bytes();
  std::printf("  allocated          %zu bytes after %zu rounds, %zu after %zu\n", warm_bytes,
              warm_rounds, last_bytes, rounds);
  expect(all.ended() == count / rounds * rounds, "a call did not end");
  all.check_variety();
  // Without a sanitizer a thread keeps freed blocks for its next calls: see docs/limits.md.
  constexpr std::size_t threads = 3;
  constexpr std::size_t slack_bytes =
      TERN_KEEP_BLOCKS ? threads * tern::blocks::kept_max_bytes : 16 * 1024;
  expect(last_bytes <= warm_bytes + slack_bytes, "calls leave memory behind");
}

}  // namespace
}  // namespace soak

int main(int argc, char** argv) {
  const std::string_view how = argc > 1 ? argv[1] : "memory";
  const std::size_t count = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100'000;
  const auto seed = static_cast<std::uint32_t>(argc > 3 ? std::strtoul(argv[3], nullptr, 10)
                                                        : std::random_device{}());
  std::printf("random_calls %s %zu %u\n", std::string{how}.c_str(), count, seed);
  std::fflush(stdout);
  try {
    soak::run(how, count, seed);
    return 0;
  } catch (const std::exception& failure) {
    std::printf("FAILED: %s\n", failure.what());
    return 1;
  }
}
