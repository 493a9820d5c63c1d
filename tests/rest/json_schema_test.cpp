// SPDX-License-Identifier: MIT
#include <tern/rest/json_schema.hpp>

#include <string>
#include <string_view>
#include <utility>

#include <tern/schema/make_message.hpp>

#include "tests/rest/library.hpp"

#include <doctest/doctest.h>

namespace json_schema_test {

struct Node {
  std::vector<Node> children{};
  std::string old_name{};
};
TERN_MESSAGE(Node, (1, children), (2, old_name, tern::reflect::deprecated))

struct Need {
  std::string id{};
};
TERN_MESSAGE(Need, (1, id, tern::reflect::required))

}  // namespace json_schema_test

namespace {

std::string field(std::string_view name) {
  tern::rest::json_text out;
  tern::rest::json_schema{out}.write_field(
      *tern::schema::message_info_of<library::v1::ListBooksRequest>().find(name));
  return std::move(out).take();
}

template <class M>
std::string components() {
  tern::rest::json_text out;
  tern::rest::json_schema schemas{out};
  out.open('[');
  schemas.write_message(tern::schema::message_info_of<M>());
  schemas.write_components();
  out.close(']');
  return std::move(out).take();
}

}  // namespace

TEST_CASE("a scalar's schema is that of its JSON") {
  CHECK(field("parent") == R"({"type":"string"})");
  CHECK(field("page_size") == R"({"type":"integer","format":"int32"})");
  CHECK(field("shelf") == R"({"type":"integer","minimum":0,"maximum":4294967295})");
  CHECK(field("copies") == R"({"type":"string","format":"uint64"})");
  CHECK(field("lent") == R"({"type":"boolean"})");
  CHECK(field("token") == R"({"type":"string","contentEncoding":"base64"})");
  CHECK(field("price") == R"({"anyOf":[{"type":"number","format":"double"},)"
                          R"({"type":"string","enum":["NaN","Infinity","-Infinity"]}]})");
  CHECK(field("genre") == R"({"$ref":"#/components/schemas/library.v1.Genre"})");
}

TEST_CASE("lists, maps and well-known types have theirs") {
  CHECK(field("tags") == R"({"type":"array","items":{"type":"string"}})");
  CHECK(field("labels") == R"({"type":"object","additionalProperties":{"type":"string"}})");
  CHECK(field("after") == R"({"type":"string","format":"date-time"})");
  CHECK(field("within") == R"({"type":"string","pattern":"^-?[0-9]+([.][0-9]{1,9})?s$"})");
  CHECK(field("rating") == R"({"type":"integer","format":"int32"})");
  CHECK(field("extra") == R"({"type":"object"})");
  CHECK(field("author") == R"({"$ref":"#/components/schemas/library.v1.Author"})");
}

TEST_CASE("a message is a component, with those that it refers to, each once") {
  CHECK(components<library::v1::Author>() ==
        R"([{"$ref":"#/components/schemas/library.v1.Author"},{"library.v1.Author":)"
        R"({"type":"object","properties":{"name":{"type":"string"},)"
        R"("born":{"type":"string","format":"int64"}}}}])");
  CHECK(components<json_schema_test::Node>() ==
        R"([{"$ref":"#/components/schemas/json_schema_test.Node"},{"json_schema_test.Node":)"
        R"({"type":"object","properties":{"children":{"type":"array","items":)"
        R"({"$ref":"#/components/schemas/json_schema_test.Node"}},)"
        R"("oldName":{"type":"string","deprecated":true}}}}])");
  CHECK(components<json_schema_test::Need>().find(R"("required":["id"])") != std::string::npos);
}

TEST_CASE("of a oneof one alternative at the most is there") {
  CHECK(components<library::v1::ListBooksRequest>().find(
            R"("allOf":[{"oneOf":[{"required":["byTitle"]},{"required":["byPages"]},)"
            R"({"not":{"anyOf":[{"required":["byTitle"]},{"required":["byPages"]}]}}]}])") !=
        std::string::npos);
}

TEST_CASE("an enum is its names") {
  CHECK(components<library::v1::Book>().find(
            R"("library.v1.Genre":{"type":"string","enum":["unspecified","novel","poem"]})") !=
        std::string::npos);
}
