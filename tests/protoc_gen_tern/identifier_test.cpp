// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/identifier.hpp"

#include <doctest/doctest.h>

using namespace protoc_gen_tern;

TEST_CASE("a keyword or a macro gets an underscore, nothing else does") {
  CHECK(identifier("class") == "class_");
  CHECK(identifier("co_await") == "co_await_");
  CHECK(identifier("EOF") == "EOF_");
  CHECK(identifier("errno") == "errno_");
  CHECK(identifier("AF_INET6") == "AF_INET6_");
  CHECK(identifier("SIGTERM") == "SIGTERM_");
  CHECK(identifier("linux") == "linux_");
  CHECK(identifier("std") == "std_");
  CHECK(identifier("xor_eq") == "xor_eq_");
  CHECK(identifier("name") == "name");
  CHECK(identifier("class_") == "class_");
  CHECK(identifier("Class") == "Class");
}

TEST_CASE("no reserved word is there twice") {
  CHECK(std::ranges::adjacent_find(posix_macros) == posix_macros.end());
  CHECK(std::ranges::adjacent_find(reserved_words) == reserved_words.end());
}

TEST_CASE("the names of a scope are all different") {
  name_scope scope;
  CHECK(scope.add("class") == "class_");
  CHECK(scope.add("class_") == "class__");
  CHECK(scope.add("name") == "name");
  CHECK(scope.contains("class__"));
  CHECK(!scope.contains("class"));
}
