// SPDX-License-Identifier: MIT
#include <tern/json.hpp>

#include <limits>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <tests/json/messages.hpp>

namespace {

using namespace shop::v1;
namespace wkt = tern::protobuf;

const tern::json::type_registry types =
    tern::json::type_registry{}
        .add<Item, Known, wkt::Duration, wkt::Struct, wkt::Any, wkt::Empty, wkt::Int64Value>();

Known read(std::string_view text, bool lenient = false) {
  auto decoded = tern::json::decode<Known>(text, {.ignore_unknown = lenient, .types = &types});
  INFO(text);
  REQUIRE_MESSAGE(decoded.ok(), decoded.status().message());
  return std::move(*decoded);
}

std::string error_of(std::string_view text) {
  const auto decoded = tern::json::decode<Known>(text, {.types = &types});
  return decoded ? "no error" : decoded.status().message();
}

std::string text_of(const Known& message) {
  const auto text = tern::json::encode(message, {.types = &types});
  return text ? *text : text.status().message();
}

// What is read is written again, in one spelling.
std::string normal(std::string_view text) {
  return text_of(read(text));
}

TEST_CASE("an Any is its message with the type beside it") {
  const auto known = read(R"({"any": {"@type": "x.y/shop.v1.Item", "name": "tea"}})");
  REQUIRE(known.any);
  CHECK(known.any->type_url == "x.y/shop.v1.Item");
  CHECK(known.any->unpack<Item>().value().name == "tea");
  CHECK(text_of(known) == R"({"any":{"@type":"x.y/shop.v1.Item","name":"tea"}})");

  CHECK(normal(R"({"any": {"name": "tea", "@type": "x.y/shop.v1.Item", "price": 1}})") ==
        R"({"any":{"@type":"x.y/shop.v1.Item","name":"tea","price":1}})");
  CHECK(normal(R"({"any": {}})") == R"({"any":{}})");
  CHECK(normal(R"({"any": {"@type": "x/google.protobuf.Duration", "value": "1.5s"}})") ==
        R"({"any":{"@type":"x/google.protobuf.Duration","value":"1.500s"}})");
  CHECK(normal(R"({"any": {"value": {"a": [1]}, "@type": "x/google.protobuf.Struct"}})") ==
        R"({"any":{"@type":"x/google.protobuf.Struct","value":{"a":[1]}}})");
  CHECK(
      normal(R"({"any": {"@type": "x/google.protobuf.Any", "value":
                  {"@type": "x/shop.v1.Item", "name": "in"}}})") ==
      R"({"any":{"@type":"x/google.protobuf.Any","value":{"@type":"x/shop.v1.Item","name":"in"}}})");
  for (const char* const empty :
       {R"({"any": {"@type": "x/google.protobuf.Empty"}})",
        R"({"any": {"@type": "x/google.protobuf.Empty", "value": {}}})"}) {
    CHECK(normal(empty) == R"({"any":{"@type":"x/google.protobuf.Empty"}})");
  }
  CHECK(text_of(read(R"({"any": {"@type": "x/shop.v1.Item", "new": [1], "name": "a"}})", true)) ==
        R"({"any":{"@type":"x/shop.v1.Item","name":"a"}})");
}

