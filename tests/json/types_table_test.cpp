// SPDX-License-Identifier: MIT

// The table of docs/types.md, row by row: what a member is in Protobuf, on the wire and back, in
// JSON and back.

#include <tern/json.hpp>
#include <tern/message.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/well_known.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include <tests/codec/converted.hpp>
#include <tests/codec/messages.hpp>

using namespace std::chrono_literals;
namespace protobuf = tern::protobuf;
using foreign::UserId;

namespace table {

enum class Color : std::int32_t { none = 0, red = 1 };
TERN_ENUM(Color, "table.Color", none, red)

enum class Nameless : std::int32_t { none = 0, red = 1 };

enum class Closed : std::int32_t { low = 1, high = 2 };
TERN_ENUM(Closed, "table.Closed", tern::closed, low, high)

struct M {
  std::int32_t a = 0;
};
TERN_MESSAGE(M, (1, a))

using Map = std::map<std::int64_t, std::string>;
using UnorderedMap = std::unordered_map<std::string, bool>;
using PmrMap = std::pmr::map<std::int32_t, std::int32_t>;
using Choice = std::variant<std::monostate, std::int32_t, std::string>;

// A message of one member, `value = 1`.
#define TERN_TEST_ROW(Name, T, ...) \
  struct Name {                     \
    T value{};                      \
  };                                \
  TERN_MESSAGE(Name, "table." #Name, (1, value __VA_OPT__(, ) __VA_ARGS__))

TERN_TEST_ROW(Int32, std::int32_t)
TERN_TEST_ROW(Int64, std::int64_t)
TERN_TEST_ROW(UInt32, std::uint32_t)
TERN_TEST_ROW(UInt64, std::uint64_t)
TERN_TEST_ROW(SInt32, std::int32_t, tern::sint)
TERN_TEST_ROW(SInt64, std::int64_t, tern::sint)
TERN_TEST_ROW(SFixed32, std::int32_t, tern::fixed)
TERN_TEST_ROW(SFixed64, std::int64_t, tern::fixed)
TERN_TEST_ROW(Fixed32, std::uint32_t, tern::fixed)
TERN_TEST_ROW(Fixed64, std::uint64_t, tern::fixed)
TERN_TEST_ROW(Bool, bool)
TERN_TEST_ROW(Float, float)
TERN_TEST_ROW(Double, double)
TERN_TEST_ROW(Enum, Color)
TERN_TEST_ROW(EnumWithoutNames, Nameless)
TERN_TEST_ROW(String, std::string)
TERN_TEST_ROW(StringBytes, std::string, tern::bytes)
TERN_TEST_ROW(Bytes, std::vector<std::byte>)
TERN_TEST_ROW(StringView, std::string_view)
TERN_TEST_ROW(StringViewBytes, std::string_view, tern::bytes)
TERN_TEST_ROW(BytesView, std::span<const std::byte>)
TERN_TEST_ROW(Message, M)
TERN_TEST_ROW(OptionalNumber, std::optional<std::int32_t>)
TERN_TEST_ROW(OptionalString, std::optional<std::string>)
TERN_TEST_ROW(OptionalMessage, std::optional<M>)
TERN_TEST_ROW(BoxedMessage, tern::box<M>)
TERN_TEST_ROW(UniqueMessage, std::unique_ptr<M>)
TERN_TEST_ROW(RepeatedNumber, std::vector<std::int32_t>)
TERN_TEST_ROW(RepeatedUnpacked, std::vector<std::int32_t>, tern::unpacked)
TERN_TEST_ROW(RepeatedBool, std::vector<bool>)
TERN_TEST_ROW(RepeatedString, std::vector<std::string>)
TERN_TEST_ROW(RepeatedMessage, std::vector<M>)
TERN_TEST_ROW(Maps, Map)
TERN_TEST_ROW(UnorderedMaps, UnorderedMap)
TERN_TEST_ROW(Time, std::chrono::sys_time<std::chrono::milliseconds>)
TERN_TEST_ROW(Span, std::chrono::milliseconds)
TERN_TEST_ROW(Any, std::optional<protobuf::Any>)
TERN_TEST_ROW(Timestamp, std::optional<protobuf::Timestamp>)
TERN_TEST_ROW(Duration, std::optional<protobuf::Duration>)
TERN_TEST_ROW(FieldMask, std::optional<protobuf::FieldMask>)
TERN_TEST_ROW(Struct, std::optional<protobuf::Struct>)
TERN_TEST_ROW(Value, std::optional<protobuf::Value>)
TERN_TEST_ROW(ListValue, std::optional<protobuf::ListValue>)
TERN_TEST_ROW(NullValue, std::optional<protobuf::NullValue>)
TERN_TEST_ROW(Wrapper, std::optional<protobuf::Int64Value>)
TERN_TEST_ROW(Empty, std::optional<protobuf::Empty>)
TERN_TEST_ROW(Converted, UserId)
TERN_TEST_ROW(PmrString, std::pmr::string)
TERN_TEST_ROW(PmrVector, std::pmr::vector<std::int32_t>)
TERN_TEST_ROW(PmrMaps, PmrMap)
TERN_TEST_ROW(PmrBoxed, tern::pmr::box<M>)
TERN_TEST_ROW(OptionalDefault, std::optional<std::int32_t>, tern::default_value(7))
TERN_TEST_ROW(Required, std::int32_t, tern::required)
TERN_TEST_ROW(Group, std::optional<M>, tern::delimited)
TERN_TEST_ROW(ClosedEnum, std::optional<Closed>)

#undef TERN_TEST_ROW

struct Oneof {
  Choice value;
};
TERN_MESSAGE(Oneof, (oneof, value, (1, number), (2, text)))

struct Unknown {
  tern::unknown_fields value;
};
TERN_MESSAGE(Unknown, (unknown, value))

}  // namespace table

namespace {

std::string type_name(const tern::schema::value_info& type) {
  using tern::schema::kind;
  constexpr std::string_view names[] = {"",         "double",   "float",   "int64",  "uint64",
                                        "int32",    "fixed64",  "fixed32", "bool",   "string",
                                        "group",    "message",  "bytes",   "uint32", "enum",
                                        "sfixed32", "sfixed64", "sint32",  "sint64"};
  if (type.message != nullptr) return std::string{type.message->full_name};
  if (type.enumeration != nullptr) return std::string{type.enumeration->full_name};
  return std::string{names[static_cast<std::size_t>(type.kind)]};
}

// The field as a `.proto` file has it, without name and number.
std::string proto_type(const tern::schema::field_info& field) {
  using tern::schema::cardinality;
  std::string text;
  if (field.key != nullptr)
    return "map<" + type_name(*field.key) + ", " + type_name(*field.value) + ">";
  if (field.cardinality == cardinality::required) text = "required ";
  if (field.cardinality == cardinality::repeated) text = "repeated ";
  if (field.cardinality == cardinality::optional && field.oneof < 0 &&
      field.value->message == nullptr) {
    text = "optional ";
  }
  if (field.value->kind == tern::schema::kind::group) text += "group ";
  return text + type_name(*field.value);
}

// `row` is the first column of the table in docs/types.md, `proto` the second; the third is `json`.
template <class Message>
void check(std::string_view row, std::string_view proto, const Message& message,
           std::string_view hex, std::string_view json, bool is_owned = true) {
  CAPTURE(row);
  CHECK(encoded_hex(message) == hex);
  const std::string bytes = from_hex(hex);
  const auto decoded = tern::codec::decode<Message>(tern::as_bytes(bytes));
  REQUIRE(decoded);
  CHECK(encoded_hex(*decoded) == hex);

  std::string shown;
  for (const auto& field : tern::schema::message_info_of<Message>().fields) {
    if (!shown.empty()) shown += ", ";
    shown += proto_type(field);
  }
  CHECK(shown == proto);

  const auto types = tern::schema::type_registry{}.add<table::M>();
  const auto text = tern::json::encode(message, {.types = &types});
  REQUIRE(text);
  CHECK(*text == json);
  const auto read = tern::json::decode<Message>(json, {.types = &types});
  if (is_owned) {
    REQUIRE(read);
    CHECK(encoded_hex(*read) == hex);
  } else {
    CHECK_FALSE(read);
  }
}

// And what nothing is: no bytes, no member of JSON, and the value that the struct was made with.
template <class Message>
void check_nothing() {
  CHECK(tern::codec::encode(Message{}).empty());
  CHECK(tern::codec::decode<Message>({}));
  CHECK(tern::json::encode(Message{}).value() == "{}");
  CHECK(encoded_hex(tern::json::decode<Message>("{}").value()).empty());
}

std::vector<std::byte> bytes(std::string_view text) {
  const auto view = tern::as_bytes(text);
  return {view.begin(), view.end()};
}

}  // namespace

TEST_CASE("numbers and bools") {
  using namespace table;
  check("std::int32_t", "int32", Int32{-5}, "08fbffff ffffffff ffff01", R"({"value":-5})");
  check("std::int64_t", "int64", Int64{-5}, "08fbffff ffffffff ffff01", R"({"value":"-5"})");
  check("std::uint32_t", "uint32", UInt32{5}, "0805", R"({"value":5})");
  check("std::uint64_t", "uint64", UInt64{5}, "0805", R"({"value":"5"})");
  check("std::int32_t with tern::sint", "sint32", SInt32{-5}, "0809", R"({"value":-5})");
  check("std::int64_t with tern::sint", "sint64", SInt64{-5}, "0809", R"({"value":"-5"})");
  check("std::int32_t with tern::fixed", "sfixed32", SFixed32{-5}, "0dfbffff ff",
        R"({"value":-5})");
  check("std::int64_t with tern::fixed", "sfixed64", SFixed64{-5}, "09fbffff ffffffff ff",
        R"({"value":"-5"})");
  check("std::uint32_t with tern::fixed", "fixed32", Fixed32{5}, "0d050000 00", R"({"value":5})");
  check("std::uint64_t with tern::fixed", "fixed64", Fixed64{5}, "09050000 00000000 00",
        R"({"value":"5"})");
  check("bool", "bool", Bool{true}, "0801", R"({"value":true})");
  check("float", "float", Float{1.5f}, "0d0000c0 3f", R"({"value":1.5})");
  check("double", "double", Double{1.5}, "09000000 000000f8 3f", R"({"value":1.5})");
  check_nothing<Int32>();
  check_nothing<Fixed64>();
  check_nothing<Bool>();
  check_nothing<Double>();
}

TEST_CASE("enums") {
  using namespace table;
  check("enum with TERN_ENUM", "table.Color", Enum{Color::red}, "0801", R"({"value":"red"})");
  check("enum with TERN_ENUM", "table.Color", Enum{static_cast<Color>(77)}, "084d",
        R"({"value":77})");
  check("enum without TERN_ENUM", "enum", EnumWithoutNames{Nameless::red}, "0801",
        R"({"value":1})");
  check_nothing<Enum>();
}

TEST_CASE("strings and bytes") {
  using namespace table;
  check("std::string", "string", String{"ab"}, "0a026162", R"({"value":"ab"})");
  check("std::string with tern::bytes", "bytes", StringBytes{"\xff"}, "0a01ff",
        R"({"value":"/w=="})");
  check("std::vector<std::byte>", "bytes", Bytes{bytes("\xff")}, "0a01ff", R"({"value":"/w=="})");
  check("std::string_view", "string", StringView{"ab"}, "0a026162", R"({"value":"ab"})", false);
  check("std::string_view with tern::bytes", "bytes", StringViewBytes{"\xff"}, "0a01ff",
        R"({"value":"/w=="})", false);
  check("std::span<const std::byte>", "bytes", BytesView{tern::as_bytes("\xff")}, "0a01ff",
        R"({"value":"/w=="})", false);
  check_nothing<String>();
  check_nothing<Bytes>();
  check_nothing<BytesView>();
}

TEST_CASE("messages and presence") {
  using namespace table;
  check("a described struct", "table.M", Message{{.a = 1}}, "0a020801", R"({"value":{"a":1}})");
  check("std::optional<T>", "optional int32", OptionalNumber{0}, "0800", R"({"value":0})");
  check("std::optional<T>", "optional string", OptionalString{""}, "0a00", R"({"value":""})");
  check("std::optional<M>", "table.M", OptionalMessage{M{}}, "0a00", R"({"value":{}})");
  check("tern::box<M>", "table.M", BoxedMessage{M{}}, "0a00", R"({"value":{}})");
  check("std::unique_ptr<M>", "table.M", UniqueMessage{std::make_unique<M>()}, "0a00",
        R"({"value":{}})");
  check_nothing<Message>();
  check_nothing<OptionalNumber>();
  check_nothing<OptionalMessage>();
  check_nothing<BoxedMessage>();
  check_nothing<UniqueMessage>();
}

TEST_CASE("repeated fields and maps") {
  using namespace table;
  check("std::vector<T>", "repeated int32", RepeatedNumber{{1, 0, 300}}, "0a040100 ac02",
        R"({"value":[1,0,300]})");
  check("std::vector<T> with tern::unpacked", "repeated int32", RepeatedUnpacked{{1, 0}},
        "08010800", R"({"value":[1,0]})");
  check("std::vector<T>", "repeated bool", RepeatedBool{{true, false}}, "0a020100",
        R"({"value":[true,false]})");
  check("std::vector<T>", "repeated string", RepeatedString{{"a", ""}}, "0a01610a 00",
        R"({"value":["a",""]})");
  check("std::vector<T>", "repeated table.M", RepeatedMessage{{{.a = 1}, {}}}, "0a020801 0a00",
        R"({"value":[{"a":1},{}]})");
  check("std::map<K, V>", "map<int64, string>", Maps{{{5, "a"}, {7, ""}}},
        "0a050805 1201610a 04080712 00", R"({"value":{"5":"a","7":""}})");
  check("std::unordered_map<K, V>", "map<string, bool>", UnorderedMaps{{{"k", true}}},
        "0a050a01 6b1001", R"({"value":{"k":true}})");
  check_nothing<RepeatedNumber>();
  check_nothing<Maps>();
}

TEST_CASE("oneofs") {
  using namespace table;
  Oneof number;
  number.value = 0;
  check("std::variant<std::monostate, A, B>", "int32, string", number, "0800", R"({"number":0})");
  Oneof text;
  text.value = "ab";
  check("std::variant<std::monostate, A, B>", "int32, string", text, "12026162",
        R"({"text":"ab"})");
  check_nothing<Oneof>();
}

TEST_CASE("times") {
  using namespace table;
  check("std::chrono::sys_time<…>", "google.protobuf.Timestamp",
        Time{std::chrono::sys_time<std::chrono::milliseconds>{1500ms}}, "0a080801 1080cab5 ee01",
        R"({"value":"1970-01-01T00:00:01.500Z"})");
  check("std::chrono::duration<…>", "google.protobuf.Duration", Span{1500ms},
        "0a080801 1080cab5 ee01", R"({"value":"1.500s"})");
  check_nothing<Time>();
  check_nothing<Span>();
}

TEST_CASE("well-known types") {
  using namespace table;
  check("tern::protobuf::Any", "google.protobuf.Any", Any{protobuf::Any::pack(M{.a = 1})},
        "0a210a1b 74797065 2e676f6f 676c6561 7069732e 636f6d2f 7461626c 652e4d12 020801",
        R"({"value":{"@type":"type.googleapis.com/table.M","a":1}})");
  check("tern::protobuf::Timestamp", "google.protobuf.Timestamp",
        Timestamp{protobuf::Timestamp{.seconds = 1}}, "0a020801",
        R"({"value":"1970-01-01T00:00:01Z"})");
  check("tern::protobuf::Duration", "google.protobuf.Duration",
        Duration{protobuf::Duration{.seconds = 1}}, "0a020801", R"({"value":"1s"})");
  check("tern::protobuf::FieldMask", "google.protobuf.FieldMask",
        FieldMask{protobuf::FieldMask{.paths = {"a", "b.c_d"}}}, "0a0a0a01 610a0562 2e635f64",
        R"({"value":"a,b.cD"})");
  check("tern::protobuf::Struct", "google.protobuf.Struct", Struct{protobuf::Struct{{{"k", true}}}},
        "0a090a07 0a016b12 022001", R"({"value":{"k":true}})");
  check("tern::protobuf::Value", "google.protobuf.Value", Value{protobuf::Value{"ab"}},
        "0a041a02 6162", R"({"value":"ab"})");
  check("tern::protobuf::ListValue", "google.protobuf.ListValue",
        ListValue{protobuf::ListValue{{nullptr, true}}}, "0a080a02 08000a02 2001",
        R"({"value":[null,true]})");
  check("tern::protobuf::NullValue", "optional google.protobuf.NullValue",
        NullValue{protobuf::NullValue::NULL_VALUE}, "0800", R"({"value":null})");
  check("tern::protobuf::Int64Value", "google.protobuf.Int64Value",
        Wrapper{protobuf::Int64Value{.value = 5}}, "0a020805", R"({"value":"5"})");
  check("tern::protobuf::Empty", "google.protobuf.Empty", Empty{protobuf::Empty{}}, "0a00",
        R"({"value":{}})");
  check_nothing<Any>();
  check_nothing<Wrapper>();
}

TEST_CASE("converted types") {
  using namespace table;
  check("a type with a conversion", "int64", Converted{UserId{5}}, "0805", R"({"value":"5"})");
  check_nothing<Converted>();
}

TEST_CASE("containers of std::pmr") {
  using namespace table;
  check("std::pmr::string", "string", PmrString{"ab"}, "0a026162", R"({"value":"ab"})");
  check("std::pmr::vector<T>", "repeated int32", PmrVector{{1, 2}}, "0a020102",
        R"({"value":[1,2]})");
  check("std::pmr::map<K, V>", "map<int32, int32>", PmrMaps{{{1, 2}}}, "0a040801 1002",
        R"({"value":{"1":2}})");
  check("tern::pmr::box<M>", "table.M", PmrBoxed{M{}}, "0a00", R"({"value":{}})");
  check_nothing<PmrString>();
  check_nothing<PmrMaps>();
}

TEST_CASE("what only proto2 and editions say") {
  using namespace table;
  check("std::optional<T> with tern::default_value", "optional int32", OptionalDefault{7}, "0807",
        R"({"value":7})");
  CHECK(tern::value_or_default<&OptionalDefault::value>({}) == 7);
  check("T with tern::required", "required int32", Required{0}, "0800", R"({"value":0})");
  CHECK_FALSE(tern::codec::decode<Required>({}));
  check("M with tern::delimited", "group table.M", Group{M{.a = 1}}, "0b08010c",
        R"({"value":{"a":1}})");
  check("std::optional<E>, closed", "optional table.Closed", ClosedEnum{Closed::high}, "0802",
        R"({"value":"high"})");
  CHECK_FALSE(decode_hex<ClosedEnum>("0805")->value.has_value());
}

TEST_CASE("tern::unknown_fields") {
  table::Unknown unknown;
  unknown.value.append(tern::as_bytes("\x78\x01"));
  CHECK(encoded_hex(unknown) == "7801");
  CHECK(decode_hex<table::Unknown>("7801")->value == unknown.value);
  CHECK(tern::schema::message_info_of<table::Unknown>().fields.empty());
  CHECK(tern::json::encode(unknown).value() == "{}");
  check_nothing<table::Unknown>();
}
