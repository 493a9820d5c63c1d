// SPDX-License-Identifier: MIT
#include <tern/base/blocks.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

namespace blocks = tern::blocks;

namespace {

// One block of every size up to `largest_bytes`, each filled with its own pattern.
std::vector<void*> take_all(std::size_t largest_bytes) {
  std::vector<void*> taken;
  for (std::size_t bytes = 1; bytes <= largest_bytes; ++bytes) {
    taken.push_back(blocks::allocate(bytes));
    std::memset(taken.back(), static_cast<int>(bytes & 0xff), bytes);
  }
  return taken;
}

std::size_t count_broken(const std::vector<void*>& taken) {
  std::size_t broken = 0;
  for (std::size_t bytes = 1; bytes <= taken.size(); ++bytes) {
    const auto* const at = static_cast<const unsigned char*>(taken[bytes - 1]);
    for (std::size_t i = 0; i < bytes; ++i) broken += at[i] != (bytes & 0xff);
  }
  return broken;
}

void give_back(const std::vector<void*>& taken) {
  for (std::size_t i = 0; i < taken.size(); ++i) blocks::free(taken[i], i + 1);
}

}  // namespace

TEST_CASE("blocks of all sizes are apart from each other, also when they are used again") {
  constexpr std::size_t largest_bytes = blocks::max_bytes + 2 * blocks::step_bytes;
  for (int round = 0; round < 3; ++round) {
    const std::vector<void*> taken = take_all(largest_bytes);
    CHECK(count_broken(taken) == 0);
    give_back(taken);
  }
}

TEST_CASE("a block is aligned for every type that new aligns") {
  for (std::size_t bytes = 1; bytes < 300; bytes += 7) {
    void* const block = blocks::allocate(bytes);
    CHECK(reinterpret_cast<std::uintptr_t>(block) % alignof(std::max_align_t) == 0);
    blocks::free(block, bytes);
  }
}

TEST_CASE("nothing at all can be freed") {
  blocks::free(nullptr, 0);
  blocks::free(nullptr, 100);
  blocks::free(blocks::allocate(0), 0);
}

TEST_CASE("what goes beyond the bound of a thread goes back to the heap") {
  constexpr std::size_t count = blocks::kept_max_bytes / blocks::max_bytes + 100;
  std::vector<void*> taken;
  for (std::size_t i = 0; i < count; ++i) taken.push_back(blocks::allocate(blocks::max_bytes));
  for (void* const each : taken) blocks::free(each, blocks::max_bytes);
  CHECK(blocks::kept_bytes() <= blocks::kept_max_bytes);
  if (TERN_KEEP_BLOCKS) CHECK(blocks::kept_bytes() + blocks::max_bytes > blocks::kept_max_bytes);
  // And it is still possible to take as many again.
  for (void*& each : taken) {
    each = blocks::allocate(blocks::max_bytes);
    std::memset(each, 1, blocks::max_bytes);
  }
  for (void* const each : taken) blocks::free(each, blocks::max_bytes);
}

TEST_CASE("a block may be freed on another thread, which gives it back when it ends") {
  const std::vector<void*> taken = take_all(500);
  std::thread other{[&] {
    CHECK(count_broken(taken) == 0);
    give_back(taken);
    give_back(take_all(500));
  }};
  other.join();
  const std::vector<void*> again = take_all(500);
  CHECK(count_broken(again) == 0);
  give_back(again);
}
