// SPDX-License-Identifier: MIT
#include <tern/protobuf/api.hpp>

#include <tern/message.hpp>

#include <doctest/doctest.h>

namespace protobuf = tern::protobuf;

TEST_CASE("an API goes over the wire with Protobuf's numbers") {
  const protobuf::Api api{.name = "A",
                          .methods = {{.name = "m",
                                       .request_type_url = "q",
                                       .request_streaming = true,
                                       .response_type_url = "p",
                                       .response_streaming = true,
                                       .options = {{.name = "n"}},
                                       .syntax = protobuf::Syntax::SYNTAX_PROTO3,
                                       .edition = "e"}},
                          .options = {{.name = "o"}},
                          .version = "1",
                          .source_context = protobuf::SourceContext{.file_name = "s"},
                          .mixins = {{.name = "x", .root = "r"}},
                          .syntax = protobuf::Syntax::SYNTAX_PROTO3,
                          .edition = "e"};
  const auto encoded = tern::codec::encode(api);
  CHECK(tern::as_text(encoded.view()) ==
        "\x0a\x01"
        "A"
        "\x12\x17\x0a\x01m\x12\x01q\x18\x01\x22\x01p\x28\x01\x32\x03\x0a\x01n\x38\x01\x42\x01"
        "e"
        "\x1a\x03\x0a\x01o"
        "\x22\x01"
        "1"
        "\x2a\x03\x0a\x01s"
        "\x32\x06\x0a\x01x\x12\x01r"
        "\x38\x01"
        "\x42\x01"
        "e");
  CHECK(tern::codec::decode<protobuf::Api>(encoded.view()).value() == api);
}

TEST_CASE("the parts of an API have Protobuf's names") {
  using tern::reflect::message_name;
  CHECK(message_name<protobuf::Api>() == "google.protobuf.Api");
  CHECK(message_name<protobuf::Method>() == "google.protobuf.Method");
  CHECK(message_name<protobuf::Mixin>() == "google.protobuf.Mixin");
}
