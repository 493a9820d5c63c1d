// SPDX-License-Identifier: MIT
#include <tern/protobuf/struct.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using tern::protobuf::ListValue;
using tern::protobuf::NullValue;
using tern::protobuf::Struct;
using tern::protobuf::Value;

namespace {

Struct ada() {
  return {{{"name", "Ada"},
           {"age", 36},
           {"alive", false},
           {"boss", nullptr},
           {"tags", ListValue{{"a", 1.5, true}}},
           {"home", Struct{{{"city", "London"}}}}}};
}

}  // namespace

TEST_CASE("a value is made from what it is to be") {
  CHECK(Value{}.kind.index() == 0);
  CHECK(Value{nullptr}.is_null());
  CHECK(Value{NullValue::NULL_VALUE}.is_null());
  CHECK(*Value{1}.get<double>() == 1);
  CHECK(*Value{1u}.get<double>() == 1);
  CHECK(*Value{std::int64_t{-5}}.get<double>() == -5);
  CHECK(*Value{1.5f}.get<double>() == 1.5);
  CHECK(*Value{1.5}.get<double>() == 1.5);
  CHECK(*Value{true}.get<bool>());
  CHECK(*Value{"text"}.get<std::string>() == "text");
  CHECK(*Value{std::string{"text"}}.get<std::string>() == "text");
  CHECK(*Value{std::string_view{"text"}}.get<std::string>() == "text");
  CHECK(*Value{ada()}.get<Struct>() == ada());
  CHECK(*Value{ListValue{{1, 2}}}.get<ListValue>() == ListValue{{1, 2}});
}

TEST_CASE("a value is of one type only") {
  const Value number = 1;
  CHECK(number.has_value());
  CHECK_FALSE(number.is_null());
  CHECK(number.get<bool>() == nullptr);
  CHECK(number.get<std::string>() == nullptr);
  CHECK(number.get<NullValue>() == nullptr);
  CHECK(number.get<Struct>() == nullptr);
  CHECK(number.get<ListValue>() == nullptr);
  CHECK(Value{true}.get<double>() == nullptr);
}

TEST_CASE("an object is looked into without fear") {
  const Struct user = ada();
  CHECK(*user["name"].get<std::string>() == "Ada");
  CHECK(*user["home"]["city"].get<std::string>() == "London");
  CHECK(*user["tags"][1].get<double>() == 1.5);
  CHECK(user["boss"].is_null());
  CHECK(user.find("age") != nullptr);
  CHECK(user.find("wage") == nullptr);

  CHECK_FALSE(user["wage"].has_value());
  CHECK_FALSE(user["no"]["such"][7]["thing"].has_value());
  CHECK_FALSE(user["tags"][3].has_value());
  CHECK_FALSE(user["tags"]["name"].has_value());
  CHECK_FALSE(user["home"][0].has_value());
  CHECK(user["wage"].get<double>() == nullptr);
}

TEST_CASE("a value is compared with what it may be") {
  const Struct user = ada();
  CHECK(user["name"] == "Ada");
  CHECK(user["age"] == 36);
  CHECK(user["alive"] == false);
  CHECK(user["boss"] == nullptr);
  CHECK(user["tags"] == ListValue{{"a", 1.5, true}});
  CHECK(user["wage"] != nullptr);
  CHECK(user["age"] != "36");
}

TEST_CASE("looking into an object adds nothing to it") {
  Struct user = ada();
  static_cast<void>(user["wage"]);
  CHECK(user == ada());
  user.fields["wage"] = 7;
  CHECK(*user["wage"].get<double>() == 7);
}

TEST_CASE("a value is changed in place") {
  Value value = ada();
  value.get<Struct>()->fields["name"] = "Grace";
  CHECK(*value["name"].get<std::string>() == "Grace");
  Value list = ListValue{};
  list.get<ListValue>()->values.emplace_back("first");
  CHECK(*list[0].get<std::string>() == "first");
}

TEST_CASE("values are copied, moved and compared by what is in them") {
  const Value original = ada();
  Value copy = original;
  CHECK(copy == original);
  copy.get<Struct>()->fields["age"] = 37;
  CHECK(copy != original);
  CHECK(*original["age"].get<double>() == 36);
  const Value moved = std::move(copy);
  CHECK(*moved["age"].get<double>() == 37);
  CHECK(Value{1} != Value{true});
  CHECK(Value{nullptr} != Value{});
}

TEST_CASE("an object, a list and a value go over the wire") {
  const auto encoded = tern::codec::encode(ada());
  const auto decoded = tern::codec::decode<Struct>(encoded.view());
  REQUIRE(decoded);
  CHECK(*decoded == ada());

  // fields { key: "a" value { list_value { values { null_value: 0 } values { number_value: 2 } } }
  // }
  const auto bytes = tern::codec::encode(Struct{{{"a", ListValue{{nullptr, 2}}}}});
  CHECK(tern::as_text(bytes.view()) ==
        std::string_view{"\x0a\x16\x0a\x01"
                         "a\x12\x11\x32\x0f\x0a\x02\x08\x00\x0a\x09\x11"
                         "\x00\x00\x00\x00\x00\x00\x00\x40",
                         24});
}

TEST_CASE("an object that is nested too deeply is refused") {
  Value value = 1;
  for (int i = 0; i < 100; ++i) value = ListValue{{std::move(value)}};
  CHECK_FALSE(tern::codec::decode<Value>(tern::codec::encode(value).view()));
}

TEST_CASE("objects have Protobuf's names") {
  CHECK(tern::reflect::message_name<Value>() == "google.protobuf.Value");
  CHECK(tern::reflect::message_name<Struct>() == "google.protobuf.Struct");
  CHECK(tern::reflect::message_name<ListValue>() == "google.protobuf.ListValue");
  CHECK(tern::reflect::enum_name<NullValue>() == "google.protobuf.NullValue");
  CHECK(tern::reflect::enumerator_name(NullValue::NULL_VALUE) == "NULL_VALUE");
}
