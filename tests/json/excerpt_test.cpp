// SPDX-License-Identifier: MIT
#include <tern/json/excerpt.hpp>

#include <string>

#include <doctest/doctest.h>

namespace {

using tern::json::position_text;
using tern::json::shown;

TEST_CASE("what is long is cut between characters") {
  CHECK(shown("") == "");
  CHECK(shown("a b") == "a b");
  CHECK(shown(std::string(40, 'x')) == std::string(40, 'x'));
  CHECK(shown(std::string(41, 'x')) == std::string(40, 'x') + "...");
  CHECK(shown(std::string(39, 'x') + "é") == std::string(39, 'x') + "...");
  CHECK(shown(std::string(38, 'x') + "é") == std::string(38, 'x') + "é");
  CHECK(shown(std::string(100, '\x80')) == "...");
}

TEST_CASE("control characters are not shown") {
  CHECK(shown("a\nb\x1b[0m\x7f") == "a?b?[0m?");
}

TEST_CASE("lines and columns count characters from 1") {
  CHECK(position_text("abc", 0) == "(line 1, column 1)");
  CHECK(position_text("abc", 3) == "(line 1, column 4)");
  CHECK(position_text("é€😀x", 9) == "(line 1, column 4)");
  CHECK(position_text("a\n\nbc", 4) == "(line 3, column 2)");
  CHECK(position_text("a\r\nb", 3) == "(line 2, column 1)");
}

}  // namespace
