// SPDX-License-Identifier: MIT
#include <tern/protocol/envelope.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::protocol::check_message_size;
using tern::protocol::envelope;
using tern::protocol::read_envelope;
using tern::protocol::write_envelope;

namespace {

using prefix = std::array<std::byte, envelope::size_bytes>;

constexpr prefix bytes(unsigned a, unsigned b, unsigned c, unsigned d, unsigned e) {
  return {std::byte(a), std::byte(b), std::byte(c), std::byte(d), std::byte(e)};
}

}  // namespace

TEST_CASE("an envelope is a flag byte and a length in network byte order") {
  struct row {
    envelope value;
    prefix wire;
  };
  constexpr row rows[] = {
      {{0, 0}, bytes(0x00, 0x00, 0x00, 0x00, 0x00)},
      {{0, 7}, bytes(0x00, 0x00, 0x00, 0x00, 0x07)},
      {{1, 0x01020304}, bytes(0x01, 0x01, 0x02, 0x03, 0x04)},
      {{0, 200}, bytes(0x00, 0x00, 0x00, 0x00, 0xc8)},
      {{0, 0xffffffff}, bytes(0x00, 0xff, 0xff, 0xff, 0xff)},
  };
  for (const row& each : rows) {
    prefix written{};
    write_envelope(written.data(), each.value);
    CHECK(written == each.wire);
    const auto read = read_envelope(each.wire, envelope::compressed_flag);
    REQUIRE(read.ok());
    CHECK(*read == each.value);
    CHECK(read->compressed() == (each.value.flags == 1));
  }
}

TEST_CASE("a message of no bytes is valid") {
  const auto read = read_envelope(bytes(0, 0, 0, 0, 0));
  REQUIRE(read.ok());
  CHECK(read->length == 0);
  CHECK(check_message_size(0, 0).ok());
}

TEST_CASE("unknown flags are an internal error") {
  CHECK(read_envelope(bytes(0x02, 0, 0, 0, 0), envelope::compressed_flag).status() ==
        status{code::internal, "a message begins with the unknown flags 0x02"});
  CHECK(read_envelope(bytes(0xff, 0, 0, 0, 0)).status() ==
        status{code::internal, "a message begins with the unknown flags 0xff"});
  CHECK(read_envelope(bytes(0x80, 0, 0, 0, 0)).status().code() == code::internal);
}

TEST_CASE("a compressed message without an encoding is an internal error") {
  CHECK(read_envelope(bytes(0x01, 0, 0, 0, 1)).status() ==
        status{code::internal, "a message is compressed, but its sender has declared no encoding"});
}

TEST_CASE("a message past the limit names the limit") {
  constexpr std::size_t limit = 4 * 1024 * 1024;
  CHECK(check_message_size(limit, limit).ok());
  CHECK(check_message_size(5'242'880, limit).status() ==
        status{code::resource_exhausted,
               "message is 5242880 bytes, limit receive_max_bytes is 4194304"});
  CHECK(check_message_size(2, 1, "send_max_bytes").status().message() ==
        "message is 2 bytes, limit send_max_bytes is 1");
  CHECK(check_message_size(0xffffffff, std::numeric_limits<std::size_t>::max()).ok());
}

TEST_CASE("a stream that ends inside a message is an internal error") {
  CHECK(tern::protocol::truncated_envelope(2) ==
        status{code::internal,
               "the stream ended after 2 of the 5 bytes that stand before a "
               "message"});
  CHECK(tern::protocol::truncated_message(3, 10) ==
        status{code::internal, "the stream ended after 3 of the 10 bytes of a message"});
}
