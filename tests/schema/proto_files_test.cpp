// SPDX-License-Identifier: MIT
#include <tern/schema/proto_files.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <examples/greeter.hpp>
#include <tern/schema/proto_links.hpp>
#include <tern/schema/proto_parser.hpp>
#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

TEST_CASE("a contract is a text") {
  CHECK(proto_file<hello::v1::Greeter>().value() ==
        R"(// Written by tern from a contract in C++, which is the source: change that.

syntax = "proto3";

package hello.v1;

service Greeter {
  rpc SayHello(HelloRequest) returns (HelloReply);
  rpc Subscribe(HelloRequest) returns (stream HelloReply);
  rpc GreetAll(stream HelloRequest) returns (HelloReply);
  rpc Chat(stream HelloRequest) returns (stream HelloReply);
}

message HelloRequest {
  string name = 1;
  optional string title = 2;
  int32 count = 3;
}

message HelloReply {
  string text = 1;
}
)");
}

TEST_CASE("the file of a type is the one that it is in") {
  CHECK(proto_file<circle::two::Body>().value().find("package circle.two;") != std::string::npos);
  CHECK(proto_file<mixed::v2beta1::Open>().value().find("OPEN_NOTHING = 0") != std::string::npos);
  CHECK(proto_file<every::row::v1::Outer::Inner>().value().find("package every.row.v1.Outer;") !=
        std::string::npos);
}

TEST_CASE("what every compiler has is left out") {
  const auto files = proto_files<every::row::v1::Everything>();
  REQUIRE(files.ok());
  REQUIRE(files->size() == 1);
  CHECK(files->front().name == "every/row/v1/row.proto");
}

TEST_CASE("the texts say what the descriptors say") {
  const auto set = descriptor<every::row::v1::Everything, legacy::Parcel, mixed::v2beta1::Whole,
                              circle::one::Animal, Alone>();
  const auto texts = proto_files<every::row::v1::Everything, legacy::Parcel, mixed::v2beta1::Whole,
                                 circle::one::Animal, Alone>();
  REQUIRE(set.ok());
  REQUIRE(texts.ok());
  std::vector<tern::protobuf::FileDescriptorProto> parsed;
  for (const auto& file : set->file) {
    const auto text = std::ranges::find(*texts, *file.name, &named_text::name);
    parsed.push_back(text == texts->end() ? file : parse_proto(text->name, text->text).value());
  }
  REQUIRE(texts->size() == 7);
  REQUIRE(link_files(parsed).message() == "");
  for (std::size_t i = 0; i < parsed.size(); ++i) {
    CAPTURE(*parsed[i].name);
    CHECK(parsed[i] == set->file[i]);
  }
}
