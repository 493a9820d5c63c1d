// SPDX-License-Identifier: MIT
#include <tern/schema/http_option.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <tern/contract.hpp>
#include <tern/schema.hpp>

#include <doctest/doctest.h>

namespace http_option_test {

struct Note {
  std::string text;
};
TERN_MESSAGE(Note, "notes.v1.Note", (1, text))

struct Board {
  tern::task<Note> Read(Note);
  tern::task<Note> Pin(Note);
  tern::task<Note> Plain(Note);
};
TERN_SERVICE(Board, ("notes.v1.Board"),
             (Read, tern::no_side_effects, tern::get("/v1/{text=notes/*}"),
              tern::custom("REPORT", "/v1/notes").body("*").response_body("text")),
             (Pin, tern::post("/v1").body("*")), Plain)

struct Other {
  tern::task<Note> Plain(Note);
};
TERN_SERVICE(Other, ("others.v1.Other"), Plain)

std::vector<std::string> names_of(const tern::protobuf::FileDescriptorSet& set) {
  std::vector<std::string> names;
  for (const auto& file : set.file) names.push_back(*file.name);
  return names;
}

}  // namespace http_option_test

using http_option_test::Board;

TEST_CASE("the rules of a method are its option, the others in the first") {
  const auto set = tern::descriptor<Board>().value();
  const auto& file = set.file.back();
  CHECK(file.name == "notes/v1/notes.proto");
  CHECK(file.dependency == std::vector<std::string>{"google/api/annotations.proto"});
  const auto& methods = file.service.at(0).method;
  const auto rule = tern::protobuf::find_http_rule(*methods[0].options);
  REQUIRE(rule);
  CHECK(std::get<1>(rule->pattern) == "/v1/{text=notes/*}");
  REQUIRE(rule->additional_bindings.size() == 1);
  CHECK(tern::schema::text_of(rule->additional_bindings[0]).method == "REPORT");
  CHECK(rule->additional_bindings[0].body == "*");
  CHECK(rule->additional_bindings[0].response_body == "text");
  CHECK(std::get<3>(tern::protobuf::find_http_rule(*methods[1].options)->pattern) == "/v1");
  CHECK_FALSE(methods[2].options);
}

TEST_CASE("the descriptors of what is imported are there") {
  const auto set = tern::descriptor<Board>().value();
  CHECK(http_option_test::names_of(set) ==
        std::vector<std::string>{"google/api/http.proto", "google/protobuf/descriptor.proto",
                                 "google/api/annotations.proto", "notes/v1/notes.proto"});
  const auto& annotations = set.file[2];
  CHECK(annotations.package == "google.api");
  CHECK(annotations.dependency ==
        std::vector<std::string>{"google/api/http.proto", "google/protobuf/descriptor.proto"});
  REQUIRE(annotations.extension.size() == 1);
  CHECK(annotations.extension[0].number == 72295728);
  CHECK(annotations.extension[0].extendee == ".google.protobuf.MethodOptions");
  CHECK(http_option_test::names_of(tern::descriptor<http_option_test::Other>().value()) ==
        std::vector<std::string>{"notes/v1/notes.proto", "others/v1/others.proto"});
}

TEST_CASE("the options that are extended say that they can be") {
  const auto set = tern::descriptor<Board>().value();
  const auto file = std::ranges::find(set.file, "google/protobuf/descriptor.proto",
                                      [](const auto& each) { return *each.name; });
  REQUIRE(file != set.file.end());
  const auto options = std::ranges::find(file->message_type, "MethodOptions",
                                         [](const auto& each) { return *each.name; });
  REQUIRE(options != file->message_type.end());
  REQUIRE(options->extension_range.size() == 1);
  CHECK(options->extension_range[0].start == 1000);
  CHECK(options->extension_range[0].end == 536'870'912);
  const auto method = std::ranges::find(file->message_type, "MethodDescriptorProto",
                                        [](const auto& each) { return *each.name; });
  REQUIRE(method != file->message_type.end());
  CHECK(method->extension_range.empty());
}

TEST_CASE("the text of a file has the option and its import") {
  const std::string text = tern::proto_file<Board>().value();
  CHECK(text.find("import \"google/api/annotations.proto\";") != std::string::npos);
  CHECK(text.find(R"(  rpc Read(Note) returns (Note) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (google.api.http) = {
      get: "/v1/{text=notes/*}"
      additional_bindings {
        custom: {
          kind: "REPORT"
          path: "/v1/notes"
        }
        body: "*"
        response_body: "text"
      }
    };
  }
  rpc Pin(Note) returns (Note) {
    option (google.api.http) = {
      post: "/v1"
      body: "*"
    };
  }
  rpc Plain(Note) returns (Note);
)") != std::string::npos);
}

TEST_CASE("the files of google.api are written, too, and say what their descriptors say") {
  const auto set = tern::descriptor<Board>().value();
  const auto texts = tern::proto_files<Board>().value();
  REQUIRE(texts.size() == 3);
  CHECK(texts[0].name == "google/api/http.proto");
  CHECK(texts[1].name == "google/api/annotations.proto");
  CHECK(texts[2].text == tern::proto_file<Board>().value());
  CHECK(
      texts[1].text ==
      R"(// Written by tern: the file of https://github.com/googleapis/googleapis, without comments.

syntax = "proto3";

package google.api;

import "google/api/http.proto";
import "google/protobuf/descriptor.proto";

option go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
option java_multiple_files = true;
option java_outer_classname = "AnnotationsProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

extend protobuf.MethodOptions {
  HttpRule http = 72295728;
}
)");
  // What is read of a file are its messages and services.
  std::vector<tern::protobuf::FileDescriptorProto> said = set.file;
  std::vector<tern::protobuf::FileDescriptorProto> parsed = set.file;
  for (const std::size_t i : {std::size_t{0}, std::size_t{2}}) {
    said[i].options.reset();
    said[i].extension.clear();
    parsed[i] = tern::schema::parse_proto(texts[i / 2].name, texts[i / 2].text).value();
  }
  REQUIRE(tern::schema::link_files(parsed).message() == "");
  CHECK(parsed[0] == said[0]);
  CHECK(parsed[2] == said[2]);
}

TEST_CASE("what was written is read again, and changes nothing") {
  const std::string text = tern::proto_file<Board>().value();
  const auto file = tern::schema::parse_proto("notes/v1/notes.proto", text);
  REQUIRE(file);
  CHECK(file->service.at(0).method.size() == 3);
}
