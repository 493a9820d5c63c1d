// SPDX-License-Identifier: MIT

#include <tern/transport/second_look.hpp>

#include <doctest/doctest.h>

namespace {

/// How many looks are made in 1,600 rounds of which every `period`-th would find something.
int looks_made(int period) {
  tern::transport::second_look look;
  int made = 0;
  for (int round = 0; round < 1600; ++round) {
    if (!look.pays()) continue;
    look.note(made++ % period == period - 1);
  }
  return made;
}

}  // namespace

TEST_CASE("a second look is made while it finds enough to pay, else now and then") {
  CHECK(looks_made(1) == 1600);
  CHECK(looks_made(3) == 1600);  // two calls spared, two in vain
  CHECK(looks_made(1'000'000) < 110);
  CHECK(looks_made(1'000'000) >= 100);
}

TEST_CASE("a peer that has become busy is looked at again soon") {
  tern::transport::second_look look;
  while (look.pays()) look.note(false);
  int passed = 0;
  while (!look.pays()) ++passed;
  CHECK(passed < 16);
  look.note(true);
  CHECK(look.pays());
  look.note(true);
  look.note(false);
  CHECK(look.pays());
}
