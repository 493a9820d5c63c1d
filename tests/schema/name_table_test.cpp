// SPDX-License-Identifier: MIT
#include <tern/schema/name_table.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

using namespace tern::schema;

struct named {
  std::string_view name;
  std::string_view json_name;
};

TEST_CASE("a table has at least twice as many slots as names") {
  CHECK(name_slot_count(0) == 1);
  CHECK(name_slot_count(1) == 8);
  CHECK(name_slot_count(8) == 64);
  CHECK(name_slot_count(200) == 1024);
}

TEST_CASE("fields are found by both names") {
  static constexpr std::array<named, 3> fields{
      {{"foo_bar", "fooBar"}, {"plain", "plain"}, {"ext", "[pkg.ext]"}}};
  static constexpr auto slots = [] {
    std::array<std::uint16_t, name_slot_count(3)> made{};
    fill_name_slots(made, fields);
    return made;
  }();
  static_assert(find_named(slots, fields, "foo_bar") == &fields[0]);
  CHECK(find_named(slots, fields, "fooBar") == &fields[0]);
  CHECK(find_named(slots, fields, "plain") == &fields[1]);
  CHECK(find_named(slots, fields, "[pkg.ext]") == &fields[2]);
  CHECK(find_named(slots, fields, "ext") == &fields[2]);
  CHECK(find_named(slots, fields, "foobar") == nullptr);
  CHECK(find_named(slots, fields, "") == nullptr);
}

TEST_CASE("no field is found where there is none") {
  constexpr std::array<named, 0> fields{};
  std::array<std::uint16_t, name_slot_count(0)> slots{};
  fill_name_slots(slots, fields);
  CHECK(find_named(slots, fields, "any") == nullptr);
}

TEST_CASE("the first of two fields with one JSON name has it") {
  constexpr std::array<named, 2> fields{{{"foo_bar", "fooBar"}, {"fooBar", "fooBar"}}};
  std::array<std::uint16_t, name_slot_count(2)> slots{};
  fill_name_slots(slots, fields);
  CHECK(find_named(slots, fields, "fooBar") == &fields[0]);
}

TEST_CASE("all of many names are found, however they collide") {
  std::vector<std::string> texts;
  for (int i = 0; i < 512; ++i) texts.push_back("field_" + std::to_string(i));
  for (int i = 0; i < 512; ++i) texts.push_back("field" + std::to_string(i));
  std::vector<named> fields;
  for (std::size_t i = 0; i < 512; ++i) fields.push_back({texts[i], texts[512 + i]});
  std::vector<std::uint16_t> slots(name_slot_count(fields.size()));
  fill_name_slots(slots, fields);
  for (const named& field : fields) {
    REQUIRE(find_named(slots, fields, field.name) == &field);
    REQUIRE(find_named(slots, fields, field.json_name) == &field);
  }
  CHECK(find_named(slots, fields, "field_512") == nullptr);
}

}  // namespace
