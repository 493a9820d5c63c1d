// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <exception>
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
      : value_(std::in_place, std::forward<Arguments>(arguments)...) {}

  result(tern::status failure) : status_(std::move(failure)) { assert(!status_.ok()); }

  /// Puts a status in place of the value: what is made in its place is not moved, as assigning a
  /// status would.
  void fail(tern::status failure) {
    assert(!failure.ok());
    value_.reset();
    status_ = std::move(failure);
  }

  [[nodiscard]] bool ok() const noexcept { return value_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }

  /// The status: `ok` beside a value.
  [[nodiscard]] tern::status status() const& { return status_; }
  [[nodiscard]] tern::status status() && { return std::move(status_); }

  /// The value.
  /// @error throws `error` with the status if there is none.
  [[nodiscard]] T& value() & {
    if (!ok()) detail::throw_error(status_);
    return *value_;
  }
  [[nodiscard]] const T& value() const& {
    if (!ok()) detail::throw_error(status_);
    return *value_;
  }
  [[nodiscard]] T&& value() && {
    if (!ok()) detail::throw_error(std::move(status_));
    return *std::move(value_);
  }

  /// The value, which must be there.
  [[nodiscard]] T& operator*() & noexcept { return *value_; }
  [[nodiscard]] const T& operator*() const& noexcept { return *value_; }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(*value_); }
  [[nodiscard]] T* operator->() noexcept { return &*value_; }
  [[nodiscard]] const T* operator->() const noexcept { return &*value_; }

 private:
  // Cheaper to compile than a variant, and a message is compiled into every program many times.
  std::optional<T> value_;
  tern::status status_;
};

/// Success without a value, or the status that says what went wrong.
template <>
class [[nodiscard]] result<void> {
 public:
  using value_type = void;

  result() = default;
  result(tern::status outcome) : status_(std::move(outcome)) {}

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
