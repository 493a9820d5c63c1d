// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>

#include <tern/base/config.hpp>
#include <tern/base/free_lists.hpp>

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

struct sizes {
  static constexpr std::size_t count = number_of(max_bytes) - first_number + 1;
  static constexpr std::size_t kept_max_bytes = large_blocks::kept_max_bytes;
  static constexpr std::size_t bytes_of(std::size_t index) noexcept {
    return size_of(first_number + index);
  }
  static constexpr std::size_t index_of(std::size_t bytes) noexcept {
    return number_of(bytes) - first_number;
  }
};

struct lists : free_lists<sizes> {
  std::uint64_t needed = 0;  // a bit for each size, since it was looked at last
};

// A program that hides its symbols and a shared library have them in common: blocks go both ways.
[[gnu::visibility("default")]] inline constinit thread_local lists kept{};

constexpr bool is_kept(std::size_t bytes) noexcept {
  return TERN_KEEP_BLOCKS && bytes >= min_bytes && bytes <= max_bytes;
}

static_assert(size_of(number_of(min_bytes)) == min_bytes && sizes::count <= 64);
static_assert(size_of(number_of(min_bytes + 1)) == min_bytes / 4 * 5);
static_assert(size_of(number_of(max_bytes)) == max_bytes);

}  // namespace detail

/// @error throws std::bad_alloc.
[[nodiscard, gnu::noinline]] inline void* allocate(std::size_t bytes) {
  if (!detail::is_kept(bytes)) return ::operator new(bytes);
  const std::size_t index = detail::sizes::index_of(bytes);
  detail::kept.needed |= std::uint64_t{1} << index;
  void* const kept = detail::kept.take(index);
  return kept != nullptr ? kept : ::operator new(detail::sizes::bytes_of(index));
}

/// @param bytes as they were asked for.
[[gnu::noinline]] inline void free(void* memory, std::size_t bytes) noexcept {
  if (!detail::is_kept(bytes)) return ::operator delete(memory);
  detail::kept.give(memory, detail::sizes::index_of(bytes));
}

/// What this thread keeps at the moment.
[[nodiscard]] inline std::size_t kept_bytes() noexcept {
  return detail::kept.kept_bytes();
}

/// Gives this thread's blocks of those sizes back to the heap that nobody has asked for since the
/// last time.
inline void release_unused() noexcept {
  for (std::size_t i = 0; i < detail::sizes::count; ++i) {
    if ((detail::kept.needed >> i & 1) == 0) detail::kept.empty(i);
  }
  detail::kept.needed = 0;
}

/// Gives all of this thread's back.
inline void release_all() noexcept {
  detail::kept.empty();
}

}  // namespace large_blocks

}  // namespace tern
