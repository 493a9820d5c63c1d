// SPDX-License-Identifier: MIT

#include <tern/compress/compression.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using tern::compress::compression;
using tern::compress::encoding_of;
using tern::compress::find_encoding;
using tern::compress::lists_encoding;

TEST_CASE("identity is no encoding and always known") {
  CHECK(encoding_of(compression::identity) == nullptr);
  CHECK(find_encoding("").known);
  CHECK(find_encoding("Identity").known);
  CHECK(find_encoding("identity").how == nullptr);
  CHECK_FALSE(find_encoding("snappy").known);
}

TEST_CASE("a list of encodings is searched without regard to case, spaces and weights") {
  CHECK(lists_encoding("gzip", "gzip"));
  CHECK(lists_encoding("identity, deflate ,GZIP", "gzip"));
  CHECK(lists_encoding("br;q=1.0, gzip;q=0.8", "gzip"));
  CHECK_FALSE(lists_encoding("gzip;q=0", "gzip"));
  CHECK_FALSE(lists_encoding("gzip ; q=0.000", "gzip"));
  CHECK(lists_encoding("gzip;q=0.001", "gzip"));
  CHECK_FALSE(lists_encoding("", "gzip"));
  CHECK_FALSE(lists_encoding("gzip2,xgzip,,", "gzip"));
}

#if TERN_WITH_ZLIB

namespace {

std::string text_of(const tern::buffer& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string noise(std::size_t size) {
  std::mt19937 random{7};
  std::string bytes(size, ' ');
  for (char& each : bytes) each = static_cast<char>(random());
  return bytes;
}

tern::result<std::string> inflated(const tern::compress::encoding& how, tern::byte_view bytes,
                                   std::size_t limit_bytes) {
  tern::buffer out;
  if (auto done = how.decompress(bytes, out, limit_bytes, "receive_max_bytes"); !done) {
    return done.status();
  }
  return text_of(out);
}

tern::buffer deflated(const tern::compress::encoding& how, std::string_view text) {
  tern::buffer out;
  REQUIRE(how.compress(tern::as_bytes(text), out));
  return out;
}

}  // namespace

TEST_CASE("what is compressed comes out as it was") {
  for (const compression each : {compression::gzip, compression::deflate}) {
    const auto& how = *encoding_of(each);
    CHECK(find_encoding(how.name()).how == &how);
    CHECK(lists_encoding(tern::compress::accept_encoding, how.name()));
    for (const std::string& text :
         {std::string{}, std::string{"a"}, std::string(1'000'000, 'z'), noise(300'000)}) {
      const tern::buffer small = deflated(how, text);
      CHECK(small.size() < text.size() + text.size() / 1000 + 64);
      const auto back = inflated(how, small.view(), text.size());
      REQUIRE(back);
      CHECK(*back == text);
    }
    CHECK(deflated(how, std::string(1'000'000, 'z')).size() < 2000);
  }
}

TEST_CASE("what is in the buffer already stays") {
  const auto& how = *encoding_of(compression::gzip);
  tern::buffer out;
  out.append(tern::as_bytes(std::string_view{"before"}));
  REQUIRE(how.compress(tern::as_bytes(std::string_view{"hello"}), out));
  CHECK(text_of(out).starts_with("before"));
  const auto back = inflated(how, out.view().subspan(6), 5);
  REQUIRE(back);
  CHECK(*back == "hello");
}

TEST_CASE("a bomb is stopped at the limit") {
  for (const compression each : {compression::gzip, compression::deflate}) {
    const auto& how = *encoding_of(each);
    const tern::buffer bomb = deflated(how, std::string(20'000'000, '\0'));
    CHECK(bomb.size() < 25'000);
    tern::buffer out;
    const auto refused = how.decompress(bomb.view(), out, 1'000'000, "receive_max_bytes");
    REQUIRE_FALSE(refused);
    CHECK(refused.status().code() == tern::code::resource_exhausted);
    CHECK(refused.status().message() ==
          "a message is longer when decompressed than receive_max_bytes, which is 1000000");
    CHECK(out.capacity() <= 4'000'000);

    const tern::buffer exact = deflated(how, std::string(1000, 'x'));
    CHECK(inflated(how, exact.view(), 1000));
    CHECK_FALSE(inflated(how, exact.view(), 999));
    CHECK_FALSE(inflated(how, exact.view(), 0));
    CHECK(inflated(how, deflated(how, "").view(), 0));
  }
}

TEST_CASE("what is not compressed is refused with a reason, wherever it ends") {
  for (const compression each : {compression::gzip, compression::deflate}) {
    const auto& how = *encoding_of(each);
    const std::string text = noise(1000) + std::string(1000, 'a');
    const tern::buffer whole = deflated(how, text);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto cut = inflated(how, whole.view().first(size), 1 << 20);
      REQUIRE_FALSE(cut);
      REQUIRE(cut.status().code() == tern::code::internal);
    }
    tern::buffer longer = deflated(how, text);
    longer.append(tern::as_bytes(std::string_view{"x"}));
    CHECK_FALSE(inflated(how, longer.view(), 1 << 20));

    const auto plain = inflated(how, tern::as_bytes(std::string_view{"no such thing"}), 100);
    REQUIRE_FALSE(plain);
    CHECK(plain.status().message() ==
          "a message is no " + std::string{how.name()} + ": incorrect header check");

    // One flipped bit is either noticed or harmless, as those of the header's time and flags are.
    for (std::size_t at = 0; at < whole.size(); ++at) {
      tern::buffer broken = deflated(how, text);
      broken.data()[at] ^= std::byte{4};
      const auto back = inflated(how, broken.view(), 1 << 20);
      CHECK((!back || *back == text));
    }
  }
}

#endif
