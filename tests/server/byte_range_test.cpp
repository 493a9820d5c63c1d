// SPDX-License-Identifier: MIT

#include <tern/server/byte_range.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

using tern::server_side::byte_range;
using tern::server_side::read_byte_range;

TEST_CASE("a part is a beginning, a middle or an end") {
  CHECK(read_byte_range("bytes=0-0", 10) == byte_range{0, 1});
  CHECK(read_byte_range("bytes=2-5", 10) == byte_range{2, 4});
  CHECK(read_byte_range("Bytes= 2-5 ", 10) == byte_range{2, 4});
  CHECK(read_byte_range("bytes=7-", 10) == byte_range{7, 3});
  CHECK(read_byte_range("bytes=7-100", 10) == byte_range{7, 3});
  CHECK(read_byte_range("bytes=-3", 10) == byte_range{7, 3});
  CHECK(read_byte_range("bytes=-100", 10) == byte_range{0, 10});
  CHECK(read_byte_range("bytes=0-9223372036854775807", 10) == byte_range{0, 10});
  CHECK(byte_range{2, 4}.text(10) == "bytes 2-5/10");
}

TEST_CASE("where nothing is, no bytes are") {
  CHECK(read_byte_range("bytes=10-", 10)->size_bytes == 0);
  CHECK(read_byte_range("bytes=-0", 10)->size_bytes == 0);
  CHECK(read_byte_range("bytes=0-", 0)->size_bytes == 0);
  CHECK(read_byte_range("bytes=-5", 0)->size_bytes == 0);
}

TEST_CASE("what is no single part of bytes is ignored") {
  for (const std::string_view field :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=5-2", "bytes=a-5", "bytes=2-b",
        "bytes=+2-5", "bytes=2--5", "bytes=0x2-5", "bytes=2-5,7-8", "bytes=2 - 5", "items=2-5",
        "bytes =2-5", "2-5", "bytes=99999999999999999999-", "bytes=2-99999999999999999999"}) {
    CAPTURE(field);
    CHECK_FALSE(read_byte_range(field, 10).has_value());
  }
}
