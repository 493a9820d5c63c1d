// SPDX-License-Identifier: MIT
#include "tools/protoc_gen_tern/validator.hpp"

#include <doctest/doctest.h>

#include "tools/protoc_gen_tern/generator.hpp"

#include <functional>

using namespace protoc_gen_tern;
using namespace tern::protobuf;
using Type = FieldDescriptorProto::Type;
using Label = FieldDescriptorProto::Label;

namespace {

CodeGeneratorRequest good_request() {
  const DescriptorProto entry{.name = "NamesEntry",
                              .field = {{.name = "key",
                                         .number = 1,
                                         .label = Label::LABEL_OPTIONAL,
                                         .type = Type::TYPE_STRING},
                                        {.name = "value",
                                         .number = 2,
                                         .label = Label::LABEL_OPTIONAL,
                                         .type = Type::TYPE_INT32}},
                              .options = MessageOptions{.map_entry = true}};
  const DescriptorProto message{.name = "M",
                                .field = {{.name = "self",
                                           .number = 1,
                                           .label = Label::LABEL_OPTIONAL,
                                           .type = Type::TYPE_MESSAGE,
                                           .type_name = ".p.M"},
                                          {.name = "names",
                                           .number = 2,
                                           .label = Label::LABEL_REPEATED,
                                           .type = Type::TYPE_MESSAGE,
                                           .type_name = ".p.M.NamesEntry"},
                                          {.name = "kind",
                                           .number = 3,
                                           .label = Label::LABEL_OPTIONAL,
                                           .type = Type::TYPE_ENUM,
                                           .type_name = ".p.E",
                                           .oneof_index = 0}},
                                .nested_type = {entry},
                                .oneof_decl = {{.name = "choice"}}};
  return {
      .file_to_generate = {"f.proto"},
      .proto_file = {
          {.name = "f.proto",
           .package = "p",
           .message_type = {message},
           .enum_type = {{.name = "E", .value = {{.name = "ZERO", .number = 0}}}},
           .service = {{.name = "S",
                        .method = {{.name = "Do", .input_type = ".p.M", .output_type = ".p.M"}}}},
           .syntax = "proto3"}}};
}

}  // namespace

TEST_CASE("a request of a compiler is valid") {
  CHECK(validator::check_request(good_request()));
  CHECK(generate(good_request()));
  CHECK(validator::check_request({}));
}

TEST_CASE("a request that refers to what is not there is refused, not followed") {
  using change = std::function<void(FileDescriptorProto&)>;
  const change changes[] = {
      [](auto& file) { file.name.reset(); },
      [](auto& file) { file.name = "f.proto\n#include <x>"; },
      [](auto& file) { file.name = "f\".proto"; },
      [](auto& file) { file.package = "p;q"; },
      [](auto& file) { file.package = "p..q"; },
      [](auto& file) { file.message_type[0].field[2].default_value = "ZERO); x("; },
      [](auto& file) { file.message_type[0].field[2].default_value = ""; },
      [](auto& file) { file.dependency = {"other.proto"}; },
      [](auto& file) { file.public_dependency = {0}; },
      [](auto& file) { file.public_dependency = {-1}; },
      [](auto& file) { file.message_type[0].name.reset(); },
      [](auto& file) { file.message_type[0].name = "a;b"; },
      [](auto& file) { file.message_type.push_back(file.message_type[0]); },
      [](auto& file) { file.message_type[0].field[0].name.reset(); },
      [](auto& file) { file.message_type[0].field[0].name = "1st"; },
      [](auto& file) { file.message_type[0].field[0].number.reset(); },
      [](auto& file) { file.message_type[0].field[0].type.reset(); },
      [](auto& file) { file.message_type[0].field[0].type = static_cast<Type>(99); },
      [](auto& file) { file.message_type[0].field[0].type = Type::TYPE_INT32; },
      [](auto& file) { file.message_type[0].field[0].type_name.reset(); },
      [](auto& file) { file.message_type[0].field[0].type_name = ".p.Missing"; },
      [](auto& file) { file.message_type[0].field[0].type_name = ".p.E"; },
      [](auto& file) { file.message_type[0].field[1].label = Label::LABEL_OPTIONAL; },
      [](auto& file) { file.message_type[0].field[2].type_name = ".p.M"; },
      [](auto& file) { file.message_type[0].field[2].oneof_index = 1; },
      [](auto& file) { file.message_type[0].field[2].oneof_index = -1; },
      [](auto& file) { file.message_type[0].oneof_decl[0].name.reset(); },
      [](auto& file) { file.message_type[0].nested_type[0].field.pop_back(); },
      [](auto& file) {
        auto& value = file.message_type[0].nested_type[0].field[1];
        value.type = Type::TYPE_MESSAGE;
        value.type_name = ".p.M.NamesEntry";
        value.label = Label::LABEL_REPEATED;
      },
      [](auto& file) { file.enum_type[0].value.clear(); },
      [](auto& file) { file.enum_type[0].value[0].name.reset(); },
      [](auto& file) { file.service[0].name.reset(); },
      [](auto& file) { file.service[0].method[0].name.reset(); },
      [](auto& file) { file.service[0].method[0].input_type = ".p.E"; },
      [](auto& file) { file.service[0].method[0].output_type.reset(); },
  };
  int number = 0;
  for (const change& apply : changes) {
    CAPTURE(number++);
    CodeGeneratorRequest request = good_request();
    apply(request.proto_file[0]);
    const auto response = generate(request);
    REQUIRE(!response);
    CHECK(response.status().code() == tern::code::invalid_argument);
    CHECK(!response.status().message().empty());
  }
}

TEST_CASE("a file that is asked for must be there") {
  CodeGeneratorRequest request = good_request();
  request.file_to_generate.push_back("missing.proto");
  const auto response = generate(request);
  REQUIRE(!response);
  CHECK(response.status().message() == "missing.proto is not in the request");
}
