// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <asio/async_result.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include <tern/base/result.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/runtime/timer.hpp>
#include <tern/runtime/when_all.hpp>
#include <tern/transport/busy_poll.hpp>
#include <tern/transport/io_executor.hpp>

namespace tern::transport {

namespace detail {

template <class T>
struct outcome_slot {
  std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
  std::exception_ptr failure;

  [[nodiscard]] bool filled() const noexcept { return value.has_value() || failure; }

  T take() {
    if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
    if constexpr (!std::is_void_v<T>) return *std::move(value);
  }
};

template <class A, class T>
runtime::detached fill(A& awaitable, outcome_slot<T>& slot, asio::io_context& io) {
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
  io.stop();
}

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
  asio::io_context io{1};
  io_executor& home = io_executor::of(io);
  runtime::cancel_source cancel;
  runtime::environment surroundings{home.core(), cancel};
  detail::outcome_slot<runtime::detail::awaited_t<A&>> slot;
  home.enter([&]() noexcept { detail::fill(awaitable, slot, io).start(surroundings); });
  run_busy(io, how.busy_poll);
  if (!slot.filled()) {
    throw error(code::internal, "tern::run: the task waits for something that cannot happen");
  }
  // The awaitable outlives what still runs on the loop.
  home.core().evict_all();
  return slot.take();
}

/// run(), by the name that says that the caller waits.
template <class A>
auto sync_wait(A awaitable, run_options how = {}) -> runtime::detail::awaited_t<A&> {
  return run(std::move(awaitable), how);
}

namespace detail {

struct spawned_environment {
  explicit spawned_environment(io_executor& home) noexcept : environment{home.core(), cancel} {}
  runtime::cancel_source cancel;
  runtime::environment environment;
};

template <class T, class Handler>
runtime::detached run_spawned(std::unique_ptr<spawned_environment> /*owned*/, runtime::task<T> body,
                              Handler handler) {
  std::exception_ptr failure;
  outcome_slot<T> slot;
  try {
    if constexpr (std::is_void_v<T>) {
      co_await body;
    } else {
      slot.value.emplace(co_await body);
    }
  } catch (...) {
    failure = std::current_exception();
  }
  if constexpr (std::is_void_v<T>) {
    std::move(handler)(failure);
  } else {
    std::move(handler)(failure, slot.value ? *std::move(slot.value) : T{});
  }
}

template <class T>
struct spawn_signature {
  using type = void(std::exception_ptr, T);
};
template <>
struct spawn_signature<void> {
  using type = void(std::exception_ptr);
};

}  // namespace detail

/// Starts a task on the program's own loop. It runs while `io` runs.
///
///     asio::io_context io;
///     tern::spawn(io, talk());
///     io.run();
///
/// `token` is any completion token of Asio for `void(std::exception_ptr, T)`, without the T for
/// `task<void>`: a function, asio::use_future, … The default drops the value, and rethrows a
/// failure out of io.run().
/// @thread any; the task runs on the thread that runs `io`.
template <class T, class Token>
auto spawn(asio::io_context& io, runtime::task<T> body, Token&& token) {
  return asio::async_initiate<Token, typename detail::spawn_signature<T>::type>(
      [&io](auto handler, runtime::task<T> started) {
        io_executor& home = io_executor::of(io);
        home.post([&home, started = std::move(started), handler = std::move(handler)]() mutable {
          auto owned = std::make_unique<detail::spawned_environment>(home);
          runtime::environment& surroundings = owned->environment;
          detail::run_spawned<T>(std::move(owned), std::move(started), std::move(handler))
              .start(surroundings);
        });
      },
      token, std::move(body));
}

template <class T>
void spawn(asio::io_context& io, runtime::task<T> body) {
  spawn(io, std::move(body), [&io](std::exception_ptr failure, auto&&...) {
    if (failure) asio::post(io, [failure] { std::rethrow_exception(failure); });
  });
}

}  // namespace tern::transport
