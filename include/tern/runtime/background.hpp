// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::runtime {

/// A coroutine that runs beside its owner. The owner may destroy it wherever it waits; nobody is
/// told when it ends. It handles every exception itself.
class background {
 public:
  struct promise_type : in_blocks {
    background get_return_object() noexcept {
      return background{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_always final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }
  };

  background() = default;
  background(background&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  background& operator=(background&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~background() {
    if (coroutine_) coroutine_.destroy();
  }

  /// Runs the coroutine in `surroundings` up to its first wait.
  /// @lifetime `surroundings` outlives this object.
  void start(environment& surroundings) noexcept {
    const environment_scope scope{&surroundings};
    coroutine_.resume();
  }

 private:
  explicit background(std::coroutine_handle<promise_type> coroutine) noexcept
      : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

}  // namespace tern::runtime
