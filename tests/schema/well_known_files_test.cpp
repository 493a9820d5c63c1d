// SPDX-License-Identifier: MIT
#include <tern/schema/well_known_files.hpp>

#include <doctest/doctest.h>

using namespace tern::schema;

TEST_CASE("a type of google.protobuf is in its file") {
  const auto file_of = [](std::string_view name) {
    const well_known_file* const file = find_well_known_file(name);
    return file == nullptr ? std::string_view{} : file->name;
  };
  CHECK(file_of("google.protobuf.Timestamp") == "google/protobuf/timestamp.proto");
  CHECK(file_of("google.protobuf.NullValue") == "google/protobuf/struct.proto");
  CHECK(file_of("google.protobuf.Field.Kind") == "google/protobuf/type.proto");
  CHECK(file_of("google.protobuf.DescriptorProto.ExtensionRange") ==
        "google/protobuf/descriptor.proto");
  CHECK(file_of("google.protobuf.compiler.CodeGeneratorRequest") ==
        "google/protobuf/compiler/plugin.proto");
  CHECK(file_of("google.protobuf.Fieldmask").empty());
  CHECK(file_of("google.protobuf.Timestamps").empty());
  CHECK(file_of("google.rpc.Status").empty());
}

TEST_CASE("files are found by their names") {
  REQUIRE(well_known_file_called("google/protobuf/any.proto") != nullptr);
  CHECK(well_known_file_called("google/protobuf/any.proto")->contains("google.protobuf.Any"));
  CHECK(well_known_file_called("google/protobuf/cpp_features.proto") == nullptr);
}
