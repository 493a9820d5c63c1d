// SPDX-License-Identifier: MIT

/// A channel that makes calls over HTTP/1.1, on several connections, and a server that says
/// anything on any of them. The first byte of an input says what the channel speaks, the rest is
/// what the server does, one step after the other:
///
///     0xff  closes the connection
///     0xfe  turns to the next connection
///     0xfd  waits for a second
///     n     says the next n bytes; less, if there are no more
///
/// Whatever comes, every call ends, there are never more connections than allowed, and all of them
/// are closed when they have not been needed for a while.

#include <tern/client.hpp>
#include <tern/testing.hpp>

#include <tests/fuzz/fuzzer.hpp>
#include <tests/stack/contract.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using fuzz::require;
using namespace std::chrono_literals;

constexpr std::size_t connections_max_count = 2;

/// The server's ends of the connections.
class hostile_server final : public tern::transport::connector {
 public:
  using ends = std::vector<std::unique_ptr<tern::transport::byte_stream>>;
  explicit hostile_server(ends& all) : all_(all) {}

  [[nodiscard]] std::unique_ptr<tern::transport::connect_attempt> connect(
      tern::runtime::executor& home, const tern::transport::address&, done finished) override {
    auto begun = std::make_unique<attempt>(*this, home, std::move(finished));
    home.make_ready(*begun);
    return begun;
  }

 private:
  struct attempt final : tern::transport::connect_attempt, tern::runtime::work {
    attempt(hostile_server& to, tern::runtime::executor& on, done report)
        : work([](work& item) noexcept { static_cast<attempt&>(item).finish(); }),
          server(to),
          home(on),
          finished(std::move(report)) {}

    void finish() {
      auto pair = tern::transport::memory_stream::make_pair(home, 1 << 20);
      server.all_.push_back(std::move(pair.second));
      finished(std::move(pair.first));
    }

    hostile_server& server;
    tern::runtime::executor& home;
    done finished;
  };

  ends& all_;
};

tern::task<void> ask(tern::client<stack::Subject>& subject, int& ended) {
  static_cast<void>(co_await subject.Unary({.text = "hi"}, {.timeout = 5s}).result());
  ++ended;
}

tern::task<void> read_all(tern::client<stack::Subject>& subject, int& ended) {
  try {
    auto answers = subject.Serve({.number = 3}, {.timeout = 5s});
    while (auto answer = co_await answers.next()) {
    }
  } catch (const tern::error& failure) {
    require(!failure.status().ok(), "an error that is none");
  }
  ++ended;
}

tern::stream<stack::Ask> two() {
  co_yield {.text = "1"};
  co_await tern::sleep_for(1s);
  co_yield {.text = "2"};
}

tern::task<void> talk(tern::client<stack::Subject>& subject, int& ended) {
  try {
    auto answers = subject.Chat(two(), {.timeout = 5s});
    while (auto answer = co_await answers.next()) {
    }
  } catch (const tern::error& failure) {
    require(!failure.status().ok(), "an error that is none");
  }
  ++ended;
}

/// Takes what the client has said.
void hear(tern::transport::byte_stream& stream) {
  std::byte room[4096];
  while (stream.read_some(room).bytes != 0) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static constexpr tern::client_side::channel_protocol protocols[] = {tern::connect, tern::grpc_web,
                                                                      tern::grpc_web_text};
  tern::testing::manual_executor home;
  hostile_server::ends ends;
  tern::channel channel{
      tern::transport::address{
          .type = tern::transport::address::kind::tcp, .host = "hostile", .port = 0},
      std::make_unique<hostile_server>(ends),
      {.protocol = protocols[data[0] % std::size(protocols)],
       .http_version = tern::http_version::http1,
       .http1_connections_max_count = connections_max_count}};
  tern::client<stack::Subject> subject{channel};
  int ended = 0;
  home.spawn(ask(subject, ended));
  home.spawn(read_all(subject, ended));
  home.spawn(talk(subject, ended));
  home.spawn(ask(subject, ended));
  home.run_ready();
  require(ends.size() == connections_max_count, "calls wait for nothing");

  std::size_t current = 0;
  tern::byte_view rest = fuzz::as_view(data + 1, size - 1);
  while (!rest.empty()) {
    const auto step = static_cast<std::uint8_t>(rest.front());
    rest = rest.subspan(1);
    if (step == 0xff) {
      ends[current].reset();
    } else if (step == 0xfe) {
      current = (current + 1) % ends.size();
    } else if (step == 0xfd) {
      home.advance(1s);
    } else {
      const tern::byte_view said = rest.first(std::min<std::size_t>(step, rest.size()));
      rest = rest.subspan(said.size());
      if (ends[current]) static_cast<void>(ends[current]->write_some(said));
    }
    home.run_ready();
    for (const auto& each : ends) {
      if (each) hear(*each);
    }
    require(channel.counters().connections.size() <= connections_max_count,
            "more connections than allowed");
  }
  home.advance(10s);
  require(ended == 4, "a call has not ended");
  home.advance(1min);
  require(channel.counters().connections.empty(), "a connection that nobody needs is kept");
  require(channel.state() != tern::connectivity::ready, "ready without a connection");
  return 0;
}
