// SPDX-License-Identifier: MIT
#include <tern/protocol/framing.hpp>

#include <doctest/doctest.h>

using tern::protocol::framing;

TEST_CASE("by default messages lie in envelopes and nothing in a body ends a call") {
  CHECK(framing{} == framing{.body = framing::layout::envelopes, .last_flag = 0, .base64 = false});
  CHECK_FALSE(framing{} == framing{.last_flag = 0x80});
}
