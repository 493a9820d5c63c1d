// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>

namespace tern::codec {

/// A value on the heap, or nothing: what a message that contains itself needs. Copies and compares
/// like the value.
///
/// With an allocator of std::pmr, which tern::pmr::box has, the value is where its resource puts
/// it. As with containers, a copy uses the default resource, a move keeps the resource, and an
/// assignment keeps that of the box on the left.
template <class T, class Allocator = std::allocator<T>>
class box {
  using traits = std::allocator_traits<Allocator>;

 public:
  using allocator_type = Allocator;

  /// Nothing.
  box() = default;
  box(std::nullptr_t) {}
  explicit box(const Allocator& allocator) : allocator_(allocator) {}

  box(T value) : value_(make(std::move(value))) {}

  box(const box& other)
      : allocator_(traits::select_on_container_copy_construction(other.allocator_)),
        value_(other ? make(*other) : nullptr) {}
  box(box&& other) noexcept
      : allocator_(std::move(other.allocator_)), value_(std::exchange(other.value_, nullptr)) {}
  box(box&& other, const Allocator& allocator) : allocator_(allocator) { take(other); }

  box& operator=(const box& other) {
    if (this != &other) replace(other ? make(*other) : nullptr);
    return *this;
  }
  box& operator=(box&& other) noexcept(traits::is_always_equal::value) {
    if (this != &other) take(other);
    return *this;
  }
  ~box() { replace(nullptr); }

  [[nodiscard]] explicit operator bool() const noexcept { return value_ != nullptr; }
  [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }

  /// The value, which must be there.
  [[nodiscard]] T& operator*() noexcept { return assert(value_), *value_; }
  [[nodiscard]] const T& operator*() const noexcept { return assert(value_), *value_; }
  [[nodiscard]] T* operator->() noexcept { return assert(value_), value_; }
  [[nodiscard]] const T* operator->() const noexcept { return assert(value_), value_; }

  /// Puts a new value in place of the old one.
  template <class... Arguments>
  T& emplace(Arguments&&... arguments) {
    replace(make(std::forward<Arguments>(arguments)...));
    return *value_;
  }

  void reset() noexcept { replace(nullptr); }

  [[nodiscard]] Allocator get_allocator() const noexcept { return allocator_; }

  friend bool operator==(const box& a, const box& b) {
    return a && b ? *a == *b : a.has_value() == b.has_value();
  }

 private:
  template <class... Arguments>
  T* make(Arguments&&... arguments) {
    struct room {
      Allocator& allocator;
      T* memory = traits::allocate(allocator, 1);
      ~room() {
        if (memory != nullptr) traits::deallocate(allocator, memory, 1);
      }
    };
    room made{allocator_};
    traits::construct(allocator_, made.memory, std::forward<Arguments>(arguments)...);
    return std::exchange(made.memory, nullptr);
  }

  void replace(T* value) noexcept {
    T* const old = std::exchange(value_, value);
    if (old == nullptr) return;
    traits::destroy(allocator_, old);
    traits::deallocate(allocator_, old, 1);
  }

  // The pointer, or, from another resource, the value.
  void take(box& other) {
    if (traits::is_always_equal::value || allocator_ == other.allocator_) {
      replace(std::exchange(other.value_, nullptr));
    } else {
      replace(other ? make(std::move(*other)) : nullptr);
    }
  }

  [[no_unique_address]] Allocator allocator_{};
  T* value_ = nullptr;
};

}  // namespace tern::codec
