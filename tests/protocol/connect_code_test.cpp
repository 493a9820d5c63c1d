// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_code.hpp>

#include <cstdint>
#include <string_view>

#include <doctest/doctest.h>

using tern::code;
using tern::protocol::code_from_connect_name;
using tern::protocol::connect_http_status;
using tern::protocol::connect_name;

TEST_CASE("codes have the names and the HTTP statuses of Connect's table") {
  struct row {
    tern::code code;
    std::string_view name;
    int http_status;
  };
  constexpr row rows[] = {
      {code::cancelled, "canceled", 499},
      {code::unknown, "unknown", 500},
      {code::invalid_argument, "invalid_argument", 400},
      {code::deadline_exceeded, "deadline_exceeded", 504},
      {code::not_found, "not_found", 404},
      {code::already_exists, "already_exists", 409},
      {code::permission_denied, "permission_denied", 403},
      {code::resource_exhausted, "resource_exhausted", 429},
      {code::failed_precondition, "failed_precondition", 400},
      {code::aborted, "aborted", 409},
      {code::out_of_range, "out_of_range", 400},
      {code::unimplemented, "unimplemented", 501},
      {code::internal, "internal", 500},
      {code::unavailable, "unavailable", 503},
      {code::data_loss, "data_loss", 500},
      {code::unauthenticated, "unauthenticated", 401},
  };
  for (const row& each : rows) {
    CAPTURE(each.name);
    CHECK(connect_name(each.code) == each.name);
    CHECK(connect_http_status(each.code) == each.http_status);
    CHECK(code_from_connect_name(each.name) == each.code);
  }
}

TEST_CASE("every code of gRPC that is a failure has a name of its own") {
  for (std::uint32_t number = 1; number <= 16; ++number) {
    const code value = tern::code_from_number(number).value();
    CHECK(code_from_connect_name(connect_name(value)) == value);
  }
}

TEST_CASE("success has no name, and is HTTP's 200") {
  CHECK(connect_http_status(code::ok) == 200);
  for (const std::string_view name : {"ok", "OK", "", "cancelled", "Canceled", "INTERNAL", "13"}) {
    CAPTURE(name);
    CHECK_FALSE(code_from_connect_name(name).has_value());
  }
}
