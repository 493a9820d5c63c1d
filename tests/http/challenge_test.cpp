// SPDX-License-Identifier: MIT
#include <tern/http/challenge.hpp>

#include <doctest/doctest.h>

using tern::http::head;

TEST_CASE("an answer of 401 says how to authenticate, once") {
  head response;
  response.status = 401;
  tern::http::complete_challenge(response);
  tern::http::complete_challenge(response);
  CHECK(response.fields == tern::http::headers{{"www-authenticate", "Bearer"}});

  head own;
  own.status = 401;
  own.fields.add("www-authenticate", "Basic realm=\"here\"");
  tern::http::complete_challenge(own);
  CHECK(own.fields == tern::http::headers{{"www-authenticate", "Basic realm=\"here\""}});
}

TEST_CASE("other answers have no challenge") {
  for (const int status : {200, 400, 403, 407}) {
    head response;
    response.status = status;
    tern::http::complete_challenge(response);
    CHECK(response.fields.empty());
  }
}
