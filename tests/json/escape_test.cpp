// SPDX-License-Identifier: MIT
#include <tern/json/escape.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

std::string written(std::string_view text) {
  std::string all;
  tern::json::string_output out{all};
  if (!tern::json::write_string(out, text)) return "not UTF-8";
  out.finish();
  return all;
}

TEST_CASE("strings stand in quotes") {
  CHECK(written("") == "\"\"");
  CHECK(written("a") == "\"a\"");
  CHECK(written("seven b") == "\"seven b\"");
  CHECK(written("a text that is longer than sixteen bytes") ==
        "\"a text that is longer than sixteen bytes\"");
}

TEST_CASE("what must be escaped is, wherever it is") {
  CHECK(written("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(written(std::string_view("\0\x01\x1f\x7f", 4)) == "\"\\u0000\\u0001\\u001f\x7f\"");
  for (std::size_t size = 1; size < 40; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      for (const auto& [c, escaped] : {std::pair{'"', "\\\""}, std::pair{'\\', "\\\\"},
                                       std::pair{'\x1f', "\\u001f"}, std::pair{'\0', "\\u0000"}}) {
        std::string text(size, 'x');
        text[at] = c;
        REQUIRE(written(text) ==
                "\"" + std::string(at, 'x') + escaped + std::string(size - at - 1, 'x') + "\"");
      }
    }
  }
  CHECK(written(std::string(5000, '\x01')).size() == 30002);
}

TEST_CASE("neighbours of what must be escaped are not") {
  for (const char c : {' ', '!', '#', '[', ']', '/', '\x7f', 'a'}) {
    for (std::size_t size = 1; size < 20; ++size) {
      REQUIRE(written(std::string(size, c)) == "\"" + std::string(size, c) + "\"");
    }
  }
}

TEST_CASE("only UTF-8 is written") {
  CHECK(written("é€😀") == "\"é€😀\"");
  CHECK(written("é\n") == "\"é\\n\"");
  for (const char* const bad : {"\xff", "abc\xc3", "\xc0\x80", "\xed\xa0\x80", "12345678\xf5xxx"}) {
    CHECK(written(bad) == "not UTF-8");
  }
}

}  // namespace
