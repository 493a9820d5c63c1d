// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <new>

#include <tern/base/config.hpp>
#include <tern/base/large_blocks.hpp>

namespace tern {

/// Memory for what every call makes and drops again: frames of coroutines, calls, streams, header
/// fields, small buffers. Each thread keeps what was freed on it, in lists by size, so that a warm
/// call takes a pointer from a list in place of asking the heap, whose own caches hold too few
/// blocks of a size for many calls at a time.
///
/// Not kept here: blocks above `max_bytes`, of which the longest are kept in large_blocks, and what
/// goes beyond `kept_max_bytes` of a thread.
/// With a sanitizer every block comes from the heap, so that mistakes are seen.
/// @thread any; a block may be freed on another thread than it was made on.
namespace blocks {

inline constexpr std::size_t step_bytes = 64;
inline constexpr std::size_t max_bytes = 2 * 1024;
inline constexpr std::size_t kept_max_bytes = 4 * 1024 * 1024;

namespace detail {

struct free_block {
  free_block* next;
};

struct lists {
  std::array<free_block*, max_bytes / step_bytes + 1> first{};  // by size in steps
  std::size_t room_bytes = 0;                                   // for more; 0 before and after use
  bool begun = false;
};

// A program that hides its symbols and a shared library have them in common: blocks go both ways.
[[gnu::visibility("default")]] inline constinit thread_local lists kept{};

// Gives everything back when the thread ends.
struct closer {
  closer() noexcept { kept.room_bytes = kept_max_bytes; }
  ~closer() {
    kept.room_bytes = 0;
    for (free_block*& list : kept.first) {
      while (list != nullptr) {
        free_block* const block = list;
        list = block->next;
        ::operator delete(block);
      }
    }
  }
};

constexpr std::size_t steps_of(std::size_t bytes) noexcept {
  return (bytes + step_bytes - 1) / step_bytes;
}

inline void free_slowly(void* block) noexcept {
  if (!kept.begun) {
    kept.begun = true;
    thread_local closer at_thread_end;
    static_cast<void>(at_thread_end);
  }
  ::operator delete(block);
}

}  // namespace detail

/// @error throws std::bad_alloc.
[[nodiscard]] inline void* allocate(std::size_t bytes) {
  if (TERN_KEEP_BLOCKS && bytes <= max_bytes) {
    const std::size_t steps = detail::steps_of(bytes);
    detail::free_block*& list = detail::kept.first[steps];
    if (list == nullptr) return ::operator new(steps * step_bytes);
    detail::free_block* const block = list;
    list = block->next;
    detail::kept.room_bytes += steps * step_bytes;
    return block;
  }
  return large_blocks::allocate(bytes);
}

/// @param bytes as they were asked for.
inline void free(void* memory, std::size_t bytes) noexcept {
  if (memory == nullptr) return;
  if (!TERN_KEEP_BLOCKS || bytes == 0 || bytes > max_bytes) {
    return large_blocks::free(memory, bytes);
  }
  const std::size_t steps = detail::steps_of(bytes);
  if (detail::kept.room_bytes < steps * step_bytes) return detail::free_slowly(memory);
  detail::kept.room_bytes -= steps * step_bytes;
  detail::free_block*& list = detail::kept.first[steps];
  list = ::new (memory) detail::free_block{list};
}

}  // namespace blocks

/// A base of what is made with `new` for every call, and of the promises of coroutines: takes its
/// memory from blocks.
struct in_blocks {
  static void* operator new(std::size_t bytes) { return blocks::allocate(bytes); }
  static void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    try {
      return blocks::allocate(bytes);
    } catch (const std::bad_alloc&) {
      return nullptr;
    }
  }
  static void operator delete(void* memory, std::size_t bytes) noexcept {
    blocks::free(memory, bytes);
  }
};

/// The same for containers.
template <class T>
struct block_allocator {
  using value_type = T;

  block_allocator() = default;
  template <class Other>
  block_allocator(const block_allocator<Other>&) noexcept {}

  [[nodiscard]] T* allocate(std::size_t count) {
    return static_cast<T*>(blocks::allocate(count * sizeof(T)));
  }
  void deallocate(T* memory, std::size_t count) noexcept {
    blocks::free(memory, count * sizeof(T));
  }

  friend bool operator==(const block_allocator&, const block_allocator&) { return true; }
};

}  // namespace tern
