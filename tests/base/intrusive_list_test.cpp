// SPDX-License-Identifier: MIT
#include <tern/base/intrusive_list.hpp>

#include <memory>
#include <optional>
#include <vector>

#include <doctest/doctest.h>

using tern::intrusive_list;
using tern::list_link;

namespace {

struct item : list_link {
  explicit item(int value) : number(value) {}
  int number;
};

std::vector<int> numbers(intrusive_list<item>& list) {
  std::vector<int> seen;
  list.for_each([&](item& each) { seen.push_back(each.number); });
  return seen;
}

}  // namespace

TEST_CASE("items leave in the order in which they came") {
  item one{1};
  item two{2};
  intrusive_list<item> list;
  CHECK(list.empty());
  list.push_back(one);
  list.push_back(two);
  CHECK(one.linked());
  CHECK(&list.front() == &one);
  CHECK(&list.pop_front() == &one);
  CHECK_FALSE(one.linked());
  CHECK(&list.pop_front() == &two);
  CHECK(list.empty());
}

TEST_CASE("an item that is destroyed or unlinked leaves its list") {
  item one{1};
  item three{3};
  intrusive_list<item> list;
  list.push_back(one);
  {
    item two{2};
    list.push_back(two);
    list.push_back(three);
    CHECK(numbers(list) == std::vector{1, 2, 3});
  }
  CHECK(numbers(list) == std::vector{1, 3});
  one.unlink();
  one.unlink();
  CHECK(numbers(list) == std::vector{3});
  list.push_back(one);
  CHECK(numbers(list) == std::vector{3, 1});
}

TEST_CASE("a list that is destroyed lets its items go") {
  item one{1};
  {
    intrusive_list<item> list;
    list.push_back(one);
  }
  CHECK_FALSE(one.linked());
}

TEST_CASE("an item may be removed while it is visited") {
  std::optional<item> one{1};
  item two{2};
  item three{3};
  intrusive_list<item> list;
  list.push_back(*one);
  list.push_back(two);
  list.push_back(three);
  std::vector<int> seen;
  list.for_each([&](item& each) {
    seen.push_back(each.number);
    if (each.number == 1) one.reset();
    if (each.number == 3) each.unlink();
  });
  CHECK(seen == std::vector{1, 2, 3});
  CHECK(numbers(list) == std::vector{2});
}

TEST_CASE("an item can be put first, and a list is counted no further than asked") {
  item one{1};
  item two{2};
  item three{3};
  intrusive_list<item> list;
  CHECK_FALSE(list.longer_than(0));
  list.push_front(two);
  CHECK(list.longer_than(0));
  CHECK_FALSE(list.longer_than(1));
  list.push_front(one);
  list.push_back(three);
  CHECK(numbers(list) == std::vector{1, 2, 3});
  CHECK(list.longer_than(2));
  CHECK_FALSE(list.longer_than(3));
  CHECK(&list.pop_front() == &one);
}

TEST_CASE("one list is moved to the end of another") {
  item one{1};
  item two{2};
  item three{3};
  intrusive_list<item> first;
  intrusive_list<item> second;
  first.splice_back(second);
  CHECK(first.empty());
  second.push_back(two);
  second.push_back(three);
  first.push_back(one);
  first.splice_back(second);
  CHECK(second.empty());
  CHECK(numbers(first) == std::vector{1, 2, 3});
  second.splice_back(first);
  CHECK(first.empty());
  CHECK(numbers(second) == std::vector{1, 2, 3});
}
