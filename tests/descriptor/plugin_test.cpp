// SPDX-License-Identifier: MIT
#include <tern/descriptor/plugin.hpp>

#include "messages.hpp"

using namespace tern::protobuf;

TEST_CASE("a request of Google's compiler comes out as it went in") {
  const std::string bytes = from_hex(golden::bytes::request);
  const auto request = decoded<CodeGeneratorRequest>(bytes);
  CHECK(request.file_to_generate == std::vector<std::string>{"small.proto"});
  CHECK(request.parameter == "a=b,c");
  REQUIRE(request.compiler_version);
  CHECK(request.compiler_version->major_ > 0);
  REQUIRE(request.proto_file.size() == 1);
  CHECK(request.proto_file[0].message_type.at(0).field.at(0).proto3_optional == true);
  CHECK(encoded(request) == bytes);
}

TEST_CASE("a response has files or an error") {
  const CodeGeneratorResponse response{
      .supported_features = 3,
      .minimum_edition = 998,
      .maximum_edition = 1000,
      .file = {{.name = "a", .content = "b"}},
  };
  const std::string bytes = from_hex("1003 18e607 20e807 7a06 0a0161 7a0162");
  CHECK(encoded(response) == bytes);
  CHECK(decoded<CodeGeneratorResponse>(bytes) == response);
  CHECK(encoded(CodeGeneratorResponse{.error = "no"}) == from_hex("0a026e6f"));
}

TEST_CASE("a request that is cut short is refused") {
  std::string bytes = from_hex(golden::bytes::request);
  bytes.pop_back();
  CHECK(!tern::codec::decode<CodeGeneratorRequest>(tern::as_bytes(bytes)));
}
