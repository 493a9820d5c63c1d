// SPDX-License-Identifier: MIT
#pragma once

// tern's client: one thread, a channel for each connection, a coroutine for each call in flight.
// Takes the options of load.hpp.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tern/client.hpp>

#include "echo.hpp"
#include "load.hpp"
#include "payload.hpp"
#include "recorder.hpp"

namespace bench {

using v1::Echo;
using v1::EchoReply;
using v1::EchoRequest;

// What all calls have in common. Outlives them.
struct work {
  explicit work(const load& wanted, tern::channel_options options)
      : asked(wanted), record(wanted), channel(std::move(options)) {
    how.timeout =
        wanted.timeout.count() == 0 ? std::nullopt : std::optional{duration_of(wanted.timeout)};
    for (std::size_t i = 0; i < wanted.metadata_count; ++i) {
      how.metadata.add("x-bench-entry-" + std::to_string(i), "a value of 24 characters");
    }
  }

  static std::chrono::nanoseconds duration_of(seconds time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time);
  }

  [[nodiscard]] EchoRequest request(std::uint64_t number) const {
    return {payload(number), std::vector<std::byte>(asked.data_bytes, std::byte{'d'})};
  }

  load asked;
  recorder record;
  tern::channel_options channel;
  tern::call_options how;
  std::size_t holding_count = 0;  // callers
  bool held = false;
};

// Keeps the calls of all callers open until whoever measures them has closed our input.
inline tern::task<void> hold(work& all) {
  if (++all.holding_count == all.asked.in_flight_count) {
    std::puts("holding");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    all.held = true;
  }
  while (!all.held) co_await tern::sleep_for(std::chrono::milliseconds{10});
}

inline bool same(const EchoReply& reply, const EchoRequest& request) {
  return reply.text == request.text && reply.data == request.data;
}

// Waits until the calls of `caller` are due, one after the other, if there is a rate.
class pace {
 public:
  pace(const load& wanted, std::size_t caller) {
    if (wanted.calls_per_second == 0) return;
    const auto callers = static_cast<double>(wanted.in_flight_count);
    step_ = work::duration_of(seconds{callers / wanted.calls_per_second});
    due_ = clock::now() + step_ * caller / wanted.in_flight_count;
  }

  /// When the next call begins, or has to have begun.
  tern::task<clock::time_point> next() {
    if (step_.count() == 0) co_return clock::now();
    const auto due = std::exchange(due_, due_ + step_);
    if (clock::now() < due) co_await tern::sleep_until(due);
    co_return due;
  }

  [[nodiscard]] bool open_loop() const { return step_.count() != 0; }

 private:
  std::chrono::nanoseconds step_{0};
  clock::time_point due_;
};

inline tern::task<void> say(tern::channel& to, work& all, std::size_t caller) {
  const tern::client<Echo> echo{to};
  pace when{all.asked, caller};
  EchoRequest request = all.request(0);
  auto since = clock::now();
  for (std::uint64_t number = 0; all.record.next(number);) {
    stamp(request.text.data(), number);
    if (when.open_loop()) since = co_await when.next();
    auto reply = co_await echo.Say(request, all.how).result();
    const auto now = clock::now();
    all.record.ended(since, now, reply && same(*reply, request));
    since = now;
  }
  if (all.asked.hold) co_await hold(all);
}

inline tern::task<void> repeat(tern::channel& to, work& all) {
  const tern::client<Echo> echo{to};
  auto since = clock::now();
  for (std::uint64_t number = 0; all.record.next(number);) {
    const EchoRequest request = all.request(number);
    auto replies = echo.Repeat({request, all.asked.messages_per_call}, all.how);
    std::uint64_t correct = 0;
    for (;;) {
      auto reply = co_await replies.next_result();
      if (!reply || !*reply) break;
      correct += same(**reply, request) ? 1 : 0;
    }
    const auto now = clock::now();
    const bool complete = replies.status().ok() && correct == all.asked.messages_per_call;
    all.record.ended(since, now, complete, correct);
    since = now;
  }
}

inline tern::stream<EchoRequest> requests_of(EchoRequest request, std::uint64_t count) {
  for (; count != 0; --count) co_yield request;
}

inline tern::task<void> collect(tern::channel& to, work& all) {
  const tern::client<Echo> echo{to};
  const std::uint64_t count = all.asked.messages_per_call;
  auto since = clock::now();
  for (std::uint64_t number = 0; all.record.next(number);) {
    auto reply = co_await echo.Collect(requests_of(all.request(number), count), all.how).result();
    const auto now = clock::now();
    const std::uint64_t bytes = count * (payload_bytes + all.asked.data_bytes);
    all.record.ended(since, now, reply && reply->count == count && reply->bytes == bytes, count);
    since = now;
  }
}

// One stream, on which each message waits for the answer to the one before it.
inline tern::task<void> chat(tern::channel& to, work& all) {
  const tern::client<Echo> echo{to};
  auto requests = tern::pipe<EchoRequest>();
  auto replies = echo.Chat(std::move(requests.stream), all.how);
  EchoRequest request = all.request(0);
  auto since = clock::now();
  for (std::uint64_t number = 0; all.record.next(number);) {
    stamp(request.text.data(), number);
    co_await requests.send(request);
    auto reply = co_await replies.next_result();
    const auto now = clock::now();
    all.record.ended(since, now, reply && *reply && same(**reply, request));
    since = now;
  }
  if (all.asked.hold) co_await hold(all);
  requests.close();
  while (auto reply = co_await replies.next_result()) {
    if (!*reply) break;
  }
}

inline tern::task<void> call_all(tern::channel& to, work& all, std::size_t caller) {
  if (all.asked.method == "Say") return say(to, all, caller);
  if (all.asked.method == "Repeat") return repeat(to, all);
  if (all.asked.method == "Collect") return collect(to, all);
  return chat(to, all);
}

inline tern::task<void> make_all_calls(work& all) {
  std::vector<std::unique_ptr<tern::channel>> channels;
  for (std::size_t i = 0; i < all.asked.connection_count; ++i) {
    channels.push_back(std::make_unique<tern::channel>(all.asked.target, all.channel));
  }
  std::vector<tern::task<void>> callers;
  for (std::size_t i = 0; i < all.asked.in_flight_count; ++i) {
    callers.push_back(call_all(*channels[i % channels.size()], all, i));
  }
  co_await tern::when_all(std::move(callers));
}

/// Makes the calls that the command line asks for, on channels with these options.
/// @returns the exit code.
inline int make_calls(int argc, char** argv, tern::channel_options options) {
  const load wanted = parse_load(argc, argv);
  if (wanted.protocol == "connect") options.protocol = tern::connect;
  options.http_version = wanted.http == 1 ? tern::http_version::http1 : tern::http_version::http2;
  options.receive_max_bytes = 64 * 1024 * 1024;
  if (!wanted.ca.empty()) options.tls = tern::tls::client{.ca = wanted.ca};
  if ((wanted.codec == "json") != (options.codec.other() != nullptr)) {
    std::cerr << argv[0] << ": does not speak " << wanted.codec << "\n";
    return 2;
  }
  work all{wanted, std::move(options)};
  tern::run(make_all_calls(all), {.busy_poll = wanted.busy_poll});
  return all.record.report();
}

}  // namespace bench