TEST_CASE("an Any that makes no sense is an error") {
  CHECK(error_of(R"({"any": {"name": "tea"}})") ==
        "any: an Any without \"@type\" (line 1, column 9)");
  CHECK(error_of(R"({"any": {"@type": 1}})") ==
        "any.@type: expected the URL of a type, found number 1 (line 1, column 19)");
  CHECK(error_of(R"({"any": {"@type": "shop.v1.Item"}})") ==
        "any: expected a type like \"type.googleapis.com/shop.v1.Gift\", found \"shop.v1.Item\" "
        "(line 1, column 19)");
  CHECK(error_of(R"({"any": {"@type": "x/"}})") ==
        "any: expected a type like \"type.googleapis.com/shop.v1.Gift\", found \"x/\" "
        "(line 1, column 19)");
  CHECK(error_of(R"({"any": {"@type": "", "value": ""}})") ==
        "any: expected a type like \"type.googleapis.com/shop.v1.Gift\", found \"\" "
        "(line 1, column 19)");
  CHECK(error_of(R"({"any": {"@type": "x/shop.v1.Order"}})") ==
        "any: no message type \"shop.v1.Order\" in decode_options::types (line 1, column 19)");
  CHECK(error_of(R"({"any": {"@type": "x/shop.v1.Item", "@type": "x/shop.v1.Item"}})") ==
        "any: \"@type\" is there twice (line 1, column 37)");
  CHECK(error_of(R"({"any": {"@type": "x/shop.v1.Item", "price": "x"}})") ==
        "any.price: expected a number, found string \"x\" (line 1, column 46)");
  CHECK(error_of(R"({"any": {"@type": "x/google.protobuf.Duration"}})") ==
        "any: an Any of google.protobuf.Duration has a member \"value\" (line 1, column 48)");
  CHECK(error_of(R"({"any": {"@type": "x/google.protobuf.Duration", "value": "1"}})") ==
        "any.value: expected a duration like \"1.5s\", found string \"1\" (line 1, column 58)");
  CHECK(error_of(
            R"({"any": {"@type": "x/google.protobuf.Duration", "value": "1s", "value": "1s"}})") ==
        "any: \"value\" is there twice (line 1, column 64)");
  CHECK(error_of(R"({"any": {"@type": "x/google.protobuf.Duration", "value": "1s", "more": 1}})") ==
        "any: google.protobuf.Duration has no field \"more\" (line 1, column 64)");
  CHECK(tern::json::decode<Known>(R"({"any": {"@type": "x/shop.v1.Item"}})").status().message() ==
        "any: no message type \"shop.v1.Item\" in decode_options::types (line 1, column 19)");

  Known known;
  known.any = wkt::Any{.type_url = "x/shop.v1.Order"};
  CHECK(text_of(known) == "any: no message type \"shop.v1.Order\" in encode_options::types");
  known.any->type_url = "shop.v1.Item";
  CHECK(text_of(known) == "any: no message type \"\" in encode_options::types");
  known.any = wkt::Any{.type_url = "x/shop.v1.Item", .value = {std::byte{0xff}}};
  CHECK(text_of(known).starts_with("any: "));
  CHECK_FALSE(tern::json::encode(known).ok());
}

TEST_CASE("times are texts") {
  CHECK(normal(R"({"time": "0001-01-01T00:00:00Z"})") == R"({"time":"0001-01-01T00:00:00Z"})");
  CHECK(normal(R"({"time": "1972-01-01T08:00:20.021+08:00"})") ==
        R"({"time":"1972-01-01T00:00:20.021Z"})");
  CHECK(normal(R"({"span": "-0.000000001s"})") == R"({"span":"-0.000000001s"})");
  CHECK(error_of(R"({"time": 1})") ==
        "time: expected a time in a string, found number 1 (line 1, column 10)");
  CHECK(error_of(R"({"span": 1})") ==
        "span: expected a duration in a string, found number 1 (line 1, column 10)");
  Known known;
  known.time = wkt::Timestamp{.seconds = wkt::Timestamp::max_seconds + 1};
  CHECK(text_of(known) == "time: the time is not of the years 1 to 9999");
  known.time = wkt::Timestamp{.nanos = -1};
  CHECK(text_of(known) == "time: the time is not of the years 1 to 9999");
  known = {.span = wkt::Duration{.seconds = 1, .nanos = -1}};
  CHECK(text_of(known) ==
        "span: the duration is longer than 10000 years, or its parts differ in sign");
}

TEST_CASE("a field mask is one text") {
  CHECK(read(R"({"mask": "user.displayName,photo"})").mask->paths ==
        std::vector<std::string>{"user.display_name", "photo"});
  CHECK(normal(R"({"mask": "user.displayName,photo"})") == R"({"mask":"user.displayName,photo"})");
  CHECK(read(R"({"mask": ""})").mask->paths.empty());
  CHECK(normal(R"({"mask": ""})") == R"({"mask":""})");
  CHECK(error_of(R"({"mask": "a_b"})") ==
        "mask: expected a path like \"user.displayName\", found \"a_b\" (line 1, column 10)");
  CHECK(error_of(R"({"mask": "a,,b"})") ==
        "mask: expected a path like \"user.displayName\", found \"\" (line 1, column 10)");
  CHECK(error_of(R"({"mask": "a,"})") ==
        "mask: expected a path like \"user.displayName\", found \"\" (line 1, column 10)");
  for (const char* const path : {"fooBar", "foo_3_bar", "foo__bar", "foo_", "a,b"}) {
    Known known;
    known.mask = wkt::FieldMask{{"ok", path}};
    CHECK(text_of(known) ==
          "mask: the path \"" + std::string{path} + "\" would come back as another one");
  }
}

