// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include <asio/async_result.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <tern/runtime/cancel.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>
#include <tern/transport/io_executor.hpp>
#include <tern/transport/run.hpp>

namespace tern::transport {

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
