// SPDX-License-Identifier: MIT
#include <tern/protocol/excerpt.hpp>

#include <string>

#include <doctest/doctest.h>

TEST_CASE("a short value is quoted whole") {
  CHECK(tern::protocol::excerpt("") == "\"\"");
  CHECK(tern::protocol::excerpt("text/html") == "\"text/html\"");
  CHECK(tern::protocol::excerpt(std::string(64, 'x')) == '"' + std::string(64, 'x') + '"');
}

TEST_CASE("a long value is cut") {
  CHECK(tern::protocol::excerpt(std::string(10'000, 'x')) == '"' + std::string(64, 'x') + "...\"");
}
