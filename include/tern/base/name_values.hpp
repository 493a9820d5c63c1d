// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/blocks.hpp>
#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>

namespace tern {

/// A name and its value, borrowed.
struct name_value {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const name_value&, const name_value&) = default;
};

/// An ordered list of names with values, in which a name may occur several times: header fields
/// and metadata. All text is kept in one string, so that a list costs two allocations, and none
/// when it is cleared and filled again.
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
  name_values(const name_values& other) : entries_(other.entries_) {
    text_.append(other.text_.view());
  }
  name_values(name_values&&) = default;
  name_values& operator=(name_values other) noexcept {
    text_ = std::move(other.text_);
    entries_ = std::move(other.entries_);
    return *this;
  }
  name_values(std::initializer_list<name_value> list) {
    for (const name_value& each : list) add(each.name, each.value);
  }

  /// Makes room for `count` more pairs with `text_bytes` of names and values together.
  void reserve(std::size_t count, std::size_t text_bytes) {
    entries_.reserve(entries_.size() + count);
    static_cast<void>(text_.prepare(text_bytes));
  }

  /// Adds a pair at the end. The names are compared as they are: lower-case them before.
  /// @lifetime neither may borrow from this list.
  void add(std::string_view name, std::string_view value) {
    if (entries_.capacity() == 0) reserve(first_count, first_text_bytes);
    entries_.push_back({static_cast<std::uint32_t>(text_.size()),
                        static_cast<std::uint32_t>(name.size()),
                        static_cast<std::uint32_t>(value.size())});
    std::byte* const room = text_.prepare(name.size() + value.size()).data();
    if (!name.empty()) std::memcpy(room, name.data(), name.size());
    if (!value.empty()) std::memcpy(room + name.size(), value.data(), value.size());
    text_.commit(name.size() + value.size());
  }

  /// The first value of `name`.
  /// @lifetime borrows from the list, until it changes.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const noexcept {
    for (const name_value each : *this) {
      if (each.name == name) return each.value;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

  /// All names and values together, in bytes.
  [[nodiscard]] std::size_t text_bytes() const noexcept { return text_.size(); }

  [[nodiscard]] name_value operator[](std::size_t index) const noexcept {
    const entry& at = entries_[index];
    const char* const name = reinterpret_cast<const char*>(text_.data()) + at.offset;
    return {{name, at.name_size}, {name + at.name_size, at.value_size}};
  }

  [[nodiscard]] iterator begin() const noexcept { return {this, 0}; }
  [[nodiscard]] iterator end() const noexcept { return {this, entries_.size()}; }

  /// Forgets all pairs, keeps the storage.
  void clear() noexcept {
    text_.clear();
    entries_.clear();
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
  static constexpr std::size_t first_count = 8;
  static constexpr std::size_t first_text_bytes = 248;

  buffer text_;
  std::vector<entry, block_allocator<entry>> entries_;
};

}  // namespace tern
