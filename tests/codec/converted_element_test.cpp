// SPDX-License-Identifier: MIT
#include <tern/codec/converted_element.hpp>

#include "converted.hpp"
#include "messages.hpp"

#include <doctest/doctest.h>

using foreign::Decimal;
using foreign::Level;
using foreign::Owner;
using foreign::Point;
using foreign::Ratio;
using foreign::UserId;
using foreign::Uuid;
using std::filesystem::path;

namespace {

template <class Key, class T>
using shapes = converted::Shapes<T, Key>;

std::vector<std::byte> many(int byte) {
  return std::vector<std::byte>(16, static_cast<std::byte>(byte));
}

Uuid uuid(int byte) {
  Uuid id;
  id.bytes.fill(static_cast<std::byte>(byte));
  return id;
}

// What is converted has the bytes of its twin and comes back from them; both in every shape, and
// each shape once on its own, so that one cannot hide another.
template <class T, class Key, class Twin, class TwinKey>
void check(const T& one, const T& two, const Key& key, const Twin& twin_one, const Twin& twin_two,
           const TwinKey& twin_key) {
  using message = shapes<Key, T>;
  using twin = shapes<TwinKey, Twin>;
  const auto compare = [](const message& message_, const twin& twin_) {
    CHECK(encoded_hex(message_) == encoded_hex(twin_));
    CHECK(tern::codec::encoded_size(message_) == tern::codec::encoded_size(twin_));
    const auto decoded = decode_hex<message>(encoded_hex(twin_));
    REQUIRE(decoded);
    CHECK(*decoded == message_);
  };
  compare({}, {});
  compare({.plain = one}, {.plain = twin_one});
  compare({.optional = one}, {.optional = twin_one});
  compare({.optional = T{}}, {.optional = Twin{}});
  compare({.repeated = {one, T{}, two}}, {.repeated = {twin_one, Twin{}, twin_two}});
  compare({.map = {{Key{}, two}, {key, T{}}}},
          {.map = {{TwinKey{}, twin_two}, {twin_key, Twin{}}}});
  message chosen;
  chosen.choice.template emplace<1>(one);
  twin twin_chosen;
  twin_chosen.choice.template emplace<1>(twin_one);
  compare(chosen, twin_chosen);
  chosen.choice.template emplace<1>();
  twin_chosen.choice.template emplace<1>();
  compare(chosen, twin_chosen);
  CHECK(decode_hex<message>(encoded_hex(chosen))->choice.index() == 1);
}

}  // namespace

TEST_CASE("a UUID is bytes in every shape") {
  check(uuid(1), uuid(2), UserId{7}, many(1), many(2), std::int64_t{7});
}

TEST_CASE("a decimal is a string in every shape") {
  check(Decimal{1250, 2}, Decimal{-5, 3}, path{"k"}, std::string{"12.50"}, std::string{"-0.005"},
        std::string{"k"});
}

TEST_CASE("a path is a string in every shape, map keys included") {
  check(path{"/tmp/a"}, path{"b"}, path{"k"}, std::string{"/tmp/a"}, std::string{"b"},
        std::string{"k"});
}

TEST_CASE("a strong typedef is its number in every shape, map keys included") {
  check(UserId{1}, UserId{-2}, UserId{300}, std::int64_t{1}, std::int64_t{-2}, std::int64_t{300});
}

TEST_CASE("a conversion to what is converted itself takes both steps") {
  check(Owner{UserId{1}}, Owner{UserId{-2}}, UserId{300}, std::int64_t{1}, std::int64_t{-2},
        std::int64_t{300});
}

TEST_CASE("a float may be converted, and is packed") {
  check(Ratio{0.5f}, Ratio{1}, Level::high, 0.5f, 1.0f, true);
}

TEST_CASE("an enum may be converted, and is then no enum on the wire") {
  check(Level::high, Level::high, Level::high, true, true, true);
}

TEST_CASE("a message may be what something is converted to") {
  using message = shapes<Level, Point>;
  message points{.plain = {1, -1}, .optional = Point{}, .repeated = {{2, 3}, {}}};
  points.map[Level::high] = {4, 5};
  points.choice.emplace<1>(Point{6, 7});
  CHECK(encoded_hex(points) ==
        "0a040802 10011200 1a040804 10061a00 22080801 12040808 100a2a04 080c100e");
  const auto decoded = decode_hex<message>(encoded_hex(points));
  REQUIRE(decoded);
  CHECK(*decoded == points);
  CHECK(encoded_hex(message{}).empty());
}

TEST_CASE("a message that something is converted to merges") {
  // plain twice: x, then y.
  const auto decoded = decode_hex<shapes<Level, Point>>("0a02 0804 0a02 1006");
  REQUIRE(decoded);
  CHECK(decoded->plain == Point{2, 3});
}

