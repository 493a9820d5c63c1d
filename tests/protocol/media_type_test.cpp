// SPDX-License-Identifier: MIT
#include <tern/protocol/media_type.hpp>

#include <array>
#include <string_view>

#include <doctest/doctest.h>

using tern::protocol::find_media_type;
using tern::protocol::has_media_prefix;
using tern::protocol::media_type;
using tern::protocol::message_form;

namespace {

constexpr std::array<media_type, 2> known = {{
    {"application/proto", message_form::proto},
    {"application/json", message_form::json},
}};

}  // namespace

TEST_CASE("a media type is found in any case and with parameters") {
  for (const std::string_view text :
       {"application/json", "Application/JSON", " application/json ", "application/json;",
        "application/json; charset=utf-8", "application/json;charset=UTF-8",
        "application/json ; v=1 ; charset=\"utf-8\"", "application/json; charset=utf8"}) {
    CAPTURE(text);
    REQUIRE(find_media_type(known, text) == &known[1]);
  }
  CHECK(find_media_type(known, "application/proto") == &known[0]);
}

TEST_CASE("another media type is not found") {
  for (const std::string_view text :
       {"", ";", "application/jso", "application/jsonx", "application/json+x", "text/json",
        "text/html; application/json", "application/json, application/proto"}) {
    CAPTURE(text);
    CHECK(find_media_type(known, text) == nullptr);
  }
}

TEST_CASE("text in another encoding than UTF-8 is another type") {
  for (const std::string_view text :
       {"application/json; charset=latin1", "application/json; v=1; charset=utf-16",
        "application/json; charset", "application/json; charset="}) {
    CAPTURE(text);
    CHECK(find_media_type(known, text) == nullptr);
  }
}

TEST_CASE("a prefix tells the protocol") {
  CHECK(has_media_prefix("application/connect+foo", "application/connect+"));
  CHECK(has_media_prefix(" Application/Connect+", "application/connect+"));
  CHECK_FALSE(has_media_prefix("application/connect", "application/connect+"));
  CHECK_FALSE(has_media_prefix("", "application/"));
}

TEST_CASE("parameters are not part of the essence") {
  CHECK(tern::protocol::essence_of(" a/b ; c=d") == "a/b");
}
