// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include <tern/base/status.hpp>

namespace tern {

/// A status as an exception: what `co_await` on a failed call throws, and what a handler may throw.
class error : public std::exception {
 public:
  explicit error(tern::status status) : status_(std::move(status)), text_(to_string(status_)) {}
  error(tern::code code, std::string message) : error(tern::status{code, std::move(message)}) {}

  [[nodiscard]] const tern::status& status() const noexcept { return status_; }
  [[nodiscard]] tern::code code() const noexcept { return status_.code(); }
  [[nodiscard]] const std::string& message() const noexcept { return status_.message(); }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

 private:
  tern::status status_;
  std::string text_;
};

/// A value, or the status that says why there is none.
template <class T>
class [[nodiscard]] result {
 public:
  using value_type = T;

  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  result(tern::status failure) : state_(std::in_place_index<1>, std::move(failure)) {
    assert(!std::get<1>(state_).ok());
  }

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// The status: `ok` beside a value.
  [[nodiscard]] tern::status status() const& { return ok() ? tern::status{} : std::get<1>(state_); }
  [[nodiscard]] tern::status status() && {
    return ok() ? tern::status{} : std::get<1>(std::move(state_));
  }

  /// The value.
  /// @error throws `error` with the status if there is none.
  [[nodiscard]] T& value() & {
    if (!ok()) throw error(std::get<1>(state_));
    return std::get<0>(state_);
  }
  [[nodiscard]] const T& value() const& {
    if (!ok()) throw error(std::get<1>(state_));
    return std::get<0>(state_);
  }
  [[nodiscard]] T&& value() && {
    if (!ok()) throw error(std::get<1>(std::move(state_)));
    return std::get<0>(std::move(state_));
  }

  /// The value, which must be there.
  [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] const T& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] const T* operator->() const noexcept { return std::get_if<0>(&state_); }

 private:
  std::variant<T, tern::status> state_;
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