TEST_CASE("options of a converted type are those of what is on the wire") {
  const converted::ConvertedOptions options{.signed_ = UserId{-1},
                                            .fixed_ = UserId{5},
                                            .fixed_list = {UserId{1}, UserId{-2}},
                                            .unpacked_list = {UserId{1}, UserId{2}},
                                            .signed_list = {UserId{-1}, UserId{300}},
                                            .map = {{UserId{-3}, UserId{4}}},
                                            .raw = path{"\xff"}};
  const converted::PlainOptions twin{.signed_ = -1,
                                     .fixed_ = 5,
                                     .fixed_list = {1, -2},
                                     .unpacked_list = {1, 2},
                                     .signed_list = {-1, 300},
                                     .map = {{-3, 4}},
                                     .raw = "\xff"};
  CHECK(encoded_hex(options) == encoded_hex(twin));
  const auto decoded = decode_hex<converted::ConvertedOptions>(encoded_hex(twin));
  REQUIRE(decoded);
  CHECK(*decoded == options);
}

TEST_CASE("a packed field of converted numbers is read unpacked as well") {
  // repeated = 3: unpacked, packed.
  const auto ids = decode_hex<converted::UserIds>("1801 1a02 0203");
  REQUIRE(ids);
  CHECK(ids->repeated == std::vector{UserId{1}, UserId{2}, UserId{3}});
  const auto ratios = decode_hex<converted::Ratios>("1d0000003f 1a040000803f");
  REQUIRE(ratios);
  CHECK(ratios->repeated == std::vector{Ratio{0.5f}, Ratio{1}});
}

TEST_CASE("many converted numbers are packed and read back, with options, too") {
  converted::ConvertedOptions many_;
  converted::PlainOptions twin;
  converted::Levels levels;
  for (std::int64_t number = -50; number < 50; ++number) {
    const std::int64_t large = number << (number & 31);
    many_.fixed_list.emplace_back(large);
    many_.unpacked_list.emplace_back(large);
    many_.signed_list.emplace_back(large);
    twin.fixed_list.push_back(large);
    twin.unpacked_list.push_back(large);
    twin.signed_list.push_back(large);
    levels.repeated.push_back(number % 3 == 0 ? Level::high : Level::low);
  }
  CHECK(encoded_hex(many_) == encoded_hex(twin));
  const auto decoded = decode_hex<converted::ConvertedOptions>(encoded_hex(twin));
  REQUIRE(decoded);
  CHECK(*decoded == many_);
  CHECK(decode_hex<converted::Levels>(encoded_hex(levels)).value() == levels);

  converted::Owners owners;
  for (std::int64_t number = -50; number < 50; ++number) {
    owners.repeated.push_back(Owner{UserId{number}});
  }
  CHECK(decode_hex<converted::Owners>(encoded_hex(owners)).value() == owners);
}

TEST_CASE("a failing conversion fails the decoding with its code, the field and the reason") {
  // plain = 1, a map entry's value, an alternative, a message: the byte is where the value starts.
  const auto wrong = decode_hex<converted::Uuids>("0a03 010203");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.status() == tern::status{tern::code::invalid_argument,
                                       "test.Shapes.plain: a UUID has 16 bytes, not 3 (byte 1)"});
  CHECK(decode_error<converted::Uuids>("1203 010203") ==
        "test.Shapes.optional: a UUID has 16 bytes, not 3 (byte 1)");
  CHECK(decode_error<converted::Uuids>("1a00 1a03 010203") ==
        "test.Shapes.repeated: a UUID has 16 bytes, not 3 (byte 3)");
  CHECK(decode_error<converted::Uuids>("2203 12 0101") ==
        "test.Shapes.map: a UUID has 16 bytes, not 1 (byte 3)");
  CHECK(decode_error<converted::Uuids>("2a0101") ==
        "test.Shapes.value: a UUID has 16 bytes, not 1 (byte 1)");
  CHECK(decode_error<converted::Decimals>("0a0178") ==
        "test.Shapes.plain: not a decimal number (byte 1)");
  CHECK(decode_error<converted::Points>("0a03 08d20f") ==
        "test.Shapes.plain: x is more than 1000 (byte 2)");
}

TEST_CASE("a failing conversion in a packed field names its own byte") {
  // 0.5, 2.0
  CHECK(decode_error<converted::Ratios>("1a08 0000003f 00000040") ==
        "test.Shapes.repeated: a ratio is between 0 and 1 (byte 6)");
}

TEST_CASE("what is malformed before a conversion fails as it does without one") {
  CHECK(decode_error<converted::Paths>("0a01ff") ==
        "test.Shapes.plain: string is not valid UTF-8 (byte 2)");
  CHECK(decode_error<converted::UserIds>("08ff") == decode_error<converted::NumberTwins>("08ff"));
  CHECK(decode_error<converted::Ratios>("1a03000000") ==
        decode_error<converted::RatioTwins>("1a03000000"));
  CHECK(decode_error<converted::Points>("0a0208") ==
        "test.Shapes.plain: length is more than the bytes that are left (byte 1)");
}

TEST_CASE("a plain field whose wire value is the default is not written") {
  CHECK(encoded_hex(converted::Uuids{}).empty());
  CHECK(encoded_hex(converted::Decimals{}).empty());
  CHECK(encoded_hex(converted::Decimals{.plain = {0, 1}}) == "0a03302e 30");
  CHECK(encoded_hex(converted::Levels{.plain = Level::low}).empty());
}
