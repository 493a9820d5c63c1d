// SPDX-License-Identifier: MIT
#include <tern/base/status.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <doctest/doctest.h>

using tern::code;
using tern::status;

TEST_CASE("the codes have the numbers and names of gRPC") {
  constexpr std::string_view names[] = {
      "OK",
      "CANCELLED",
      "UNKNOWN",
      "INVALID_ARGUMENT",
      "DEADLINE_EXCEEDED",
      "NOT_FOUND",
      "ALREADY_EXISTS",
      "PERMISSION_DENIED",
      "RESOURCE_EXHAUSTED",
      "FAILED_PRECONDITION",
      "ABORTED",
      "OUT_OF_RANGE",
      "UNIMPLEMENTED",
      "INTERNAL",
      "UNAVAILABLE",
      "DATA_LOSS",
      "UNAUTHENTICATED",
  };
  for (std::uint32_t number = 0; number < 17; ++number) {
    const auto known = tern::code_from_number(number);
    REQUIRE(known.has_value());
    CHECK(static_cast<std::uint32_t>(*known) == number);
    CHECK(to_string(*known) == names[number]);
  }
  CHECK(code::unavailable == static_cast<code>(14));
}

TEST_CASE("a number that gRPC does not define is no code") {
  CHECK_FALSE(tern::code_from_number(17).has_value());
  CHECK_FALSE(tern::code_from_number(0xffffffff).has_value());
  CHECK(to_string(static_cast<code>(200)) == "UNKNOWN");
}

TEST_CASE("a status is ok unless it says otherwise") {
  const status fine;
  CHECK(fine.ok());
  CHECK(fine.code() == code::ok);
  CHECK(fine.message().empty());
  CHECK(to_string(fine) == "OK");
}

TEST_CASE("a failure says its code and its message") {
  const status failure{code::invalid_argument, "name is required"};
  CHECK_FALSE(failure.ok());
  CHECK(to_string(failure) == "INVALID_ARGUMENT: name is required");
  CHECK(to_string(status{code::unavailable}) == "UNAVAILABLE");
  CHECK(failure == status{code::invalid_argument, "name is required"});
  CHECK(failure != status{code::invalid_argument, "something else"});
  CHECK(failure != status{code::not_found, "name is required"});
}
