// SPDX-License-Identifier: MIT
#include <tern/base/large_blocks.hpp>

#include <cstddef>
#include <cstring>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

namespace large_blocks = tern::large_blocks;

namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

// What a thread with nothing kept does.
template <class F>
void on_new_thread(F body) {
  std::thread{body}.join();
}

}  // namespace

TEST_CASE("large blocks of all sizes are as long as was asked for") {
  on_new_thread([] {
    for (int round = 0; round < 2; ++round) {
      std::vector<void*> taken;
      std::vector<std::size_t> sizes;
      for (std::size_t bytes = large_blocks::min_bytes - 1; bytes < 3 * mebibyte;
           bytes += bytes / 7) {
        sizes.push_back(bytes);
        taken.push_back(large_blocks::allocate(bytes));
        std::memset(taken.back(), static_cast<int>(sizes.size()), bytes);
      }
      std::size_t broken = 0;
      for (std::size_t i = 0; i < taken.size(); ++i) {
        const auto* const at = static_cast<const unsigned char*>(taken[i]);
        broken += at[0] != i + 1;
        broken += at[sizes[i] - 1] != i + 1;
        large_blocks::free(taken[i], sizes[i]);
      }
      CHECK(broken == 0);
    }
  });
}

TEST_CASE("sizes are rounded up by a quarter at most") {
  using large_blocks::detail::number_of;
  using large_blocks::detail::size_of;
  for (std::size_t bytes = large_blocks::min_bytes; bytes <= large_blocks::max_bytes;
       bytes += bytes / 13) {
    CHECK(size_of(number_of(bytes)) >= bytes);
    CHECK(size_of(number_of(bytes)) <= bytes + bytes / 4);
    CHECK(number_of(size_of(number_of(bytes))) == number_of(bytes));
  }
}

TEST_CASE("what was freed is used again") {
  if (!TERN_KEEP_BLOCKS) return;
  on_new_thread([] {
    void* const first = large_blocks::allocate(mebibyte - 100);
    CHECK(large_blocks::kept_bytes() == 0);
    large_blocks::free(first, mebibyte - 100);
    CHECK(large_blocks::kept_bytes() == mebibyte);
    void* const other = large_blocks::allocate(mebibyte + 1);
    CHECK(other != first);
    CHECK(large_blocks::kept_bytes() == mebibyte);
    void* const again = large_blocks::allocate(mebibyte);
    CHECK(again == first);
    CHECK(large_blocks::kept_bytes() == 0);
    large_blocks::free(again, mebibyte);
    large_blocks::free(other, mebibyte + 1);
  });
}

TEST_CASE("nothing is kept that is too short or too long, or beyond the bound of a thread") {
  on_new_thread([] {
    large_blocks::free(large_blocks::allocate(large_blocks::min_bytes - 1),
                       large_blocks::min_bytes - 1);
    large_blocks::free(large_blocks::allocate(large_blocks::max_bytes + 1),
                       large_blocks::max_bytes + 1);
    CHECK(large_blocks::kept_bytes() == 0);
    std::vector<void*> taken;
    for (std::size_t bytes = 0; bytes < large_blocks::kept_max_bytes + 3 * mebibyte;
         bytes += mebibyte) {
      taken.push_back(large_blocks::allocate(mebibyte));
    }
    for (void* const each : taken) large_blocks::free(each, mebibyte);
    CHECK(large_blocks::kept_bytes() == (TERN_KEEP_BLOCKS ? large_blocks::kept_max_bytes : 0));
  });
}

TEST_CASE("sizes that nobody has asked for go back, the others stay") {
  if (!TERN_KEEP_BLOCKS) return;
  on_new_thread([] {
    large_blocks::free(large_blocks::allocate(mebibyte), mebibyte);
    large_blocks::free(large_blocks::allocate(2 * mebibyte), 2 * mebibyte);
    large_blocks::release_unused();
    CHECK(large_blocks::kept_bytes() == 3 * mebibyte);
    large_blocks::free(large_blocks::allocate(mebibyte), mebibyte);
    large_blocks::release_unused();
    CHECK(large_blocks::kept_bytes() == mebibyte);
    large_blocks::release_unused();
    CHECK(large_blocks::kept_bytes() == 0);
    large_blocks::free(large_blocks::allocate(mebibyte), mebibyte);
    large_blocks::release_all();
    CHECK(large_blocks::kept_bytes() == 0);
  });
}

TEST_CASE("a large block may be freed on another thread, which gives it back when it ends") {
  void* const block = large_blocks::allocate(mebibyte);
  on_new_thread([block] { large_blocks::free(block, mebibyte); });
  on_new_thread([] { CHECK(large_blocks::kept_bytes() == 0); });
}
