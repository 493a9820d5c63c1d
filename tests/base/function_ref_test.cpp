// SPDX-License-Identifier: MIT

#include <tern/base/function_ref.hpp>

#include <doctest/doctest.h>

namespace {

int call_twice(tern::function_ref<int(int)> f) {
  return f(1) + f(2);
}

int square(int value) {
  return value * value;
}

}  // namespace

TEST_CASE("a function_ref calls what it was made from") {
  int calls = 0;
  CHECK(call_twice([&](int value) {
          ++calls;
          return value * 10;
        }) == 30);
  CHECK(calls == 2);
  CHECK(call_twice(square) == 5);
}

TEST_CASE("a copy calls the same object") {
  int sum = 0;
  auto add = [&](int value) { sum += value; };
  const tern::function_ref<void(int)> first = add;
  const tern::function_ref<void(int)> second = first;
  first(1);
  second(2);
  CHECK(sum == 3);
}
