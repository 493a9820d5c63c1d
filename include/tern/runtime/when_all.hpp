// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <tern/base/blocks.hpp>
#include <tern/runtime/cancel.hpp>
#include <tern/runtime/executor.hpp>
#include <tern/runtime/suspension.hpp>
#include <tern/runtime/task.hpp>

namespace tern::runtime {

namespace detail {

template <class A>
decltype(auto) awaiter_of(A&& awaitable) {
  if constexpr (requires { std::forward<A>(awaitable).operator co_await(); }) {
    return std::forward<A>(awaitable).operator co_await();
  } else {
    return std::forward<A>(awaitable);
  }
}

/// What `co_await` of an A gives, as an object.
template <class A>
using awaited_t = std::remove_cvref_t<decltype(awaiter_of(std::declval<A>()).await_resume())>;

/// The same, with something in the place of void that a tuple can hold.
template <class A>
using awaited_element_t =
    std::conditional_t<std::is_void_v<awaited_t<A>>, std::monostate, awaited_t<A>>;

/// The environment of branches that run side by side, and what they have in common.
class join_scope {
 public:
  join_scope() noexcept
      : parent_(*current_environment()),
        cancel_(parent_.cancel),
        environment_{parent_.executor, cancel_, parent_.deadline} {}

  [[nodiscard]] environment& surroundings() noexcept { return environment_; }

  void begin() noexcept { ++running_; }
  void end() noexcept {
    if (--running_ == 0) joiner_.wake();
  }

  /// Keeps the first failure and cancels the other branches.
  void fail(std::exception_ptr failure) noexcept {
    if (failure_) return;
    failure_ = std::move(failure);
    cancel_.cancel({code::cancelled, "another task of the group failed"});
  }

  void rethrow_failure() const {
    if (failure_) std::rethrow_exception(failure_);
  }

  /// Waits until every branch has ended. A cancellation reaches the branches, not this wait.
  [[nodiscard]] auto joined() noexcept {
    struct awaiter {
      join_scope& self;
      [[nodiscard]] bool await_ready() const noexcept { return self.running_ == 0; }
      void await_suspend(std::coroutine_handle<> joiner) noexcept {
        self.joiner_.begin_unconditionally(joiner);
      }
      void await_resume() const noexcept {}
    };
    return awaiter{*this};
  }

 private:
  environment& parent_;
  linked_cancel_source cancel_;
  environment environment_;
  std::size_t running_ = 0;
  std::exception_ptr failure_;
  suspension joiner_;
};

/// A coroutine that runs beside others in a join_scope, which it tells when it ends.
class branch {
 public:
  struct promise_type : in_blocks {
    template <class... Args>
    explicit promise_type(join_scope& owner, Args&&...) noexcept : scope(owner) {}

    branch get_return_object() noexcept {
      return branch{std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] std::suspend_always final_suspend() const noexcept {
      scope.end();
      return {};
    }
    void return_void() const noexcept {}
    void unhandled_exception() noexcept { scope.fail(std::current_exception()); }

    join_scope& scope;
  };

  branch(branch&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  branch& operator=(branch&&) = delete;
  ~branch() {
    if (coroutine_) coroutine_.destroy();
  }

  void start() noexcept {
    join_scope& scope = coroutine_.promise().scope;
    scope.begin();
    const environment_scope surroundings{&scope.surroundings()};
    coroutine_.resume();
  }

 private:
  explicit branch(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}

  std::coroutine_handle<promise_type> coroutine_;
};

template <class A>
branch run_branch(join_scope&, A& awaitable, std::optional<awaited_element_t<A>>& slot) {
  if constexpr (std::is_void_v<awaited_t<A>>) {
    co_await std::move(awaitable);
    slot.emplace();
  } else {
    slot.emplace(co_await std::move(awaitable));
  }
}

template <class... A, std::size_t... I>
task<std::tuple<awaited_element_t<A>...>> when_all_of(std::tuple<A...> awaitables,
                                                      std::index_sequence<I...>) {
  join_scope scope;
  std::tuple<std::optional<awaited_element_t<A>>...> slots;
  {
    std::array<branch, sizeof...(A)> branches{
        run_branch(scope, std::get<I>(awaitables), std::get<I>(slots))...};
    for (branch& each : branches) each.start();
    co_await scope.joined();
  }
  scope.rethrow_failure();
  co_return std::tuple<awaited_element_t<A>...>{std::move(*std::get<I>(slots))...};
}

}  // namespace detail

/// Runs several awaitables side by side and waits for all of them.
///
///     auto both = co_await tern::when_all(greeter.SayHello(ada), greeter.SayHello(bob));
///
/// The first failure cancels the others; it is thrown once all have ended, so nothing that was
/// started is left running. Awaitables that give nothing have a std::monostate in the tuple.
template <class... A>
  requires(sizeof...(A) > 0)
[[nodiscard]] task<std::tuple<detail::awaited_element_t<A>...>> when_all(A... awaitables) {
  return detail::when_all_of<A...>(std::tuple<A...>{std::move(awaitables)...},
                                   std::index_sequence_for<A...>{});
}

/// The same for any number of awaitables of one type; the values keep their order.
template <class A>
[[nodiscard]] task<std::vector<detail::awaited_element_t<A>>> when_all(std::vector<A> awaitables) {
  using element = detail::awaited_element_t<A>;
  detail::join_scope scope;
  std::vector<std::optional<element>> slots(awaitables.size());
  {
    std::vector<detail::branch> branches;
    branches.reserve(awaitables.size());
    for (std::size_t i = 0; i < awaitables.size(); ++i) {
      branches.push_back(detail::run_branch(scope, awaitables[i], slots[i]));
    }
    for (detail::branch& each : branches) each.start();
    co_await scope.joined();
  }
  scope.rethrow_failure();
  std::vector<element> values;
  values.reserve(slots.size());
  for (std::optional<element>& slot : slots) values.push_back(std::move(*slot));
  co_return values;
}

}  // namespace tern::runtime
