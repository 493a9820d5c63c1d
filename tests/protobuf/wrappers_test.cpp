// SPDX-License-Identifier: MIT
#include <tern/protobuf/wrappers.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <optional>
#include <string_view>

namespace protobuf = tern::protobuf;

namespace {

template <class Wrapper, class Value>
void check(std::string_view name, const Value& value, std::string_view bytes) {
  CAPTURE(name);
  CHECK(tern::reflect::message_name<Wrapper>() == name);
  CHECK(tern::codec::encode(Wrapper{}).empty());
  const Wrapper wrapper{.value = value};
  const auto encoded = tern::codec::encode(wrapper);
  CHECK(tern::as_text(encoded.view()) == bytes);
  CHECK(tern::codec::decode<Wrapper>(encoded.view()).value() == wrapper);
}

struct Holder {
  std::optional<protobuf::BoolValue> flag;
};
TERN_MESSAGE(Holder, "test.Holder", (1, flag))

}  // namespace

TEST_CASE("every wrapper has Protobuf's name and field") {
  using namespace std::string_view_literals;
  check<protobuf::DoubleValue>("google.protobuf.DoubleValue", 2.0, "\x09\0\0\0\0\0\0\0\x40"sv);
  check<protobuf::FloatValue>("google.protobuf.FloatValue", 2.0f, "\x0d\0\0\0\x40"sv);
  check<protobuf::Int64Value>("google.protobuf.Int64Value", std::int64_t{-1},
                              "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  check<protobuf::UInt64Value>("google.protobuf.UInt64Value",
                               std::numeric_limits<std::uint64_t>::max(),
                               "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  check<protobuf::Int32Value>("google.protobuf.Int32Value", -1,
                              "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  check<protobuf::UInt32Value>("google.protobuf.UInt32Value", 4'294'967'295u,
                               "\x08\xff\xff\xff\xff\x0f");
  check<protobuf::BoolValue>("google.protobuf.BoolValue", true, "\x08\x01");
  check<protobuf::StringValue>("google.protobuf.StringValue", "ab",
                               "\x0a\x02"
                               "ab");
  check<protobuf::BytesValue>("google.protobuf.BytesValue", std::vector<std::byte>{std::byte{0xff}},
                              "\x0a\x01\xff");
}

TEST_CASE("a wrapper tells false from nothing") {
  CHECK(tern::codec::encode(Holder{}).empty());
  const auto encoded = tern::codec::encode(Holder{.flag = protobuf::BoolValue{}});
  CHECK(tern::as_text(encoded.view()) == std::string_view{"\x0a\x00", 2});
  CHECK(tern::codec::decode<Holder>(encoded.view()).value().flag.has_value());
}
