// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tern/codec/unknown_fields.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

/// Where descriptors and generated code come from.
/// @source google/protobuf/descriptor.proto of Protobuf 33

namespace tern::protobuf {

/// A piece of the file. `path` leads to its descriptor by field numbers and indices, `span` is its
/// first line and column, last line unless it is the first, and end column, counted from zero.
struct SourceCodeInfo_Location {
  std::vector<std::int32_t> path{};
  std::vector<std::int32_t> span{};
  std::optional<std::string> leading_comments{};
  std::optional<std::string> trailing_comments{};
  std::vector<std::string> leading_detached_comments{};

  bool operator==(const SourceCodeInfo_Location&) const = default;
};
TERN_MESSAGE(SourceCodeInfo_Location, "google.protobuf.SourceCodeInfo.Location", (1, path),
             (2, span), (3, leading_comments), (4, trailing_comments),
             (6, leading_detached_comments))

/// Where a descriptor comes from in its file, and the comments there.
struct SourceCodeInfo {
  using Location = SourceCodeInfo_Location;

  std::vector<Location> location{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const SourceCodeInfo&) const = default;
};
TERN_MESSAGE(SourceCodeInfo, "google.protobuf.SourceCodeInfo", (1, location),
             (unknown, unknown_fields))

/// A piece of generated code, in bytes from `begin` to before `end`.
struct GeneratedCodeInfo_Annotation {
  /// What the code does with the element.
  enum class Semantic : std::int32_t { NONE = 0, SET = 1, ALIAS = 2 };

  std::vector<std::int32_t> path{};
  std::optional<std::string> source_file{};
  std::optional<std::int32_t> begin{};
  std::optional<std::int32_t> end{};
  std::optional<Semantic> semantic{};

  bool operator==(const GeneratedCodeInfo_Annotation&) const = default;
};
TERN_ENUM(GeneratedCodeInfo_Annotation::Semantic,
          "google.protobuf.GeneratedCodeInfo.Annotation.Semantic", NONE, SET, ALIAS)
TERN_MESSAGE(GeneratedCodeInfo_Annotation, "google.protobuf.GeneratedCodeInfo.Annotation",
             (1, path), (2, source_file), (3, begin), (4, end), (5, semantic))

/// Which descriptor a piece of generated code comes from.
struct GeneratedCodeInfo {
  using Annotation = GeneratedCodeInfo_Annotation;

  std::vector<Annotation> annotation{};

  bool operator==(const GeneratedCodeInfo&) const = default;
};
TERN_MESSAGE(GeneratedCodeInfo, "google.protobuf.GeneratedCodeInfo", (1, annotation))

}  // namespace tern::protobuf
