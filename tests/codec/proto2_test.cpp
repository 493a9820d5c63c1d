// SPDX-License-Identifier: MIT

// What only proto2 and editions can say: groups, closed enums, required fields.

#include <tern/codec/proto.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tests/codec/messages.hpp>

namespace old {

enum class Level : std::int32_t { low = 1, high = 2, lowest = -3, none = 0 };
TERN_ENUM(Level, tern::closed, low, high, lowest, none)

// Too far apart for a table of bits.
enum class Sparse : std::int32_t { big = 1'000'000, small = -7 };
TERN_ENUM(Sparse, tern::closed, big, small)

struct Inner {
  std::int32_t number = 0;
  tern::unknown_fields rest;

  friend bool operator==(const Inner&, const Inner&) = default;
};
TERN_MESSAGE(Inner, (1, number), (unknown, rest))

struct Tree {
  std::int32_t value = 0;
  std::vector<Tree> children;
};
TERN_MESSAGE(Tree, (1, value), (2, children, tern::delimited))

struct Groups {
  Inner plain;
  std::optional<Inner> maybe;
  tern::box<Inner> boxed;
  std::unique_ptr<Inner> unique;
  std::vector<Inner> many;
  std::variant<std::monostate, Inner, std::string> choice;
  std::optional<std::chrono::nanoseconds> took;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Groups, (1, plain, tern::delimited), (2, maybe, tern::delimited),
             (3, boxed, tern::delimited), (4, unique, tern::delimited), (5, many, tern::delimited),
             (oneof, choice, (6, inner, tern::delimited), (7, text)), (8, took, tern::delimited),
             (unknown, rest))

struct Levels {
  std::optional<Level> maybe;
  std::vector<Level> packed;
  std::vector<Level> apart;
  std::map<std::int32_t, Level> map;
  std::variant<std::monostate, std::int32_t, Level> choice;
  std::optional<Sparse> sparse;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Levels, (1, maybe), (2, packed), (3, apart, tern::unpacked), (4, map),
             (oneof, choice, (5, number), (6, level)), (7, sparse), (unknown, rest))

struct ForgetfulLevels {
  std::optional<Level> maybe;
  std::vector<Level> packed;
  std::map<std::int32_t, Level> map;
};
TERN_MESSAGE(ForgetfulLevels, (1, maybe), (2, packed), (4, map))

struct Strict {
  std::int32_t number = 0;
  std::string text;
  Inner inner;
  Level level = Level::low;
  tern::box<Inner> boxed;
  std::vector<Strict> more;
};
TERN_MESSAGE(Strict, (1, number, tern::required), (2, text, tern::required),
             (3, inner, tern::required), (4, level, tern::required), (5, boxed, tern::required),
             (6, more))

struct StrictGroup {
  Inner inner;
  std::unique_ptr<Inner> unique;
};
TERN_MESSAGE(StrictGroup, (1, inner, tern::required, tern::delimited),
             (2, unique, tern::required, tern::delimited))

struct StrictNumber {
  std::int32_t number = 0;
};
TERN_MESSAGE(StrictNumber, (1, number, tern::required))

struct StrictMap {
  std::map<std::int32_t, StrictNumber> map;
};
TERN_MESSAGE(StrictMap, (1, map))

}  // namespace old

TEST_CASE("a delimited message stands between a start and an end tag") {
  CHECK(encoded_hex(old::Groups{.plain = {.number = 5}}) == "0b08050c");
  CHECK(encoded_hex(old::Groups{.maybe = old::Inner{}}) == "1314");
  CHECK(encoded_hex(old::Groups{.boxed = old::Inner{.number = 1}}) == "1b08011c");
  CHECK(encoded_hex(old::Groups{.many = {{.number = 1}, {}}}) == "2b08012c 2b2c");
  CHECK(encoded_hex(old::Groups{.took = std::chrono::seconds{3}}) == "43080344");

  old::Groups groups;
  groups.choice.emplace<1>(old::Inner{.number = 7});
  groups.unique = std::make_unique<old::Inner>();
  CHECK(encoded_hex(groups) == "23243308 0734");
  CHECK(tern::codec::encoded_size(groups) == 6);
}

TEST_CASE("a plain delimited message that is empty is not written") {
  CHECK(encoded_hex(old::Groups{}).empty());
}

TEST_CASE("a delimited message is read wherever it may stand") {
  const auto groups =
      decode_hex<old::Groups>("0b08050c 1314 1b08011c 23080224 2b08032c 2b2c 330804 34 43080344");
  REQUIRE(groups);
  CHECK(groups->plain.number == 5);
  CHECK(groups->maybe == old::Inner{});
  CHECK(groups->boxed->number == 1);
  CHECK(groups->unique->number == 2);
  CHECK(groups->many == std::vector<old::Inner>{{.number = 3}, {}});
  CHECK(std::get<1>(groups->choice).number == 4);
  CHECK(groups->took == std::chrono::seconds{3});
  CHECK(groups->rest.empty());
}

