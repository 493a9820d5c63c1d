// SPDX-License-Identifier: MIT
#include <tern/schema/committed_schema.hpp>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

#include <examples/greeter.hpp>
#include <tern/schema/proto_files.hpp>
#include <tests/schema/contracts.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

namespace {

// A folder of its own, gone at the end.
class temporary_folder {
 public:
  temporary_folder() { create_directories(path_); }
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder() { remove_all(path_); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    create_directories((path_ / name).parent_path());
    std::ofstream{path_ / name, std::ios::binary} << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_ = std::filesystem::temp_directory_path() /
                                ("tern_schema_" + std::to_string(std::random_device{}()));
};

std::string greeter_text() {
  return proto_file<hello::v1::Greeter>().value();
}

std::string replaced(std::string text, std::string_view old, std::string_view with) {
  return text.replace(text.find(old), old.size(), with);
}

}  // namespace

TEST_CASE("a contract breaks nothing of its own file, nor of one that says less") {
  const temporary_folder folder;
  const auto path = folder.write("hello.proto", greeter_text());
  CHECK(check_compatible<hello::v1::Greeter>(path) == "");
  folder.write("hello.proto", replaced(greeter_text(), "  int32 count = 3;\n", ""));
  CHECK(check_compatible<hello::v1::Greeter>(path) == "");
}

TEST_CASE("what a contract breaks is a line for each change") {
  const temporary_folder folder;
  std::string text = replaced(greeter_text(), "int32 count", "string times");
  text = replaced(text, "  rpc Chat", "  rpc Talk(HelloRequest) returns (HelloReply);\n  rpc Chat");
  const auto path = folder.write("hello.proto", text);
  CHECK(check_compatible<hello::v1::Greeter>(path) ==
        "hello.v1.Greeter.Talk: RPC_NO_DELETE: the method is gone\n"
        "hello.v1.HelloRequest.times: FIELD_SAME_NAME: was \"times\", is \"count\"\n"
        "hello.v1.HelloRequest.times: FIELD_SAME_JSON_NAME: was \"times\", is \"count\"\n"
        "hello.v1.HelloRequest.times: FIELD_WIRE_JSON_COMPATIBLE_TYPE: was string, is int32\n");
  CHECK(check_compatible<hello::v1::Greeter>(path, compatibility::wire) ==
        "hello.v1.Greeter.Talk: RPC_NO_DELETE: the method is gone\n"
        "hello.v1.HelloRequest.times: FIELD_WIRE_COMPATIBLE_TYPE: was string, is int32\n");
}

TEST_CASE("imports are looked for in the folders around the file") {
  const temporary_folder folder;
  std::filesystem::path last;
  const auto files = proto_files<circle::one::Animal, every::row::v1::Everything>();
  for (const named_text& file : files.value()) last = folder.write(file.name, file.text);
  CHECK(last.filename() == "animal.proto");
  CHECK(check_compatible<circle::one::Animal>(last) == "");
  const auto row = last.parent_path().parent_path().parent_path() / "every/row/v1/row.proto";
  CHECK(check_compatible<every::row::v1::Everything>(row) == "");
  folder.write("circle/one/head.proto",
               "syntax = \"proto3\"; package circle.one; message Head { bytes name = 1; }");
  CHECK(check_compatible<circle::one::Animal>(last) ==
        "circle.one.Head.name: FIELD_WIRE_JSON_COMPATIBLE_TYPE: was bytes, is string\n");
}

TEST_CASE("a FileDescriptorSet will do as well") {
  const temporary_folder folder;
  const auto encoded = tern::codec::encode(descriptor<hello::v1::Greeter>().value());
  const auto path = folder.write("hello.binpb", tern::as_text(encoded.view()));
  CHECK(check_compatible<hello::v1::Greeter>(path) == "");
  CHECK(check_compatible<Alone>(path).starts_with("hello.v1.Greeter: SERVICE_NO_DELETE"));
}

TEST_CASE("a file that cannot be read is a line, too") {
  const temporary_folder folder;
  const auto missing = folder.write("a.proto", "").parent_path() / "missing.proto";
  CHECK(check_compatible<Alone>(missing) == missing.string() + ": cannot be read\n");
  CHECK(check_compatible<Alone>(missing.parent_path()).ends_with("\n"));
  const auto wrong = folder.write("b.proto", "message {");
  CHECK(check_compatible<Alone>(wrong) == wrong.string() + ":1:9: expected a name, found {\n");
  const auto unlinked =
      folder.write("c.proto", "import \"no.proto\"; message M { optional No n = 1; }");
  CHECK(check_compatible<Alone>(unlinked) ==
        unlinked.string() + ": M.n: the type No is in none of the files\n");
  const auto mangled = folder.write("d.binpb", "\xff\xff");
  CHECK(check_compatible<Alone>(mangled).find("is neither a .proto file nor") != std::string::npos);
}
