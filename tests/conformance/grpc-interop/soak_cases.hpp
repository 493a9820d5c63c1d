// SPDX-License-Identifier: MIT
#pragma once

// The same call many times, each within a time.

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <tern/client.hpp>

#include "subject.hpp"

namespace interop {

namespace detail {

struct soak_outcome {
  int iterations = 0;
  int failures = 0;
  std::string last_failure;
};

/// One of the callers of a soak: makes its share of the calls, until the time is over.
inline tern::task<void> soak_share(subject& server, bool fresh_channels, int iterations,
                                   tern::clock::time_point end, soak_outcome& outcome) {
  const soak_settings& how = server.how.soak;
  const auto latest = std::chrono::milliseconds{how.max_latency_ms};
  const auto fail = [&](std::string why) {
    ++outcome.failures;
    outcome.last_failure = std::move(why);
  };
  for (int i = 0; i < iterations && tern::clock::now() < end; ++i) {
    const auto start = tern::clock::now();
    std::unique_ptr<subject> fresh;
    if (fresh_channels) fresh = std::make_unique<subject>(server.how);
    auto& service = fresh ? fresh->service : server.service;
    const auto reply =
        co_await service
            .UnaryCall({.response_size = how.response_size, .payload = zeros(how.request_size)})
            .result();
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(tern::clock::now() - start);
    ++outcome.iterations;
    if (!reply) {
      fail(to_string(reply.status()));
    } else if (took > latest) {
      fail("a call took " + std::to_string(took.count()) + " ms, more than " +
           std::to_string(latest.count()));
    } else {
      expect_zeros(reply->payload, how.response_size);
    }
    co_await tern::sleep_until(start + std::chrono::milliseconds{how.min_interval_ms});
  }
}

inline tern::task<void> soak(subject& server, bool fresh_channels) {
  const soak_settings& how = server.how.soak;
  const auto end = tern::clock::now() + std::chrono::seconds{how.overall_timeout_s};
  const int callers = std::max(how.threads, 1);
  soak_outcome outcome;
  std::vector<tern::task<void>> shares;
  for (int i = 0; i < callers; ++i) {
    const int share = how.iterations / callers + (i < how.iterations % callers ? 1 : 0);
    shares.push_back(soak_share(server, fresh_channels, share, end, outcome));
  }
  co_await tern::when_all(std::move(shares));

  expect("the number of iterations in time", outcome.iterations, how.iterations);
  if (outcome.failures > how.max_failures) {
    throw mismatch{std::to_string(outcome.failures) + " iterations have failed, of which " +
                   std::to_string(how.max_failures) + " may: " + outcome.last_failure};
  }
}

}  // namespace detail

/// All calls on one channel.
inline tern::task<void> rpc_soak(subject& server) {
  return detail::soak(server, false);
}

/// Each call on a channel of its own.
inline tern::task<void> channel_soak(subject& server) {
  return detail::soak(server, true);
}

}  // namespace interop
