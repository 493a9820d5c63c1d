// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <memory>
#include <utility>

namespace tern::codec {

/// A value on the heap, or nothing: what a message that contains itself needs. Copies and compares
/// like the value.
template <class T>
class box {
 public:
  /// Nothing.
  box() = default;
  box(std::nullptr_t) {}

  box(T value) : value_(std::make_unique<T>(std::move(value))) {}

  box(const box& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  box(box&&) noexcept = default;
  box& operator=(const box& other) {
    if (this != &other) value_ = other ? std::make_unique<T>(*other) : nullptr;
    return *this;
  }
  box& operator=(box&&) noexcept = default;

  [[nodiscard]] explicit operator bool() const noexcept { return value_ != nullptr; }
  [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }

  /// The value, which must be there.
  [[nodiscard]] T& operator*() noexcept { return assert(value_), *value_; }
  [[nodiscard]] const T& operator*() const noexcept { return assert(value_), *value_; }
  [[nodiscard]] T* operator->() noexcept { return assert(value_), value_.get(); }
  [[nodiscard]] const T* operator->() const noexcept { return assert(value_), value_.get(); }

  /// Puts a new value in place of the old one.
  template <class... Arguments>
  T& emplace(Arguments&&... arguments) {
    value_ = std::make_unique<T>(std::forward<Arguments>(arguments)...);
    return *value_;
  }

  void reset() noexcept { value_.reset(); }

  friend bool operator==(const box& a, const box& b) {
    return a && b ? *a == *b : a.has_value() == b.has_value();
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace tern::codec
