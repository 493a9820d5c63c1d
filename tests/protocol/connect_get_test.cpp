// SPDX-License-Identifier: MIT
#include <tern/protocol/connect_get.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::as_bytes;
using tern::code;
using tern::status;
using tern::protocol::connect_get;
using tern::protocol::is_connect_get;
using tern::protocol::message_form;
using tern::protocol::read_connect_get;
using tern::protocol::write_connect_get;

TEST_CASE("a path is a call if it has a parameter that calls have") {
  CHECK(is_connect_get("/a.B/C?connect=v1"));
  CHECK(is_connect_get("/a.B/C?encoding=json"));
  CHECK(is_connect_get("/a.B/C?x=1&message="));
  CHECK_FALSE(is_connect_get("/a.B/C"));
  CHECK_FALSE(is_connect_get("/a.B/C?"));
  CHECK_FALSE(is_connect_get("/a.B/C?base64=1&compression=gzip"));
}

TEST_CASE("a message is text, or base64 if the query says so") {
  const connect_get text = read_connect_get(
      "/a.B/C?message=%7B%22name%22%3A%22Ada+L%22%7D&encoding=json&connect=v1&unknown=1");
  CHECK(text.problem.ok());
  CHECK(text.encoding == "json");
  CHECK(text.compression.empty());
  CHECK(text.message == R"({"name":"Ada L"})");

  const connect_get bytes =
      read_connect_get("/a.B/C?connect=v1&base64=1&compression=gzip&encoding=proto&message=-_8");
  CHECK(bytes.problem.ok());
  CHECK(bytes.encoding == "proto");
  CHECK(bytes.compression == "gzip");
  CHECK(bytes.message == "\xfb\xff");
}

TEST_CASE("base64 may be padded, and of either alphabet") {
  for (const std::string_view value : {"-_8", "-_8%3D", "-_8=", "%2B%2F8="}) {
    CAPTURE(value);
    const connect_get get =
        read_connect_get("/a.B/C?encoding=proto&base64=1&message=" + std::string{value});
    CHECK(get.problem.ok());
    CHECK(get.message == "\xfb\xff");
  }
}

TEST_CASE("a base64 other than 1 is ignored") {
  for (const std::string_view value : {"0", "", "true", "01"}) {
    CAPTURE(value);
    const connect_get get =
        read_connect_get("/a.B/C?encoding=json&message=e30&base64=" + std::string{value});
    CHECK(get.problem.ok());
    CHECK(get.message == "e30");
  }
}

TEST_CASE("of a parameter that is there twice the first counts") {
  const connect_get get = read_connect_get("/a.B/C?encoding=json&message=1&message=2&encoding=x");
  CHECK(get.problem.ok());
  CHECK(get.encoding == "json");
  CHECK(get.message == "1");
}

TEST_CASE("a message may be empty, but not missing") {
  CHECK(read_connect_get("/a.B/C?encoding=proto&message=").problem.ok());
  CHECK(read_connect_get("/a.B/C?encoding=proto&base64=1&message=").problem.ok());
  CHECK(read_connect_get("/a.B/C?encoding=proto").problem ==
        status{code::invalid_argument, "the query lacks the parameter message"});
  CHECK(read_connect_get("/a.B/C?message=x").problem ==
        status{code::invalid_argument,
               "the query lacks the parameter encoding: the form of the message, proto or json"});
}

TEST_CASE("what is malformed is an invalid argument that says what") {
  struct row {
    std::string_view query;
    std::string_view complaint;
  };
  constexpr row rows[] = {
      {"connect=v2&encoding=json&message=",
       "the parameter connect of the query is \"v2\", it has to be v1"},
      {"connect=&encoding=json&message=",
       "the parameter connect of the query is \"\", it has to be v1"},
      {"encoding=json&message=%zz",
       "the parameter message of the query has a % without two hexadecimal digits behind it"},
      {"encoding=%1&message=",
       "the parameter encoding of the query has a % without two hexadecimal digits behind it"},
      {"encoding=proto&base64=1&message=a",
       "the parameter message of the query is no base64: \"a\""},
      {"encoding=proto&base64=1&message=ab!d",
       "the parameter message of the query is no base64: \"ab!d\""},
  };
  for (const row& each : rows) {
    CAPTURE(each.query);
    CHECK(read_connect_get("/a.B/C?" + std::string{each.query}).problem ==
          status{code::invalid_argument, std::string{each.complaint}});
  }
}

TEST_CASE("a query is written in the order that caches like") {
  CHECK(write_connect_get("/a.B/C", message_form::json, as_bytes(R"({"name":"Ada L+"})")) ==
        "/a.B/C?connect=v1&encoding=json&message=%7B%22name%22%3A%22Ada%20L%2B%22%7D");
  CHECK(write_connect_get("/a.B/C", message_form::proto, as_bytes("\xfb\xff")) ==
        "/a.B/C?connect=v1&base64=1&encoding=proto&message=-_8");
  CHECK(write_connect_get("/a.B/C", message_form::json, as_bytes("\xfb\xff"), "gzip") ==
        "/a.B/C?connect=v1&base64=1&compression=gzip&encoding=json&message=-_8");
  CHECK(write_connect_get("/a.B/C", message_form::proto, {}) ==
        "/a.B/C?connect=v1&base64=1&encoding=proto&message=");
}

TEST_CASE("all bytes survive a query") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const message_form form : {message_form::proto, message_form::json}) {
    const connect_get get = read_connect_get(write_connect_get("/a.B/C", form, as_bytes(all)));
    CHECK(get.problem.ok());
    CHECK(get.encoding == to_string(form));
    CHECK(get.message == all);
  }
}
