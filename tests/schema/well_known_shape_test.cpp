// SPDX-License-Identifier: MIT
#include <tern/schema/well_known_shape.hpp>

#include <tern/message.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/well_known.hpp>

#include <cstdint>
#include <string>

#include <doctest/doctest.h>

namespace {

using tern::schema::well_known;
namespace wkt = tern::protobuf;

template <class M>
constexpr well_known type_of = tern::schema::detail::well_known_of<M>();

struct Odd {
  std::string seconds;
};
TERN_MESSAGE(Odd, "google.protobuf.Timestamp", (1, seconds))

struct Own {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
};
TERN_MESSAGE(Own, "google.protobuf.Duration", (1, seconds), (2, nanos))

struct Crowded {
  int value = 0;
  int more = 0;
};
TERN_MESSAGE(Crowded, "google.protobuf.Int32Value", (1, value), (2, more))

struct Other {
  int value = 0;
};
TERN_MESSAGE(Other, "other.protobuf.Int32Value", (1, value))

TEST_CASE("the well-known types are known") {
  CHECK(type_of<wkt::Any> == well_known::any);
  CHECK(type_of<wkt::Duration> == well_known::duration);
  CHECK(type_of<wkt::Empty> == well_known::empty);
  CHECK(type_of<wkt::FieldMask> == well_known::field_mask);
  CHECK(type_of<wkt::ListValue> == well_known::list_value);
  CHECK(type_of<wkt::Struct> == well_known::structure);
  CHECK(type_of<wkt::Timestamp> == well_known::timestamp);
  CHECK(type_of<wkt::Value> == well_known::value);
  CHECK(type_of<wkt::BoolValue> == well_known::wrapper);
  CHECK(type_of<wkt::BytesValue> == well_known::wrapper);
  CHECK(type_of<wkt::UInt64Value> == well_known::wrapper);
}

TEST_CASE("a user's own struct with such a name is one if it has the fields") {
  CHECK(type_of<Own> == well_known::duration);
  CHECK(type_of<Odd> == well_known::none);
  CHECK(type_of<Crowded> == well_known::none);
  CHECK(type_of<Other> == well_known::none);
}

}  // namespace
