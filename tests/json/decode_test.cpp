// SPDX-License-Identifier: MIT
#include <tern/json/decode.hpp>
#include <tern/json/encode.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <tests/json/messages.hpp>

namespace {

using namespace shop::v1;
using tern::json::decode;
using tern::json::decode_options;

template <class M>
std::string error_of(std::string_view text, const decode_options& options = {}) {
  const auto decoded = decode<M>(text, options);
  if (decoded) return "no error";
  CHECK(decoded.status().code() == tern::code::invalid_argument);
  return decoded.status().message();
}

template <class M>
M read(std::string_view text, const decode_options& options = {}) {
  auto decoded = decode<M>(text, options);
  INFO(text);
  REQUIRE_MESSAGE(decoded.ok(), decoded.status().message());
  return std::move(*decoded);
}

TEST_CASE("a message is an object of its fields") {
  const auto order = read<Order>(R"({
    "orderId": "42",
    "items": [{"name": "tea", "price": 4.5, "size": "SIZE_LARGE"}, {}],
    "labels": {"a": "b", "": "\u00e9"},
    "gift": {"name": "cup"},
    "note": "",
    "plain": {"price": -0},
    "inner": {"orderId": 43, "inner": {}},
    "behind": {"name": "x"}
  })");
  CHECK(order.order_id == 42);
  REQUIRE(order.items.size() == 2);
  CHECK(order.items[0] == Item{.name = "tea", .price = 4.5, .size = Size::large});
  CHECK(order.items[1] == Item{});
  CHECK(order.labels == std::map<std::string, std::string>{{"a", "b"}, {"", "é"}});
  CHECK(std::get<2>(order.payment).name == "cup");
  CHECK(order.note == "");
  CHECK(std::signbit(order.plain.price));
  REQUIRE(order.inner);
  CHECK(order.inner->order_id == 43);
  CHECK(order.inner->inner.has_value());
  REQUIRE(order.behind);
  CHECK(order.behind->name == "x");
  CHECK(read<Order>("{}").items.empty());
  CHECK(read<Order>(" \t\r\n{ } \n").items.empty());
}

TEST_CASE("fields have two names, which may be escaped") {
  CHECK(read<Named>(R"({"snakeCase": 1})").snake_case == 1);
  CHECK(read<Named>(R"({"snake_case": 1})").snake_case == 1);
  CHECK(read<Named>(R"({"snake\u0043ase": 1})").snake_case == 1);
  CHECK(read<Named>(R"({"jsonName": 1})").renamed == 1);
  CHECK(read<Named>(R"({"wire_name": 1})").renamed == 1);
  CHECK(read<Named>(R"({"[shop.v1.ext]": 1})").extension == 1);
  CHECK(read<Named>(R"({"a\"b\\c": 1})").quoted == 1);
  CHECK(read<Named>(R"({"quoted":4,"snakeCase" :1,"jsonName"  :2})").renamed == 2);
  CHECK(error_of<Named>(R"({"renamed": 1})") ==
        "shop.v1.Named has no field \"renamed\" (line 1, column 2)");
  CHECK(error_of<Named>(R"({"SnakeCase": 1})") ==
        "shop.v1.Named has no field \"SnakeCase\" (line 1, column 2)");
}

