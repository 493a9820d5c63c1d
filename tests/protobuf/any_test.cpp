// SPDX-License-Identifier: MIT
#include <tern/protobuf/any.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using tern::protobuf::Any;

namespace {

struct Gift {
  std::string note;
  std::vector<Any> inside;

  friend bool operator==(const Gift&, const Gift&) = default;
};
TERN_MESSAGE(Gift, "shop.v1.Gift", (1, note), (2, inside))

struct Bill {
  std::int32_t cents = 0;
};
TERN_MESSAGE(Bill, "shop.v1.Bill", (1, cents))

struct Deep {
  tern::box<Deep> next;
};
TERN_MESSAGE(Deep, "shop.v1.Deep", (1, next))

}  // namespace

TEST_CASE("a message that was packed is unpacked") {
  const Gift gift{.note = "for you", .inside = {Any::pack(Bill{.cents = 450})}};
  const Any any = Any::pack(gift);
  CHECK(any.type_url == "type.googleapis.com/shop.v1.Gift");
  CHECK(any.type_name() == "shop.v1.Gift");
  CHECK(any.is<Gift>());
  CHECK_FALSE(any.is<Bill>());
  const auto unpacked = any.unpack<Gift>();
  REQUIRE(unpacked);
  CHECK(*unpacked == gift);
  CHECK(unpacked->inside.at(0).unpack<Bill>().value().cents == 450);
}

TEST_CASE("an Any goes over the wire") {
  const Any any = Any::pack(Bill{.cents = 5});
  const auto encoded = tern::codec::encode(any);
  CHECK(tern::as_text(encoded.view()) ==
        "\x0a\x20type.googleapis.com/shop.v1.Bill\x12\x02\x08\x05");
  CHECK(tern::codec::decode<Any>(encoded.view()).value() == any);
}

TEST_CASE("what is in front of the name does not matter") {
  CHECK(Any{.type_url = "example.com/a/b/shop.v1.Bill"}.is<Bill>());
  CHECK(Any{.type_url = "/shop.v1.Bill"}.is<Bill>());
  CHECK_FALSE(Any{.type_url = "shop.v1.Bill"}.is<Bill>());
  CHECK_FALSE(Any{.type_url = "type.googleapis.com/shop.v1.Bill/"}.is<Bill>());
  CHECK(Any{}.type_name().empty());
}

TEST_CASE("unpacking something else says what it is") {
  const auto wrong = Any::pack(Bill{}).unpack<Gift>();
  REQUIRE_FALSE(wrong);
  CHECK(wrong.status() == tern::status{tern::code::invalid_argument,
                                       "google.protobuf.Any holds shop.v1.Bill, not shop.v1.Gift"});
  CHECK(Any{}.unpack<Gift>().status().message() ==
        "google.protobuf.Any holds no message, not shop.v1.Gift");
  const Any long_name{.type_url = "a/" + std::string(5000, 'x')};
  CHECK(long_name.unpack<Gift>().status().message() ==
        "google.protobuf.Any holds " + std::string(100, 'x') + ", not shop.v1.Gift");
}

TEST_CASE("unpacking malformed bytes fails as decoding does") {
  Any any = Any::pack(Gift{.note = "x"});
  any.value.pop_back();
  const auto failed = any.unpack<Gift>();
  REQUIRE_FALSE(failed);
  CHECK(failed.status() == tern::codec::decode<Gift>(any.value).status());
}

TEST_CASE("unpacking takes the options of decoding") {
  const Any any = Any::pack(Deep{.next = Deep{.next = Deep{}}});
  CHECK(any.unpack<Deep>());
  CHECK(any.unpack<Deep>({.depth_limit = 2}));
  CHECK_FALSE(any.unpack<Deep>({.depth_limit = 1}));
}
