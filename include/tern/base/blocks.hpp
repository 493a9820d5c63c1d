// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>

#include <tern/base/config.hpp>
#include <tern/base/free_lists.hpp>
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

struct sizes {
  static constexpr std::size_t count = max_bytes / step_bytes + 1;
  static constexpr std::size_t kept_max_bytes = blocks::kept_max_bytes;
  static constexpr std::size_t bytes_of(std::size_t steps) noexcept { return steps * step_bytes; }
};

// Nothing at all is not kept.
constexpr bool is_kept(std::size_t bytes) noexcept {
  return TERN_KEEP_BLOCKS && bytes - 1 < max_bytes;
}
constexpr std::size_t steps_of(std::size_t bytes) noexcept {
  return (bytes + step_bytes - 1) / step_bytes;
}

// A program that hides its symbols and a shared library have them in common: blocks go both ways.
[[gnu::visibility("default")]] inline constinit thread_local free_lists<sizes> kept{};

}  // namespace detail

/// @error throws std::bad_alloc.
[[nodiscard]] inline void* allocate(std::size_t bytes) {
  if (!detail::is_kept(bytes)) return large_blocks::allocate(bytes);
  const std::size_t steps = detail::steps_of(bytes);
  void* const kept = detail::kept.take(steps);
  return kept != nullptr ? kept : ::operator new(detail::sizes::bytes_of(steps));
}

/// @param bytes as they were asked for.
inline void free(void* memory, std::size_t bytes) noexcept {
  if (memory == nullptr) return;
  if (!detail::is_kept(bytes)) return large_blocks::free(memory, bytes);
  detail::kept.give(memory, detail::steps_of(bytes));
}

/// What this thread keeps at the moment, large_blocks apart.
[[nodiscard]] inline std::size_t kept_bytes() noexcept {
  return detail::kept.kept_bytes();
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