TEST_CASE("numbers come in many spellings") {
  CHECK(read<Scalars>(R"({"int32": -2147483648})").int_32 == -2147483647 - 1);
  CHECK(read<Scalars>(R"({"int32": "1e5"})").int_32 == 100000);
  CHECK(read<Scalars>(R"({"int32": 100000.000})").int_32 == 100000);
  CHECK(read<Scalars>(R"({"int64": "9223372036854775807"})").int_64 ==
        std::numeric_limits<std::int64_t>::max());
  CHECK(read<Scalars>(R"({"int64": -9223372036854775808})").int_64 ==
        std::numeric_limits<std::int64_t>::min());
  CHECK(read<Scalars>(R"({"uint32": 4294967295})").uint_32 == 4294967295);
  CHECK(read<Scalars>(R"({"uint64": 18446744073709551615})").uint_64 ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK(read<Scalars>(R"({"sint64": -7, "fixed32": "8", "anyLong": "-9"})") ==
        Scalars{.sint_64 = -7, .fixed_32 = 8, .any_long = -9});
  CHECK(read<Scalars>(R"({"real32": "0.5", "real64": 1E-3})") ==
        Scalars{.real_32 = 0.5F, .real_64 = 0.001});
  CHECK(std::isnan(read<Scalars>(R"({"real64": "NaN"})").real_64));
  CHECK(read<Scalars>(R"({"real32": "-Infinity"})").real_32 ==
        -std::numeric_limits<float>::infinity());
}

TEST_CASE("what is no number says what it is") {
  const auto error = [](std::string value) {
    return error_of<Scalars>("{\"int32\": " + value + "}");
  };
  CHECK(error("\"x\"") == "int32: expected a number, found string \"x\" (line 1, column 11)");
  CHECK(error("true") == "int32: expected a number, found true (line 1, column 11)");
  CHECK(error("[1]") == "int32: expected a number, found a list (line 1, column 11)");
  CHECK(error("{}") == "int32: expected a number, found an object (line 1, column 11)");
  CHECK(error("01") == "int32: expected a number, found 01 (line 1, column 11)");
  CHECK(error("-01") == "int32: expected a number, found -01 (line 1, column 11)");
  CHECK(error("1.") == "int32: expected a number, found 1. (line 1, column 11)");
  CHECK(error("+1") == "int32: expected a number, found \"+1\" (line 1, column 11)");
  CHECK(error(".5") == "int32: expected a number, found \".5\" (line 1, column 11)");
  CHECK(error("NaN") == "int32: expected a number, found \"NaN\" (line 1, column 11)");
  CHECK(error("\"\"") == "int32: expected a number, found string \"\" (line 1, column 11)");
  CHECK(error("\" 1\"") == "int32: expected a number, found string \" 1\" (line 1, column 11)");
  CHECK(error("\"1 \"") == "int32: expected a number, found string \"1 \" (line 1, column 11)");
  CHECK(error("0.5") == "int32: expected an integer, found number 0.5 (line 1, column 11)");
  CHECK(error("2147483648") ==
        "int32: expected a number in the range of int32, found number 2147483648 "
        "(line 1, column 11)");
  CHECK(error_of<Scalars>(R"({"uint32": -1})") ==
        "uint32: expected a number in the range of uint32, found number -1 (line 1, column 12)");
  CHECK(error_of<Scalars>(R"({"real32": 3.5e38})") ==
        "real32: expected a number in the range of float, found number 3.5e38 "
        "(line 1, column 12)");
  CHECK(error_of<Scalars>(R"({"real64": "1e309"})") ==
        "real64: expected a number in the range of double, found string \"1e309\" "
        "(line 1, column 12)");
  CHECK(error_of<Scalars>(R"({"int32": "NaN"})") ==
        "int32: expected a number, found string \"NaN\" (line 1, column 11)");
}

TEST_CASE("bools, strings and bytes") {
  CHECK(read<Scalars>(R"({"flag": true})").flag);
  CHECK_FALSE(read<Scalars>(R"({"flag": false})").flag);
  CHECK(read<Scalars>(R"({"text": "a\u0000b\ud83d\ude00\/\n"})").text ==
        std::string("a\0b😀/\n", 9));
  for (const char* const text : {"-_8=", "+/8=", "-_8", "+/8"}) {
    CHECK(read<Scalars>(R"({"raw": ")" + std::string{text} + "\"}").raw == "\xfb\xff");
  }
  CHECK(read<Scalars>(R"({"blob": "AAE="})").blob ==
        std::vector<std::byte>{std::byte{0}, std::byte{1}});
  CHECK(error_of<Scalars>(R"({"flag": "true"})") ==
        "flag: expected true or false, found string \"true\" (line 1, column 10)");
  CHECK(error_of<Scalars>(R"({"flag": 1})") ==
        "flag: expected true or false, found number 1 (line 1, column 10)");
  CHECK(error_of<Scalars>(R"({"flag": truest})") ==
        "flag: expected true or false, found \"truest\" (line 1, column 10)");
  CHECK(error_of<Scalars>(R"({"text": 12})") ==
        "text: expected a string, found number 12 (line 1, column 10)");
  CHECK(error_of<Scalars>(R"({"raw": "a*=="})") ==
        "raw: expected base64, found string \"a*==\" (line 1, column 9)");
  CHECK(error_of<Scalars>(R"({"raw": "abcde"})") ==
        "raw: expected base64, found string \"abcde\" (line 1, column 9)");
}