TEST_CASE("values of JSON are what they are") {
  const std::string text =
      R"({"object":{"a":null,"b":true,"c":[],"d":{},"e":"x","f":-1.5},"value":[[1],{"x":[]}],)"
      R"("values":[null,1,"two",false],"list":[1,"2",[3]]})";
  CHECK(normal(text) == text);
  CHECK(read(R"({"value": null})").value->is_null());
  CHECK(normal(R"({"value": null})") == R"({"value":null})");
  CHECK_FALSE(read(R"({"object": null, "list": null, "empty": null})").object);
  CHECK(read(R"({"values": null})").values.empty());
  CHECK(error_of(R"({"object": {"a": 1, "a": 2}})") ==
        "object[\"a\"]: the key is there twice (line 1, column 21)");
  CHECK(error_of(R"({"value": nul})") ==
        "value: expected a value, found \"nul\" (line 1, column 11)");
  CHECK(error_of(R"({"value": [tru]})") ==
        "value[0]: expected true or false, found \"tru\" (line 1, column 12)");
  CHECK(error_of(R"({"value": 1e999})") ==
        "value: expected a number in the range of double, found number 1e999 (line 1, column 11)");
  CHECK(error_of(R"({"list": {}})") ==
        "list: expected a list, found an object (line 1, column 10)");
  CHECK(error_of(R"({"empty": {"a": 1}})") ==
        "empty: google.protobuf.Empty has no field \"a\" (line 1, column 12)");
  CHECK(normal(R"({"empty": {}})") == R"({"empty":{}})");

  Known known;
  known.value = wkt::Value{std::numeric_limits<double>::quiet_NaN()};
  CHECK(text_of(known) == "value: a google.protobuf.Value is no NaN and not infinite");
  known.value = wkt::Value{};
  CHECK(text_of(known) == "value: a google.protobuf.Value that holds nothing");
  CHECK(tern::json::decode<wkt::Value>("null").value().is_null());
  CHECK(tern::json::decode<wkt::Value>(" [1] ").ok());
}

TEST_CASE("wrappers are the values in them") {
  const std::string text = R"({"number":"7","flag":true,"bytes":"AQ=="})";
  CHECK(normal(text) == text);
  CHECK(normal(R"({"number": 0, "flag": false, "bytes": ""})") ==
        R"({"number":"0","flag":false,"bytes":""})");
  CHECK_FALSE(read(R"({"number": null})").number);
  CHECK(error_of(R"({"number": "x"})") ==
        "number: expected a number, found string \"x\" (line 1, column 12)");
  CHECK_FALSE(tern::json::decode<wkt::Int64Value>("null").ok());
  CHECK(tern::json::decode<wkt::Int64Value>("7").value().value == 7);
  CHECK(tern::json::encode(wkt::Int64Value{7}).value() == "\"7\"");
}

TEST_CASE("values in values are not nested without end") {
  const auto nested = [](int depth) {
    return "{\"value\": " + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + "}";
  };
  CHECK(error_of(nested(100)) == "no error");
  CHECK(error_of(nested(101)).find("nested deeper than depth_limit, which is 100") !=
        std::string::npos);

  // An Any in an Any in an Any: in binary, it is one level each.
  wkt::Any any = wkt::Any::pack(Item{});
  for (int i = 0; i < 60; ++i) any = wkt::Any::pack(any);
  CHECK(tern::json::encode(any, {.types = &types}).ok());
  for (int i = 0; i < 60; ++i) any = wkt::Any::pack(any);
  CHECK_FALSE(tern::json::encode(any, {.types = &types}).ok());
}

}  // namespace
