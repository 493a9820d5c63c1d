// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <tern/base/result.hpp>
#include <tern/base/unique_function.hpp>
#include <tern/runtime/detached.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/task.hpp>

namespace tern::testing {

/// An executor whose time stands still until the test moves it: no threads, no sockets, no waiting.
class manual_executor final : public runtime::executor_host {
 public:
  manual_executor() = default;
  manual_executor(const manual_executor&) = delete;
  manual_executor& operator=(const manual_executor&) = delete;
  ~manual_executor() { executor_.evict_all(); }

  [[nodiscard]] runtime::executor& executor() noexcept { return executor_; }
  [[nodiscard]] runtime::cancel_source& cancel() noexcept { return cancel_; }
  [[nodiscard]] runtime::environment& environment() noexcept { return environment_; }

  /// Runs what is ready, without moving the time, until nothing is.
  /// @returns whether there was anything to do.
  bool run_ready() {
    bool any = false;
    for (;;) {
      std::deque<unique_function<void()>> posted;
      {
        const std::lock_guard lock{mutex_};
        posted.swap(posted_);
      }
      if (posted.empty() && !wanted_) return any;
      any = true;
      wanted_ = false;
      for (auto& function : posted) function();
      executor_.turn();
    }
  }

  /// Moves the time forward and runs what became due, timer by timer in their order.
  void advance(runtime::duration length) {
    const runtime::time_point target = runtime::saturating_add(now_, length);
    run_ready();
    while (executor_.next_timer() != runtime::never && executor_.next_timer() <= target) {
      if (executor_.next_timer() > now_) now_ = executor_.next_timer();
      executor_.turn();
      run_ready();
    }
    now_ = target;
    run_ready();
  }

  /// Starts `body` and leaves it running.
  void spawn(runtime::task<void> body) { run_body(std::move(body)).start(environment_); }

  /// Runs `body` to its end and gives its value, moving the time forward whenever nothing is
  /// ready, so that a sleep takes no time.
  /// @error throws what `body` threw; `error` with `internal` if it waits for what cannot happen.
  template <class T>
  T run(runtime::task<T> body) {
    // Shared, because a body that is stuck stays behind.
    const auto end = std::make_shared<ending<T>>();
    run_to(end, std::move(body)).start(environment_);
    while (!end->reached) {
      if (run_ready()) continue;
      if (executor_.next_timer() == runtime::never) {
        throw error(code::internal, "the task waits for something that cannot happen any more");
      }
      if (executor_.next_timer() > now_) now_ = executor_.next_timer();
      executor_.turn();
    }
    if (end->failure) std::rethrow_exception(end->failure);
    if constexpr (!std::is_void_v<T>) return std::move(*end->value);
  }

  [[nodiscard]] runtime::time_point now() const noexcept override { return now_; }
  void wake() override { wanted_ = true; }
  void timers_changed() override {}
  void post(unique_function<void()> function) override {
    const std::lock_guard lock{mutex_};
    posted_.push_back(std::move(function));
  }

 private:
  static runtime::detached run_body(runtime::task<void> body) { co_await body; }

  template <class T>
  struct ending {
    bool reached = false;
    std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
    std::exception_ptr failure;
  };

  template <class T>
  static runtime::detached run_to(std::shared_ptr<ending<T>> end, runtime::task<T> body) {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await body;
      } else {
        end->value.emplace(co_await body);
      }
    } catch (...) {
      end->failure = std::current_exception();
    }
    end->reached = true;
  }

  runtime::time_point now_{};
  bool wanted_ = false;
  std::mutex mutex_;
  std::deque<unique_function<void()>> posted_;
  runtime::executor executor_{*this};
  runtime::cancel_source cancel_;
  runtime::environment environment_{executor_, cancel_};
};

}  // namespace tern::testing
