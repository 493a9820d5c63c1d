// SPDX-License-Identifier: MIT
#include <tern/protobuf/field_mask.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

using tern::protobuf::FieldMask;

TEST_CASE("a mask contains its paths and what is below them") {
  const FieldMask mask{.paths = {"user", "order.items"}};
  CHECK(mask.contains("user"));
  CHECK(mask.contains("user.name"));
  CHECK(mask.contains("user.name.first"));
  CHECK(mask.contains("order.items"));
  CHECK(mask.contains("order.items.price"));
  CHECK_FALSE(mask.contains("order"));
  CHECK_FALSE(mask.contains("users"));
  CHECK_FALSE(mask.contains("user_name"));
  CHECK_FALSE(mask.contains("order.item"));
  CHECK_FALSE(mask.contains(""));
  CHECK_FALSE(FieldMask{}.contains("user"));
}

TEST_CASE("adding a path keeps the mask short") {
  FieldMask mask;
  mask.add("user.name");
  mask.add("user.mail");
  mask.add("order");
  CHECK(mask.paths == std::vector<std::string>{"user.name", "user.mail", "order"});
  mask.add("order.items");
  mask.add("user.name");
  CHECK(mask.paths.size() == 3);
  mask.add("user");
  CHECK(mask.paths == std::vector<std::string>{"order", "user"});
}

TEST_CASE("a mask goes over the wire") {
  const FieldMask mask{.paths = {"a", "b.c"}};
  const auto encoded = tern::codec::encode(mask);
  CHECK(tern::as_text(encoded.view()) ==
        "\x0a\x01"
        "a\x0a\x03"
        "b.c");
  CHECK(tern::codec::decode<FieldMask>(encoded.view()).value() == mask);
  CHECK(tern::reflect::message_name<FieldMask>() == "google.protobuf.FieldMask");
}
