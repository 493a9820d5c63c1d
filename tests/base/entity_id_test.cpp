// SPDX-License-Identifier: MIT

#include <tern/base/entity_id.hpp>

#include <cstdint>
#include <set>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

TEST_CASE("no two things have the same number, whoever asks for it, and none has 0") {
  std::vector<std::uint64_t> here, there;
  std::thread other{[&] {
    for (int i = 0; i != 1000; ++i) there.push_back(tern::next_entity_id());
  }};
  for (int i = 0; i != 1000; ++i) here.push_back(tern::next_entity_id());
  other.join();
  std::set<std::uint64_t> all{here.begin(), here.end()};
  all.insert(there.begin(), there.end());
  CHECK(all.size() == 2000);
  CHECK_FALSE(all.contains(0));
}
