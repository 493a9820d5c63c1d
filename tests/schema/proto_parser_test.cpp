// SPDX-License-Identifier: MIT
#include <tern/schema/proto_parser.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/schema/proto_files.hpp>
#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

std::string mistake_in(std::string_view text) {
  const auto file = parse_proto("t.proto", text);
  return file ? "" : file.status().message();
}

}  // namespace

// What it makes of files is compared with protoc in foreign/run.py.

TEST_CASE("a mistake has its place, and what was expected") {
  CHECK(mistake_in("syntax = \"proto4\";") ==
        "t.proto:1:18: tern reads proto2, proto3 and the editions 2023 and 2024");
  CHECK(mistake_in("message M {\n  int32 a = 0;\n}") ==
        "t.proto:2:13: expected a number from 1 to 536870911, found 0");
  CHECK(mistake_in("message M { int32 a }") == "t.proto:1:21: expected =, found }");
  CHECK(mistake_in("message M {") == "t.proto:1:12: expected }, found the end");
  CHECK(mistake_in("mesage M {}") == "t.proto:1:1: expected a declaration, found mesage");
  CHECK(mistake_in("enum E { A = \"x\"; }").starts_with("t.proto:1:14: expected a whole number"));
  CHECK(
      mistake_in("service S { rpc F(M) return (M); }").ends_with("expected returns, found return"));
  CHECK(mistake_in("import \"a").ends_with("cannot read \"a"));
}

TEST_CASE("messages are nested so deep and no deeper") {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "message M {";
    return text.append(static_cast<std::size_t>(depth), '}');
  };
  CHECK(mistake_in(nested(proto_depth_limit)) == "");
  CHECK(mistake_in(nested(proto_depth_limit + 1)).find("nested more than 32 deep") !=
        std::string::npos);
  CHECK_FALSE(mistake_in(nested(100'000)).empty());
  std::string groups = "message M {";
  for (int i = 0; i < 100'000; ++i) groups += "optional group G = 1 {";
  CHECK_FALSE(mistake_in(groups).empty());
}

TEST_CASE("extensions and custom options are skipped") {
  const auto file = parse_proto("t.proto", R"(
    import "google/protobuf/descriptor.proto";
    extend google.protobuf.FieldOptions { optional string mark = 50000; }
    option java_package = "x";
    option (file_mark) = { a: 1 b { c: [1, 2] } };
    message M {
      option (message_mark).part = 5;
      optional int32 a = 1 [(mark) = "x", ctype = CORD, deprecated = true];
      extensions 100 to 199 [declaration = { number: 100 }];
      extend M { optional group Inside = 100 { optional int32 x = 1; } }
      ;
    };
  )");
  REQUIRE(file.ok());
  CHECK_FALSE(file->options.has_value());
  CHECK(file->extension.empty());
  REQUIRE(file->message_type.size() == 1);
  CHECK(file->message_type[0].field[0].options->deprecated == true);
  CHECK(file->message_type[0].extension_range[0].end == 200);
  CHECK(file->message_type[0].nested_type[0].name == "Inside");
}

TEST_CASE("what is cut off or mangled is an error or a file, and never worse") {
  const auto files =
      proto_files<every::row::v1::Everything, legacy::Parcel, mixed::v2beta1::Whole>();
  REQUIRE(files.ok());
  std::size_t refused = 0;
  for (const named_text& file : *files) {
    for (std::size_t size = 0; size < file.text.size(); ++size) {
      refused += !parse_proto(file.name, std::string_view{file.text}.substr(0, size)).ok();
    }
    for (std::size_t at = 0; at < file.text.size(); ++at) {
      for (const char c : {'{', '}', ';', '"', '0', '\0', '\xff'}) {
        std::string text = file.text;
        text[at] = c;
        refused += !parse_proto(file.name, text).ok();
      }
    }
  }
  CHECK(refused > 10'000);
}
