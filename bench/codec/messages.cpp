// SPDX-License-Identifier: MIT
#include "messages.hpp"

namespace bench {
namespace {

// SplitMix64: the same numbers everywhere.
class random_numbers {
 public:
  std::uint64_t next() {
    state_ += 0x9e37'79b9'7f4a'7c15;
    std::uint64_t bits = state_;
    bits = (bits ^ bits >> 30) * 0xbf58'476d'1ce4'e5b9;
    bits = (bits ^ bits >> 27) * 0x94d0'49bb'1331'11eb;
    return bits ^ bits >> 31;
  }

  /// 1 to 63 bits, each width as often as any other: the length of a varint is hard to foresee.
  std::int64_t next_of_any_width() {
    return static_cast<std::int64_t>(next() >> (1 + next() % 63));
  }

 private:
  std::uint64_t state_ = 3;
};

}  // namespace

Tiny<> make_tiny() {
  return {.id = 150, .name = "Ada of London!"};
}

Medium<> make_medium() {
  return {.id = 123'456,
          .created = 1'763'719'200'123'456,
          .flags = 0x0203,
          .hash = 0xfedc'ba98'7654'3210,
          .delta = -77,
          .offset = -1'234'567'890,
          .checksum = 0xdead'beef,
          .token = 0x0123'4567'89ab'cdef,
          .active = true,
          .ratio = 0.75F,
          .score = 1234.5678,
          .kind = Kind::business,
          .name = "Grace Hopper",
          .email = "grace.hopper@navy.example.com",
          .digest = std::string("\x00\x9f\x86\xd0\x81\x88\x4c\x7d\x65\x9a\x2f\xea\xa0\xc5\x5a\xd0"
                                "\x15\xa3\xbf\x4f\x1b\x2b\x0b\x82\x2c\xd1\x5d\x6c\x15\xb0\xf0\x0a",
                                32),
          .home = {.street = "1207 South Arlington Ridge Road",
                   .city = "Arlington, VA",
                   .latitude = 38.8616,
                   .longitude = -77.0679},
          .office = Place<>{.street = "Pentagon",
                            .city = "Arlington",
                            .latitude = 38.8719,
                            .longitude = -77.0563},
          .tags = {"compiler", "cobol", "a-rather-long-tag-name-17", "navy-7", "nanosecond",
                   "rear admiral"},
          .labels = {{.key = "team", .value = "languages"},
                     {.key = "region", .value = "us-east-1"},
                     {.key = "tier", .value = "gold"},
                     {.key = "referrer", .value = "lists/pioneers-of-computing"},
                     {.key = "request-id", .value = "3f0c9a7e-3c55-4d0b-9b3e-2f9f4a1c7d21"}},
          .codes = {1, 12, 123, 1'234, 12'345, 123'456, 1'234'567, 12'345'678, 123'456'789, 1'000}};
}

Large<> make_large() {
  Large<> large;
  random_numbers random;
  large.numbers.reserve(10'000);
  large.values.reserve(10'000);
  large.records.reserve(1'000);
  for (int i = 0; i < 10'000; ++i) {
    large.numbers.push_back(random.next_of_any_width());
    // Half of them like prices, half of them like measurements.
    const auto bits = static_cast<double>(random.next() >> 12);
    large.values.push_back(i % 2 == 0 ? static_cast<double>(random.next() % 1'000'000) / 100
                                      : bits / 4'398'046'511'104.0);
  }
  for (int i = 0; i < 1'000; ++i) {
    large.records.push_back({.id = i + 1,
                             .name = "record " + std::to_string(random.next() % 1'000'000),
                             .price = static_cast<double>(random.next() % 100'000) / 100,
                             .changed = 1'700'000'000 + i});
  }
  return large;
}

Sparse<> make_sparse() {
  Sparse<> sparse;
  sparse.number_2 = 42;
  sparse.text_7 = "three of thirty";
  sparse.flag_4 = true;
  return sparse;
}

}  // namespace bench
