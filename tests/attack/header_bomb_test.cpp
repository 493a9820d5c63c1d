// SPDX-License-Identifier: MIT

// Header blocks that become more than they are, and those that are too much from the beginning.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/attack/siege.hpp"

using attack::siege;
using h2::frame;
using h2::number;

namespace {

constexpr std::size_t mib = 1024 * 1024;

// Adds a field with a value of 4000 bytes to the table. @source RFC 7541, section 6.2.1
std::string large_entry() {
  return std::string("\x40\x01x\x7f\xa1\x1e", 6) + std::string(4000, 'v');
}

// Whether `stream` was answered with this HTTP status.
bool has_status(const std::vector<h2::parsed_frame>& said, std::uint32_t stream,
                const std::string& status) {
  return std::any_of(said.begin(), said.end(), [&](const h2::parsed_frame& each) {
    return each.type == h2::headers_ && each.id == stream &&
           each.payload.starts_with(":status: " + status + "\n");
  });
}

}  // namespace

TEST_CASE("a block of references to a large field is answered with 431, not unfolded") {
  siege here;
  here.attacker->say(h2::hello);
  here.attacker->say(frame(h2::headers_, h2::end_headers | h2::end_stream, 1,
                           h2::request_fields() + large_entry()));
  std::size_t most_held_bytes = 0;
  for (std::uint32_t stream = 3; stream < 203; stream += 2) {
    // 10,000 times 4000 bytes.
    REQUIRE(here.attacker->say(frame(h2::headers_, h2::end_headers | h2::end_stream, stream,
                                     h2::request_fields() + std::string(10'000, '\xbe'))));
    most_held_bytes = std::max(most_held_bytes, here.held_bytes());
    const auto said = here.attacker->new_frames();
    CHECK(has_status(said, stream, "431"));
    CHECK(h2::find(said, h2::goaway) == nullptr);
  }
  CHECK(most_held_bytes < mib);
  CHECK(here.served());
}

TEST_CASE("a header list past the limit costs its stream, not the connection") {
  siege here;
  here.attacker->say(h2::hello);
  std::string many = h2::request_fields();
  while (many.size() < 16'000) many += h2::fields({{"a", ""}});
  for (std::uint32_t stream = 1; stream < 201; stream += 4) {
    REQUIRE(
        here.attacker->say(frame(h2::headers_, h2::end_headers | h2::end_stream, stream, many)));
    REQUIRE(here.attacker->say(attack::call(stream + 2) + attack::message(stream + 2)));
    const auto said = here.attacker->new_frames();
    CHECK(has_status(said, stream, "431"));
    CHECK(has_status(said, stream + 2, "200"));
    CHECK(h2::find(said, h2::goaway) == nullptr);
  }
  CHECK(here.held_bytes() < mib);
  CHECK(here.served());
}

TEST_CASE("fields without a name are refused") {
  for (const bool huffman : {false, true}) {
    siege here;
    here.attacker->say(h2::hello);
    std::string many = h2::request_fields();
    while (many.size() < 10'000) {
      many += huffman ? std::string("\x00\x80\x80", 3) : std::string(3, '\0');
    }
    for (std::uint32_t stream = 1; stream < 201; stream += 2) {
      const std::string block = frame(h2::headers_, h2::end_headers | h2::end_stream, stream, many);
      if (!here.attacker->say(block)) break;
    }
    CHECK(here.held_bytes() < mib);
    CHECK(here.served());
  }
}

TEST_CASE("a table of HPACK that is made as large as can be stays as small as it is allowed") {
  siege here;
  // The table of the server's encoder, by SETTINGS_HEADER_TABLE_SIZE; and that of its decoder.
  here.attacker->say(h2::preface + frame(h2::settings, 0, 0, h2::setting(1, 0xffffffff)));
  for (std::uint32_t stream = 1; stream < 2001; stream += 2) {
    REQUIRE(here.attacker->say(attack::call(stream, 0, "/" + std::to_string(stream)) +
                               attack::message(stream)));
  }
  CHECK(here.held_bytes() < mib);
  here.attacker->say(frame(h2::headers_, h2::end_headers | h2::end_stream, 2001,
                           "\x3f\xe2\x1f" + h2::request_fields()));
  const auto said = here.attacker->new_frames();
  const h2::parsed_frame* const goaway = h2::find(said, h2::goaway);
  REQUIRE(goaway != nullptr);
  CHECK(tern::http::to_string(goaway->code()) == "COMPRESSION_ERROR");
  CHECK(here.served());
}
