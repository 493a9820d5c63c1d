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
#include <tests/fuzz/hostile_server.hpp>
#include <tests/stack/contract.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string_view>

namespace {

using fuzz::hostile_server;
using fuzz::require;
using namespace std::chrono_literals;

constexpr std::size_t connections_max_count = 2;

tern::stream<stack::Ask> two() {
  co_yield {.text = "1"};
  co_await tern::sleep_for(1s);
  co_yield {.text = "2"};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static constexpr tern::client_side::channel_protocol protocols[] = {tern::connect, tern::grpc_web,
                                                                      tern::grpc_web_text};
  tern::testing::manual_executor home;
  hostile_server::ends ends;
  tern::channel channel{hostile_server::address(),
                        std::make_unique<hostile_server>(ends),
                        {.protocol = protocols[data[0] % std::size(protocols)],
                         .http_version = tern::http_version::http1,
                         .http1_connections_max_count = connections_max_count}};
  tern::client<stack::Subject> subject{channel};
  int ended = 0;
  home.spawn(fuzz::ask_once(subject, ended));
  home.spawn(fuzz::read_all(subject, ended));
  home.spawn(fuzz::read_to_end(subject.Chat(two(), {.timeout = 5s}), ended));
  home.spawn(fuzz::ask_once(subject, ended));
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
      if (each) fuzz::hear(*each);
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
