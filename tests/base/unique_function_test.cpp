// SPDX-License-Identifier: MIT
#include <tern/base/unique_function.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include <doctest/doctest.h>

using tern::unique_function;

namespace {

int twice(int value) {
  return 2 * value;
}

/// Counts how many of it are alive; too large to be kept in place if `Bytes` is.
template <std::size_t Bytes>
struct counted {
  explicit counted(int& alive) : alive_(&alive) { ++*alive_; }
  counted(counted&& other) noexcept : alive_(other.alive_) { ++*alive_; }
  counted& operator=(counted&&) = delete;
  ~counted() { --*alive_; }
  int operator()() { return *alive_; }

 private:
  int* alive_;
  std::array<std::byte, Bytes> ballast_{};
};

}  // namespace

TEST_CASE("an empty function says so") {
  unique_function<void()> nothing;
  CHECK_FALSE(static_cast<bool>(nothing));
  const unique_function<void()> moved = std::move(nothing);
  CHECK_FALSE(static_cast<bool>(moved));
}

TEST_CASE("functions, lambdas and callables without a copy are called") {
  unique_function<int(int)> function = twice;
  CHECK(function(21) == 42);
  unique_function<int(int)> lambda = [base = 40](int value) { return base + value; };
  CHECK(lambda(2) == 42);
  unique_function<int()> owner = [value = std::make_unique<int>(7)] { return *value; };
  CHECK(owner() == 7);
}

TEST_CASE("a callable keeps its state between calls") {
  unique_function<int()> counter = [count = 0]() mutable { return ++count; };
  CHECK(counter() == 1);
  unique_function<int()> moved = std::move(counter);
  CHECK(moved() == 2);
  CHECK_FALSE(static_cast<bool>(counter));  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("arguments are forwarded and results converted") {
  unique_function<std::string(std::unique_ptr<int>)> take = [](std::unique_ptr<int> value) {
    return *value == 7 ? "seven" : "other";
  };
  CHECK(take(std::make_unique<int>(7)) == "seven");
  unique_function<void(int&)> change = [](int& value) { return value = 1; };
  int value = 0;
  change(value);
  CHECK(value == 1);
}

TEST_CASE_TEMPLATE("a callable is destroyed once, in place and on the heap", Callable, counted<1>,
                   counted<200>) {
  int alive = 0;
  {
    unique_function<int()> function{Callable{alive}};
    CHECK(alive == 1);
    unique_function<int()> moved{std::move(function)};
    CHECK(alive == 1);
    CHECK(moved() == 1);
    function = Callable{alive};
    CHECK(alive == 2);
    moved = std::move(function);
    CHECK(alive == 1);
  }
  CHECK(alive == 0);
}
