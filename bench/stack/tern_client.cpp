// SPDX-License-Identifier: MIT

// tern's client: one thread, a channel for each connection, a coroutine for each call in flight.
// Takes the options of load.hpp.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <tern/client.hpp>

#include "echo.hpp"
#include "load.hpp"
#include "payload.hpp"
#include "recorder.hpp"

namespace {

using bench::v1::Echo;
using bench::v1::EchoRequest;

// One call after the other. `to` and `record` outlive the coroutine.
tern::task<void> make_calls(tern::channel& to, bench::recorder& record) {
  const tern::client<Echo> echo{to};
  auto since = bench::clock::now();
  for (std::uint64_t number = 0; record.next(number);) {
    std::string text = bench::payload(number);
    auto reply = co_await echo.Say(EchoRequest{text}).result();
    const auto now = bench::clock::now();
    record.ended(since, now, reply && reply->text == text);
    since = now;
  }
}

tern::task<void> make_all_calls(bench::load load, bench::recorder& record) {
  std::vector<std::unique_ptr<tern::channel>> channels;
  for (std::size_t i = 0; i < load.connection_count; ++i) {
    channels.push_back(std::make_unique<tern::channel>(load.target));
  }
  std::vector<tern::task<void>> callers;
  for (std::size_t i = 0; i < load.in_flight_count; ++i) {
    callers.push_back(make_calls(*channels[i % channels.size()], record));
  }
  co_await tern::when_all(std::move(callers));
}

}  // namespace

int main(int argc, char** argv) {
  const bench::load load = bench::parse_load(argc, argv);
  bench::recorder record{load};
  tern::run(make_all_calls(load, record));
  return record.report();
}
