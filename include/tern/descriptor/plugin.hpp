// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tern/descriptor/descriptor.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

/// What the compiler of `.proto` files and its plugins say to each other.
/// @source google/protobuf/compiler/plugin.proto of Protobuf 33

namespace tern::protobuf {

/// The version of a compiler.
struct Version {
  std::optional<std::int32_t> major_{};
  std::optional<std::int32_t> minor_{};
  std::optional<std::int32_t> patch{};
  std::optional<std::string> suffix{};

  bool operator==(const Version&) const = default;
};
TERN_MESSAGE(Version, "google.protobuf.compiler.Version", (1, major_, "major"),
             (2, minor_, "minor"), (3, patch), (4, suffix))

/// What the compiler writes to the standard input of a plugin.
struct CodeGeneratorRequest {
  std::vector<std::string> file_to_generate{};
  std::optional<std::string> parameter{};
  std::vector<FileDescriptorProto> proto_file{};
  std::vector<FileDescriptorProto> source_file_descriptors{};
  std::optional<Version> compiler_version{};

  bool operator==(const CodeGeneratorRequest&) const = default;
};
TERN_MESSAGE(CodeGeneratorRequest, "google.protobuf.compiler.CodeGeneratorRequest",
             (1, file_to_generate), (2, parameter), (15, proto_file), (17, source_file_descriptors),
             (3, compiler_version))

/// A file to be written, or text to be inserted into one.
struct CodeGeneratorResponse_File {
  std::optional<std::string> name{};
  std::optional<std::string> insertion_point{};
  std::optional<std::string> content{};
  std::optional<GeneratedCodeInfo> generated_code_info{};

  bool operator==(const CodeGeneratorResponse_File&) const = default;
};
TERN_MESSAGE(CodeGeneratorResponse_File, "google.protobuf.compiler.CodeGeneratorResponse.File",
             (1, name), (2, insertion_point), (15, content), (16, generated_code_info))

/// What a plugin writes to its standard output.
struct CodeGeneratorResponse {
  using File = CodeGeneratorResponse_File;

  /// What a plugin says that it can do, as bits of `supported_features`.
  enum class Feature : std::int32_t {
    FEATURE_NONE = 0,
    FEATURE_PROTO3_OPTIONAL = 1,
    FEATURE_SUPPORTS_EDITIONS = 2
  };

  std::optional<std::string> error{};
  std::optional<std::uint64_t> supported_features{};
  std::optional<std::int32_t> minimum_edition{};
  std::optional<std::int32_t> maximum_edition{};
  std::vector<File> file{};

  bool operator==(const CodeGeneratorResponse&) const = default;
};
TERN_ENUM(CodeGeneratorResponse::Feature, "google.protobuf.compiler.CodeGeneratorResponse.Feature",
          FEATURE_NONE, FEATURE_PROTO3_OPTIONAL, FEATURE_SUPPORTS_EDITIONS)
TERN_MESSAGE(CodeGeneratorResponse, "google.protobuf.compiler.CodeGeneratorResponse", (1, error),
             (2, supported_features), (3, minimum_edition), (4, maximum_edition), (15, file))

}  // namespace tern::protobuf
