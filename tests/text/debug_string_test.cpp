// SPDX-License-Identifier: MIT

#include <tern/debug_string.hpp>
#include <tern/message.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

namespace shop::v1 {

enum class State : std::int32_t { open, closed };
TERN_ENUM(State, (open, "OPEN"), (closed, "CLOSED"))

struct Person {
  std::string name;
  std::string password;
};
TERN_MESSAGE(Person, (1, name), (2, password, tern::sensitive))

struct Order {
  std::vector<Person> people;
  std::int32_t number = 0;
  std::optional<std::uint64_t> weight;
  std::vector<std::byte> image;
  State state = State::open;
  std::vector<State> states;
  std::unordered_map<std::int32_t, std::string> labels;
  std::map<std::string, Person> by_name;
  std::variant<std::monostate, std::string, Person> payer;
  tern::box<Order> first;
  double ratio = 0;
  float part = 0;
  std::vector<bool> flags;
  std::vector<std::int32_t> codes;
  std::map<std::string, std::string> keys;
  std::chrono::sys_time<std::chrono::milliseconds> at{};
  std::chrono::milliseconds took{};
  tern::unknown_fields rest;
};
TERN_MESSAGE(Order, (9, people), (1, number), (2, weight), (3, image), (4, state), (5, states),
             (6, labels), (7, by_name), (oneof, payer, (8, nick), (10, guest)), (11, first),
             (12, ratio), (13, part), (14, flags), (15, codes, tern::sensitive),
             (16, keys, tern::sensitive), (17, at), (18, took), (unknown, rest))

}  // namespace shop::v1

using shop::v1::Order;
using shop::v1::Person;
using shop::v1::State;

namespace {

std::string one_line(const Order& order) {
  return tern::debug_string(order, {.one_line = true});
}

Order of_number(std::int32_t number) {
  Order order;
  order.number = number;
  return order;
}

}  // namespace

TEST_CASE("an empty message is an empty text") {
  CHECK(tern::debug_string(Order{}).empty());
  CHECK(one_line({}).empty());
}

TEST_CASE("fields come in the order of their numbers, nested ones indented") {
  Order order = of_number(-7);
  order.people = {{.name = "Ada"}, {}};
  order.first = of_number(3);
  CHECK(tern::debug_string(order) == R"(number: -7
people {
  name: "Ada"
}
people {
}
first {
  number: 3
}
)");
  CHECK(one_line(order) == R"(number: -7 people { name: "Ada" } people { } first { number: 3 })");
}

TEST_CASE("what is present is printed, also if it is zero; what is implicit is not") {
  Order order;
  order.weight = 0;
  order.payer = "";
  CHECK(one_line(order) == R"(weight: 0 nick: "")");
}

TEST_CASE("numbers, bools, enums and times") {
  Order order;
  order.weight = std::numeric_limits<std::uint64_t>::max();
  order.state = State::closed;
  order.states = {State::open, static_cast<State>(7)};
  order.ratio = 0.1;
  order.part = std::numeric_limits<float>::infinity();
  order.flags = {true, false};
  order.at += std::chrono::milliseconds{1500};
  order.took = std::chrono::milliseconds{-1250};
  CHECK(one_line(order) ==
        "weight: 18446744073709551615 state: CLOSED states: OPEN states: 7 ratio: 0.1 part: inf "
        "flags: true flags: false at { seconds: 1 nanos: 500000000 } took { seconds: -1 nanos: "
        "-250000000 }");
  order = {};
  order.ratio = -std::numeric_limits<double>::infinity();
  order.part = std::numeric_limits<float>::quiet_NaN();
  CHECK(one_line(order) == "ratio: -inf part: nan");
}

TEST_CASE("text and bytes are quoted so that a line stays a line") {
  Order order;
  order.payer = "a\"b\\c\n\r\t\x01\x7f \xc3\xa4";
  order.image = {std::byte{0}, std::byte{'a'}, std::byte{0xff}};
  CHECK(one_line(order) ==
        "image: \"\\000a\\377\" nick: \"a\\\"b\\\\c\\n\\r\\t\\001\\177 \xc3\xa4\"");
  order = {};
  order.payer = "\xc3\xa4\xff";
  CHECK(one_line(order) == R"(nick: "\303\244\377")");
}

TEST_CASE("maps come in the order of their keys, hashed ones too") {
  Order order;
  for (const int key : {5, -3, 100, 0, -20}) order.labels[key] = std::to_string(key);
  order.by_name["b"].name = "B";
  order.by_name["a"];
  CHECK(one_line(order) ==
        R"(labels { key: -20 value: "-20" } labels { key: -3 value: "-3" } )"
        R"(labels { key: 0 value: "0" } labels { key: 5 value: "5" } )"
        R"(labels { key: 100 value: "100" } )"
        R"(by_name { key: "a" value { } } by_name { key: "b" value { name: "B" } })");
}

TEST_CASE("sensitive fields and unknown ones are there, their values are not") {
  Order order;
  order.people = {{.name = "Ada", .password = "s3cret"}};
  order.codes = {1234, 5678};
  order.keys = {{"hidden", "also"}};
  order.payer = Person{.password = "s3cret"};
  const std::uint8_t unknown[] = {0xa0, 0x06, 0x2a, 0xaa, 0x06, 2, 'h', 'i'};
  order.rest.append(std::as_bytes(std::span{unknown}));
  const std::string text = one_line(order);
  CHECK(text ==
        R"(people { name: "Ada" password: [REDACTED] } guest { password: [REDACTED] } )"
        "codes: [REDACTED] codes: [REDACTED] keys: [REDACTED] 100: [UNKNOWN] 101: [UNKNOWN]");
}

TEST_CASE("a text that is too long is cut, but not inside of a character") {
  Order order;
  order.payer = "ab\xc3\xa4\xc3\xa4";
  CHECK(tern::debug_string(order, {.one_line = true, .max_bytes = 10}) == "nick: \"ab...");
  order.people.resize(100'000, {.name = "somebody"});
  CHECK(tern::debug_string(order, {.max_bytes = 100}).size() <= 103);
}

TEST_CASE("a message may be of a type that owns itself") {
  Order order;
  order.first.emplace().first.emplace().number = 5;
  CHECK(one_line(order) == "first { first { number: 5 } }");
}
