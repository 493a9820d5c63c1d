// SPDX-License-Identifier: MIT
#include <tern/codec/proto_read.hpp>

#include "golden.hpp"
#include "messages.hpp"

#include <doctest/doctest.h>

#include <random>

namespace {

// `depth` messages inside of each other: field 2 of golden.Node.
std::string nested_nodes(int depth) {
  std::string bytes;
  for (int i = 0; i < depth; ++i) {
    std::string length;
    for (std::size_t left = bytes.size(); left != 0 || length.empty(); left >>= 7) {
      length += static_cast<char>((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    }
    bytes = "\x12" + length + bytes;
  }
  return to_hex(bytes);
}

std::string repeat(std::string_view hex, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += hex;
  return all;
}

// Whatever the bytes are: an answer, nothing read out of bounds, and what was understood can be
// written and read again.
template <class M>
void survive(std::string_view bytes) {
  const std::vector<char> exact(bytes.begin(), bytes.end());
  const auto decoded = tern::codec::decode<M>(tern::as_bytes({exact.data(), exact.size()}));
  if (!decoded) {
    CHECK(decoded.status().code() == tern::code::internal);
    CHECK_FALSE(decoded.status().message().empty());
    return;
  }
  const auto again = tern::codec::encode(*decoded);
  CHECK(tern::codec::decode<M>(again.view()).ok());
}

void survive_all(std::string_view bytes) {
  survive<golden::Scalars>(bytes);
  survive<golden::Presence>(bytes);
  survive<golden::Lists>(bytes);
  survive<golden::Maps>(bytes);
  survive<golden::Choice>(bytes);
  survive<golden::Node>(bytes);
  survive<golden::Times>(bytes);
  survive<golden::Opaque>(bytes);
  survive<golden::Borrowed>(bytes);
}

constexpr std::string_view corpus[] = {
    golden::bytes::scalars,
    golden::bytes::negative_scalars,
    golden::bytes::defaults_present,
    golden::bytes::all_present,
    golden::bytes::lists,
    golden::bytes::maps,
    golden::bytes::blob_choice,
    golden::bytes::inner_choice,
    golden::bytes::nodes,
    golden::bytes::times,
};

}  // namespace

TEST_CASE("a failure names the message, the field and the byte") {
  CHECK(decode_error<golden::Inner>("0801 1203 61ff62") ==
        "golden.Inner.text: string is not valid UTF-8 (byte 5)");
  CHECK(decode_error<golden::Presence>("2203 1201 ff") ==
        "golden.Inner.text: string is not valid UTF-8 (byte 4)");
  CHECK(decode_error<golden::Choice>("1a01 ff") ==
        "golden.Choice.text: string is not valid UTF-8 (byte 2)");
}

TEST_CASE("a failure in a map names the map") {
  CHECK(decode_error<golden::Maps>("0a03 1201 ff") ==
        "golden.Maps.names: string is not valid UTF-8 (byte 4)");
}

TEST_CASE("each value that is cut short fails") {
  CHECK(decode_error<golden::Scalars>("08") ==
        "golden.Scalars.i32: varint is cut short or longer than 10 bytes (byte 1)");
  CHECK(decode_error<golden::Scalars>("08 8080") ==
        "golden.Scalars.i32: varint is cut short or longer than 10 bytes (byte 1)");
  CHECK(decode_error<golden::Scalars>("3d 010203") ==
        "golden.Scalars.f32: 4 bytes are cut short (byte 1)");
  CHECK(decode_error<golden::Scalars>("41 01020304 050607") ==
        "golden.Scalars.f64: 8 bytes are cut short (byte 1)");
  CHECK(decode_error<golden::Scalars>("72 02 61") ==
        "golden.Scalars.text: length is more than the bytes that are left (byte 1)");
  CHECK(decode_error<golden::Scalars>("88") ==
        "golden.Scalars: tag is cut short or longer than 32 bits (byte 0)");
}

TEST_CASE("a varint of more than ten bytes fails") {
  CHECK(decode_error<golden::Scalars>("08 80808080 80808080 808000") ==
        "golden.Scalars.i32: varint is cut short or longer than 10 bytes (byte 1)");
  CHECK(decode_error<golden::Opaque>("08 80808080 80808080 808000") ==
        "golden.Opaque: varint is cut short or too long (byte 1)");
}

TEST_CASE("a hostile length fails before anything is allocated") {
  for (const std::string_view length : {"ffffffff 07", "ffffffff 0f", "ffffffff ffffffff 7f",
                                        "ffffffff ffffffff ff01", "80808080 80808080 8001"}) {
    const std::string text = "72" + std::string{length};
    CHECK(decode_error<golden::Scalars>(text) ==
          "golden.Scalars.text: length is more than the bytes that are left (byte 1)");
    const std::string packed = "0a" + std::string{length};
    CHECK(decode_error<golden::Lists>(packed) ==
          "golden.Lists.i32: length is more than the bytes that are left (byte 1)");
    CHECK(decode_error<golden::Maps>(packed) ==
          "golden.Maps.names: length is more than the bytes that are left (byte 1)");
    CHECK(decode_error<golden::Opaque>(text) ==
          "golden.Opaque: length is more than the bytes that are left (byte 1)");
  }
}

TEST_CASE("a packed field that ends inside of an element fails") {
  CHECK(decode_error<golden::Lists>("0a02 0180") ==
        "golden.Lists.i32: varint is cut short or longer than 10 bytes (byte 3)");
  CHECK(decode_error<golden::Lists>("1a03 010203") ==
        "golden.Lists.f32: packed field is cut short (byte 2)");
  CHECK(decode_error<golden::Lists>("2a01 80") ==
        "golden.Lists.flags: varint is cut short or longer than 10 bytes (byte 2)");
}

TEST_CASE("a value does not reach beyond the message that it is in") {
  // The inner message ends inside of its string; the bytes behind belong to the outer one.
  CHECK(decode_error<golden::Presence>("2203 1203 61 1201 62") ==
        "golden.Inner.text: length is more than the bytes that are left (byte 3)");
  CHECK(decode_error<golden::Presence>("2201 08 0801") ==
        "golden.Inner.number: varint is cut short or longer than 10 bytes (byte 3)");
}

TEST_CASE("field number 0 fails with every wire type") {
  for (const std::string_view hex : {"00 01", "01 0102030405060708", "02 01 01", "03 04", "04",
                                     "05 01020304", "06", "07", "8000 01"}) {
    CHECK(decode_error<golden::Opaque>(hex) == "golden.Opaque: field number 0 (byte 0)");
  }
}

TEST_CASE("wire types 6 and 7 fail for known and unknown numbers") {
  CHECK(decode_error<golden::Scalars>("0e 01") ==
        "golden.Scalars.i32: wire type is 6 or 7 (byte 1)");
  CHECK(decode_error<golden::Scalars>("0f 01") ==
        "golden.Scalars.i32: wire type is 6 or 7 (byte 1)");
  CHECK(decode_error<golden::Opaque>("a61f") == "golden.Opaque: wire type is 6 or 7 (byte 2)");
}

TEST_CASE("groups must match") {
  CHECK(decode_error<golden::Opaque>("934d") == "golden.Opaque: group does not end (byte 2)");
  CHECK(decode_error<golden::Opaque>("944d") ==
        "golden.Opaque: group ends that did not start (byte 2)");
  CHECK(decode_error<golden::Opaque>("cb0c 120b 68656c6c 6f20776f 726c64 d40c") ==
        "golden.Opaque: group ends another one (byte 15)");
  CHECK(decode_error<golden::Opaque>("0b 13 0c 14") ==
        "golden.Opaque: group ends another one (byte 2)");
  CHECK(decode_error<golden::Opaque>("0b 13 14 0c") == "ok");
  CHECK(decode_error<golden::Scalars>("0b 0c") == "ok");
}

TEST_CASE("messages may be nested as deep as the limit") {
  CHECK(decode_error<golden::Node>(nested_nodes(100)) == "ok");
  CHECK(decode_error<golden::Node>(nested_nodes(101)) ==
        "golden.Node.next: nested deeper than depth_limit, which is 100 (byte 239)");
  CHECK(decode_error<golden::Node>(nested_nodes(3), {.depth_limit = 3}) == "ok");
  CHECK(decode_error<golden::Node>(nested_nodes(4), {.depth_limit = 3}) ==
        "golden.Node.next: nested deeper than depth_limit, which is 3 (byte 8)");
}

TEST_CASE("groups and map entries count as nested") {
  CHECK(decode_error<golden::Opaque>(repeat("0b", 100) + repeat("0c", 100)) == "ok");
  CHECK(decode_error<golden::Opaque>(repeat("0b", 101) + repeat("0c", 101)) ==
        "golden.Opaque: nested deeper than depth_limit, which is 100 (byte 101)");
  CHECK(decode_error<golden::Opaque>(repeat("0b", 100000)) ==
        "golden.Opaque: nested deeper than depth_limit, which is 100 (byte 101)");
  CHECK(decode_error<golden::Maps>("1202 1200", {.depth_limit = 1}) ==
        "golden.Maps.inners: nested deeper than depth_limit, which is 1 (byte 4)");
  CHECK(decode_error<golden::Maps>("1202 1200", {.depth_limit = 2}) == "ok");
}

TEST_CASE("the depth is left again: many messages side by side are not deep") {
  CHECK(decode_error<golden::Node>(repeat("1a00", 1000)) == "ok");
  CHECK(decode_error<golden::Opaque>(repeat("0b0c", 1000)) == "ok");
  CHECK(decode_error<golden::Maps>(repeat("0a00", 1000)) == "ok");
}

TEST_CASE("every golden encoding that is cut short anywhere gets an answer") {
  for (const std::string_view hex : corpus) {
    const std::string bytes = from_hex(hex);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      survive_all(std::string_view{bytes}.substr(0, size));
    }
  }
}

TEST_CASE("every golden encoding with one byte changed gets an answer") {
  std::mt19937 random{20240607};
  for (const std::string_view hex : corpus) {
    const std::string bytes = from_hex(hex);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(random() & 0xff);
      survive_all(changed);
    }
  }
}

TEST_CASE("random bytes get an answer") {
  std::mt19937 random{97};
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(random() % 48, '\0');
    // Small numbers with plausible wire types come further than noise.
    for (char& byte : bytes) {
      byte = static_cast<char>(round % 2 == 0 ? random() & 0xff : random() & 0x2f);
    }
    survive_all(bytes);
  }
}
