// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <new>

namespace tern {

/// What was freed on one thread, in lists by size, to be used again by it: taking a block and
/// giving it back are a few instructions each. The blocks are of the heap, and go back to it when
/// the thread ends.
///
/// `Sizes` says which blocks there are:
///
///     static constexpr std::size_t count = 33;                     // of sizes: 0, 1, … 32
///     static constexpr std::size_t bytes_of(std::size_t size);     // how long a block of one is
///     static constexpr std::size_t kept_max_bytes = 4096;          // of a thread, of all sizes
///
/// @lifetime a `constinit thread_local` of a namespace, one for each `Sizes`: it needs no start,
/// and whoever frees after the end of its thread's objects finds it full.
template <class Sizes>
class free_lists {
 public:
  /// A block of that size; null if none is kept.
  [[nodiscard]] void* take(std::size_t size) noexcept {
    free_block* const block = first_[size];
    if (block == nullptr) return nullptr;
    first_[size] = block->next;
    room_bytes_ += Sizes::bytes_of(size);
    return block;
  }

  /// Keeps a block of that size, which `operator new` has made, or frees it if there is no room.
  void give(void* block, std::size_t size) noexcept {
    if (room_bytes_ < Sizes::bytes_of(size)) return give_slowly(block, size);
    room_bytes_ -= Sizes::bytes_of(size);
    first_[size] = ::new (block) free_block{first_[size]};
  }

  [[nodiscard]] std::size_t kept_bytes() const noexcept { return most_bytes_ - room_bytes_; }

  /// Gives the blocks of that size back to the heap.
  void empty(std::size_t size) noexcept {
    while (void* const block = take(size)) ::operator delete(block);
  }
  void empty() noexcept {
    for (std::size_t size = 0; size < Sizes::count; ++size) empty(size);
  }

 private:
  struct free_block {
    free_block* next;
  };

  // Opens the lists for the time until the thread ends.
  struct term {
    explicit term(free_lists& of) noexcept : lists(of) {
      lists.most_bytes_ = lists.room_bytes_ = Sizes::kept_max_bytes;
    }
    ~term() {
      lists.empty();
      lists.most_bytes_ = lists.room_bytes_ = 0;
    }
    free_lists& lists;
  };

  [[gnu::noinline]] void give_slowly(void* block, std::size_t size) noexcept {
    if (begun_) return ::operator delete(block);
    begun_ = true;
    thread_local term until_thread_ends{*this};
    give(block, size);
  }

  std::array<free_block*, Sizes::count> first_{};
  std::size_t most_bytes_ = 0;  // that are kept; 0 before and after use
  std::size_t room_bytes_ = 0;  // for more
  bool begun_ = false;
};

}  // namespace tern