TEST_CASE("enums are names, aliases and numbers") {
  CHECK(read<Scalars>(R"({"size": "SIZE_LARGE"})").size == Size::large);
  CHECK(read<Scalars>(R"({"size": "SIZE_HUGE"})").size == Size::large);
  CHECK(read<Scalars>(R"({"size": 1})").size == Size::small);
  CHECK(read<Scalars>(R"({"size": 77})").size == static_cast<Size>(77));
  CHECK(read<Scalars>(R"({"bare": 77})").bare == static_cast<Bare>(77));
  CHECK(error_of<Scalars>(R"({"size": "large"})") ==
        "size: expected the name of an enumerator of shop.v1.Size, found string \"large\" "
        "(line 1, column 10)");
  CHECK(error_of<Scalars>(R"({"size": true})") ==
        "size: expected the name of an enumerator or a number, found true (line 1, column 10)");
  CHECK(error_of<Scalars>(R"({"state": 1})") ==
        "state: the closed enum shop.v1.State has no number 1 (line 1, column 11)");
  CHECK(error_of<Scalars>(R"({"bare": "none"})") ==
        "bare: expected a number, because the enum has no TERN_ENUM, found string \"none\" "
        "(line 1, column 10)");
}

TEST_CASE("lists and maps") {
  const auto order = read<Order>(R"({"codes": [1, "2", 3e0], "flags": [true, false],
    "sizes": ["SIZE_SMALL", 2], "byNumber": {"-1": {"name": "a"}, "7": {}},
    "byFlag": {"true": 1, "false": 0}, "sizeOf": {"x": "SIZE_HUGE"}})");
  CHECK(order.codes == std::vector<std::int32_t>{1, 2, 3});
  CHECK(order.flags == std::vector<bool>{true, false});
  CHECK(order.sizes == std::vector<Size>{Size::small, Size::large});
  CHECK(order.by_number.at(-1).name == "a");
  CHECK(order.by_number.count(7) == 1);
  CHECK(order.by_flag == std::map<bool, std::uint32_t>{{true, 1}, {false, 0}});
  CHECK(order.size_of.at("x") == Size::large);
  CHECK(read<Order>(R"({"codes": [], "labels": {}})").codes.empty());

  CHECK(error_of<Order>(R"({"codes": [1, 2, "x"]})") ==
        "codes[2]: expected a number, found string \"x\" (line 1, column 18)");
  CHECK(error_of<Order>(R"({"codes": 1})") ==
        "codes: expected a list, found number 1 (line 1, column 11)");
  CHECK(error_of<Order>(R"({"codes": [1,]})") ==
        "codes[1]: expected a number, found \"]\" (line 1, column 14)");
  CHECK(error_of<Order>(R"({"codes": [1 2]})") ==
        "codes: expected \",\" or \"]\", found number 2 (line 1, column 14)");
  CHECK(error_of<Order>(R"({"codes": [[1]]})") ==
        "codes[0]: expected a number, found a list (line 1, column 12)");
  CHECK(error_of<Order>(R"({"labels": []})") ==
        "labels: expected an object, found a list (line 1, column 12)");
  CHECK(error_of<Order>(R"({"labels": {"a": 1}})") ==
        "labels[\"a\"]: expected a string, found number 1 (line 1, column 18)");
  CHECK(error_of<Order>(R"({"labels": {"k\u0061": "\x"}})") ==
        "labels[\"ka\"]: an escape that does not exist (line 1, column 25)");
  CHECK(error_of<Order>(R"({"byNumber": {"1": {"price": []}}})") ==
        "byNumber[\"1\"].price: expected a number, found a list (line 1, column 30)");
  CHECK(error_of<Order>(R"({"byNumber": {"x": {}}})") ==
        "byNumber[\"x\"]: expected a number, found string \"x\" (line 1, column 15)");
  CHECK(error_of<Order>(R"({"byFlag": {"1": 1}})") ==
        "byFlag[\"1\"]: expected \"true\" or \"false\", found string \"1\" (line 1, column 13)");
  CHECK(error_of<Order>(R"({"byNumber": {1: {}}})") ==
        "byNumber: expected a name in quotes, found number 1 (line 1, column 15)");
}

