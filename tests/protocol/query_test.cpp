// SPDX-License-Identifier: MIT
#include <tern/protocol/query.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::protocol::decode_query_value;
using tern::protocol::find_in_query;
using tern::protocol::path_without_query;

TEST_CASE("a path ends where its query begins") {
  CHECK(path_without_query("/a.B/C") == "/a.B/C");
  CHECK(path_without_query("/a.B/C?x=1?y") == "/a.B/C");
  CHECK(path_without_query("?").empty());
}

TEST_CASE("the first value of a name is found") {
  constexpr std::string_view path = "/a.B/C?message=m=1&base64&x=&message=2&last=z#message=3";
  CHECK(find_in_query(path, "message") == "m=1");
  CHECK(find_in_query(path, "base64") == "");
  CHECK(find_in_query(path, "x") == "");
  CHECK(find_in_query(path, "last") == "z");
  CHECK_FALSE(find_in_query(path, "mess").has_value());
  CHECK_FALSE(find_in_query(path, "essage").has_value());
  CHECK_FALSE(find_in_query("/a.B/message=1", "message").has_value());
  CHECK_FALSE(find_in_query("/a.B/C?", "message").has_value());
  CHECK(find_in_query("/a.B/C?&&message=1&&", "message") == "1");
}

TEST_CASE("a value is decoded, and a plus is a space") {
  CHECK(decode_query_value("a+b%20c%2B%c3%A9%00").value() == std::string("a b c+\xC3\xA9\0", 9));
  CHECK(decode_query_value("").value().empty());
}

TEST_CASE("a percent sign without two digits is refused") {
  for (const std::string_view text : {"%", "a%2", "%zz", "%2", "%%20", "%-1"}) {
    CAPTURE(text);
    CHECK_FALSE(decode_query_value(text).has_value());
  }
}

TEST_CASE("all bytes survive a query") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  std::string query = "x=";
  tern::protocol::append_query_value(query, all);
  for (const char c : query) CHECK((c > ' ' && c < 0x7f && c != '&' && c != '+' && c != '#'));
  CHECK(decode_query_value(query.substr(2)) == all);
  std::string plain;
  tern::protocol::append_query_value(plain, "azAZ09-._~");
  CHECK(plain == "azAZ09-._~");
}
