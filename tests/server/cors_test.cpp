// SPDX-License-Identifier: MIT

#include <tern/server/cors.hpp>

// What the defaults are; what they do is proven in cors_policy_test.cpp.

#include <doctest/doctest.h>

#include <chrono>

#include <tern/server/options.hpp>

TEST_CASE("nobody is let in by default, and nothing but what calls need") {
  CHECK_FALSE(tern::server_side::options{}.cors.has_value());
  const tern::server_side::cors none;
  CHECK(none.origins.empty());
  CHECK(none.headers.empty());
  CHECK_FALSE(none.credentials);
  CHECK_FALSE(none.private_network);
  CHECK(none.max_age == std::chrono::hours{2});
}
