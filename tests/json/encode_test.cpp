// SPDX-License-Identifier: MIT
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
using tern::json::encode_options;

template <class M>
std::string text_of(const M& message, const encode_options& options = {}) {
  const auto text = tern::json::encode(message, options);
  return text ? *text : text.status().message();
}

TEST_CASE("members come in the order of the macro, without what is absent") {
  Order order;
  CHECK(text_of(order) == "{}");
  order.order_id = 42;
  order.items = {{.name = "tea", .price = 4.5, .size = Size::large}, {}};
  order.labels = {{"b", "2"}, {"a", "1"}};
  order.by_number[-1].name = "x";
  order.by_flag = {{true, 1}, {false, 0}};
  order.payment.emplace<2>(Item{.name = "cup"});
  order.note = "";
  order.inner.emplace();
  order.behind = std::make_unique<Item>();
  order.due += std::chrono::milliseconds{1500};
  order.handling = std::chrono::seconds{-1};
  CHECK(
      text_of(order) ==
      R"({"orderId":"42","items":[{"name":"tea","price":4.5,"size":"SIZE_LARGE"},{}],)"
      R"("labels":{"a":"1","b":"2"},"byNumber":{"-1":{"name":"x"}},"byFlag":{"false":0,"true":1},)"
      R"("gift":{"name":"cup"},"note":"","inner":{},"behind":{},"due":"1970-01-01T00:00:01.500Z",)"
      R"("handling":"-1s"})");
}

TEST_CASE("scalars") {
  CHECK(text_of(Scalars{.int_32 = -1,
                        .int_64 = -2,
                        .uint_32 = 3,
                        .uint_64 = 4,
                        .sint_64 = -5,
                        .fixed_32 = 6,
                        .any_long = 7,
                        .flag = true,
                        .real_32 = 0.1F,
                        .real_64 = 1e300,
                        .text = "é",
                        .raw = "\xfb\xff",
                        .blob = {std::byte{0}},
                        .size = Size::small,
                        .state = State::shut,
                        .bare = static_cast<Bare>(5)}) ==
        R"({"int32":-1,"int64":"-2","uint32":3,"uint64":"4","sint64":"-5","fixed32":6,)"
        R"("anyLong":"7","flag":true,"real32":0.1,"real64":1e+300,"text":"é","raw":"+/8=",)"
        R"("blob":"AA==","size":"SIZE_SMALL","state":"shut","bare":5})");
  CHECK(text_of(Scalars{.size = static_cast<Size>(-7)}) == R"({"size":-7})");
  CHECK(text_of(Scalars{.real_64 = -0.0}) == R"({"real64":-0})");
  using limits = std::numeric_limits<double>;
  CHECK(text_of(Scalars{.real_64 = limits::quiet_NaN()}) == R"({"real64":"NaN"})");
  CHECK(text_of(Scalars{.real_64 = limits::infinity()}) == R"({"real64":"Infinity"})");
  CHECK(text_of(Scalars{.real_32 = -std::numeric_limits<float>::infinity()}) ==
        R"({"real32":"-Infinity"})");
}

TEST_CASE("a member that is the only one is written without a comma, wherever it stands") {
  CHECK(text_of(Scalars{.int_32 = 1}) == R"({"int32":1})");
  CHECK(text_of(Scalars{.uint_64 = 1}) == R"({"uint64":"1"})");
  CHECK(text_of(Scalars{.flag = true}) == R"({"flag":true})");
  CHECK(text_of(Scalars{.real_32 = -0.0F}) == R"({"real32":-0})");
  CHECK(text_of(Scalars{.text = "t"}) == R"({"text":"t"})");
  CHECK(text_of(Scalars{.blob = {std::byte{0}}}) == R"({"blob":"AA=="})");
  CHECK(text_of(Scalars{.state = State::open}) == R"({"state":"open"})");
  CHECK(text_of(Scalars{.bare = static_cast<Bare>(1)}) == R"({"bare":1})");
  CHECK(text_of(Scalars{}) == "{}");
}

