// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/generator.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace protoc_gen_tern;
using namespace tern::protobuf;
using Type = FieldDescriptorProto::Type;
using Label = FieldDescriptorProto::Label;

namespace {

FieldDescriptorProto field(std::string name, std::int32_t number, Type type,
                           std::string type_name = "", Label label = Label::LABEL_OPTIONAL) {
  FieldDescriptorProto one{.name = std::move(name), .number = number, .label = label, .type = type};
  if (!type_name.empty()) one.type_name = std::move(type_name);
  return one;
}

// One file with the messages.
CodeGeneratorRequest request_of(std::vector<DescriptorProto> messages) {
  return {.file_to_generate = {"a/b.proto"},
          .proto_file = {{.name = "a/b.proto",
                          .package = "a.b",
                          .message_type = std::move(messages),
                          .syntax = "proto3"}}};
}

CodeGeneratorResponse::File only_file(const CodeGeneratorRequest& request) {
  const auto response = generate(request);
  REQUIRE_MESSAGE(response, response.status().message());
  REQUIRE_MESSAGE(!response->error, *response->error);
  REQUIRE(response->file.size() == 1);
  return response->file.front();
}

std::string text_of(std::vector<DescriptorProto> messages) {
  return only_file(request_of(std::move(messages))).content.value();
}

std::string error_of(const CodeGeneratorRequest& request) {
  const auto response = generate(request);
  REQUIRE(response);
  CHECK(response->file.empty());
  return response->error.value_or("no error");
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("a header is called like its file") {
  CHECK(only_file(request_of({})).name == "a/b.tern.hpp");
  CodeGeneratorRequest request = request_of({});
  request.parameter = "suffix=.h";
  CHECK(only_file(request).name == "a/b.h");
}

TEST_CASE("the response says what the plugin can do") {
  const auto response = generate(request_of({}));
  REQUIRE(response);
  CHECK(response->supported_features == 3);
  CHECK(response->minimum_edition == 998);
  CHECK(response->maximum_edition == 1001);
}

TEST_CASE("a package is a namespace") {
  CHECK(contains(text_of({}), "namespace a::b {\n"));
  CodeGeneratorRequest request = request_of({{.name = "M"}});
  request.proto_file[0].package.reset();
  const std::string text = *only_file(request).content;
  CHECK(!contains(text, "namespace"));
  CHECK(contains(text, "TERN_MESSAGE(M)\n"));
  request.proto_file[0].package = "a.linux";
  CHECK(contains(*only_file(request).content, "TERN_MESSAGE(M, \"a.linux.M\")\n"));
}

TEST_CASE("a struct stands behind those that it is made of") {
  const std::string text = text_of({
      {.name = "Outer", .field = {field("inner", 1, Type::TYPE_MESSAGE, ".a.b.Inner")}},
      {.name = "Inner"},
  });
  CHECK(text.find("struct Inner {") < text.find("struct Outer {"));
  CHECK(contains(text, "std::optional<Inner> inner{};"));
}

TEST_CASE("structs that need each other are a group, and one has a box") {
  const std::string text = text_of({
      {.name = "A", .field = {field("b", 1, Type::TYPE_MESSAGE, ".a.b.B")}},
      {.name = "B", .field = {field("a", 1, Type::TYPE_MESSAGE, ".a.b.A")}},
  });
  CHECK(contains(text, "struct B;\n\nstruct A {\n  tern::box<B> b;\n"));
  CHECK(contains(text, "std::optional<A> a;\n"));
  CHECK(text.find("struct B {") < text.find("A::operator=="));
}

TEST_CASE("a required member of a group is the last to be a box") {
  auto required = field("b", 1, Type::TYPE_MESSAGE, ".a.b.B", Label::LABEL_REQUIRED);
  const std::string text = text_of({
      {.name = "A", .field = {std::move(required)}},
      {.name = "B", .field = {field("a", 1, Type::TYPE_MESSAGE, ".a.b.A")}},
  });
  CHECK(contains(text, "tern::box<A> a;\n"));
  CHECK(contains(text, "  B b;\n"));
}

TEST_CASE("a message that contains itself has a box") {
  const std::string text = text_of({
      {.name = "Node", .field = {field("next", 1, Type::TYPE_MESSAGE, ".a.b.Node")}},
  });
  CHECK(contains(text, "tern::box<Node> next{};"));
}

TEST_CASE("only the headers of types that are used are included") {
  CodeGeneratorRequest request =
      request_of({{.name = "M",
                   .field = {field("used", 1, Type::TYPE_MESSAGE, ".other.Used"),
                             field("any", 2, Type::TYPE_MESSAGE, ".google.protobuf.Any")}}});
  request.proto_file[0].dependency = {"used.proto", "unused.proto", "public.proto",
                                      "google/protobuf/any.proto"};
  request.proto_file[0].public_dependency = {2};
  request.proto_file.push_back(
      {.name = "used.proto", .package = "other", .message_type = {{.name = "Used"}}});
  request.proto_file.push_back({.name = "unused.proto"});
  request.proto_file.push_back({.name = "public.proto"});
  request.proto_file.push_back({.name = "google/protobuf/any.proto",
                                .package = "google.protobuf",
                                .message_type = {{.name = "Any"}}});
  const std::string text = *only_file(request).content;
  CHECK(contains(text, "#include \"used.tern.hpp\"\n"));
  CHECK(contains(text, "#include \"public.tern.hpp\"\n"));
  CHECK(!contains(text, "unused"));
  CHECK(contains(text, "#include <tern/protobuf/any.hpp>\n"));
  CHECK(contains(text, "std::optional<::other::Used> used{};"));
  CHECK(contains(text, "std::optional<tern::protobuf::Any> any{};"));
}

TEST_CASE("the header of a file that tern has includes tern's") {
  const CodeGeneratorRequest request{.file_to_generate = {"google/protobuf/any.proto"},
                                     .proto_file = {{.name = "google/protobuf/any.proto",
                                                     .package = "google.protobuf",
                                                     .message_type = {{.name = "Any"}}}}};
  const CodeGeneratorResponse::File file = only_file(request);
  CHECK(file.name == "google/protobuf/any.tern.hpp");
  CHECK(contains(*file.content, "#include <tern/protobuf/any.hpp>\n"));
  CHECK(!contains(*file.content, "struct"));
  CHECK(!contains(*file.content, "namespace"));
}

TEST_CASE("services can be left out") {
  CodeGeneratorRequest request = request_of({{.name = "M"}});
  request.proto_file[0].service = {
      {.name = "S", .method = {{.name = "Do", .input_type = ".a.b.M", .output_type = ".a.b.M"}}}};
  CHECK(contains(*only_file(request).content, "tern::task<M> Do(M);"));
  CHECK(contains(*only_file(request).content, "#include <tern/contract.hpp>"));
  request.parameter = "services=false";
  CHECK(!contains(*only_file(request).content, "Do"));
  CHECK(contains(*only_file(request).content, "#include <tern/message.hpp>"));
}

TEST_CASE("an HTTP rule is an option of its method") {
  CodeGeneratorRequest request = request_of({{.name = "M"}});
  request.proto_file[0].service = {
      {.name = "S", .method = {{.name = "Do", .input_type = ".a.b.M", .output_type = ".a.b.M"}}}};
  tern::protobuf::MethodDescriptorProto& method = request.proto_file[0].service[0].method[0];
  tern::protobuf::HttpRule rule;
  rule.pattern.emplace<4>("/v1/{name}");
  rule.additional_bindings.resize(2);
  rule.additional_bindings[0].pattern.emplace<3>("/v1");
  rule.additional_bindings[0].body = "*";
  rule.additional_bindings[1].pattern.emplace<6>("REPORT", "/v2");
  rule.additional_bindings[1].response_body = "x";
  set_http_rule(method.options.emplace(), rule);
  const auto has = [&](std::string_view part) {
    std::string text = *only_file(request).content;
    std::erase(text, '\n');
    std::erase(text, ' ');
    return contains(text, part);
  };
  CHECK(
      has("(Do,tern::del(\"/v1/{name}\"),tern::post(\"/v1\").body(\"*\"),"
          "tern::custom(\"REPORT\",\"/v2\").response_body(\"x\"))"));
  method.client_streaming = true;
  CHECK(has("TERN_SERVICE(S,Do)"));
}

TEST_CASE("unknown fields are kept as asked") {
  CodeGeneratorRequest request = request_of({{.name = "M"}});
  CHECK(!contains(*only_file(request).content, "unknown"));
  request.parameter = "unknown_fields=all";
  CHECK(contains(*only_file(request).content, "(unknown, unknown_fields)"));
  request.proto_file[0].message_type[0].extension_range = {{.start = 1, .end = 2}};
  request.parameter.reset();
  CHECK(contains(*only_file(request).content, "(unknown, unknown_fields)"));
  request.parameter = "unknown_fields=none";
  CHECK(!contains(*only_file(request).content, "unknown"));
}

TEST_CASE("what is beyond tern's macros is an error with its name and the limit") {
  DescriptorProto wide{.name = "Wide"};
  for (std::int32_t i = 1; i <= 257; ++i) {
    wide.field.push_back(field("f" + std::to_string(i), i, Type::TYPE_BOOL));
  }
  CHECK(error_of(request_of({wide})) ==
        "a/b.proto: the message a.b.Wide has 257 entries, tern's limit is 256: split it");
  wide.field.pop_back();
  CHECK(generate(request_of({wide}))->error == std::nullopt);

  DescriptorProto choices{.name = "Choices", .oneof_decl = {{.name = "one"}}};
  for (std::int32_t i = 1; i <= 65; ++i) {
    choices.field.push_back(field("f" + std::to_string(i), i, Type::TYPE_BOOL));
    choices.field.back().oneof_index = 0;
  }
  CHECK(error_of(request_of({choices})) ==
        "a/b.proto: the oneof a.b.Choices.one has 65 alternatives, tern's limit is 64: split it");

  CodeGeneratorRequest request = request_of({});
  EnumDescriptorProto large{.name = "Large"};
  for (std::int32_t i = 0; i < 257; ++i) {
    large.value.push_back({.name = "V" + std::to_string(i), .number = i});
  }
  request.proto_file[0].enum_type = {large};
  CHECK(error_of(request) ==
        "a/b.proto: the enum a.b.Large has 257 entries, tern's limit is 256: split it");
}

TEST_CASE("a wrong parameter is an error for the one who asked") {
  CodeGeneratorRequest request = request_of({});
  request.parameter = "nonsense";
  CHECK(contains(error_of(request), "nonsense"));
}
