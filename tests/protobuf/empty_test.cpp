// SPDX-License-Identifier: MIT
#include <tern/protobuf/empty.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

using tern::protobuf::Empty;

TEST_CASE("an empty message takes no bytes and reads what others add") {
  CHECK(tern::reflect::message_name<Empty>() == "google.protobuf.Empty");
  CHECK(tern::codec::encode(Empty{}).empty());
  CHECK(tern::codec::decode<Empty>({}).value() == Empty{});
  CHECK(tern::codec::decode<Empty>(tern::as_bytes("\x08\x01")));
  CHECK_FALSE(tern::codec::decode<Empty>(tern::as_bytes("\x08")));
}