TEST_CASE("null is absence") {
  const auto order = read<Order>(R"({"orderId": null, "items": null, "labels": null, "note": null,
    "plain": null, "inner": null, "behind": null, "due": null, "handling": null, "voucher": null})");
  CHECK(order.order_id == 0);
  CHECK_FALSE(order.note);
  CHECK_FALSE(order.inner);
  CHECK(order.payment.index() == 0);

  CHECK(std::get<1>(read<Order>(R"({"gift": null, "voucher": "x"})").payment) == "x");
  CHECK(std::get<1>(read<Order>(R"({"voucher": "x", "gift": null})").payment) == "x");
  CHECK(read<Order>(R"({"none": null})").payment.index() == 3);
  // A number that NullValue does not have is kept, as in every open enum.
  CHECK(tern::json::encode(read<Order>(R"({"none": 3})")).value() == R"({"none":3})");
  CHECK(error_of<Order>(R"({"codes": [null]})") ==
        "codes[0]: expected a number, found null (line 1, column 12)");
  CHECK(error_of<Order>(R"({"items": [null]})") ==
        "items[0]: expected an object, found null (line 1, column 12)");
  CHECK(error_of<Order>(R"({"labels": {"a": null}})") ==
        "labels[\"a\"]: expected a string, found null (line 1, column 18)");
  CHECK(error_of<Order>("null") == "expected an object, found null (line 1, column 1)");
}

TEST_CASE("nothing may be there twice") {
  CHECK(error_of<Order>(R"({"note": "a", "note": "b"})") ==
        "note: the field is there twice (line 1, column 15)");
  CHECK(error_of<Order>(R"({"orderId": 1, "order_id": 1})") ==
        "orderId: the field is there twice (line 1, column 16)");
  CHECK(error_of<Order>(R"({"note": null, "note": null})") ==
        "note: the field is there twice (line 1, column 16)");
  CHECK(error_of<Order>(R"({"voucher": "a", "gift": {}})") ==
        "gift: the oneof payment has a value already (line 1, column 26)");
  CHECK(error_of<Order>(R"({"labels": {"a": "1", "\u0061": "2"}})") ==
        "labels[\"a\"]: the key is there twice (line 1, column 23)");
  CHECK(error_of<Order>(R"({"byNumber": {"1": {}, "1.0": {}}})") ==
        "byNumber[\"1.0\"]: the key is there twice (line 1, column 24)");
}

TEST_CASE("unknown members and names are skipped on demand, but must be JSON") {
  const decode_options lenient{.ignore_unknown = true};
  const auto order = read<Order>(
      R"({"what": {"a": [1, -2.5e3, "x\n", true, false, null, {}, []]}, "orderId": 1, "z": 0,
          "sizes": ["SIZE_SMALL", "NEW", 2], "sizeOf": {"a": "NEW", "b": 1}})",
      lenient);
  CHECK(order.order_id == 1);
  CHECK(order.sizes == std::vector<Size>{Size::small, Size::large});
  CHECK(order.size_of == std::unordered_map<std::string, Size>{{"b", Size::small}});

  const auto scalars = read<Scalars>(R"({"size": "NEW", "state": 1, "bare": "x"})", lenient);
  CHECK(scalars == Scalars{});

  CHECK(error_of<Order>(R"({"what": 1})") ==
        "shop.v1.Order has no field \"what\" (line 1, column 2)");
  for (const char* const bad : {"01", "1.", "-", "tru", "nulls", "\"\\x\"", "\"\\ud800\"", "[1,]",
                                "{\"a\" 1}", "{\"a\":}", "{,}", "[", "{a:1}", "'a'", "/**/1"}) {
    INFO(bad);
    CHECK(error_of<Order>("{\"what\": " + std::string{bad} + "}", lenient) != "no error");
  }
}

TEST_CASE("decoding into a message replaces what the text has") {
  Order order;
  order.order_id = 1;
  order.note = "kept";
  order.codes = {1, 2, 3};
  order.labels = {{"a", "b"}};
  order.plain = {.name = "tea", .price = 1};
  order.inner.emplace().order_id = 5;
  order.payment.emplace<1>("v");
  REQUIRE(
      tern::json::decode_into(
          R"({"codes": [4], "labels": {"a": "c"}, "plain": {"price": 2}, "inner": {"note": ""}})",
          order)
          .ok());
  CHECK(order.order_id == 1);
  CHECK(order.note == "kept");
  CHECK(order.codes == std::vector<std::int32_t>{4});
  CHECK(order.labels == std::map<std::string, std::string>{{"a", "c"}});
  CHECK(order.plain == Item{.name = "tea", .price = 2});
  CHECK(order.inner->order_id == 5);
  CHECK(order.inner->note == "");
  CHECK(std::get<1>(order.payment) == "v");

  REQUIRE(tern::json::decode_into(R"({"note": null, "voucher": null, "inner": null})", order).ok());
  CHECK_FALSE(order.note);
  CHECK(order.payment.index() == 0);
  CHECK_FALSE(order.inner);
}

