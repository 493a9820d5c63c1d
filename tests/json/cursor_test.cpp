// SPDX-License-Identifier: MIT
#include <tern/json/cursor.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using tern::json::cursor;

namespace {

// What skipping a text says: nothing if it is JSON.
std::string complaint(std::string_view json) {
  cursor text{json};
  const bool read = text.skip_value() && text.read_end();
  CHECK(read == !text.failed());
  return text.failure();
}

}  // namespace

TEST_CASE("a cursor reads members in their order") {
  cursor text{R"( { "name" : "Ada" , "tags" : [ "a" , "b" ] , "other" : { "x" : [ 1 ] } } )"};
  std::string name;
  std::vector<std::string> tags;
  std::vector<std::string> names;
  const bool read = text.read_object([&](std::string_view member) {
    names.emplace_back(member);
    if (member == "name") return text.read_string(name);
    if (member != "tags") return text.skip_value();
    return text.read_list([&] { return text.read_string(tags.emplace_back()); });
  });
  CHECK(read);
  CHECK(text.read_end());
  CHECK(names == std::vector<std::string>{"name", "tags", "other"});
  CHECK(name == "Ada");
  CHECK(tags == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a cursor understands escapes in names and in strings") {
  cursor text{R"({"c\u006fde":"a\n\"\\\/\u00e9\ud83d\ude00"})"};
  std::string value;
  CHECK(text.read_object([&](std::string_view name) {
    CHECK(name == "code");
    return text.read_string(value);
  }));
  CHECK(value == "a\n\"\\/\xC3\xA9\xF0\x9F\x98\x80");
}

TEST_CASE("a cursor takes null only where it is") {
  cursor text{"[null, nul]"};
  int taken = 0;
  CHECK_FALSE(text.read_list([&] {
    if (text.take_null()) return ++taken != 0;
    return text.skip_value();
  }));
  CHECK(taken == 1);
  CHECK(text.failure() == "lacks a value at byte 7");
}

TEST_CASE("all that is JSON is skipped") {
  for (const std::string_view json :
       {"null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E+5", "2.5e-7", "\"\"", "{}",
        "[]", " [ ] ", "\t{\r\n}", "[[],[{}],{\"a\":[]}]", "[1,2,3]", R"({"a":null,"a":1})"}) {
    CAPTURE(json);
    CHECK(complaint(json).empty());
  }
}

TEST_CASE("what is no JSON is refused, with what is wrong and where") {
  struct row {
    std::string_view json;
    std::string_view complaint;
  };
  using namespace std::string_view_literals;
  const row rows[] = {
      {"", "lacks a value at byte 0"},
      {"  ", "lacks a value at byte 2"},
      {"nul", "lacks a value at byte 0"},
      {"tru", "lacks a value at byte 0"},
      {"False", "lacks a value at byte 0"},
      {"+1", "lacks a value at byte 0"},
      {"01", "lacks a value at byte 2"},
      {"-", "lacks a value at byte 1"},
      {"1.", "lacks a digit at byte 2"},
      {"1e", "lacks a digit at byte 2"},
      {"1 2", "lacks its end at byte 2"},
      {"null\0"sv, "lacks its end at byte 4"},
      {"{", "lacks a string at byte 1"},
      {"{\"a\"", "lacks \":\" at byte 4"},
      {"{\"a\":", "lacks a value at byte 5"},
      {"{\"a\":1", "lacks \",\" or \"}\" at byte 6"},
      {"{\"a\":1,}", "lacks a string at byte 7"},
      {"{a:1}", "lacks a string at byte 1"},
      {"[", "lacks a value at byte 1"},
      {"[1", "lacks \",\" or \"]\" at byte 2"},
      {"[1,]", "lacks a value at byte 3"},
      {"[1}", "lacks \",\" or \"]\" at byte 2"},
      {"\"abc", "has a string without an end at byte 4"},
      {"\"\\x\"", "has an escape that does not exist at byte 1"},
      {"\"\\u12\"", "has an escape without four hexadecimal digits at byte 1"},
      {"\"\\ud800\"", "has half of a surrogate pair at byte 1"},
      {"\"a\nb\"", "has a control character in a string at byte 2"},
      {"\"\xff\"", "is not UTF-8 at byte 1"},
  };
  for (const row& each : rows) {
    CAPTURE(each.json);
    CHECK(complaint(each.json) == each.complaint);
  }
}

TEST_CASE("depth has a limit") {
  CHECK(complaint(std::string(100, '[') + std::string(100, ']')).empty());
  CHECK(complaint(std::string(101, '[') + std::string(101, ']')) ==
        "is nested deeper than 100 at byte 101");
  // Far too deep for the stack, if it were not for the limit.
  CHECK(complaint(std::string(1'000'000, '[')) == "is nested deeper than 100 at byte 101");
}

TEST_CASE("no beginning of a text is taken for the whole") {
  const std::string_view json = R"({"a":[1.5e3,"x\u0041",{"b":null}],"c":true})";
  CHECK(complaint(json).empty());
  for (std::size_t size = 0; size < json.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(complaint(json.substr(0, size)).empty());
  }
}

TEST_CASE("after a failure nothing is read") {
  cursor text{"[x, \"a\"]"};
  CHECK_FALSE(text.read_list([&] { return text.skip_value(); }));
  std::string value;
  CHECK_FALSE(text.read_string(value));
  CHECK_FALSE(text.skip_value());
  CHECK_FALSE(text.read_end());
  CHECK(text.failure() == "lacks a value at byte 1");
}
