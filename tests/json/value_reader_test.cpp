// SPDX-License-Identifier: MIT
#include <tern/json/value_reader.hpp>

#include <cstddef>

#include <doctest/doctest.h>

namespace {

TEST_CASE("what has been seen is remembered, for messages of every size") {
  for (const std::size_t size : {1u, 64u, 65u, 128u, 129u, 1000u}) {
    tern::json::seen_set seen{size};
    for (std::size_t i = 0; i < size; ++i) {
      REQUIRE_FALSE(seen.contains(i));
      REQUIRE(seen.insert(i));
      REQUIRE(seen.contains(i));
      REQUIRE_FALSE(seen.insert(i));
    }
  }
}

}  // namespace
