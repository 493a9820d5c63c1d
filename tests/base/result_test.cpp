// SPDX-License-Identifier: MIT
#include <tern/base/result.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <doctest/doctest.h>

using tern::code;
using tern::error;
using tern::result;
using tern::status;

TEST_CASE("a result with a value is ok") {
  result<std::string> answer{"text"};
  REQUIRE(answer.ok());
  CHECK(static_cast<bool>(answer));
  CHECK(answer.status() == status{});
  CHECK(answer.value() == "text");
  CHECK(*answer == "text");
  CHECK(answer->size() == 4);
}

TEST_CASE("a result without a value throws its status when it is asked for one") {
  const result<std::string> answer{status{code::not_found, "no such book"}};
  CHECK_FALSE(answer.ok());
  CHECK(answer.status() == status{code::not_found, "no such book"});
  try {
    static_cast<void>(answer.value());
    FAIL("value() did not throw");
  } catch (const error& failure) {
    CHECK(failure.status() == answer.status());
  }
}

TEST_CASE("a value that can only be moved is moved out") {
  result<std::unique_ptr<int>> answer{std::make_unique<int>(7)};
  CHECK(**answer == 7);
  const std::unique_ptr<int> value = std::move(answer).value();
  CHECK(*value == 7);
}

TEST_CASE("a status is moved out of a failed result") {
  result<int> answer{status{code::internal, "a text that is too long for a small string"}};
  const status failure = std::move(answer).status();
  CHECK(failure.message() == "a text that is too long for a small string");
}

TEST_CASE("a result without a value is success or failure") {
  const result<void> done;
  CHECK(done.ok());
  CHECK_NOTHROW(done.value());
  const result<void> failed{status{code::aborted, "lost the race"}};
  CHECK_FALSE(failed.ok());
  CHECK(failed.status().code() == code::aborted);
  CHECK_THROWS_AS(failed.value(), error);
}

TEST_CASE("an error is an exception that says its status") {
  const error failure{code::unavailable, "connection refused"};
  CHECK(failure.code() == code::unavailable);
  CHECK(failure.message() == "connection refused");
  const std::exception& base = failure;
  CHECK(std::string_view{base.what()} == "UNAVAILABLE: connection refused");
}

TEST_CASE("an error is never OK") {
  const error wrong{status{}};
  CHECK(wrong.code() == code::internal);
  CHECK(std::string_view{wrong.what()} == "INTERNAL: an error with the status OK");
}

TEST_CASE("a result that fails gives up its value") {
  auto held = std::make_shared<int>(7);
  tern::result<std::shared_ptr<int>> outcome{held};
  outcome.fail({tern::code::internal, "no"});
  CHECK_FALSE(outcome);
  CHECK(outcome.status().message() == "no");
  CHECK(held.use_count() == 1);
}

TEST_CASE("results are copied, moved and assigned with what they hold") {
  const std::string text(100, 'a');
  const result<std::string> good{text};
  const result<std::string> bad{status{code::not_found, "no such book"}};

  result<std::string> copy = good;
  CHECK(copy.value() == text);
  copy = bad;
  CHECK(copy.status() == bad.status());
  copy = bad;
  CHECK(copy.status() == bad.status());
  copy = good;
  CHECK(copy.ok());
  CHECK(copy.value() == text);
  copy = good;
  CHECK(copy.value() == text);

  result<std::string> moved = std::move(copy);
  CHECK(moved.value() == text);
  result<std::string> other = bad;
  other = std::move(moved);
  CHECK(other.value() == text);
  other = result<std::string>{bad};
  CHECK(other.status() == bad.status());

  static_assert(!std::is_copy_constructible_v<result<std::unique_ptr<int>>>);
  static_assert(!std::is_copy_assignable_v<result<std::unique_ptr<int>>>);
  static_assert(std::is_nothrow_move_constructible_v<result<std::unique_ptr<int>>>);
}

TEST_CASE("a result that is made of the status OK has failed") {
  const result<std::string> wrong{status{}};
  CHECK_FALSE(wrong.ok());
  CHECK(wrong.status() == status{code::internal, "a failure with the status OK"});
}

TEST_CASE("what is made in place and fails is discarded") {
  const auto held = std::make_shared<int>(7);
  result<std::shared_ptr<int>> made{std::in_place, held};
  made.outcome() = status{code::data_loss, "cut short"};
  made.discard();
  CHECK_FALSE(made.ok());
  CHECK(held.use_count() == 1);
}
