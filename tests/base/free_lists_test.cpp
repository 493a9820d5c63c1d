// SPDX-License-Identifier: MIT
#include <tern/base/free_lists.hpp>

#include <cstddef>
#include <new>
#include <thread>

#include <doctest/doctest.h>

namespace {

// 16, 32 and 48 bytes.
struct sizes {
  static constexpr std::size_t count = 3;
  static constexpr std::size_t kept_max_bytes = 100;
  static constexpr std::size_t bytes_of(std::size_t size) noexcept { return 16 * (size + 1); }
};

constinit thread_local tern::free_lists<sizes> lists{};

void* make(std::size_t size) {
  return ::operator new(sizes::bytes_of(size));
}

// What a thread with nothing kept does.
template <class F>
void on_new_thread(F body) {
  std::thread{body}.join();
}

}  // namespace

TEST_CASE("a block that was given is taken again, by its size, the last first") {
  on_new_thread([] {
    CHECK(lists.take(1) == nullptr);
    void* const first = make(1);
    void* const second = make(1);
    void* const other = make(2);
    lists.give(first, 1);
    lists.give(other, 2);
    CHECK(lists.kept_bytes() == 80);
    CHECK(lists.take(0) == nullptr);
    CHECK(lists.take(1) == first);
    CHECK(lists.take(1) == nullptr);
    lists.give(first, 1);
    lists.empty(2);
    CHECK(lists.kept_bytes() == 32);
    lists.give(second, 1);
    CHECK(lists.take(1) == second);
    CHECK(lists.take(1) == first);
    CHECK(lists.kept_bytes() == 0);
    lists.give(first, 1);
    lists.give(second, 1);
  });
}

TEST_CASE("what goes beyond the bound of the lists goes back to the heap") {
  on_new_thread([] {
    for (int i = 0; i < 3; ++i) lists.give(make(2), 2);
    CHECK(lists.kept_bytes() == 96);
    lists.give(make(0), 0);
    CHECK(lists.take(0) == nullptr);
    lists.empty();
    CHECK(lists.kept_bytes() == 0);
    CHECK(lists.take(2) == nullptr);
    lists.give(make(0), 0);
    CHECK(lists.kept_bytes() == 16);
  });
}

TEST_CASE("what is given after the lists of a thread have ended goes back to the heap") {
  struct late {
    std::size_t* kept_bytes = nullptr;
    ~late() {
      if (kept_bytes == nullptr) return;
      lists.give(make(1), 1);
      *kept_bytes = lists.kept_bytes();
    }
  };
  std::size_t kept_bytes = 1;
  on_new_thread([&] {
    thread_local late outlives_lists;  // which begin with their first block
    outlives_lists.kept_bytes = &kept_bytes;
    lists.give(make(1), 1);
    CHECK(lists.kept_bytes() == 32);
  });
  CHECK(kept_bytes == 0);
}
