// SPDX-License-Identifier: MIT
#include <tern/base/base64.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace {

struct row {
  std::string_view bytes;
  std::string_view unpadded;
  std::string_view padded;
};

// RFC 4648, section 10, and bytes that need the last two characters of the alphabet.
constexpr row rows[] = {
    {"", "", ""},
    {"f", "Zg", "Zg=="},
    {"fo", "Zm8", "Zm8="},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg", "Zm9vYg=="},
    {"fooba", "Zm9vYmE", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {{"\0", 1}, "AA", "AA=="},
    {"\xfb\xff\xfe", "+//+", "+//+"},
};

}  // namespace

TEST_CASE("bytes are encoded with and without padding") {
  for (const row& each : rows) {
    CHECK(tern::base64_encode(tern::as_bytes(each.bytes)) == each.unpadded);
    CHECK(tern::base64_encode(tern::as_bytes(each.bytes), tern::base64_padding::full) ==
          each.padded);
  }
}

TEST_CASE("encoding adds to what is there") {
  std::string text = "value=";
  tern::base64_append(text, tern::as_bytes("fo"));
  tern::base64_append(text, tern::as_bytes("f"), tern::base64_padding::full);
  CHECK(text == "value=Zm8Zg==");
}

TEST_CASE("padded and unpadded text is decoded") {
  for (const row& each : rows) {
    CHECK(tern::base64_decode(each.unpadded) == std::string{each.bytes});
    CHECK(tern::base64_decode(each.padded) == std::string{each.bytes});
  }
}

TEST_CASE("the URL-safe alphabet is decoded") {
  CHECK(tern::base64_decode("-__-") == "\xfb\xff\xfe");
}

TEST_CASE("what is no base64 is not decoded") {
  for (const std::string_view text :
       {"Z", "Zm9vY", "=", "==", "====", "Z===", "Zg=", "Zg===", "Zm8==", "Zm9v====", "Zg==Zg==",
        "Z=g=", "Zm 9", "Zm9\n", "Zm9%", "Zm\xc3\xa4"}) {
    CAPTURE(text);
    CHECK_FALSE(tern::base64_decode(text).has_value());
  }
}

TEST_CASE("every byte at every position survives") {
  for (std::size_t size = 0; size < 8; ++size) {
    for (int value = 0; value < 256; ++value) {
      std::string bytes(size, static_cast<char>(value));
      if (size > 1) bytes[size / 2] = static_cast<char>(~value);
      CHECK(tern::base64_decode(tern::base64_encode(tern::as_bytes(bytes))) == bytes);
    }
  }
}
