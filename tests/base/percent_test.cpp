// SPDX-License-Identifier: MIT
#include <tern/base/percent.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

struct row {
  std::string_view text;
  std::string_view encoded;
};

constexpr row rows[] = {
    {"", ""},
    {"name is required", "name is required"},
    {"!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~", "!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}~"},
    {"100%", "100%25"},
    {"%41", "%2541"},
    {"a\r\nb\tc", "a%0D%0Ab%09c"},
    {{"a\0b", 3}, "a%00b"},
    {"\x7f", "%7F"},
    {"\x1f", "%1F"},
    {"J\xc3\xbcrgen \xe2\x98\xba", "J%C3%BCrgen %E2%98%BA"},
    {"\xff\xfe", "%FF%FE"},
    {" both ends ", "%20both ends%20"},
    {" ", "%20"},
};

}  // namespace

TEST_CASE("bytes outside 0x20 to 0x7E and the percent sign are encoded in upper case") {
  for (const row& each : rows) {
    CAPTURE(each.text);
    CHECK(tern::percent_encode(each.text) == each.encoded);
    CHECK(tern::needs_percent_encoding(each.text) == (each.text != each.encoded));
  }
}

TEST_CASE("what was encoded is decoded") {
  for (const row& each : rows) CHECK(tern::percent_decode(each.encoded) == each.text);
}

TEST_CASE("every byte survives") {
  std::string text;
  for (int value = 0; value < 256; ++value) text += static_cast<char>(value);
  CHECK(tern::percent_decode(tern::percent_encode(text)) == text);
}

TEST_CASE("decoding leaves what is broken as it is") {
  constexpr row broken[] = {
      {"%", "%"},
      {"%4", "%4"},
      {"%zz", "%zz"},
      {"%4z", "%4z"},
      {"%%41", "%A"},
      {"%4%41", "%4A"},
      {"a%", "a%"},
      {"%e2%98%ba", "\xe2\x98\xba"},
      {"raw \xc3\xbc", "raw \xc3\xbc"},
      {"+", "+"},
  };
  for (const row& each : broken) {
    CAPTURE(each.text);
    CHECK(tern::percent_decode(each.text) == each.encoded);
  }
}

TEST_CASE("decoding strictly takes nothing that is broken") {
  CHECK(tern::percent_decode_strictly("") == "");
  CHECK(tern::percent_decode_strictly("a+b") == "a+b");
  CHECK(tern::percent_decode_strictly("%41%2f%00") == std::string{"A/\0", 3});
  CHECK(tern::percent_decode_strictly("%2541") == "%41");
  for (const char* const broken : {"%", "%4", "a%", "%zz", "%4z", "%%41", "%4%41"}) {
    CAPTURE(broken);
    CHECK_FALSE(tern::percent_decode_strictly(broken));
  }
}
