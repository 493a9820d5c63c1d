// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

#include <tern/runtime/timer.hpp>
#include <tern/server/options.hpp>
#include <tern/transport/connection_life.hpp>

namespace tern::server_side {

/// How long each new connection of a server may live: as its options say, and spread by chance, so
/// that clients which have come together do not come again together.
class connection_lives {
 public:
  explicit connection_lives(const options& how) noexcept
      : each_{.keepalive_time = std::max<runtime::duration>(how.keepalive_time, shortest_keepalive),
              .keepalive_timeout = how.keepalive_timeout,
              .keepalive_without_calls = true,
              .permit_keepalive_time = how.permit_keepalive_time,
              .permit_keepalive_without_calls = how.permit_keepalive_without_calls,
              .max_idle = how.max_connection_idle,
              .max_age = how.max_connection_age,
              .max_age_grace = how.max_connection_age_grace} {}

  [[nodiscard]] transport::connection_life next() {
    transport::connection_life life = each_;
    if (life.max_age != runtime::duration::max()) life.max_age = spread(life.max_age);
    return life;
  }

 private:
  // @source grpc-go, internal/keepalive.go, KeepaliveMinServerPingTime
  static constexpr std::chrono::seconds shortest_keepalive{1};

  // @source gRPC proposal A9: "a random jitter of +/-10%"
  runtime::duration spread(runtime::duration age) {
    const auto tenth = age.count() / 10;
    std::uniform_int_distribution<runtime::duration::rep> jitter{-tenth, tenth};
    return age + std::min(runtime::duration{jitter(random_)}, runtime::duration::max() - age);
  }

  transport::connection_life each_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace tern::server_side
