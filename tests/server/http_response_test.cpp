// SPDX-License-Identifier: MIT

#include <tern/server/http_response.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using tern::server_side::head_of;
using tern::server_side::http_response;
using tern::server_side::is_bodiless_status;

TEST_CASE("a head has names in lower case, and none that is about the connection") {
  http_response response;
  response.status = 201;
  response.fields = {{"X-Name", " value\t"}, {"Connection", "close"}, {"Transfer-Encoding", "x"},
                     {"keep-alive", "5"},    {"upgrade", "h2c"},      {"Set-Cookie", "a=b"}};
  const auto head = head_of(response);
  REQUIRE(head);
  CHECK(head->status == 201);
  CHECK(head->fields == tern::http::headers{{"x-name", "value"}, {"set-cookie", "a=b"}});
}

TEST_CASE("a head of 401 has one challenge, whose name may be in any case") {
  http_response response;
  response.status = 401;
  CHECK(head_of(response)->fields == tern::http::headers{{"www-authenticate", "Bearer"}});
  response.fields = {{"WWW-Authenticate", "Basic"}};
  CHECK(head_of(response)->fields == tern::http::headers{{"www-authenticate", "Basic"}});
}

TEST_CASE("what cannot be sent is refused") {
  for (const int status : {0, 99, 100, 101, 199, 600, -200}) {
    http_response response;
    response.status = status;
    CHECK(head_of(response).status().code() == tern::code::internal);
  }
  for (const auto& [name, value] :
       {tern::name_value{"", "x"}, tern::name_value{"a b", "x"}, tern::name_value{"a:", "x"},
        tern::name_value{":status", "200"}, tern::name_value{"a", "b\r\nc: d"},
        tern::name_value{"a", "b\n"}, tern::name_value{"a", std::string_view{"b\0", 2}}}) {
    http_response response;
    response.fields.add(name, value);
    CHECK(head_of(response).status().code() == tern::code::internal);
  }
}

TEST_CASE("two statuses have no body") {
  CHECK(is_bodiless_status(204));
  CHECK(is_bodiless_status(304));
  CHECK_FALSE(is_bodiless_status(200));
}
