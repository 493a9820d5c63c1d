// SPDX-License-Identifier: MIT
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <tuple>
#include <type_traits>
#include <utility>

#include <asio/async_result.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/bind_executor.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/io_context.hpp>

#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/suspension.hpp>
#include <tern/transport/io_executor.hpp>

namespace tern::transport {

/// The completion token with which a tern coroutine awaits an operation of Asio.
///
///     asio::steady_timer timer{io, 1s};
///     co_await timer.async_wait(tern::use_task);
///     std::size_t count = co_await socket.async_read_some(buffer, tern::use_task);
///
/// An operation that fails throws std::system_error; asio::redirect_error keeps the code instead.
/// Cancelling the coroutine's environment cancels the operation, and the await then throws
/// `tern::error` with the reason. The coroutine goes on on its own thread, wherever the operation
/// completed.
struct use_task_t {};
inline constexpr use_task_t use_task{};

namespace detail {

/// The values of a completion without its error: what an await gives.
template <class... Values>
struct completion_value {
  using type = std::tuple<Values...>;
};
template <class Value>
struct completion_value<Value> {
  using type = Value;
};
template <>
struct completion_value<> {
  using type = void;
};

template <class Error>
inline constexpr bool is_completion_error =
    std::is_same_v<Error, std::error_code> || std::is_same_v<Error, std::exception_ptr>;

/// Splits `void(error, values...)` into what is thrown and what is given.
template <class... Args>
struct completion {
  using values = std::tuple<Args...>;
  using value = completion_value<Args...>::type;
  static void raise(const values&) {}
  static value give(values&& all) {
    if constexpr (sizeof...(Args) == 1) {
      return std::get<0>(std::move(all));
    } else if constexpr (sizeof...(Args) > 1) {
      return std::move(all);
    }
  }
};
template <class Error, class... Args>
  requires is_completion_error<Error>
struct completion<Error, Args...> {
  using values = std::tuple<Error, Args...>;
  using value = completion_value<Args...>::type;
  static void raise(const values& all) {
    if constexpr (std::is_same_v<Error, std::error_code>) {
      if (std::get<0>(all)) throw std::system_error(std::get<0>(all));
    } else {
      if (std::get<0>(all)) std::rethrow_exception(std::get<0>(all));
    }
  }
  static value give(values&& all) {
    if constexpr (sizeof...(Args) == 1) {
      return std::get<1>(std::move(all));
    } else if constexpr (sizeof...(Args) > 1) {
      return std::apply([](Error&&, Args&&... rest) { return value{std::move(rest)...}; },
                        std::move(all));
    }
  }
};

/// An operation that begins when it is awaited.
template <class... Args>
class asio_operation {
  using outcome = completion<std::decay_t<Args>...>;

  // Shared with the operation, which may complete after the coroutine has been destroyed.
  struct state : runtime::cancel_hook {
    explicit state(io_executor& on) noexcept
        : cancel_hook([](cancel_hook& hook) noexcept {
            auto& self = static_cast<state&>(hook);
            self.cancelled = true;
            self.signal.emit(asio::cancellation_type::terminal);
          }),
          home(on) {}
    io_executor& home;
    asio::cancellation_signal signal;
    runtime::suspension waiter;
    std::optional<typename outcome::values> values;
    bool cancelled = false;
  };

 public:
  struct handler {
    void operator()(Args... args) const {
      shared->home.enter([&]() noexcept {
        shared->unlink();
        shared->values.emplace(std::move(args)...);
        shared->waiter.wake();
      });
    }
    std::shared_ptr<state> shared;
  };
  using bound_handler = asio::cancellation_slot_binder<
      asio::executor_binder<handler, asio::io_context::executor_type>, asio::cancellation_slot>;

  explicit asio_operation(unique_function<void(bound_handler)> initiate)
      : initiate_(std::move(initiate)) {}
  asio_operation(asio_operation&&) = default;

  [[nodiscard]] bool await_ready() const noexcept { return false; }

  [[nodiscard]] bool await_suspend(std::coroutine_handle<> coroutine) {
    runtime::environment& here = *runtime::current_environment();
    io_executor* const home = io_executor::of(here.executor);
    if (home == nullptr) {
      throw error(code::internal, "an operation of Asio needs tern::run or tern::spawn");
    }
    environment_ = &here;
    if (here.cancel.cancelled()) return false;
    state_ = std::make_shared<state>(*home);
    // The wait itself is not cancelled: it ends when the operation does.
    state_->waiter.begin_unconditionally(coroutine);
    here.cancel.attach(*state_);
    initiate_(asio::bind_cancellation_slot(
        state_->signal.slot(), asio::bind_executor(home->io().get_executor(), handler{state_})));
    return true;
  }

  typename outcome::value await_resume() {
    if (state_ == nullptr) throw error(environment_->cancel.reason());
    const std::shared_ptr<state> done = std::move(state_);
    if (!done->cancelled) outcome::raise(*done->values);
    try {
      outcome::raise(*done->values);
    } catch (const std::exception&) {
      throw error(environment_->cancel.reason());
    }
    return outcome::give(*std::move(done->values));
  }

  ~asio_operation() {
    if (state_ == nullptr) return;
    state_->unlink();
    state_->waiter.withdraw();
    state_->signal.emit(asio::cancellation_type::terminal);
  }

 private:
  unique_function<void(bound_handler)> initiate_;
  runtime::environment* environment_ = nullptr;
  std::shared_ptr<state> state_;
};

}  // namespace detail

}  // namespace tern::transport

template <class Result, class... Args>
class asio::async_result<tern::transport::use_task_t, Result(Args...)> {
 public:
  using return_type = tern::transport::detail::asio_operation<Args...>;

  template <class Initiation, class... InitArgs>
  static return_type initiate(Initiation initiation, tern::transport::use_task_t,
                              InitArgs... init_args) {
    return return_type{[initiation = std::move(initiation),
                        ... init_args = std::move(init_args)](auto handler) mutable {
      std::move(initiation)(std::move(handler), std::move(init_args)...);
    }};
  }
};
