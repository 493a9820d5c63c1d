// SPDX-License-Identifier: MIT

#include <tern/base/tally.hpp>

#include <chrono>
#include <cstdint>
#include <thread>

#include <doctest/doctest.h>

TEST_CASE("a tally is read by one thread while another adds to it") {
  tern::tally count;
  CHECK(count.get() == 0);
  constexpr std::uint64_t last = 100'000;
  std::uint64_t before = 0;
  bool grows = true;
  std::thread writer{[&] {
    for (std::uint64_t i = 0; i != last; ++i) count.add();
  }};
  while (before != last) {
    const std::uint64_t now = count.get();
    grows = grows && now >= before;
    before = now;
  }
  writer.join();
  CHECK(grows);
  count.add(5);
  CHECK(count.get() == last + 5);
}

TEST_CASE("a time that nobody has set is nothing") {
  tern::tally_time when;
  CHECK_FALSE(when.get().has_value());
  const auto first = std::chrono::steady_clock::now();
  when.set(first);
  CHECK(when.get() == first);
  when.set({});
  CHECK(when.get() == std::chrono::steady_clock::time_point{});
}
