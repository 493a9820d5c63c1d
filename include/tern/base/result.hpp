// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <tern/base/status.hpp>

namespace tern {

/// A status as an exception: what `co_await` on a failed call throws, and what a handler may throw.
class error : public std::exception {
 public:
  /// An error is never OK: that status becomes `internal`.
  explicit error(tern::status status)
      : status_(status.ok() ? tern::status{tern::code::internal, "an error with the status OK"}
                            : std::move(status)),
        text_(to_string(status_)) {}
  error(tern::code code, std::string message) : error(tern::status{code, std::move(message)}) {}

  /// With messages that say more: `error{code::invalid_argument, "…", rpc::BadRequest{…}}`.
  template <class First, class... More>
  error(tern::code code, std::string message, const First& first, const More&... more)
      : error(tern::status{code, std::move(message), first, more...}) {}

  [[nodiscard]] const tern::status& status() const noexcept { return status_; }
  [[nodiscard]] tern::code code() const noexcept { return status_.code(); }
  [[nodiscard]] const std::string& message() const noexcept { return status_.message(); }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

  /// The first detail that is an `M`, or nothing.
  template <class M>
  [[nodiscard]] std::optional<M> detail() const {
    return status_.detail<M>();
  }

 private:
  tern::status status_;
  std::string text_;
};

namespace detail {
// Out of line, because every result would repeat it.
[[noreturn]] inline void throw_error(tern::status failure) {
  throw error(std::move(failure));
}

[[gnu::cold, gnu::noinline]] inline void set_failure(tern::status& to, tern::status&& failure) {
  to = failure.ok() ? tern::status{tern::code::internal, "a failure with the status OK"}
                    : std::move(failure);
}
}  // namespace detail

/// A value, or the status that says why there is none.
template <class T>
class [[nodiscard]] result {
 public:
  using value_type = T;

  result(T value) : value_(std::move(value)) {}

  /// A value made in place from `arguments`.
  template <class... Arguments>
  explicit result(std::in_place_t, Arguments&&... arguments)
      : value_(std::forward<Arguments>(arguments)...) {}

  /// A failure is never OK: that status becomes `internal`.
  result(tern::status failure) { detail::set_failure(status_, std::move(failure)); }

  result(const result& other)
    requires std::is_copy_constructible_v<T>
      : status_(other.status_) {
    if (ok()) ::new (static_cast<void*>(std::addressof(value_))) T(other.value_);
  }
  result(result&& other) noexcept(std::is_nothrow_move_constructible_v<T>)
      : status_(std::move(other.status_)) {
    if (ok()) ::new (static_cast<void*>(std::addressof(value_))) T(std::move(other.value_));
  }
  result& operator=(const result& other)
    requires(std::is_copy_constructible_v<T> && std::is_copy_assignable_v<T>)
  {
    if (other.ok()) {
      assign(other.value_);
    } else {
      fail(tern::status{other.status_});
    }
    return *this;
  }
  result& operator=(result&& other) noexcept(std::is_nothrow_move_constructible_v<T> &&
                                             std::is_nothrow_move_assignable_v<T>) {
    if (other.ok()) {
      assign(std::move(other.value_));
    } else {
      fail(std::move(other.status_));
    }
    return *this;
  }
  ~result() {
    if (ok()) value_.~T();
  }

  /// Puts a status in place of the value: what is made in its place is not moved, as assigning a
  /// status would.
  [[gnu::cold, gnu::noinline]] void fail(tern::status&& failure) {
    if (ok()) value_.~T();
    detail::set_failure(status_, std::move(failure));
  }

  /// What is made in place can fail without a status of its own: it puts one here that is not OK,
  /// and discard() must follow.
  [[nodiscard]] tern::status& outcome() noexcept { return status_; }
  void discard() noexcept {
    assert(!ok());
    value_.~T();
  }

  [[nodiscard]] bool ok() const noexcept { return status_.ok(); }
  explicit operator bool() const noexcept { return ok(); }

  /// The status: `ok` beside a value.
  [[nodiscard]] const tern::status& status() const& noexcept { return status_; }
  [[nodiscard]] tern::status status() && { return std::move(status_); }

  /// The value.
  /// @error throws `error` with the status if there is none.
  [[nodiscard]] T& value() & {
    if (!ok()) detail::throw_error(status_);
    return value_;
  }
  [[nodiscard]] const T& value() const& {
    if (!ok()) detail::throw_error(status_);
    return value_;
  }
  [[nodiscard]] T&& value() && {
    if (!ok()) detail::throw_error(std::move(status_));
    return std::move(value_);
  }

  /// The value, which must be there.
  [[nodiscard]] T& operator*() & noexcept { return value_; }
  [[nodiscard]] const T& operator*() const& noexcept { return value_; }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(value_); }
  [[nodiscard]] T* operator->() noexcept { return std::addressof(value_); }
  [[nodiscard]] const T* operator->() const noexcept { return std::addressof(value_); }

 private:
  template <class Value>
  void assign(Value&& value) {
    if (ok()) {
      value_ = std::forward<Value>(value);
    } else {
      ::new (static_cast<void*>(std::addressof(value_))) T(std::forward<Value>(value));
      status_ = {};
    }
  }

  // There is a value if the status is OK. An std::optional beside it would say the same once more,
  // and half of what a result costs to compile, for each message of every program.
  tern::status status_;
  union {
    T value_;
  };
};

/// Success without a value, or the status that says what went wrong.
template <>
class [[nodiscard]] result<void> {
 public:
  using value_type = void;

  result() = default;
  result(tern::status outcome) : status_(std::move(outcome)) {}

  /// Where what fails puts its status.
  [[nodiscard]] tern::status& outcome() noexcept { return status_; }

  [[nodiscard]] bool ok() const noexcept { return status_.ok(); }
  explicit operator bool() const noexcept { return ok(); }
  [[nodiscard]] const tern::status& status() const& noexcept { return status_; }
  [[nodiscard]] tern::status status() && noexcept { return std::move(status_); }

  /// @error throws `error` with the status unless it is `ok`.
  void value() const {
    if (!ok()) throw error(status_);
  }

 private:
  tern::status status_;
};

}  // namespace tern
