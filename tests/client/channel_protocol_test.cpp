// SPDX-License-Identifier: MIT

#include <tern/client/channel_protocol.hpp>

#include <doctest/doctest.h>

#include <tern/client/channel.hpp>
#include <tern/client/options.hpp>

using tern::client_side::http_version;

TEST_CASE("a channel speaks gRPC over HTTP/2 unless it is told otherwise") {
  const tern::client_side::channel_options how;
  CHECK(how.protocol == tern::client_side::grpc);
  CHECK(how.http_version == http_version::automatic);
  CHECK(how.protocol.name() == "gRPC");
  CHECK(how.protocol.needs_http2());
}

TEST_CASE("calls of Connect with streams are made in another way than those without") {
  using tern::client_side::connect;
  CHECK(&connect.of(false) == &tern::protocol::connect_unary_protocol);
  CHECK(&connect.of(true) == &tern::protocol::connect_stream_protocol);
  CHECK_FALSE(connect.needs_http2());
  CHECK(connect.name() == "Connect");
  CHECK(connect != tern::client_side::grpc_web);
}

TEST_CASE("gRPC-Web is made of bytes or of text") {
  using tern::client_side::grpc_web;
  using tern::client_side::grpc_web_text;
  CHECK_FALSE(grpc_web.of(true).request_framing().base64);
  CHECK(grpc_web_text.of(true).request_framing().base64);
  CHECK(grpc_web_text.of(false).request_framing().base64);
  CHECK(grpc_web != grpc_web_text);
}

TEST_CASE("a channel cannot speak gRPC over HTTP/1.1") {
  try {
    const tern::client_side::channel channel{"localhost:1", {.http_version = http_version::http1}};
    FAIL("there is a channel");
  } catch (const tern::error& failure) {
    CHECK(failure.status().code() == tern::code::invalid_argument);
    CHECK(failure.status().message() ==
          "gRPC needs HTTP/2, and the options want HTTP/1.1: choose another protocol");
  }
  const tern::client_side::channel other{
      "localhost:1", {.protocol = tern::client_side::connect, .http_version = http_version::http1}};
}
