// SPDX-License-Identifier: MIT
#include <tern/codec/map_entry.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

using tern::codec::insert_entry;
using tern::codec::insertion;

namespace {

struct same_for_all {
  std::size_t operator()(std::int32_t) const noexcept { return 7; }
};

using one_bucket = std::unordered_map<std::int32_t, std::string, same_for_all>;

template <class Map>
insertion insert(Map& map, std::int32_t key, std::uint32_t limit) {
  return insert_entry(map, std::int32_t{key}, std::to_string(key), limit);
}

}  // namespace

TEST_CASE("an entry is added, or replaces the one with its key") {
  std::map<std::int32_t, std::string> ordered;
  CHECK(insert_entry(ordered, 1, "one", 64) == insertion::added);
  CHECK(insert_entry(ordered, 1, "uno", 64) == insertion::replaced);
  CHECK(ordered == std::map<std::int32_t, std::string>{{1, "uno"}});

  std::unordered_map<std::string, std::int32_t> hashed;
  CHECK(insert_entry(hashed, "one", 1, 64) == insertion::added);
  CHECK(insert_entry(hashed, "one", 2, 64) == insertion::replaced);
  CHECK(hashed == std::unordered_map<std::string, std::int32_t>{{"one", 2}});
}

TEST_CASE("as many keys as the limit may share a bucket") {
  one_bucket map;
  for (std::int32_t key = 0; key < 64; ++key) CHECK(insert(map, key, 64) == insertion::added);
  CHECK(insert(map, 64, 64) == insertion::crowded);
  CHECK(insert(map, 63, 64) == insertion::replaced);
}

TEST_CASE("keys that the standard hash puts into one bucket are noticed") {
  // Half full, so that the buckets stay as many as they are while the others come.
  std::unordered_map<std::int32_t, std::string> map;
  map.reserve(2000);
  for (std::int32_t key = 0; key < 1000; ++key) {
    REQUIRE(insert(map, key, 64) == insertion::added);
  }
  const std::size_t aim = map.bucket(5);
  std::int32_t found = 1;
  std::int32_t key = 1000;
  while (found < 64) {
    if (map.bucket(++key) != aim) continue;
    REQUIRE(insert(map, key, 64) == insertion::added);
    ++found;
  }
  while (map.bucket(++key) != aim) {
  }
  CHECK(insert(map, key, 64) == insertion::crowded);
}

TEST_CASE("honest keys are never too many") {
  std::unordered_map<std::int32_t, std::string> in_order;
  std::unordered_map<std::int32_t, std::string> in_strides;
  std::unordered_map<std::string, std::int32_t> texts;
  for (std::int32_t i = 0; i < 20'000; ++i) {
    REQUIRE(insert(in_order, i, 16) == insertion::added);
    REQUIRE(insert(in_strides, i * 4096, 16) == insertion::added);
    REQUIRE(insert_entry(texts, "customer-" + std::to_string(i), 0, 16) == insertion::added);
  }
}
