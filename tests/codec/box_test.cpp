// SPDX-License-Identifier: MIT
#include <tern/codec/box.hpp>

#include <doctest/doctest.h>

#include <string>

using tern::codec::box;

TEST_CASE("a box is empty until it gets a value") {
  box<std::string> text;
  CHECK_FALSE(text.has_value());
  CHECK_FALSE(text);
  text = std::string{"a"};
  CHECK(text.has_value());
  CHECK(*text == "a");
  CHECK(text->size() == 1);
  text = nullptr;
  CHECK_FALSE(text);
}

TEST_CASE("a copy of a box has a value of its own") {
  box<std::string> first{"a"};
  box<std::string> second = first;
  *second += "b";
  CHECK(*first == "a");
  CHECK(*second == "ab");
  first = second;
  CHECK(*first == "ab");
  const auto& same = first;
  first = same;
  CHECK(*first == "ab");
  first = box<std::string>{};
  CHECK_FALSE(first);
}

TEST_CASE("boxes compare like their values, nothing is only like nothing") {
  CHECK(box<int>{} == box<int>{});
  CHECK(box<int>{1} == box<int>{1});
  CHECK(box<int>{1} != box<int>{2});
  CHECK(box<int>{0} != box<int>{});
}

TEST_CASE("emplace and reset change what is in a box") {
  box<std::string> text;
  CHECK(text.emplace(2u, 'x') == "xx");
  CHECK(*text == "xx");
  text.reset();
  CHECK_FALSE(text);
}
