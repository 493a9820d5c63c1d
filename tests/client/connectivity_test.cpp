// SPDX-License-Identifier: MIT

#include <tern/client/connectivity.hpp>

#include <doctest/doctest.h>

using tern::client_side::connectivity;

TEST_CASE("states have the names of gRPC") {
  CHECK(to_string(connectivity::idle) == "IDLE");
  CHECK(to_string(connectivity::connecting) == "CONNECTING");
  CHECK(to_string(connectivity::ready) == "READY");
  CHECK(to_string(connectivity::transient_failure) == "TRANSIENT_FAILURE");
  CHECK(to_string(connectivity::shutdown) == "SHUTDOWN");
}
