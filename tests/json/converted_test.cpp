// SPDX-License-Identifier: MIT

// Types of a program's own in JSON: what they are converted to, in every shape.

#include <tern/json.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include <tests/codec/converted.hpp>

using foreign::Decimal;
using foreign::Level;
using foreign::Owner;
using foreign::Point;
using foreign::Ratio;
using foreign::UserId;
using foreign::Uuid;
using std::filesystem::path;

namespace {

Uuid uuid(int byte) {
  Uuid id;
  id.bytes.fill(static_cast<std::byte>(byte));
  return id;
}

template <class Key, class T>
using shapes = converted::Shapes<T, Key>;

// `one` and `key` in every shape are the JSON that stands there, both ways.
template <class T, class Key>
void check(const T& one, const Key& key, const std::string& json_one, const std::string& json_key) {
  shapes<Key, T> message{.plain = one, .optional = one, .repeated = {one, one}};
  message.map[key] = one;
  message.choice.template emplace<1>(one);
  const std::string json = "{\"plain\":" + json_one + ",\"optional\":" + json_one +
                           ",\"repeated\":[" + json_one + "," + json_one + "],\"map\":{\"" +
                           json_key + "\":" + json_one + "},\"value\":" + json_one + "}";
  const auto text = tern::json::encode(message);
  REQUIRE(text);
  CHECK(*text == json);
  const auto read = tern::json::decode<shapes<Key, T>>(json);
  REQUIRE(read);
  CHECK(*read == message);
}

template <class M>
std::string error_of(std::string_view json) {
  const auto read = tern::json::decode<M>(json);
  return read ? "ok" : tern::to_string(read.status());
}

}  // namespace

TEST_CASE("converted types are in JSON what they are on the wire") {
  check(uuid(1), UserId{7}, "\"AQEBAQEBAQEBAQEBAQEBAQ==\"", "7");
  check(Decimal{1250, 2}, path{"/k"}, "\"12.50\"", "/k");
  check(UserId{-3}, UserId{300}, "\"-3\"", "300");
  check(path{"/tmp/a"}, path{"k"}, "\"/tmp/a\"", "k");
  check(Owner{UserId{5}}, UserId{1}, "\"5\"", "1");
  check(Ratio{0.5f}, Level::high, "0.5", "true");
  check(Level::high, Level::low, "true", "false");
  check(Point{1, -2}, Level::high, "{\"x\":1,\"y\":-2}", "true");
}

TEST_CASE("a plain field whose wire value is the default is not in JSON") {
  CHECK(tern::json::encode(converted::Uuids{}).value() == "{}");
  CHECK(tern::json::encode(converted::UserIds{}).value() == "{}");
  CHECK(tern::json::encode(converted::Points{}).value() == "{}");
  CHECK(tern::json::encode(converted::Uuids{.optional = Uuid{}}).value() == "{\"optional\":\"\"}");
}

TEST_CASE(
    "a failing conversion fails the decoding of JSON with its code, the field and the reason") {
  const auto text = error_of<converted::Uuids>(R"({"plain":"AQID"})");
  CHECK(text.starts_with("INVALID_ARGUMENT: "));
  CHECK(text.find("plain") != std::string::npos);
  CHECK(text.find("a UUID has 16 bytes, not 3") != std::string::npos);

  const auto ratio = error_of<converted::Ratios>(R"({"repeated":[0.5,2]})");
  CHECK(ratio.starts_with("OUT_OF_RANGE: "));
  CHECK(ratio.find("repeated[1]") != std::string::npos);
  CHECK(ratio.find("a ratio is between 0 and 1") != std::string::npos);

  const auto map = error_of<converted::Decimals>(R"({"map":{"k":"five"}})");
  CHECK(map.find("not a decimal number") != std::string::npos);
  const auto chosen = error_of<converted::Points>(R"({"value":{"x":1001}})");
  CHECK(chosen.find("x is more than 1000") != std::string::npos);
}

TEST_CASE("what is no JSON of the wire type fails before the conversion") {
  CHECK(error_of<converted::UserIds>(R"({"plain":"x"})").starts_with("INVALID_ARGUMENT: "));
  CHECK(error_of<converted::Uuids>(R"({"plain":"*"})").starts_with("INVALID_ARGUMENT: "));
  CHECK(error_of<converted::Paths>(R"({"plain":5})").starts_with("INVALID_ARGUMENT: "));
  CHECK(error_of<converted::Points>(R"({"plain":[]})").starts_with("INVALID_ARGUMENT: "));
}

TEST_CASE("a message that something is converted to is read on top of what is there") {
  converted::Points points{.plain = {1, 2}};
  REQUIRE(tern::json::decode_into(R"({"plain":{"y":5}})", points));
  CHECK(points.plain == Point{1, 5});
}
