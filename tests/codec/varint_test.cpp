// SPDX-License-Identifier: MIT
#include <tern/codec/varint.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

namespace {

std::vector<unsigned> written(std::uint64_t value) {
  std::array<std::uint8_t, 10> room{};
  std::uint8_t* const end = room.data() + room.size();
  const std::uint8_t* const start = tern::codec::write_varint(end, value);
  return {start, static_cast<const std::uint8_t*>(end)};
}

}  // namespace

TEST_CASE("a varint has seven bits a byte, the lowest first") {
  CHECK(written(0) == std::vector<unsigned>{0});
  CHECK(written(127) == std::vector<unsigned>{0x7f});
  CHECK(written(128) == std::vector<unsigned>{0x80, 0x01});
  CHECK(written(300) == std::vector<unsigned>{0xac, 0x02});
  CHECK(written(16383) == std::vector<unsigned>{0xff, 0x7f});
  CHECK(written(16384) == std::vector<unsigned>{0x80, 0x80, 0x01});
  CHECK(written(~std::uint64_t{0}) ==
        std::vector<unsigned>{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01});
}

TEST_CASE("the size of a varint changes every seven bits") {
  CHECK(tern::codec::varint_size(0) == 1);
  for (std::size_t bytes = 1; bytes < 10; ++bytes) {
    const std::uint64_t first_longer = std::uint64_t{1} << 7 * bytes;
    CHECK(tern::codec::varint_size(first_longer - 1) == bytes);
    CHECK(tern::codec::varint_size(first_longer) == bytes + 1);
  }
  CHECK(tern::codec::varint_size(~std::uint64_t{0}) == 10);
}

TEST_CASE("zigzag takes negative and positive numbers in turn") {
  using tern::codec::unzigzag;
  using tern::codec::zigzag;
  CHECK(zigzag(std::int32_t{0}) == 0);
  CHECK(zigzag(std::int32_t{-1}) == 1);
  CHECK(zigzag(std::int32_t{1}) == 2);
  CHECK(zigzag(std::int32_t{2147483647}) == 4294967294u);
  CHECK(zigzag(std::int32_t{-2147483647 - 1}) == 4294967295u);
  CHECK(zigzag(std::int64_t{-9223372036854775807 - 1}) == 18446744073709551615u);
  CHECK(unzigzag(std::uint32_t{4294967295u}) == -2147483647 - 1);
  CHECK(unzigzag(std::uint64_t{18446744073709551615u}) == -9223372036854775807 - 1);
  CHECK(unzigzag(std::uint64_t{3}) == -2);
}
