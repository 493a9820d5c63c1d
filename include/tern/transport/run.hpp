// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <tern/base/config.hpp>
#include <tern/base/function_ref.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/runtime/when_all.hpp>

namespace tern::transport {

namespace detail {

template <class T>
struct outcome_slot {
  std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
  std::exception_ptr failure;

  T take() {
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    if constexpr (!std::is_void_v<T>) return *std::move(value);
  }
};

template <class A, class T>
runtime::detached fill(A& awaitable, outcome_slot<T>& slot, function_ref<void()> stop) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await awaitable;
      slot.value.emplace();
    } else {
      slot.value.emplace(co_await awaitable);
    }
  } catch (...) {
    slot.failure = std::current_exception();
  }
  stop();
}

using beginner = function_ref<void(runtime::environment& surroundings, function_ref<void()> stop)>;

/// Runs a loop of its own: `begin`, which begins something in `surroundings`, and what follows from
/// that until `stop` is called. What is then left behind on the loop is ended with it.
/// @param busy_poll see run_options.
/// @error throws internal if nothing is left to do, and `stop` has not been called.
void run_loop(beginner begin, runtime::duration busy_poll);

}  // namespace detail

/// How run() drives its loop.
struct run_options {
  /// How long the thread looks for more to do before it sleeps, as server_options::busy_poll. By
  /// default it sleeps at once.
  runtime::duration busy_poll{};
};

/// Runs a task, or awaits a call, on a loop of its own, and gives its value.
///
///     int main() { tern::run(talk()); }
///
/// What the task left behind on the loop, such as a server, is ended with it.
/// @error throws what the awaitable throws.
/// @thread the caller's, which does nothing else meanwhile. Not from inside a coroutine.
template <class A>
auto run(A awaitable, run_options how = {}) -> runtime::detail::awaited_t<A&> {
  detail::outcome_slot<runtime::detail::awaited_t<A&>> slot;
  detail::run_loop(
      [&](runtime::environment& here, function_ref<void()> stop) {
        detail::fill(awaitable, slot, stop).start(here);
      },
      how.busy_poll);
  return slot.take();
}

/// run(), by the name that says that the caller waits.
template <class A>
auto sync_wait(A awaitable, run_options how = {}) -> runtime::detail::awaited_t<A&> {
  return run(std::move(awaitable), how);
}

}  // namespace tern::transport

#if !TERN_COMPILED
#include <tern/transport/run.ipp>
#endif
