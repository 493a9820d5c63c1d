// SPDX-License-Identifier: MIT
#include <tern/schema/converted_value.hpp>

#include <tern/debug_string.hpp>
#include <tern/schema/make_message.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <tests/codec/converted.hpp>

using foreign::Decimal;
using foreign::Level;
using foreign::Owner;
using foreign::Point;
using foreign::UserId;
using foreign::Uuid;
using tern::schema::kind;
using tern::schema::value_info;
using tern::schema::value_info_of;

namespace {

// What the adapter shows as a text.
template <class T>
std::string shown_text(const T& value) {
  std::string shown;
  tern::schema::read_value(value_info_of<T>, &value,
                           [&](const void* wire) { shown = value_info_of<T>.text(wire); });
  return shown;
}

template <class T>
tern::status set_text(T& value, std::string_view text) {
  return tern::schema::write_value(
      value_info_of<T>, &value, [&](void* wire) { return value_info_of<T>.set_text(wire, text); });
}

template <class T>
std::int64_t shown_number(const T& value) {
  std::int64_t shown = 0;
  tern::schema::read_value(value_info_of<T>, &value, [&](const void* wire) {
    shown = *static_cast<const std::int64_t*>(wire);
  });
  return shown;
}

template <class T>
tern::status set_number(T& value, std::int64_t number) {
  return tern::schema::write_value(value_info_of<T>, &value, [&](void* wire) {
    *static_cast<std::int64_t*>(wire) = number;
    return true;
  });
}

/// An age in whole days, as a time of std::chrono on the wire, which is a message there.
struct Age {
  int days = 0;
};

}  // namespace

template <>
struct tern::codec::conversion<Age> {
  using type = std::chrono::seconds;
  static std::chrono::seconds to_wire(Age age) { return std::chrono::hours{24} * age.days; }
  static tern::result<Age> from_wire(std::chrono::seconds age) {
    if (age < age.zero()) return tern::status{tern::code::out_of_range, "not born yet"};
    return Age{static_cast<int>(age / std::chrono::hours{24})};
  }
};

namespace {

struct Cat {
  Age age;
};
TERN_MESSAGE(Cat, "test.Cat", (1, age))

}  // namespace

TEST_CASE("a converted value has the kind of what it is on the wire") {
  CHECK(value_info_of<Uuid>.kind == kind::bytes);
  CHECK(value_info_of<Decimal>.kind == kind::string);
  CHECK(value_info_of<UserId>.kind == kind::int64);
  CHECK(value_info_of<UserId, tern::reflect::option_list<tern::reflect::sint_option>>.kind ==
        kind::sint64);
  CHECK(value_info_of<Owner>.kind == kind::int64);
  CHECK(value_info_of<Level>.kind == kind::bool_);
  CHECK(value_info_of<Point>.kind == kind::message);
  CHECK(value_info_of<Point>.message->full_name == "foreign.Coordinates");
  CHECK(value_info_of<std::filesystem::path>.kind == kind::string);
}

TEST_CASE("texts and bytes are read and written through a conversion") {
  CHECK(shown_text(Decimal{1250, 2}) == "12.50");
  CHECK(shown_text(std::filesystem::path{"/a/b"}) == "/a/b");
  Uuid id;
  id.bytes.fill(std::byte{'x'});
  CHECK(shown_text(id) == std::string(16, 'x'));

  Decimal decimal;
  CHECK(set_text(decimal, "-0.5").ok());
  CHECK(decimal == Decimal{-5, 1});
  std::filesystem::path path;
  CHECK(set_text(path, "/c").ok());
  CHECK(path == "/c");
  Uuid read;
  CHECK(set_text(read, std::string(16, 'x')).ok());
  CHECK(read == id);
}

TEST_CASE("numbers are read and written through a conversion, and through two") {
  CHECK(shown_number(UserId{7}) == 7);
  CHECK(shown_number(Owner{UserId{7}}) == 7);
  UserId id;
  CHECK(set_number(id, 8).ok());
  CHECK(id == UserId{8});
  Owner owner;
  CHECK(set_number(owner, 9).ok());
  CHECK(owner == Owner{UserId{9}});
}

TEST_CASE("a failing conversion says why, and changes nothing") {
  Decimal decimal{5, 0};
  CHECK(set_text(decimal, "five") ==
        tern::status{tern::code::invalid_argument, "not a decimal number"});
  CHECK(decimal == Decimal{5, 0});
}

TEST_CASE("a value that was not filled is not converted") {
  Decimal decimal{5, 0};
  CHECK(tern::schema::write_value(value_info_of<Decimal>, &decimal, [](void*) {
          return false;
        }).ok());
  CHECK(decimal == Decimal{5, 0});
  Owner owner{UserId{5}};
  CHECK(tern::schema::write_value(value_info_of<Owner>, &owner, [](void*) { return false; }).ok());
  CHECK(owner == Owner{UserId{5}});
}

TEST_CASE("a message is filled on top of what is there") {
  Point point{1, 2};
  CHECK(tern::schema::write_value(value_info_of<Point>, &point, [](void* wire) {
          static_cast<foreign::Coordinates*>(wire)->y = 3;
          return true;
        }).ok());
  CHECK(point == Point{1, 3});
}

TEST_CASE("what a time stands for is shown through both") {
  const auto& field = tern::schema::message_info_of<Cat>().fields[0];
  CHECK(field.value->message->full_name == "google.protobuf.Duration");
  Age age{2};
  tern::schema::read_value(*field.value, &age, [](const void* wire) {
    CHECK(static_cast<const tern::protobuf::Duration*>(wire)->seconds == 172'800);
  });
  const auto set = [&](std::int64_t seconds) {
    return tern::schema::write_value(*field.value, &age, [&](void* wire) {
      static_cast<tern::protobuf::Duration*>(wire)->seconds = seconds;
      return true;
    });
  };
  CHECK(set(86'400).ok());
  CHECK(age.days == 1);
  CHECK(set(-1) == tern::status{tern::code::out_of_range, "not born yet"});
  CHECK(age.days == 1);
}

TEST_CASE("texts for people show what is on the wire") {
  converted::Decimals decimals{.plain = {1250, 2}, .repeated = {{-5, 1}}};
  decimals.map["k"] = {7, 0};
  CHECK(tern::debug_string(decimals) ==
        "plain: \"12.50\"\n"
        "repeated: \"-0.5\"\n"
        "map {\n"
        "  key: \"k\"\n"
        "  value: \"7\"\n"
        "}\n");
}
