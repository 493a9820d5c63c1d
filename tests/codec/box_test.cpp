// SPDX-License-Identifier: MIT
#include <tern/codec/box.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

using tern::codec::box;

namespace {

template <class T>
using pmr_box = box<T, std::pmr::polymorphic_allocator<T>>;

struct node {
  int value = 0;
  box<node> next;
  pmr_box<node> other;

  friend bool operator==(const node&, const node&) = default;
};

// Throws when it is copied.
struct fragile {
  fragile() = default;
  fragile(fragile&&) = default;
  fragile(const fragile&) { throw std::runtime_error("copied"); }
};

struct arena {
  std::array<std::byte, 4096> room;
  std::pmr::monotonic_buffer_resource resource{room.data(), room.size(),
                                               std::pmr::null_memory_resource()};
};

}  // namespace

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

TEST_CASE("a box is as small as a pointer and moves like one") {
  CHECK(sizeof(box<std::string>) == sizeof(void*));
  CHECK(std::is_nothrow_move_constructible_v<box<std::string>>);
  CHECK(std::is_nothrow_move_assignable_v<box<std::string>>);
  box<std::string> first{"a"};
  const auto* const address = &*first;
  box<std::string> second = std::move(first);
  CHECK(&*second == address);
  CHECK_FALSE(first);
  first = std::move(second);
  CHECK(&*first == address);
  auto& same = first;
  first = std::move(same);
  CHECK(*first == "a");
}

TEST_CASE("a struct contains itself in a box") {
  node first{.value = 1, .next = node{.value = 2}};
  node second = first;
  second.next->value = 3;
  CHECK(first.next->value == 2);
  CHECK(first != second);
}

TEST_CASE("a value is made from the one that it replaces") {
  box<std::string> text{"abc"};
  text.emplace(*text + "d");
  CHECK(*text == "abcd");
  box<node> list{node{.value = 1, .next = node{.value = 2}}};
  list.emplace(std::move(*list->next));
  CHECK(list->value == 2);
}

TEST_CASE("a copy that throws changes nothing") {
  box<fragile> first;
  first.emplace();
  box<fragile> second;
  second.emplace();
  const auto* const address = &*second;
  CHECK_THROWS_AS(second = first, std::runtime_error);
  CHECK(&*second == address);
}

TEST_CASE("a box of std::pmr puts the value where its resource does") {
  arena memory;
  const std::string long_text(100, 'x');
  pmr_box<std::pmr::string> text{&memory.resource};
  text.emplace(long_text);
  CHECK(text.get_allocator().resource() == &memory.resource);
  CHECK(text->get_allocator().resource() == &memory.resource);
  const auto* const address = reinterpret_cast<const std::byte*>(&*text);
  CHECK(address >= memory.room.data());
  CHECK(address < memory.room.data() + memory.room.size());
}

TEST_CASE("a box of std::pmr copies, moves and assigns as containers do") {
  arena memory;
  pmr_box<node> here{&memory.resource};
  here.emplace().value = 1;
  const auto* const address = &*here;

  const pmr_box<node> copy = here;
  CHECK(copy.get_allocator().resource() == std::pmr::get_default_resource());
  CHECK(copy == here);

  pmr_box<node> moved = std::move(here);
  CHECK(moved.get_allocator().resource() == &memory.resource);
  CHECK(&*moved == address);

  pmr_box<node> elsewhere;
  elsewhere = std::move(moved);
  CHECK(elsewhere.get_allocator().resource() == std::pmr::get_default_resource());
  CHECK(&*elsewhere != address);
  CHECK(elsewhere->value == 1);

  pmr_box<node> back{&memory.resource};
  back = elsewhere;
  CHECK(back.get_allocator().resource() == &memory.resource);
  CHECK(back->value == 1);
  back = nullptr;
  CHECK_FALSE(back);
  CHECK(back.get_allocator().resource() == &memory.resource);

  const pmr_box<node> given{std::move(elsewhere), &memory.resource};
  CHECK(given.get_allocator().resource() == &memory.resource);
  CHECK(given->value == 1);
}
