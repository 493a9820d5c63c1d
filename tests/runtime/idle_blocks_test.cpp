// SPDX-License-Identifier: MIT
#include <tern/runtime/idle_blocks.hpp>

#include <cstddef>

#include <doctest/doctest.h>

#include <tern/testing/manual_executor.hpp>

namespace large_blocks = tern::large_blocks;
using tern::runtime::idle_blocks;
using tern::runtime::never;

namespace {

constexpr std::size_t bytes = 1024 * 1024;

struct somebody : tern::runtime::resident {
  somebody() : resident([](resident&) noexcept {}) {}
};

struct thread_with_blocks {
  thread_with_blocks() { large_blocks::release_all(); }

  void use() {
    large_blocks::free(large_blocks::allocate(bytes), bytes);
    idle.look();
  }
  void pass_time(tern::runtime::duration length) {
    home.advance(length);
    idle.look();
  }

  tern::testing::manual_executor home;
  idle_blocks idle{home.executor()};
};

}  // namespace

TEST_CASE("large blocks that are needed again and again stay, those that are not go back") {
  if (!TERN_KEEP_BLOCKS) return;
  thread_with_blocks here;
  somebody resident;
  here.home.executor().settle(resident);
  for (int round = 0; round < 10; ++round) {
    here.use();
    here.pass_time(idle_blocks::interval / 2);
    CHECK(large_blocks::kept_bytes() == bytes);
  }
  here.pass_time(2 * idle_blocks::interval);
  here.pass_time(idle_blocks::interval);
  CHECK(large_blocks::kept_bytes() == 0);
  CHECK(here.home.executor().next_timer() == never);
}

TEST_CASE("large blocks are not kept for nobody, and no timer waits for them") {
  if (!TERN_KEEP_BLOCKS) return;
  thread_with_blocks here;
  here.use();
  CHECK(large_blocks::kept_bytes() == 0);
  CHECK(here.home.executor().next_timer() == never);
  somebody resident;
  here.home.executor().settle(resident);
  here.use();
  CHECK(large_blocks::kept_bytes() == bytes);
  CHECK(here.home.executor().next_timer() != never);
  resident.unlink();
  here.idle.look();
  CHECK(large_blocks::kept_bytes() == 0);
  CHECK(here.home.executor().next_timer() == never);
}

TEST_CASE("a timer goes with the last resident, also when the blocks are in use elsewhere") {
  if (!TERN_KEEP_BLOCKS) return;
  thread_with_blocks here;
  somebody resident;
  here.home.executor().settle(resident);
  here.use();
  void* const taken = large_blocks::allocate(bytes);
  resident.unlink();
  here.idle.look();
  CHECK(here.home.executor().next_timer() == never);
  large_blocks::free(taken, bytes);
  large_blocks::release_all();
}
