// SPDX-License-Identifier: MIT
#include <tern/base/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <doctest/doctest.h>

TEST_CASE("a text is bytes and bytes are a text") {
  const std::string_view text{"a\0\xff", 3};
  const tern::byte_view bytes = tern::as_bytes(text);
  REQUIRE(bytes.size() == 3);
  CHECK(bytes[0] == std::byte{0x61});
  CHECK(bytes[2] == std::byte{0xff});
  CHECK(tern::as_text(bytes) == text);
  CHECK(tern::as_text({}).empty());
}

TEST_CASE("32-bit numbers are in network byte order") {
  constexpr std::array<std::uint32_t, 5> numbers = {0, 1, 0x01020304, 0x80000000, 0xffffffff};
  for (const std::uint32_t number : numbers) {
    std::array<std::byte, 4> bytes{};
    tern::store_big_endian32(bytes.data(), number);
    CHECK(bytes[0] == static_cast<std::byte>(number >> 24));
    CHECK(bytes[3] == static_cast<std::byte>(number & 0xff));
    CHECK(tern::load_big_endian32(bytes.data()) == number);
  }
}
