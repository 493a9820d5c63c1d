// SPDX-License-Identifier: MIT

#include <tern/http/h1_text.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace tern::http;
using namespace std::string_view_literals;

TEST_CASE("tokens are what RFC 9110 says") {
  CHECK(is_token("GET"));
  CHECK(is_token("!#$%&'*+-.^_`|~09azAZ"));
  for (const std::string_view none : {""sv, "a b"sv, "a:"sv, "a\0"sv, "(a)"sv, "a,b"sv, "a/b"sv,
                                      "\"a\""sv, "\xc3\xa4"sv, "a\x7f"sv, "@"sv, "{"sv}) {
    CHECK_FALSE(is_token(none));
  }
}

TEST_CASE("values hold no control characters but tabs") {
  CHECK(is_field_text("a\tb \xc3\xa4 ~"));
  CHECK(is_field_text(""));
  for (const std::string_view none : {"\r"sv, "\n"sv, "\0"sv, "\x1f"sv, "\x7f"sv, "a\vb"sv}) {
    CHECK_FALSE(is_field_text(none));
  }
  CHECK(is_field("x-a", "b"));
  CHECK_FALSE(is_field("x-a", "b\r\nx-c: d"));
  CHECK_FALSE(is_field("x a", "b"));
}

TEST_CASE("lengths are digits and nothing else") {
  CHECK(read_length("0") == 0);
  CHECK(read_length("0042") == 42);
  CHECK(read_length("9223372036854775807") == 9223372036854775807U);
  for (const std::string_view none :
       {""sv, " 1"sv, "1 "sv, "+1"sv, "-1"sv, "0x1"sv, "1,1"sv, "1_0"sv, "9223372036854775808"sv,
        "99999999999999999999"sv, "1\0"sv}) {
    CHECK_FALSE(read_length(none));
  }
}

TEST_CASE("sizes of chunks are hexadecimal digits and nothing else") {
  CHECK(read_chunk_size("0") == 0);
  CHECK(read_chunk_size("000aF") == 0xaf);
  CHECK(read_chunk_size("7fffffffffffffff") == 0x7fffffffffffffff);
  for (const std::string_view none :
       {""sv, " 1"sv, "1 "sv, "+1"sv, "0x1"sv, "g"sv, "8000000000000000"sv, "10000000000000000"sv,
        "fffffffffffffffff"sv}) {
    CHECK_FALSE(read_chunk_size(none));
  }
}

TEST_CASE("an authority is a host and perhaps a port") {
  for (const std::string_view one : {""sv, "a"sv, "a.b-c:80"sv, "127.0.0.1"sv, "[::1]"sv,
                                     "[::ffff:1.2.3.4]:50051"sv, "a:"sv, "%41"sv, "a_b"sv}) {
    CHECK(is_authority(one));
  }
  for (const std::string_view none :
       {"a/b"sv, "u@a"sv, "a b"sv, "a:b"sv, "a:1:2"sv, "[]"sv, "[::1"sv, "::1"sv, "[::1]80"sv,
        "[a]z"sv, ":80"sv, "a?b"sv, "a#b"sv, "a\0"sv, "a\\b"sv, "[g]"sv}) {
    CHECK_FALSE(is_authority(none));
  }
}

TEST_CASE("lists are cut at their commas") {
  std::vector<std::string> elements;
  for_each_element(" a, \tb ,,c\t", [&](std::string_view each) { elements.emplace_back(each); });
  CHECK(elements == std::vector<std::string>{"a", "b", "", "c"});
}

TEST_CASE("what is quoted is short and harmless") {
  CHECK(h1_quote("a\r\nb\x7f\xc3") == "\"a??b??\"");
  CHECK(h1_quote(std::string(65, 'x')) == '"' + std::string(64, 'x') + "...\"");
  CHECK(h1_quote(std::string(64, 'x')) == '"' + std::string(64, 'x') + '"');
}
