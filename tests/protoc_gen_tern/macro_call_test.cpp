// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/macro_call.hpp"

#include <doctest/doctest.h>

using namespace protoc_gen_tern;

TEST_CASE("a call that fits is one line") {
  CHECK(macro_call("M", {"a"}) == "M(a)\n");
  CHECK(macro_call("M", {"a", "(1, b)"}) == "M(a, (1, b))\n");
  CHECK(parenthesized({"1", "b"}) == "(1, b)");
}

TEST_CASE("a long call is broken between its arguments") {
  const std::string fifty(50, 'x');
  CHECK(macro_call("MACRO", {fifty, fifty, "y"}) ==
        "MACRO(" + fifty + ",\n      " + fifty + ", y)\n");
}

TEST_CASE("no line is too long unless one argument is") {
  const std::vector<std::string> arguments(40, "(1, argument)");
  std::string_view text;
  const std::string call = macro_call("TERN_MESSAGE", arguments);
  for (text = call; !text.empty(); text.remove_prefix(text.find('\n') + 1)) {
    CHECK(text.find('\n') <= columns);
  }
}
