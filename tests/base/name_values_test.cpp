// SPDX-License-Identifier: MIT
#include <tern/base/name_values.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using tern::name_value;
using tern::name_values;

TEST_CASE("an empty list has nothing in it") {
  const name_values list;
  CHECK(list.empty());
  CHECK(list.size() == 0);
  CHECK(list.text_bytes() == 0);
  CHECK(list.begin() == list.end());
  CHECK_FALSE(list.get("a").has_value());
}

TEST_CASE("pairs keep their order and names may repeat") {
  const name_values list{{"a", "1"}, {"b", ""}, {"a", "2"}, {"", "3"}};
  std::vector<std::pair<std::string, std::string>> seen;
  for (const name_value each : list) seen.emplace_back(each.name, each.value);
  CHECK(seen == std::vector<std::pair<std::string, std::string>>{
                    {"a", "1"}, {"b", ""}, {"a", "2"}, {"", "3"}});
  CHECK(list.size() == 4);
  CHECK(list.text_bytes() == 6);
  CHECK(list[2] == name_value{"a", "2"});
}

TEST_CASE("get gives the first value of a name as it is written") {
  const name_values list{{"a", "1"}, {"a", "2"}, {"empty", ""}};
  CHECK(list.get("a") == "1");
  CHECK(list.get("empty") == "");
  CHECK_FALSE(list.get("A").has_value());
  CHECK_FALSE(list.get("em").has_value());
}

TEST_CASE("values may hold any byte") {
  name_values list;
  list.add("zero", {"\0\xff", 2});
  CHECK(list.get("zero") == std::string_view{"\0\xff", 2});
}

TEST_CASE("lists are equal when their pairs are equal in order") {
  const name_values list{{"a", "1"}, {"b", "2"}};
  CHECK(list == name_values{{"a", "1"}, {"b", "2"}});
  CHECK(list != name_values{{"b", "2"}, {"a", "1"}});
  CHECK(list != name_values{{"a", "1"}});
  CHECK(name_values{{"ab", "c"}} != name_values{{"a", "bc"}});
}

TEST_CASE("a list is cleared and filled again") {
  name_values list{{"a", "1"}};
  list.clear();
  CHECK(list.empty());
  CHECK(list.text_bytes() == 0);
  list.add("b", "2");
  CHECK(list == name_values{{"b", "2"}});
}

TEST_CASE("a copy and a moved list stand alone") {
  name_values list{{"a", "1"}};
  name_values copy = list;
  list.add("b", "2");
  CHECK(copy == name_values{{"a", "1"}});
  const name_values moved = std::move(list);
  CHECK(moved == name_values{{"a", "1"}, {"b", "2"}});
}

TEST_CASE("a thousand pairs are kept") {
  name_values list;
  for (int i = 0; i < 1000; ++i) list.add("n" + std::to_string(i), std::to_string(i * i));
  REQUIRE(list.size() == 1000);
  CHECK(list[999] == name_value{"n999", "998001"});
  CHECK(list.get("n31") == "961");
}

TEST_CASE("room that was made is filled, and what is more still fits") {
  name_values list;
  list.reserve(2, 6);
  list.add("a", "12");
  list.add("b", "34");
  list.reserve(1, 1000);
  list.add(std::string(500, 'n'), std::string(500, 'v'));
  REQUIRE(list.size() == 3);
  CHECK(list[0] == name_value{"a", "12"});
  CHECK(list[1] == name_value{"b", "34"});
  CHECK(list[2].name == std::string(500, 'n'));
  CHECK(list[2].value == std::string(500, 'v'));
}

TEST_CASE("one list takes the place of another") {
  name_values list{{"a", "1"}};
  const name_values other{{"b", "2"}, {"c", "3"}};
  list = other;
  CHECK(list == other);
  list = name_values{{"d", "4"}};
  CHECK(list == name_values{{"d", "4"}});
  list = name_values{};
  CHECK(list.empty());
}

TEST_CASE("a part of a list is added to another at once") {
  const name_values from{{"a", "1"}, {"bb", "22"}, {"", ""}, {"c", "333"}};
  name_values list;
  list.append(from, 1, 0);
  CHECK(list.empty());
  list.append(from, 1, 2);
  CHECK(list == name_values{{"bb", "22"}, {"", ""}});
  list.add("x", "y");
  list.append(from);
  CHECK(list ==
        name_values{
            {"bb", "22"}, {"", ""}, {"x", "y"}, {"a", "1"}, {"bb", "22"}, {"", ""}, {"c", "333"}});
  list.append(from, 3, 1);
  CHECK(list.get("c") == "333");
  CHECK(list[7] == name_value{"c", "333"});
}

TEST_CASE("lists of any length are added") {
  name_values from;
  for (int i = 0; i < 300; ++i) from.add("n" + std::to_string(i), std::string(20, 'v'));
  name_values list;
  for (int i = 0; i < 10; ++i) list.append(from);
  REQUIRE(list.size() == 3000);
  CHECK(list[2999] == name_value{"n299", std::string(20, 'v')});
  CHECK(list[300] == name_value{"n0", std::string(20, 'v')});
}
