// SPDX-License-Identifier: MIT
#include <tern/codec/read_fields.hpp>

#include <doctest/doctest.h>

#include <tern/message.hpp>

#include <cstdint>
#include <optional>
#include <string>

#include <tests/codec/messages.hpp>

namespace rows {

struct Wide {
  std::int32_t one = 0;
  std::int32_t two = 0;
  std::int32_t three = 0;
  std::int32_t five = 0;
};
TERN_MESSAGE(Wide, (15, one), (2047, two), (262143, three), (536870911, five))

// More required fields than one word has bits.
#define ROWS_TEN(M, n) \
  M(n##0) M(n##1) M(n##2) M(n##3) M(n##4) M(n##5) M(n##6) M(n##7) M(n##8) M(n##9)
#define ROWS_SEVENTY(M) \
  ROWS_TEN(M, 1)        \
  ROWS_TEN(M, 2) ROWS_TEN(M, 3) ROWS_TEN(M, 4) ROWS_TEN(M, 5) ROWS_TEN(M, 6) ROWS_TEN(M, 7)
#define ROWS_MEMBER(n) std::int32_t f##n = 0;
#define ROWS_ENTRY(n) , (n, f##n, tern::required)
struct Many {
  ROWS_SEVENTY(ROWS_MEMBER)
};
TERN_MESSAGE(Many, "rows.Many" ROWS_SEVENTY(ROWS_ENTRY))

}  // namespace rows

TEST_CASE("tags of one to five bytes are found") {
  const auto wide = decode_hex<rows::Wide>("7801 f87f02 f8ff7f03 f8ffffff 0f05");
  REQUIRE(wide);
  CHECK(wide->one == 1);
  CHECK(wide->two == 2);
  CHECK(wide->three == 3);
  CHECK(wide->five == 5);
  // Longer than they need be.
  CHECK(decode_hex<rows::Wide>("f80001")->one == 1);
  CHECK(decode_hex<rows::Wide>("f8808080 0001")->one == 1);
  CHECK(decode_error<rows::Wide>("f8") ==
        "rows.Wide: tag is cut short or longer than 32 bits (byte 0)");
}

TEST_CASE("the failing field is named, with the message around it left out") {
  CHECK(decode_error<golden::Presence>("22020880") ==
        "golden.Inner.number: varint is cut short or longer than 10 bytes (byte 3)");
  CHECK(decode_error<golden::Presence>("22030801") ==
        "golden.Presence.plain: length is more than the bytes that are left (byte 1)");
}

TEST_CASE("each of more than 64 required fields is missed") {
  const std::string whole = encoded_hex(rows::Many{});
  CHECK(decode_error<rows::Many>(whole) == "ok");
  const std::string bytes = from_hex(whole);
  std::size_t at = 0;
  for (std::uint32_t number = 10; number != 80; ++number) {
    const std::size_t size = number < 16 ? 2 : 3;  // a tag and a zero
    const std::string part = bytes.substr(0, at) + bytes.substr(at + size);
    CHECK(decode_error<rows::Many>(to_hex(part)) == "rows.Many.f" + std::to_string(number) +
                                                        ": required field is missing (byte " +
                                                        std::to_string(part.size()) + ")");
    at += size;
  }
  CHECK(at == bytes.size());
}
