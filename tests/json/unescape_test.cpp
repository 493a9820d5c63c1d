// SPDX-License-Identifier: MIT
#include <tern/json/unescape.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

// What a string in JSON means, or what is wrong with it.
std::string meant(std::string_view inside) {
  const std::string quoted = std::string{inside} + "\"";
  const char* at = quoted.data();
  std::string text;
  const char* const wrong = tern::json::unescape(at, quoted.data() + quoted.size(), text);
  if (wrong != nullptr) return wrong;
  CHECK(at == quoted.data() + quoted.size() - 1);
  return text;
}

TEST_CASE("escapes are what they mean") {
  CHECK(meant("") == "");
  CHECK(meant(R"(\"\\\/\b\f\n\r\t)") == "\"\\/\b\f\n\r\t");
  CHECK(meant(R"(a\u0041\u00e9\u20AC\uD83D\uDE00)") == "aAé€😀");
  CHECK(meant(R"(\u0000)") == std::string(1, '\0'));
  CHECK(meant(R"(\uffff\u07ff\u0800\udbff\udfff)") ==
        "\xef\xbf\xbf\xdf\xbf\xe0\xa0\x80\xf4\x8f\xbf\xbf");
}

TEST_CASE("escapes that mean nothing") {
  for (const char* const bad : {"\\x", "\\U0041", "\\'", "\\0", "\\ ", "12345678\\a"}) {
    CHECK(meant(bad) == "an escape that does not exist");
  }
  for (const char* const bad : {"\\u", "\\u12", "\\u12g4", "\\u 123", "\\u+123", "\\u-1"}) {
    CHECK(meant(bad) == "an escape without four hexadecimal digits");
  }
  for (const char* const bad :
       {"\\ud800", "\\udc00", "\\ud800x", "\\ud800\\n", "\\ud800\\u0041", "\\ud800\\ud800",
        "\\udc00\\ud800", "\\ud800\\u", "\\ud800\\uDC0"}) {
    INFO(bad);
    CHECK(meant(bad) == "half of a surrogate pair");
  }
}

TEST_CASE("a string without an end") {
  const std::string_view text = "abc\\";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const char* at = text.data();
    std::string all;
    CHECK(tern::json::unescape(at, text.data() + size, all) != nullptr);
  }
}

TEST_CASE("the first quote or backslash is found at every place") {
  for (std::size_t size = 0; size < 30; ++size) {
    std::string text(size, 'x');
    CHECK(tern::json::find_quote_or_escape(text.data(), text.data() + size) == text.data() + size);
    for (std::size_t at = 0; at < size; ++at) {
      text.assign(size, '\xdc');
      text[at] = at % 2 == 0 ? '"' : '\\';
      REQUIRE(tern::json::find_quote_or_escape(text.data(), text.data() + size) ==
              text.data() + at);
    }
  }
}

}  // namespace
