// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/runtime/executor.hpp>

namespace tern::runtime {

/// A coroutine that nobody awaits: the root under which tasks run. start() hands it to the
/// executor; it destroys itself at its end, or is destroyed with the executor if that ends first.
/// It handles every exception itself.
class detached {
 public:
  class promise_type : public resident, public in_blocks {
   public:
    promise_type() noexcept
        : resident([](resident& item) noexcept {
            handle_type::from_promise(static_cast<promise_type&>(item)).destroy();
          }) {}

    detached get_return_object() noexcept { return detached{handle_type::from_promise(*this)}; }
    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }

   private:
    using handle_type = std::coroutine_handle<promise_type>;
  };

  detached(detached&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  detached& operator=(detached&&) = delete;
  ~detached() {
    if (coroutine_) coroutine_.destroy();
  }

  /// The coroutine, for whoever may have to destroy it where it waits.
  [[nodiscard]] std::coroutine_handle<> coroutine() const noexcept { return coroutine_; }

  /// Runs the coroutine in `surroundings` up to its first wait. From then on it owns itself.
  /// @lifetime `surroundings` outlives the coroutine; its parameters may own it.
  /// @thread the one of the environment's executor.
  void start(environment& surroundings) && noexcept {
    const auto coroutine = std::exchange(coroutine_, nullptr);
    surroundings.executor.settle(coroutine.promise());
    const environment_scope scope{&surroundings};
    coroutine.resume();
  }

 private:
  explicit detached(std::coroutine_handle<promise_type> coroutine) noexcept
      : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

}  // namespace tern::runtime
