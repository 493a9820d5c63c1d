// SPDX-License-Identifier: MIT
#include <tern/json/call_codec.hpp>

#include <cstdint>
#include <string>

#include <tern/json.hpp>
#include <tern/protobuf/any.hpp>
#include <tern/schema/make_message.hpp>

#include <doctest/doctest.h>

namespace call_codec_test {

struct Person {
  std::string first_name;
  std::int64_t born = 0;
};
TERN_MESSAGE(Person, (1, first_name), (2, born))

struct Box {
  tern::protobuf::Any content;
};
TERN_MESSAGE(Box, (1, content))

struct Nest {
  tern::codec::box<Nest> inner;
};
TERN_MESSAGE(Nest, (1, inner))

}  // namespace call_codec_test

using call_codec_test::Box;
using call_codec_test::Person;
using tern::as_bytes;
using tern::as_text;
using tern::buffer;
using tern::json_codec;
using tern::schema::message_codec;
using tern::schema::message_info_of;

TEST_CASE("a message of a call is written as JSON behind what there is") {
  const message_codec& codec = json_codec;
  const Person ada{"Ada", 1815};
  buffer out;
  out.append(as_bytes("> "));
  REQUIRE(codec.encode(message_info_of<Person>(), &ada, out).ok());
  CHECK(as_text(out.view()) == R"(> {"firstName":"Ada","born":"1815"})");
}

TEST_CASE("a message of a call is read from JSON, and members that it lacks are skipped") {
  const message_codec& codec = json_codec;
  Person read;
  REQUIRE(codec
              .decode(as_bytes(R"({"firstName":"Ada","newer":[1],"born":1815})"),
                      message_info_of<Person>(), &read, {})
              .ok());
  CHECK(read.first_name == "Ada");
  CHECK(read.born == 1815);
}

TEST_CASE("a message of a call that is no JSON is an invalid argument, with the member") {
  Person read;
  const auto outcome =
      json_codec.decode(as_bytes(R"({"born":"x"})"), message_info_of<Person>(), &read, {});
  CHECK(outcome.status().code() == tern::code::invalid_argument);
  CHECK(outcome.status().message().find("born") != std::string::npos);
  CHECK_FALSE(json_codec.decode(as_bytes(""), message_info_of<Person>(), &read, {}).ok());
}

TEST_CASE("what may be in an Any is said once for both directions") {
  const auto types = tern::schema::type_registry{}.add<Person>();
  const tern::json::call_codec codec{types};
  const std::string json =
      R"({"content":{"@type":"type.googleapis.com/call_codec_test.Person","firstName":"Ada"}})";
  Box box;
  REQUIRE(codec.decode(as_bytes(json), message_info_of<Box>(), &box, {}).ok());
  buffer out;
  REQUIRE(codec.encode(message_info_of<Box>(), &box, out).ok());
  CHECK(as_text(out.view()) == json);
  CHECK_FALSE(json_codec.encode(message_info_of<Box>(), &box, out).ok());
}

TEST_CASE("the limits of a server hold for JSON too, and those of the codec beside them") {
  const auto decode = [](std::uint32_t codec_limit, std::uint32_t server_limit) {
    tern::json::call_codec codec;
    codec.reading.depth_limit = codec_limit;
    call_codec_test::Nest read;
    return codec.decode(as_bytes(R"({"inner":{"inner":{"inner":{}}}})"),
                        message_info_of<call_codec_test::Nest>(), &read,
                        {.depth_limit = server_limit});
  };
  CHECK(decode(3, 3).ok());
  CHECK_FALSE(decode(2, 100).ok());
  const auto refused = decode(100, 2);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.status().message().find("depth_limit") != std::string::npos);
}
