// SPDX-License-Identifier: MIT
#include <tern/base/status.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::code;
using tern::status;

namespace {

// Made before all else of this program that needs a start, and destroyed after it.
struct early_and_late {
  early_and_late() : text(ask()) {}
  ~early_and_late() {
    if (ask() == nullptr) std::abort();
  }

  // The text of a status that has none, as C has it; null if there is no text at all.
  static const char* ask() {
    const status fine;
    const std::string& message = fine.message();
    const bool there = message.data() != nullptr && std::string{message}.empty();
    return there ? message.c_str() : nullptr;
  }

  const char* text;
};

[[gnu::init_priority(101)]] const early_and_late asking;

}  // namespace

TEST_CASE("a status without a text can be asked for it before main and after it") {
  REQUIRE(asking.text != nullptr);
  CHECK(std::string_view{asking.text}.empty());
}

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
