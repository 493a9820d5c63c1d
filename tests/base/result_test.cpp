// SPDX-License-Identifier: MIT
#include <tern/base/result.hpp>

#include <memory>
#include <string>
#include <string_view>
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
