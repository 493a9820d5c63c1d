// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/copy_few.hpp>

namespace tern {

/// A name and its value, borrowed.
struct name_value {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const name_value&, const name_value&) = default;
};

/// An ordered list of names with values, in which a name may occur several times: header fields
/// and metadata. All is kept in one block of memory, so that a list costs one allocation, and none
/// when it is cleared and filled again.
///
///     block  | text of all pairs, one after the other -> | room | <- entries, the last one first |
class name_values {
 public:
  class iterator {
   public:
    using value_type = name_value;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    iterator() = default;
    [[nodiscard]] name_value operator*() const noexcept { return (*list_)[index_]; }
    iterator& operator++() noexcept {
      ++index_;
      return *this;
    }
    iterator operator++(int) noexcept {
      iterator before = *this;
      ++index_;
      return before;
    }
    friend bool operator==(const iterator& a, const iterator& b) noexcept {
      return a.index_ == b.index_;
    }

   private:
    friend class name_values;
    iterator(const name_values* list, std::size_t index) noexcept : list_(list), index_(index) {}
    const name_values* list_ = nullptr;
    std::size_t index_ = 0;
  };

  name_values() = default;
  name_values(const name_values& other) {
    if (!other.empty()) copy_to_new_block(other, other.used_bytes());
  }
  name_values(name_values&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)),
        capacity_bytes_(std::exchange(other.capacity_bytes_, 0)),
        text_bytes_(std::exchange(other.text_bytes_, 0)),
        count_(std::exchange(other.count_, 0)) {}
  name_values& operator=(name_values other) noexcept {
    std::swap(block_, other.block_);
    std::swap(capacity_bytes_, other.capacity_bytes_);
    std::swap(text_bytes_, other.text_bytes_);
    std::swap(count_, other.count_);
    return *this;
  }
  name_values(std::initializer_list<name_value> list) {
    for (const name_value& each : list) add(each.name, each.value);
  }
  ~name_values() { blocks::free(block_, capacity_bytes_); }

  /// Makes room for `count` more pairs with `text_bytes` of names and values together.
  void reserve(std::size_t count, std::size_t text_bytes) {
    const std::size_t more = count * sizeof(entry) + text_bytes;
    if (room_bytes() < more) make_room(used_bytes() + more);
  }

  /// Adds a pair at the end. The names are compared as they are: lower-case them before.
  /// @lifetime neither may borrow from this list.
  /// @error throws std::bad_alloc, of 4 GiB, too.
  void add(std::string_view name, std::string_view value) {
    const std::size_t more = sizeof(entry) + name.size() + value.size();
    if (room_bytes() < more) make_room(std::max(used_bytes() + more, first_bytes));
    std::byte* const text = block_ + text_bytes_;
    copy_few(text, name.data(), name.size());
    copy_few(text + name.size(), value.data(), value.size());
    ::new (entry_at(count_)) entry{text_bytes_, static_cast<std::uint32_t>(name.size()),
                                   static_cast<std::uint32_t>(value.size())};
    text_bytes_ += static_cast<std::uint32_t>(name.size() + value.size());
    ++count_;
  }

  /// Adds `count` pairs of another list, from `first` on, at once.
  void append(const name_values& from, std::size_t first, std::size_t count) {
    if (count == 0) return;
    const std::uint32_t text_from = from.entry_at(first)->offset;
    const entry& last = *from.entry_at(first + count - 1);
    const std::uint32_t text = last.offset + last.name_size + last.value_size - text_from;
    const std::size_t more = count * sizeof(entry) + text;
    if (room_bytes() < more) make_room(std::max(used_bytes() + more, first_bytes));
    std::memcpy(block_ + text_bytes_, from.block_ + text_from, text);
    for (std::size_t i = 0; i < count; ++i) {
      const entry& each = *from.entry_at(first + i);
      const std::uint32_t offset = each.offset - text_from + text_bytes_;
      ::new (entry_at(count_ + i)) entry{offset, each.name_size, each.value_size};
    }
    text_bytes_ += text;
    count_ += static_cast<std::uint32_t>(count);
  }
  void append(const name_values& from) { append(from, 0, from.size()); }

  /// The first value of `name`.
  /// @lifetime borrows from the list, until it changes.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept {
    for (const name_value each : *this) {
      if (each.name == name) return each.value;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

  /// All names and values together, in bytes.
  [[nodiscard]] std::size_t text_bytes() const noexcept { return text_bytes_; }

  [[nodiscard]] name_value operator[](std::size_t index) const noexcept {
    const entry& at = *entry_at(index);
    const char* const name = reinterpret_cast<const char*>(block_) + at.offset;
    return {{name, at.name_size}, {name + at.name_size, at.value_size}};
  }

  [[nodiscard]] iterator begin() const noexcept { return {this, 0}; }
  [[nodiscard]] iterator end() const noexcept { return {this, count_}; }

  /// Forgets all pairs, keeps the storage.
  void clear() noexcept {
    text_bytes_ = 0;
    count_ = 0;
  }

  friend bool operator==(const name_values& a, const name_values& b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

 private:
  struct entry {
    std::uint32_t offset;
    std::uint32_t name_size;
    std::uint32_t value_size;
  };

  // Room that the fields of most calls fit into, so that a list is filled without growing.
  static constexpr std::size_t first_bytes = 6 * blocks::step_bytes;

  [[nodiscard]] entry* entry_at(std::size_t index) const noexcept {
    return reinterpret_cast<entry*>(block_ + capacity_bytes_) - (index + 1);
  }
  [[nodiscard]] std::size_t used_bytes() const noexcept {
    return text_bytes_ + count_ * sizeof(entry);
  }
  [[nodiscard]] std::size_t room_bytes() const noexcept { return capacity_bytes_ - used_bytes(); }

  // Moves what there is to a block of at least `bytes`, and twice as long as this one.
  void make_room(std::size_t bytes) {
    if (block_ == nullptr) return allocate(bytes);
    name_values larger;
    larger.copy_to_new_block(*this, std::max(bytes, 2 * std::size_t{capacity_bytes_}));
    *this = std::move(larger);
  }

  // Makes this list, which is new, one of the same pairs in a block of at least `bytes`.
  void copy_to_new_block(const name_values& from, std::size_t bytes) {
    allocate(bytes);
    if (from.empty()) return;
    std::memcpy(block_, from.block_, from.text_bytes_);
    std::memcpy(entry_at(from.count_ - 1), from.entry_at(from.count_ - 1),
                from.count_ * sizeof(entry));
    text_bytes_ = from.text_bytes_;
    count_ = from.count_;
  }

  void allocate(std::size_t bytes) {
    constexpr std::size_t step = blocks::step_bytes;
    if (bytes > std::numeric_limits<std::uint32_t>::max() - step) throw std::bad_alloc();
    const std::size_t capacity_bytes = (bytes + step - 1) / step * step;
    block_ = static_cast<std::byte*>(blocks::allocate(capacity_bytes));
    capacity_bytes_ = static_cast<std::uint32_t>(capacity_bytes);
  }

  std::byte* block_ = nullptr;
  std::uint32_t capacity_bytes_ = 0;
  std::uint32_t text_bytes_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace tern