TEST_CASE("required fields must be there") {
  CHECK(read<Strict>(R"({"id": 0})").id == 0);
  CHECK(error_of<Strict>("{}") == "id: a required field is missing (line 1, column 3)");
  CHECK(error_of<Strict>(R"({"id": null})") ==
        "id: expected a value: it is required, found null (line 1, column 8)");
  CHECK(read<Strict>("{}", {.allow_partial = true}).id == 0);
}

TEST_CASE("a borrowed view cannot be read from JSON") {
  CHECK(error_of<Views>(R"({"text": "x"})") ==
        "text: a borrowed view cannot be decoded from JSON: std::string and std::vector own "
        "(line 1, column 13)");
  CHECK(read<Views>("{}").text.empty());
}

TEST_CASE("times of std::chrono") {
  const auto order = read<Order>(R"({"due": "1970-01-01T00:00:01.5Z", "handling": "-1.5s"})");
  CHECK(order.due.time_since_epoch() == std::chrono::milliseconds{1500});
  CHECK(order.handling == std::chrono::milliseconds{-1500});
  CHECK(error_of<Order>(R"({"due": "yesterday"})") ==
        "due: expected a time like \"2006-01-02T15:04:05Z\", found string \"yesterday\" "
        "(line 1, column 9)");
  const auto too_long = decode<Order>(R"({"handling": "315576000000s"})");
  REQUIRE_FALSE(too_long);
  CHECK(too_long.status().code() == tern::code::out_of_range);
}

TEST_CASE("what is no JSON says where") {
  const auto error = [](std::string_view text) { return error_of<Order>(text); };
  CHECK(error("") == "expected an object, found the end of the text (line 1, column 1)");
  CHECK(error("  \n ") == "expected an object, found the end of the text (line 2, column 2)");
  CHECK(error("[]") == "expected an object, found a list (line 1, column 1)");
  CHECK(error("{") == "expected a name in quotes, found the end of the text (line 1, column 2)");
  CHECK(error("{} {}") == "expected the end of the text, found an object (line 1, column 4)");
  CHECK(error("{}x") == "expected the end of the text, found \"x\" (line 1, column 3)");
  CHECK(error("{\"note\"}") == "expected \":\", found \"}\" (line 1, column 8)");
  CHECK(error("{\"note\": \"a\",}") ==
        "expected a name in quotes, found \"}\" (line 1, column 14)");
  CHECK(error("{note: 1}") == "expected a name in quotes, found \"note\" (line 1, column 2)");
  CHECK(error("{'note': 1}") == "expected a name in quotes, found \"'note'\" (line 1, column 2)");
  CHECK(error("{\n  \"é\": 1,\n  \"items\": [{}, {\"price\": \"x\"}]\n}").starts_with("shop.v1"));
  CHECK(error("{\n  \"orderId\": 1,\n  \"items\": [{}, {\"note\": 1}]\n}") ==
        "items[1]: shop.v1.Item has no field \"note\" (line 3, column 18)");
  CHECK(error("{\"note\": \"éé\" 1}") ==
        "expected \",\" or \"}\", found number 1 (line 1, column 15)");
  CHECK(error("{\"note\": \"a\nb\"}") == "a control character in a string (line 1, column 12)");
  CHECK(error("{\"note\": \"ab") == "a string without an end (line 1, column 10)");
  CHECK(error("{\"note\": \"\xc3(\"}") == "not valid UTF-8 (line 1, column 11)");
  CHECK(error("{\"note\": \"\\ud800\"}") == "note: half of a surrogate pair (line 1, column 11)");
  CHECK(error("{\"note\": \"\\uD83D\\u0041\"}") ==
        "note: half of a surrogate pair (line 1, column 11)");
  CHECK(error("{\"note\": \"\\u12g4\"}") ==
        "note: an escape without four hexadecimal digits (line 1, column 11)");
  CHECK(error("\xef\xbb\xbf{}") == "expected an object, found \"\xef\xbb\xbf\" (line 1, column 1)");
  CHECK(error(std::string_view("{}\0", 3)) ==
        "expected the end of the text, found \"?\" (line 1, column 3)");
  CHECK(error(std::string_view("\0", 1)) == "expected an object, found \"?\" (line 1, column 1)");
}

TEST_CASE("what was found is shortened") {
  const std::string text = "{\"codes\": [\"" + std::string(39, 'x') + "é\"]}";
  CHECK(error_of<Order>(text) == "codes[0]: expected a number, found string \"" +
                                     std::string(39, 'x') + "...\" (line 1, column 12)");
}

}  // namespace
