// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/rpc/error_details.hpp>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::protocol::read_connect_error;
using tern::protocol::write_connect_error;

TEST_CASE("an error says its code and no more than it has to") {
  CHECK(write_connect_error({code::unavailable, ""}) == R"({"code":"unavailable"})");
  CHECK(write_connect_error({code::cancelled, "gone"}) ==
        R"({"code":"canceled","message":"gone"})");
}

TEST_CASE("an error escapes what JSON does, and repairs what is not UTF-8") {
  CHECK(write_connect_error({code::internal, "a\"b\\c\r\n\t\x01 \xC3\xA9"}) ==
        "{\"code\":\"internal\",\"message\":\"a\\\"b\\\\c\\r\\n\\t\\u0001 \xC3\xA9\"}");
  CHECK(write_connect_error({code::internal, "a\xff\xfe b\xC3"}) ==
        "{\"code\":\"internal\",\"message\":\"a\xEF\xBF\xBD\xEF\xBF\xBD b\xEF\xBF\xBD\"}");
}

TEST_CASE("details have the name of their type and base64 without padding") {
  status failure{code::invalid_argument, "bad",
                 tern::rpc::BadRequest{{{.field = "name", .description = "is empty"}}}};
  failure.add_detail({"example.com/types/a.B", {std::byte{0xff}}});
  failure.add_detail({"a.Empty", {}});
  CHECK(write_connect_error(failure) ==
        R"({"code":"invalid_argument","message":"bad","details":[)"
        R"({"type":"google.rpc.BadRequest","value":"ChAKBG5hbWUSCGlzIGVtcHR5"},)"
        R"({"type":"a.B","value":"/w"},{"type":"a.Empty","value":""}]})");
}

TEST_CASE("what is in a detail is shown if somebody writes it") {
  status failure{code::aborted, ""};
  failure.add_detail({"a.B", {std::byte{1}}});
  failure.add_detail({"a.C", {}});
  const auto show = [](const tern::status_detail& each) {
    return each.type_url == "a.B" ? std::string{R"({"x":1})"} : std::string{};
  };
  const tern::protocol::detail_writer details{show};
  const std::string text = write_connect_error(failure, &details);
  CHECK(text == R"({"code":"aborted","details":[{"type":"a.B","value":"AQ","debug":{"x":1}},)"
                R"({"type":"a.C","value":""}]})");
  CHECK(read_connect_error(text, 409).details().size() == 2);
}

TEST_CASE("an error survives its way") {
  status failure{code::resource_exhausted, "over \"quota\" \xF0\x9F\x98\x80\n",
                 tern::rpc::BadRequest{{{.field = "name", .description = "is empty"}}}};
  CHECK(read_connect_error(write_connect_error(failure), 200) == failure);
  for (std::uint32_t number = 1; number <= 16; ++number) {
    const status plain{tern::code_from_number(number).value(), "text"};
    CHECK(read_connect_error(write_connect_error(plain), 200) == plain);
  }
}

TEST_CASE("an error without a code that exists has that of the HTTP status") {
  struct row {
    int http_status;
    std::string_view body;
    tern::code code;
    std::string_view message;
  };
  constexpr row rows[] = {
      {401, R"({ "code": null, "message": "oops" })", code::unauthenticated, "oops"},
      {401, R"({ "message": "oops" })", code::unauthenticated, "oops"},
      {429, R"({ "code": "foobar", "message": "oops" })", code::unavailable, "oops"},
      {503, R"({ "code": 14, "message": "oops" })", code::unavailable, "oops"},
      {403, R"({ "code": "ok" })", code::permission_denied, ""},
      {401, R"({ "code": "unauthenticated" })", code::unauthenticated, ""},
      {422, R"({ "code": "out_of_range", "message": "oops", "foobar": "baz" })", code::out_of_range,
       "oops"},
      {500, R"({ "code": "not_found", "message": null })", code::not_found, ""},
      {500, R"({ "code": "not_found", "message": ["a"], "details": 1 })", code::not_found, ""},
      {500, R"({ "code": "not_found", "details": null })", code::not_found, ""},
      {418, "{}", code::unknown, ""},
  };
  for (const row& each : rows) {
    CAPTURE(each.body);
    CHECK(read_connect_error(each.body, each.http_status) ==
          status{each.code, std::string{each.message}});
  }
}

TEST_CASE("a body that is no error has the code of the HTTP status and says what is wrong") {
  CHECK(read_connect_error("null", 401) ==
        status{code::unauthenticated,
               "the server answered with HTTP status 401, and its body is no error of Connect: it "
               "lacks an object at byte 0"});
  CHECK(read_connect_error("", 503).code() == code::unavailable);
  CHECK(read_connect_error(R"({"code":"not_found")", 404).code() == code::unimplemented);
  CHECK(read_connect_error(R"({"code":"not_found"} x)", 400).code() == code::internal);
  CHECK(read_connect_error("<html>", 502).code() == code::unavailable);
  CHECK(read_connect_error("{\"code\":\"not_found\",\"message\":\"\xff\"}", 500).code() ==
        code::unknown);
  CHECK(read_connect_error(std::string(100'000, '['), 500).code() == code::unknown);
}

TEST_CASE("details are read whatever stands beside their value") {
  const status failure = read_connect_error(
      R"({"code":"out_of_range","message":"oops","details":[
            {"type":"google.protobuf.FileDescriptorProto","value":"Cgp0ZXN0LnByb3Rv",
             "frob":"nitz","debug":{"name":"test.proto","foobar":true}},
            {"type":"example.com/a.B","value":"/w==","debug":"garbage"},
            {"value":"","type":"a.Empty"}]})",
      422);
  CHECK(failure.code() == code::out_of_range);
  REQUIRE(failure.details().size() == 3);
  CHECK(failure.details()[0].type_url == "type.googleapis.com/google.protobuf.FileDescriptorProto");
  CHECK(tern::as_text(failure.details()[0].value) == "\n\ntest.proto");
  CHECK(failure.details()[1].type_url == "example.com/a.B");
  CHECK(failure.details()[1].value == std::vector{std::byte{0xff}});
  CHECK(failure.details()[2].value.empty());
}

TEST_CASE("a detail that is malformed is left out, and the rest of the error counts") {
  const status failure = read_connect_error(
      R"({"details":[null,1,"a",[],{},{"type":"a.B"},{"value":"AA"},{"type":"a.B","value":"!"},
           {"type":"a.B","value":3},{"type":7,"value":"AA"},{"type":"a.B/","value":"AA"},{"type":"a.B","value":"AQ"}],
          "code":"aborted"})",
      500);
  CHECK(failure.code() == code::aborted);
  REQUIRE(failure.details().size() == 1);
  CHECK(failure.details()[0].value == std::vector{std::byte{1}});
}
