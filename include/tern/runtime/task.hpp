// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <concepts>
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <tern/base/blocks.hpp>
#include <tern/base/result.hpp>

namespace tern::runtime {

template <class T>
class task;

namespace detail {

/// The part of a task's frame that does not depend on its value.
class task_promise_base : public in_blocks {
 public:
  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }

  [[nodiscard]] auto final_suspend() const noexcept {
    struct hand_back {
      std::coroutine_handle<> continuation;
      [[nodiscard]] bool await_ready() const noexcept { return false; }
      // While the awaiting coroutine is still starting this one there is no continuation yet:
      // control returns to it by itself, and a loop of ready awaits does not deepen the stack.
      [[nodiscard]] std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept {
        return continuation ? continuation : std::noop_coroutine();
      }
      void await_resume() const noexcept {}
    };
    return hand_back{continuation_};
  }

  void continue_with(std::coroutine_handle<> continuation) noexcept {
    continuation_ = continuation;
  }

 private:
  std::coroutine_handle<> continuation_;
};

template <class T>
class task_promise final : public task_promise_base {
 public:
  task<T> get_return_object() noexcept;

  void return_value(T value) { value_.emplace(std::move(value)); }

  /// `co_return tern::status{…}` fails the task without throwing. A status that is ok is no value
  /// either, and fails with `internal`.
  template <std::same_as<status> S>
    requires(!std::same_as<S, T>)
  void return_value(S failure) {
    if (failure.ok()) failure = {code::internal, "a task returned OK in place of a value"};
    status_ = failure.ok() ? status{code::internal, "a task ended with status OK and no value"}
                           : std::move(failure);
  }

  /// `co_return` of a result passes on the value or the failure.
  template <class R>
    requires(std::same_as<R, result<T>> && !std::same_as<R, T>)
  void return_value(R outcome) {
    if (outcome) {
      value_.emplace(*std::move(outcome));
    } else {
      status_ = std::move(outcome).status();
    }
  }

  void unhandled_exception() noexcept { exception_ = std::current_exception(); }

  [[nodiscard]] T take() {
    if (value_) return *std::move(value_);
    rethrow_exception();
    tern::detail::throw_error(std::move(status_));
  }

  [[nodiscard]] result<T> take_result() {
    if (value_) return result<T>{std::in_place, *std::move(value_)};
    try {
      rethrow_exception();
    } catch (const error& failure) {
      return failure.status();
    }
    return std::move(status_);
  }

 private:
  void rethrow_exception() {
    if (exception_) std::rethrow_exception(std::exchange(exception_, nullptr));
  }

  std::optional<T> value_;
  status status_;
  std::exception_ptr exception_;
};

template <>
class task_promise<void> final : public task_promise_base {
 public:
  task<void> get_return_object() noexcept;

  void return_void() const noexcept {}
  void unhandled_exception() noexcept { failure_ = std::current_exception(); }

  void take() {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

  [[nodiscard]] result<void> take_result() {
    try {
      take();
      return {};
    } catch (const error& failure) {
      return failure.status();
    }
  }

 private:
  std::exception_ptr failure_;
};

template <class T>
class task_awaiter {
 public:
  using handle_type = std::coroutine_handle<task_promise<T>>;

  explicit task_awaiter(handle_type coroutine) noexcept : coroutine_(coroutine) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  [[nodiscard]] bool await_suspend(std::coroutine_handle<> awaiting) noexcept {
    assert(coroutine_ && !coroutine_.done() && "a task is awaited once");
    coroutine_.resume();
    if (coroutine_.done()) return false;
    coroutine_.promise().continue_with(awaiting);
    return true;
  }

 protected:
  handle_type coroutine_;
};

}  // namespace detail

/// One value that a coroutine will compute. The coroutine starts when the task is awaited, runs
/// in the environment of the coroutine that awaits it, and is resumed on that one's thread.
///
/// `co_await` of a task gives the value or throws what the coroutine threw; a coroutine that
/// ended with `co_return tern::status{…}` throws `tern::error`.
/// @lifetime owns the coroutine. Coroutines take their parameters by value.
template <class T>
class [[nodiscard]] task {
 public:
  using value_type = T;
  using promise_type = detail::task_promise<T>;

  task() = default;
  task(task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  task& operator=(task&& other) noexcept {
    if (this != &other) {
      if (coroutine_) coroutine_.destroy();
      coroutine_ = std::exchange(other.coroutine_, nullptr);
    }
    return *this;
  }
  ~task() {
    if (coroutine_) coroutine_.destroy();
  }

  explicit operator bool() const noexcept { return static_cast<bool>(coroutine_); }

  /// Runs the coroutine and waits for its value.
  [[nodiscard]] auto operator co_await() const noexcept {
    struct awaiter : detail::task_awaiter<T> {
      using detail::task_awaiter<T>::task_awaiter;
      T await_resume() { return this->coroutine_.promise().take(); }
    };
    return awaiter{coroutine_};
  }

  /// Awaits like the task itself, but gives a failure as a value: `tern::error` and a returned
  /// status do not throw. Other exceptions pass through.
  /// @lifetime the task outlives the await.
  [[nodiscard]] auto result() const noexcept {
    struct awaiter : detail::task_awaiter<T> {
      using detail::task_awaiter<T>::task_awaiter;
      tern::result<T> await_resume() { return this->coroutine_.promise().take_result(); }
    };
    return awaiter{coroutine_};
  }

 private:
  friend promise_type;
  explicit task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

template <class T>
task<T> detail::task_promise<T>::get_return_object() noexcept {
  return task<T>{std::coroutine_handle<task_promise>::from_promise(*this)};
}

inline task<void> detail::task_promise<void>::get_return_object() noexcept {
  return task<void>{std::coroutine_handle<task_promise>::from_promise(*this)};
}

}  // namespace tern::runtime