TEST_CASE("a delimited message merges like another") {
  const auto groups =
      decode_hex<old::Groups>("1308011048 14 13 14 0b08010c 0b0c 4308014443 1005 44");
  REQUIRE(groups);
  CHECK(groups->maybe->number == 1);
  CHECK(groups->maybe->rest.bytes().size() == 2);
  CHECK(groups->plain.number == 1);
  CHECK(groups->took == std::chrono::seconds{1} + std::chrono::nanoseconds{5});
}

TEST_CASE("a message with the other encoding is an unknown field") {
  const auto groups = decode_hex<old::Groups>("12020801 13080114");
  REQUIRE(groups);
  CHECK(groups->maybe->number == 1);
  CHECK(to_hex(tern::as_text(groups->rest.bytes())) == "12020801");
  CHECK(encoded_hex(*groups) == "13080114 12020801");
}

TEST_CASE("a delimited message ends with its own end tag and with no other") {
  CHECK(decode_error<old::Groups>("13") == "old.Inner: group does not end (byte 1)");
  CHECK(decode_error<old::Groups>("130801") == "old.Inner: group does not end (byte 3)");
  CHECK(decode_error<old::Groups>("4308") ==
        "old.Groups.took: varint is cut short or longer than 10 bytes (byte 2)");
  CHECK(decode_error<old::Groups>("430801") == "old.Groups.took: group does not end (byte 3)");
  CHECK(decode_error<old::Groups>("131c") == "old.Inner: group ends that did not start (byte 2)");
  CHECK(decode_error<old::Groups>("14") ==
        "old.Groups.maybe: group ends that did not start (byte 1)");
  // Across the end of what is around it.
  CHECK(decode_error<golden::Node>("12 01 13 14") != "ok");
  CHECK(decode_error<old::Groups>("13 1b 14 1c") != "ok");
}

TEST_CASE("delimited messages count towards the depth limit") {
  std::string hex;
  for (int i = 0; i < 100; ++i) hex += "13";
  for (int i = 0; i < 100; ++i) hex += "14";
  CHECK(decode_error<old::Tree>(hex) == "ok");
  CHECK(decode_error<old::Tree>("13" + hex + "14") ==
        "old.Tree.children: nested deeper than depth_limit, which is 100 (byte 101)");
  const auto tree = decode_hex<old::Tree>("13 0801 13 0802 14 14 13 0803 14");
  REQUIRE(tree);
  CHECK(tree->children[0].children[0].value == 2);
  CHECK(encoded_hex(*tree) == "13080113 08021414 13080314");
}

TEST_CASE("what a closed enum does not know is an unknown field") {
  CHECK(encoded_hex(*decode_hex<old::Levels>("0802")) == "0802");
  CHECK(decode_hex<old::Levels>("0802")->maybe == old::Level::high);
  CHECK(decode_hex<old::Levels>("0800")->maybe == old::Level::none);
  CHECK(decode_hex<old::Levels>("08fdffff ffffffff ffff01")->maybe == old::Level::lowest);

  const auto levels = decode_hex<old::Levels>("0801 0803");
  REQUIRE(levels);
  CHECK(levels->maybe == old::Level::low);
  CHECK(to_hex(tern::as_text(levels->rest.bytes())) == "0803");
  for (const auto* unknown : {"0803", "08fcffff ffffffff ffff01", "08ffffff ff07"}) {
    CHECK(decode_hex<old::Levels>(unknown)->maybe == std::nullopt);
    CHECK(encoded_hex(*decode_hex<old::Levels>(unknown)) == to_hex(from_hex(unknown)));
  }
  CHECK(decode_error<old::Levels>("08") ==
        "old.Levels.maybe: varint is cut short or longer than 10 bytes (byte 1)");
}

TEST_CASE("a closed enum of few numbers far apart knows them all") {
  CHECK(decode_hex<old::Levels>("38c0843d")->sparse == old::Sparse::big);
  CHECK(decode_hex<old::Levels>("38f9ffff ffffffff ffff01")->sparse == old::Sparse::small);
  CHECK(decode_hex<old::Levels>("38c1843d")->sparse == std::nullopt);
  CHECK(encoded_hex(*decode_hex<old::Levels>("3800")) == "3800");
}

TEST_CASE("each unknown element of a repeated closed enum is a field of its own") {
  const auto packed = decode_hex<old::Levels>("12 04 01 05 02 8101 1003 1001");
  CHECK(!packed);
  const auto levels = decode_hex<old::Levels>("12 05 01 05 02 8101 1003 1001");
  REQUIRE(levels);
  CHECK(levels->packed == std::vector{old::Level::low, old::Level::high, old::Level::low});
  CHECK(encoded_hex(*levels) == "12030102 01100510 81011003");

  const auto apart = decode_hex<old::Levels>("1801 1807 1a03 02 fd01 1802");
  REQUIRE(apart);
  CHECK(apart->apart == std::vector{old::Level::low, old::Level::high, old::Level::high});
  CHECK(encoded_hex(*apart) == "18011802 18021807 18fd01");
}

