// SPDX-License-Identifier: MIT
#include <tern/protocol/grpc_web_trailers.hpp>

#include <string>
#include <string_view>

#include <doctest/doctest.h>

using tern::code;
using tern::status;
using tern::http::headers;
using tern::protocol::read_web_trailers;
using tern::protocol::write_web_trailers;

TEST_CASE("trailers are lines, and none of them is empty") {
  CHECK(write_web_trailers({{"grpc-status", "5"}, {"grpc-message", ""}, {"a", "1"}, {"a", "2"}}) ==
        "grpc-status: 5\r\ngrpc-message: \r\na: 1\r\na: 2\r\n");
  CHECK(write_web_trailers({}).empty());
}

TEST_CASE("trailers survive their way") {
  const headers trailers{{"grpc-status", "0"}, {"x", "a: b"}, {"x", ""}, {"y", "1, 2"}};
  const auto read = read_web_trailers(write_web_trailers(trailers));
  REQUIRE(read.ok());
  CHECK(*read == trailers);
}

TEST_CASE("names of any case and space around values are tolerated") {
  const auto read = read_web_trailers("Grpc-Status:9\r\ngRPC-Message:\t error \t\r\nx:a\nY: b");
  REQUIRE(read.ok());
  CHECK(*read == headers{{"grpc-status", "9"}, {"grpc-message", "error"}, {"x", "a"}, {"y", "b"}});
  CHECK(read_web_trailers("")->empty());
  CHECK(*read_web_trailers("\r\na: 1\r\n\r\n") == headers{{"a", "1"}});
}

TEST_CASE("a line that is no field is refused") {
  for (const std::string_view block :
       {"grpc-status", ": 0\r\n", "grpc status: 0\r\n", "grpc-status : 0\r\n",
        "a: 1\r\n folded\r\n", "a: 1\r\n\tb: 2\r\n", "a\rb: 1\r\n", "\x80\x81"}) {
    CAPTURE(block);
    CHECK(read_web_trailers(block).status().code() == code::internal);
  }
  CHECK(
      read_web_trailers("nonsense\r\n").status() ==
      status{code::internal,
             "the trailers in the body have the line \"nonsense\", which is no name with a value"});
}
