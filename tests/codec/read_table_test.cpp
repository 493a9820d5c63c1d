// SPDX-License-Identifier: MIT
#include <tern/codec/read_table.hpp>

#include <doctest/doctest.h>

#include <tern/message.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace tables {

// Out of order, with numbers of one to five bytes, and two rows for what may be packed.
struct Scattered {
  std::int32_t last = 0;
  std::vector<std::int32_t> list;
  std::string text;
  std::int32_t far = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Scattered, (536870911, last), (3, list), (1, text), (5000, far), (unknown, rest))

struct Empty {};
TERN_MESSAGE(Empty)

struct Strict {
  std::int32_t plain = 0;
  std::int32_t b = 0;
  std::int32_t a = 0;
};
TERN_MESSAGE(Strict, (1, plain), (7, b, tern::required), (2, a, tern::required))

template <class M>
const tern::codec::read_table& table = tern::codec::read_table_of<M>::value;

}  // namespace tables

using tables::table;

TEST_CASE("rows come in the order of their numbers, packed behind not packed") {
  const auto& scattered = table<tables::Scattered>;
  REQUIRE(scattered.row_count == 5);
  const std::uint32_t tags[] = {1 << 3 | 2, 3 << 3, 3 << 3 | 2, 5000 << 3, 536'870'911u << 3};
  for (std::uint32_t i = 0; i != 5; ++i) CHECK(scattered.rows[i].tag == tags[i]);
  CHECK(scattered.rows[0].kind == tern::codec::read_kind::text);
  CHECK(scattered.rows[3].kind == tern::codec::read_kind::varint32);
  CHECK(scattered.rows[3].offset == offsetof(tables::Scattered, far));
  CHECK(scattered.unknown_offset == offsetof(tables::Scattered, rest));
}

TEST_CASE("every number finds its row, and others the end") {
  const auto& scattered = table<tables::Scattered>;
  for (std::uint32_t number = 0; number != 6000; ++number) {
    const std::uint32_t found = scattered.find(number)->number();
    const bool known = number == 1 || number == 3 || number == 5000;
    CHECK(found == (known ? number : 0));
  }
  CHECK(scattered.find(536'870'911) == scattered.rows + 4);
  CHECK(scattered.find(536'870'910)->tag == 0);
  CHECK(table<tables::Empty>.row_count == 0);
  for (std::uint32_t number = 0; number != 100; ++number) {
    CHECK(table<tables::Empty>.find(number)->tag == 0);
  }
}

TEST_CASE("required fields are counted in the order of the description") {
  CHECK(table<tables::Strict>.required_count == 2);
  CHECK(table<tables::Strict>.required_number(0) == 7);
  CHECK(table<tables::Strict>.required_number(1) == 2);
  CHECK(table<tables::Strict>.rows[0].required == tern::codec::read_row::not_required);
  CHECK(table<tables::Scattered>.required_count == 0);
}