TEST_CASE("a map entry with a value that a closed enum does not know is an unknown field") {
  const auto levels = decode_hex<old::Levels>("2204 0801 1002 2204 0802 1009 2204 0803 1001");
  REQUIRE(levels);
  CHECK(levels->map ==
        std::map<std::int32_t, old::Level>{{1, old::Level::high}, {3, old::Level::low}});
  CHECK(to_hex(tern::as_text(levels->rest.bytes())) == "22040802 1009");
  // The last value counts; none is the first of the enum.
  CHECK(decode_hex<old::Levels>("2206 0801 1009 1002")->map.at(1) == old::Level::high);
  CHECK(decode_hex<old::Levels>("2206 0801 1002 1009")->map.empty());
  CHECK(decode_hex<old::Levels>("2202 0801")->map.at(1) == old::Level::low);
}

TEST_CASE("an unknown value of a closed enum leaves the oneof as it was") {
  const auto levels = decode_hex<old::Levels>("2805 3009");
  REQUIRE(levels);
  CHECK(std::get<1>(levels->choice) == 5);
  CHECK(encoded_hex(*levels) == "28053009");
  CHECK(std::get<2>(decode_hex<old::Levels>("2805 3000")->choice) == old::Level::none);
}

TEST_CASE("without unknown fields, what a closed enum does not know is dropped") {
  const auto levels = decode_hex<old::ForgetfulLevels>("0803 1203 010502 2204 0801 1009");
  REQUIRE(levels);
  CHECK(levels->maybe == std::nullopt);
  CHECK(levels->packed == std::vector{old::Level::low, old::Level::high});
  CHECK(levels->map.empty());
}

TEST_CASE("a required field is always written") {
  CHECK(encoded_hex(old::Strict{}) == "08001200 1a002001 2a00");
  CHECK(tern::codec::encoded_size(old::Strict{}) == 10);
  CHECK(encoded_hex(old::StrictGroup{}) == "0b0c1314");
  CHECK(tern::codec::encoded_size(old::StrictGroup{}) == 4);
  CHECK(decode_error<old::Strict>(encoded_hex(old::Strict{})) == "ok");
}

TEST_CASE("decoding without a required field fails and names the field") {
  CHECK(decode_error<old::Strict>("") == "old.Strict.number: required field is missing (byte 0)");
  CHECK(decode_error<old::Strict>("0800 1a00 2001 2a00") ==
        "old.Strict.text: required field is missing (byte 8)");
  CHECK(decode_error<old::Strict>("0800 1200 2001 2a00") ==
        "old.Strict.inner: required field is missing (byte 8)");
  CHECK(decode_error<old::Strict>("0800 1200 1a00 2001") ==
        "old.Strict.boxed: required field is missing (byte 8)");
  CHECK(decode_error<old::StrictGroup>("0b0c") ==
        "old.StrictGroup.unique: required field is missing (byte 2)");
  // Any order, and more than once.
  CHECK(decode_error<old::Strict>("2a00 2001 1a00 1200 0800 0805") == "ok");
  // A value that the closed enum does not know is no value.
  CHECK(decode_error<old::Strict>("0800 1200 1a00 2009 2a00") ==
        "old.Strict.level: required field is missing (byte 10)");
  // Below the outermost message.
  CHECK(decode_error<old::Strict>("0800 1200 1a00 2001 2a00 3202 0800") ==
        "old.Strict.text: required field is missing (byte 14)");
  CHECK(decode_error<old::Strict>("0800 1200 1a00 2001 2a00 320a 0800 1200 1a00 2001 2a00") ==
        "ok");
}

TEST_CASE("a part of a message may lack required fields if the program says so") {
  old::Strict strict{.number = 1, .text = "kept"};
  CHECK(
      tern::codec::decode_into(tern::as_bytes(from_hex("0807")), strict, {.allow_partial = true}));
  CHECK(strict.number == 7);
  CHECK(strict.text == "kept");
  CHECK(!tern::codec::decode_into(tern::as_bytes(from_hex("0807")), strict));
}

TEST_CASE("a map entry without a value lacks what its value must have") {
  CHECK(decode_error<old::StrictMap>("0a06 0861 1202 0807") == "ok");
  CHECK(decode_error<old::StrictMap>("0a04 0861 1200") ==
        "old.StrictNumber.number: required field is missing (byte 6)");
  CHECK(decode_error<old::StrictMap>("0a02 0861") ==
        "old.StrictNumber.number: required field is missing (byte 4)");
  CHECK(decode_error<old::StrictMap>("0a02 0861", {.allow_partial = true}) == "ok");
}
