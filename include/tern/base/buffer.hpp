// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstring>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/large_blocks.hpp>

namespace tern {

/// A growing run of bytes that is filled at the end and emptied at the front.
///
///     storage  | consumed or headroom | readable: data() .. size() | room() |
///
/// Room is not initialised, so a buffer costs one allocation and no memset. Space that was
/// consumed in front is used again before the storage grows.
class buffer {
 public:
  buffer() = default;

  /// An empty buffer with `capacity_bytes` of room after `headroom_bytes` that prepend() can use.
  explicit buffer(std::size_t capacity_bytes, std::size_t headroom_bytes = 0)
      : storage_(allocate(capacity_bytes + headroom_bytes)),
        capacity_(capacity_bytes + headroom_bytes),
        begin_(headroom_bytes),
        end_(headroom_bytes) {}

  buffer(buffer&& other) noexcept
      : storage_(std::exchange(other.storage_, nullptr)),
        capacity_(std::exchange(other.capacity_, 0)),
        begin_(std::exchange(other.begin_, 0)),
        end_(std::exchange(other.end_, 0)) {}

  buffer& operator=(buffer&& other) noexcept {
    if (this != &other) {
      blocks::free(storage_, capacity_);
      storage_ = std::exchange(other.storage_, nullptr);
      capacity_ = std::exchange(other.capacity_, 0);
      begin_ = std::exchange(other.begin_, 0);
      end_ = std::exchange(other.end_, 0);
    }
    return *this;
  }
  ~buffer() { blocks::free(storage_, capacity_); }

  [[nodiscard]] std::byte* data() noexcept { return storage_ + begin_; }
  [[nodiscard]] const std::byte* data() const noexcept { return storage_ + begin_; }
  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

  /// The bytes in front of the readable ones that prepend() can use.
  [[nodiscard]] std::size_t headroom() const noexcept { return begin_; }

  /// The readable bytes.
  /// @lifetime valid until the next call that is not const.
  [[nodiscard]] byte_view view() const noexcept { return {data(), size()}; }

  /// How many bytes fit at the end as it is.
  [[nodiscard]] std::size_t room() const noexcept { return capacity_ - end_; }

  /// Makes room for at least `bytes` more at the end and returns all the room there is.
  /// Write into it, then commit() what was written.
  [[nodiscard]] byte_span prepare(std::size_t bytes) {
    if (room() < bytes) grow(bytes);
    return {storage_ + end_, room()};
  }

  /// Counts `bytes` of the prepared room as written.
  void commit(std::size_t bytes) noexcept {
    assert(bytes <= room());
    end_ += bytes;
  }

  /// Adds a copy of `bytes` at the end.
  void append(byte_view bytes) {
    if (bytes.empty()) return;
    std::memcpy(prepare(bytes.size()).data(), bytes.data(), bytes.size());
    commit(bytes.size());
  }

  /// Takes `bytes` of headroom into the readable part and returns where they start.
  [[nodiscard]] std::byte* prepend(std::size_t bytes) noexcept {
    assert(bytes <= begin_);
    begin_ -= bytes;
    return data();
  }

  /// Forgets the first `bytes` readable bytes.
  void consume(std::size_t bytes) noexcept {
    assert(bytes <= size());
    begin_ += bytes;
    if (begin_ == end_) begin_ = end_ = 0;
  }

  /// Forgets all bytes, keeps the storage.
  void clear() noexcept { begin_ = end_ = 0; }

  /// Gives the storage back if it is empty and large, for others to use meanwhile.
  void let_go_if_large() noexcept {
    if (empty() && capacity_ >= large_blocks::min_bytes) *this = buffer{};
  }

 private:
  static std::byte* allocate(std::size_t bytes) {
    return bytes == 0 ? nullptr : static_cast<std::byte*>(blocks::allocate(bytes));
  }

  void grow(std::size_t bytes) {
    const std::size_t used = size();
    if (begin_ >= used && capacity_ - used >= bytes) {
      // The consumed front is at least as large as what is to be moved: amortised O(1).
      if (used != 0) std::memmove(storage_, data(), used);
    } else {
      const std::size_t wanted = std::max({used + bytes, capacity_ * 2, std::size_t{64}});
      std::byte* const larger = allocate(wanted);
      if (used != 0) std::memcpy(larger, data(), used);
      blocks::free(storage_, capacity_);
      storage_ = larger;
      capacity_ = wanted;
    }
    begin_ = 0;
    end_ = used;
  }

  std::byte* storage_ = nullptr;  // a block of capacity_ bytes
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace tern
