// SPDX-License-Identifier: MIT
#include <tern/codec/list_read.hpp>

#include "messages.hpp"

#include <doctest/doctest.h>

namespace {

const std::uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

TEST_CASE("elements that follow one another are counted before room is made for them") {
  using tern::codec::detail::count_elements;
  // Behind the tag 0a: one byte; then two more elements, and another field.
  const std::string three = from_hex("0161 0a00 0a026263 1000");
  CHECK(count_elements(bytes_of(three), bytes_of(three) + three.size(), 0x0a) == 3);
  const std::string cut_short = from_hex("0161 0a");
  CHECK(count_elements(bytes_of(cut_short), bytes_of(cut_short) + cut_short.size(), 0x0a) == 2);
  const std::string too_long = from_hex("0161 0a7f");
  CHECK(count_elements(bytes_of(too_long), bytes_of(too_long) + too_long.size(), 0x0a) == 2);
  // A tag of two bytes, field 16.
  const std::string far = from_hex("00 820100 820100 8a0100");
  CHECK(count_elements(bytes_of(far), bytes_of(far) + far.size(), 0x82) == 3);
}

TEST_CASE("a list has room for just what follows") {
  const auto lists = decode_hex<golden::Lists>("3a0161 3a0162 3a0163 3a0164 3a0165");
  REQUIRE(lists);
  CHECK(lists->texts == std::vector<std::string>{"a", "b", "c", "d", "e"});
  CHECK(lists->texts.capacity() == 5);
}

TEST_CASE("packed numbers are read wherever the bytes end") {
  // Ten bytes are read at once while there are ten; the last ones are not.
  for (int count = 1; count < 30; ++count) {
    golden::Lists lists;
    for (int i = 0; i < count; ++i) lists.i32.push_back(i % 3 == 0 ? -i : i * 1000);
    CHECK(decode_hex<golden::Lists>(encoded_hex(lists)).value() == lists);
  }
  CHECK(decode_error<golden::Lists>("0a0b ffffffffffffffffffff01") ==
        "golden.Lists.i32: varint is longer than 10 bytes (byte 2)");
}
