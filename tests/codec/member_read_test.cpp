// SPDX-License-Identifier: MIT
#include <tern/codec/member_read.hpp>

#include "messages.hpp"

#include <doctest/doctest.h>

namespace {

// Messages that contain themselves, each other, and the same types as another: their tables need
// one another while they are made.
struct Branch {
  std::int32_t number = 0;
  std::vector<Branch> branches;
  tern::box<Branch> box;

  friend bool operator==(const Branch&, const Branch&) = default;
};
TERN_MESSAGE(Branch, "test.Branch", (1, number), (2, branches), (3, box))

struct Trunk {
  std::vector<Branch> branches;
  tern::box<Branch> box;
  std::optional<Branch> maybe;
  std::variant<std::monostate, Branch, tern::box<Branch>> choice;

  friend bool operator==(const Trunk&, const Trunk&) = default;
};
TERN_MESSAGE(Trunk, "test.Trunk", (2, branches), (3, box), (4, maybe),
             (oneof, choice, (5, plain), (6, boxed)))

struct Second;
using Choice = std::variant<std::monostate, std::int32_t, tern::box<Second>>;

struct First {
  Choice choice;
};
struct Second {
  Choice choice;
  tern::box<First> first;
};
TERN_MESSAGE(First, "test.First", (oneof, choice, (1, number), (2, second)))
TERN_MESSAGE(Second, "test.Second", (oneof, choice, (1, number), (2, second)), (3, first))

}  // namespace

TEST_CASE("a member has a table if its value is a message that is read by one") {
  using none = tern::reflect::option_list<>;
  using tern::codec::member_read_of;
  CHECK(member_read_of<Branch, none>.has_table());
  CHECK(member_read_of<std::optional<Branch>, none>.has_table());
  CHECK(member_read_of<tern::box<Branch>, none>.has_table());
  CHECK(member_read_of<std::vector<Branch>, none>.has_table());
  CHECK_FALSE(member_read_of<std::int32_t, none>.has_table());
  CHECK_FALSE(member_read_of<std::string, none>.has_table());
  CHECK_FALSE(member_read_of<std::vector<std::int32_t>, none>.has_table());
  CHECK_FALSE(member_read_of<std::map<std::int32_t, Branch>, none>.has_table());
  // Its elements take their memory from its resource.
  CHECK_FALSE(member_read_of<std::pmr::vector<Branch>, none>.has_table());
}

TEST_CASE("messages that contain themselves and each other are read") {
  const Branch branch{.number = 1, .branches = {{.number = 2}}, .box = Branch{.number = 3}};
  Trunk trunk{.branches = {branch}, .box = branch, .maybe = branch};
  trunk.choice.emplace<2>(branch);
  CHECK(decode_hex<Trunk>(encoded_hex(trunk)).value() == trunk);

  // { second { second { number: 5 } first { number: 6 } } }
  const auto first = decode_hex<First>("1208 1202 0805 1a02 0806");
  REQUIRE(first);
  const auto& second = std::get<2>(first->choice);
  REQUIRE(second);
  CHECK(std::get<1>(std::get<2>(second->choice)->choice) == 5);
  CHECK(std::get<1>(second->first->choice) == 6);
  CHECK(encoded_hex(*first) == "12081202 08051a02 0806");
}
