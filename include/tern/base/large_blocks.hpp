// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

#include <tern/base/config.hpp>

namespace tern {

/// Memory for long messages, on their way in and out.
///
/// The heap gives blocks of this size back to the system as soon as they are freed, and each page
/// of a new one costs a fault: for a message of 1 MiB more than everything else that is done with
/// it. So each thread keeps what was freed on it, in lists by size: four sizes from each power of
/// two to the next, so that a block is at most a quarter longer than was asked for.
///
///     32 KiB  40  48  56  64  80  96  112  128  …  8 MiB
///
/// Not kept: what is shorter or longer than that, and what goes beyond `kept_max_bytes` of a
/// thread. What was kept and not needed goes back with release_unused().
/// With a sanitizer every block comes from the heap, so that mistakes are seen.
/// @thread any; a block may be freed on another thread than it was made on.
namespace large_blocks {

inline constexpr std::size_t min_bytes = 32 * 1024;
inline constexpr std::size_t max_bytes = 8 * 1024 * 1024;

/// Default 16 MiB: what calls of messages with 4 MiB each way, the most that is received unless an
/// option allows more, need at a time.
inline constexpr std::size_t kept_max_bytes = 16 * 1024 * 1024;

namespace detail {

struct free_block {
  free_block* next;
};

// Sizes are numbered: number / 4 is the power of two, number % 4 the quarters that are added.
constexpr std::size_t number_of(std::size_t bytes) noexcept {
  const auto power = static_cast<std::size_t>(std::bit_width(bytes - 1)) - 1;
  const std::size_t quarters = ((bytes - 1) >> (power - 2)) + 1;
  return power * 4 + quarters - 4;
}
constexpr std::size_t size_of(std::size_t number) noexcept {
  return (4 + number % 4) << (number / 4 - 2);
}
inline constexpr std::size_t first_number = number_of(min_bytes);
inline constexpr std::size_t size_count = number_of(max_bytes) - first_number + 1;

struct lists {
  std::array<free_block*, size_count> first{};  // by size
  std::uint64_t needed = 0;                     // a bit for each size, since it was looked at last
  std::size_t kept_bytes = 0;
  std::size_t allowed_bytes = 0;  // 0 before and after use
  bool begun = false;
};

// A program that hides its symbols and a shared library have them in common: blocks go both ways.
[[gnu::visibility("default")]] inline constinit thread_local lists kept{};

inline void empty(std::size_t index) noexcept {
  free_block*& list = kept.first[index];
  while (list != nullptr) {
    free_block* const block = list;
    list = block->next;
    kept.kept_bytes -= size_of(first_number + index);
    ::operator delete(block);
  }
}

inline void empty_all() noexcept {
  for (std::size_t i = 0; i < size_count; ++i) empty(i);
}

// Gives everything back when the thread ends.
struct closer {
  closer() noexcept { kept.allowed_bytes = kept_max_bytes; }
  ~closer() {
    kept.allowed_bytes = 0;
    empty_all();
  }
};

inline void begin() noexcept {
  kept.begun = true;
  thread_local closer at_thread_end;
  static_cast<void>(at_thread_end);
}

constexpr bool is_kept(std::size_t bytes) noexcept {
  return TERN_KEEP_BLOCKS && bytes >= min_bytes && bytes <= max_bytes;
}

static_assert(size_of(number_of(min_bytes)) == min_bytes && size_count <= 64);
static_assert(size_of(number_of(min_bytes + 1)) == min_bytes / 4 * 5);
static_assert(size_of(number_of(max_bytes)) == max_bytes);

}  // namespace detail

/// @error throws std::bad_alloc.
[[nodiscard, gnu::noinline]] inline void* allocate(std::size_t bytes) {
  if (!detail::is_kept(bytes)) return ::operator new(bytes);
  const std::size_t number = detail::number_of(bytes);
  const std::size_t index = number - detail::first_number;
  detail::kept.needed |= std::uint64_t{1} << index;
  detail::free_block*& list = detail::kept.first[index];
  if (list == nullptr) return ::operator new(detail::size_of(number));
  detail::free_block* const block = list;
  list = block->next;
  detail::kept.kept_bytes -= detail::size_of(number);
  return block;
}

/// @param bytes as they were asked for.
[[gnu::noinline]] inline void free(void* memory, std::size_t bytes) noexcept {
  if (!detail::is_kept(bytes)) return ::operator delete(memory);
  if (!detail::kept.begun) detail::begin();
  const std::size_t number = detail::number_of(bytes);
  const std::size_t size = detail::size_of(number);
  if (detail::kept.kept_bytes + size > detail::kept.allowed_bytes) {
    return ::operator delete(memory);
  }
  detail::kept.kept_bytes += size;
  detail::free_block*& list = detail::kept.first[number - detail::first_number];
  list = ::new (memory) detail::free_block{list};
}

/// What this thread keeps at the moment.
[[nodiscard]] inline std::size_t kept_bytes() noexcept {
  return detail::kept.kept_bytes;
}

/// Gives this thread's blocks of those sizes back to the heap that nobody has asked for since the
/// last time.
inline void release_unused() noexcept {
  for (std::size_t i = 0; i < detail::size_count; ++i) {
    if ((detail::kept.needed >> i & 1) == 0) detail::empty(i);
  }
  detail::kept.needed = 0;
}

/// Gives all of this thread's back.
inline void release_all() noexcept {
  detail::empty_all();
}

}  // namespace large_blocks

}  // namespace tern
