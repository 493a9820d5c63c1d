// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <string_view>

#include <tern/base/blocks.hpp>
#include <tern/base/copy_few.hpp>

namespace tern {

/// A text that is mostly short: up to `InPlaceBytes` are kept in the object, which then is filled
/// and moved without the heap; a longer one is in a block.
///
///     short_text<56> path = "/hello.v1.Greeter/SayHello";
///     if (path == "*") …
///
/// It reads as a std::string_view, into which it converts.
/// @error filling it throws std::bad_alloc, also past 4 GiB.
template <std::size_t InPlaceBytes>
class short_text {
 public:
  short_text() = default;

  template <std::convertible_to<std::string_view> Text>
  short_text(const Text& text) {
    assign(text);
  }
  short_text(const short_text& other) { assign(other); }
  short_text(short_text&& other) noexcept { take(other); }

  template <std::convertible_to<std::string_view> Text>
  short_text& operator=(const Text& text) {
    assign(text);
    return *this;
  }
  short_text& operator=(const short_text& other) {
    if (this != &other) assign(other);
    return *this;
  }
  short_text& operator=(short_text&& other) noexcept {
    if (this != &other) {
      if (in_block()) free_block();
      take(other);
    }
    return *this;
  }
  ~short_text() {
    if (in_block()) free_block();
  }

  /// @lifetime borrows from this text, until it changes.
  operator std::string_view() const noexcept { return {data(), size_}; }

  [[nodiscard]] const char* data() const noexcept { return in_block() ? block() : bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] const char* begin() const noexcept { return data(); }
  [[nodiscard]] const char* end() const noexcept { return data() + size_; }
  [[nodiscard]] char front() const noexcept { return *data(); }
  [[nodiscard]] bool starts_with(char first) const noexcept { return !empty() && front() == first; }

  /// Forgets the text, keeps the storage.
  void clear() noexcept { size_ = 0; }

  template <std::convertible_to<std::string_view> Text>
  friend bool operator==(const short_text& a, const Text& b) noexcept {
    return std::string_view{a} == std::string_view{b};
  }

 private:
  static_assert(InPlaceBytes >= sizeof(char*));

  [[nodiscard]] bool in_block() const noexcept { return block_bytes_ != 0; }
  [[nodiscard]] char* block() const noexcept {
    char* at = nullptr;
    std::memcpy(&at, bytes_, sizeof at);
    return at;
  }
  void free_block() noexcept { blocks::free(block(), block_bytes_); }

  // `text` borrows from something else.
  void assign(std::string_view text) {
    if (text.size() > (in_block() ? block_bytes_ : InPlaceBytes)) grow(text.size());
    copy_few(const_cast<char*>(data()), text.data(), text.size());
    size_ = static_cast<std::uint32_t>(text.size());
  }

  void grow(std::size_t bytes) {
    if (bytes > std::numeric_limits<std::uint32_t>::max()) throw std::bad_alloc();
    const auto* const larger = static_cast<char*>(blocks::allocate(bytes));
    if (in_block()) free_block();
    std::memcpy(bytes_, &larger, sizeof larger);
    block_bytes_ = static_cast<std::uint32_t>(bytes);
  }

  void take(short_text& other) noexcept {
    size_ = other.size_;
    block_bytes_ = other.block_bytes_;
    std::memcpy(bytes_, other.bytes_, InPlaceBytes);
    other.size_ = other.block_bytes_ = 0;
  }

  std::uint32_t size_ = 0;
  std::uint32_t block_bytes_ = 0;              // how long the block is; 0 as long as there is none
  alignas(char*) char bytes_[InPlaceBytes]{};  // the text, or where the block is
};

}  // namespace tern
