// SPDX-License-Identifier: MIT

#include <tern/server/call_book.hpp>

#include <vector>

#include <doctest/doctest.h>

TEST_CASE("a book of calls counts each method by its number, and what it does not know under 0") {
  tern::server_side::call_book book;
  book.of(0).started.add();
  book.of(3).started.add();  // there is no 3 yet
  book.grow(3);
  tern::call_tally& third = book.of(3);
  third.started.add(5);
  book.grow(100);
  CHECK(&book.of(3) == &third);
  book.grow(2);
  book.of(100).failed.add();
  book.of(101).started.add();

  std::vector<tern::call_counters> sums(102);
  sums[3].started = 10;
  book.add_to(sums);
  CHECK(sums[0].started == 3);
  CHECK(sums[3].started == 15);
  CHECK(sums[100].failed == 1);
  CHECK(sums[101].started == 0);

  std::vector<tern::call_counters> fewer(2);
  book.add_to(fewer);
  CHECK(fewer[0].started == 3);
  CHECK(fewer[1].started == 0);
}