TEST_CASE("options") {
  const Scalars small{.int_32 = 1, .size = Size::small, .state = State::open};
  CHECK(text_of(small, {.enums_as_numbers = true}) == R"({"int32":1,"size":1,"state":0})");
  CHECK(text_of(small, {.proto_names = true}) ==
        R"({"int_32":1,"size":"SIZE_SMALL","state":"open"})");
  CHECK(text_of(Item{}, {.always_print_implicit = true}) == R"({"name":"","price":0})");
  CHECK(text_of(Order{}, {.always_print_implicit = true}) ==
        R"({"orderId":"0","items":[],"codes":[],"flags":[],"sizes":[],"labels":{},"byNumber":{},)"
        R"("byFlag":{},"sizeOf":{}})");
  CHECK(text_of(Scalars{.fixed_32 = 6}, {.always_print_implicit = true}) ==
        R"({"int32":0,"int64":"0","uint32":0,"uint64":"0","sint64":"0","fixed32":6,)"
        R"("anyLong":"0","flag":false,"real32":0,"real64":0,"text":"","raw":"","blob":"",)"
        R"("size":"SIZE_UNKNOWN","bare":0})");
  CHECK(text_of(Views{}, {.always_print_implicit = true}) == R"({"text":""})");
  CHECK(text_of(Named{1, 2, 3, 4}) ==
        R"({"snakeCase":1,"jsonName":2,"[shop.v1.ext]":3,"a\"b\\c":4})");
  CHECK(text_of(Named{1, 2, 3, 4}, {.proto_names = true}) ==
        R"({"snake_case":1,"wire_name":2,"extension":3,"quoted":4})");

  Order order;
  order.items = {{.name = "tea"}, {}};
  order.labels = {{"a", "1"}};
  order.inner.emplace();
  CHECK(text_of(order, {.indent = 2}) == R"({
  "items": [
    {
      "name": "tea"
    },
    {}
  ],
  "labels": {
    "a": "1"
  },
  "inner": {}
})");
}

TEST_CASE("plain messages that are empty are left out, however deep") {
  Order order;
  order.plain.price = 1;
  CHECK(text_of(order) == R"({"plain":{"price":1}})");
  CHECK(text_of(order, {.indent = 1}) == "{\n \"plain\": {\n  \"price\": 1\n }\n}");
  order.plain = {};
  order.handling = std::chrono::seconds{1};
  CHECK(text_of(order) == R"({"handling":"1s"})");
  CHECK(text_of(Strict{}) == R"({"id":0})");
}

TEST_CASE("what JSON cannot say is an error with its place") {
  const auto failed = [](const Order& order) {
    const auto text = tern::json::encode(order);
    REQUIRE_FALSE(text);
    CHECK(text.status().code() == tern::code::internal);
    return text.status().message();
  };
  Order order;
  order.items = {{}, {.name = "\xff"}};
  CHECK(failed(order) == "items[1].name: string is not valid UTF-8");
  order.items = {{}, {.name = "a\"\xc0\x80"}};
  CHECK(failed(order) == "items[1].name: string is not valid UTF-8");
  order.items.clear();
  order.labels = {{"a", "\xff"}};
  CHECK(failed(order) == "labels[\"a\"]: string is not valid UTF-8");
  order.labels = {{"\xff", "a"}};
  CHECK(failed(order) == "labels.key: string is not valid UTF-8");
  order.labels.clear();
  order.due += std::chrono::hours{24 * 366 * 9000};
  CHECK(failed(order) == "due: the time is not of the years 1 to 9999");
}

TEST_CASE("text is added behind what is there, and taken back after a failure") {
  std::string text = "data: ";
  REQUIRE(tern::json::encode_to(Item{.name = "tea"}, text).ok());
  CHECK(text == R"(data: {"name":"tea"})");
  CHECK_FALSE(tern::json::encode_to(Item{.name = "\xff"}, text).ok());
  CHECK(text == R"(data: {"name":"tea"})");

  const Item large{.name = std::string(5000, 'x')};
  CHECK_FALSE(tern::json::encode_to(Views{"\xff" + large.name}, text).ok());
  CHECK(text == R"(data: {"name":"tea"})");
  REQUIRE(tern::json::encode_to(large, text).ok());
  CHECK(text == R"(data: {"name":"tea"}{"name":")" + large.name + "\"}");

  tern::buffer bytes{16, 5};
  REQUIRE(tern::json::encode_to(Item{.name = "tea"}, bytes).ok());
  CHECK_FALSE(tern::json::encode_to(Item{.name = "\xff"}, bytes).ok());
  REQUIRE(tern::json::encode_to(large, bytes).ok());
  CHECK(tern::as_text(bytes.view()) == R"({"name":"tea"}{"name":")" + large.name + "\"}");
  CHECK(bytes.headroom() == 5);
}

TEST_CASE("borrowed views are written") {
  CHECK(text_of(Views{"x"}) == R"({"text":"x"})");
}

TEST_CASE("messages are not nested without end") {
  Order order;
  Order* innermost = &order;
  for (int i = 0; i < 100; ++i) innermost = &innermost->inner.emplace();
  CHECK(tern::json::encode(order).ok());
  innermost->inner.emplace();
  CHECK(text_of(order).ends_with("nested deeper than depth_limit, which is 100"));
  CHECK(tern::json::encode(order, {.depth_limit = 101}).ok());
}

}  // namespace
