// SPDX-License-Identifier: MIT
#include <tern/codec/utf8.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

// Where the first bad character is, or -1. On the heap, so that a read past the end is seen.
int first_bad(std::string_view text) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  const std::uint8_t* const begin = bytes.data();
  const std::uint8_t* const bad = tern::codec::find_invalid_utf8(begin, begin + bytes.size());
  return bad == nullptr ? -1 : static_cast<int>(bad - begin);
}

}  // namespace

TEST_CASE("the first and last character of every length are valid") {
  for (const std::string_view text :
       {"", "\x01", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xec\xbf\xbf", "\xed\x9f\xbf",
        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CHECK(first_bad(text) == -1);
  }
  CHECK(first_bad(std::string_view{"\0", 1}) == -1);
}

TEST_CASE("what no character begins with is invalid") {
  for (const std::string_view text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xf5\x80\x80\x80", "\xf8", "\xfe", "\xff"}) {
    CHECK(first_bad(text) == 0);
  }
}

TEST_CASE("overlong characters are invalid") {
  for (const std::string_view text :
       {"\xe0\x80\x80", "\xe0\x9f\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf"}) {
    CHECK(first_bad(text) == 0);
  }
}

TEST_CASE("surrogates and what is beyond U+10FFFF are invalid") {
  for (const std::string_view text : {"\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80"}) {
    CHECK(first_bad(text) == 0);
  }
}

TEST_CASE("characters that are cut short or go on wrongly are invalid") {
  for (const std::string_view text :
       {"\xc2", "\xc2\x7f", "\xc2\xc0", "\xe1\x80", "\xe1\x80\x7f", "\xe1\x80\xc0", "\xf1\x80\x80",
        "\xf1\x80\x80\x7f", "\xf1\x80\x80\xc0"}) {
    CHECK(first_bad(text) == 0);
  }
}

TEST_CASE("a bad character is found at every place") {
  for (int before = 0; before < 40; ++before) {
    for (int after = 0; after < 20; ++after) {
      const std::string text = std::string(static_cast<std::size_t>(before), 'a') + "\xff" +
                               std::string(static_cast<std::size_t>(after), 'b');
      CHECK(first_bad(text) == before);
    }
  }
}
