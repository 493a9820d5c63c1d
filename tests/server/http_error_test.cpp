// SPDX-License-Identifier: MIT

#include <tern/server/http_error.hpp>

#include <doctest/doctest.h>

using tern::code;
using tern::server_side::code_of_http_status;
using tern::server_side::http_error;

TEST_CASE("an HTTP status says what a code says") {
  for (const int fine : {200, 204, 206, 301, 304}) CHECK(code_of_http_status(fine) == code::ok);
  CHECK(code_of_http_status(400) == code::invalid_argument);
  CHECK(code_of_http_status(401) == code::unauthenticated);
  CHECK(code_of_http_status(403) == code::permission_denied);
  CHECK(code_of_http_status(404) == code::not_found);
  CHECK(code_of_http_status(413) == code::resource_exhausted);
  CHECK(code_of_http_status(418) == code::invalid_argument);
  CHECK(code_of_http_status(500) == code::internal);
  CHECK(code_of_http_status(503) == code::unavailable);
  CHECK(code_of_http_status(504) == code::deadline_exceeded);
  for (int status = 400; status < 600; ++status) CHECK(code_of_http_status(status) != code::ok);
}

TEST_CASE("a failure has an HTTP status, and is an error like others") {
  const http_error failure{404, "no such book"};
  CHECK(failure.http_status() == 404);
  CHECK(failure.code() == code::not_found);
  CHECK(failure.message() == "no such book");
  for (const int none : {0, 200, 399, 600, -1}) CHECK(http_error{none, "x"}.http_status() == 500);
}
