// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <tern/codec/unknown_fields.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

/// The features of an edition.
/// @source google/protobuf/descriptor.proto of Protobuf 33

namespace tern::protobuf {

/// The editions of the language; proto2 and proto3 count as such.
enum class Edition : std::int32_t {
  EDITION_UNKNOWN = 0,
  EDITION_LEGACY = 900,
  EDITION_PROTO2 = 998,
  EDITION_PROTO3 = 999,
  EDITION_2023 = 1000,
  EDITION_2024 = 1001,
  EDITION_1_TEST_ONLY = 1,
  EDITION_2_TEST_ONLY = 2,
  EDITION_99997_TEST_ONLY = 99997,
  EDITION_99998_TEST_ONLY = 99998,
  EDITION_99999_TEST_ONLY = 99999,
  EDITION_MAX = 2147483647
};
TERN_ENUM(Edition, "google.protobuf.Edition", EDITION_UNKNOWN, EDITION_LEGACY, EDITION_PROTO2,
          EDITION_PROTO3, EDITION_2023, EDITION_2024, EDITION_1_TEST_ONLY, EDITION_2_TEST_ONLY,
          EDITION_99997_TEST_ONLY, EDITION_99998_TEST_ONLY, EDITION_99999_TEST_ONLY, EDITION_MAX)

/// Only a scope for its enum.
struct FeatureSet_VisibilityFeature {
  /// What is visible to other files unless it says otherwise.
  enum class DefaultSymbolVisibility : std::int32_t {
    DEFAULT_SYMBOL_VISIBILITY_UNKNOWN = 0,
    EXPORT_ALL = 1,
    EXPORT_TOP_LEVEL = 2,
    LOCAL_ALL = 3,
    STRICT = 4
  };

  bool operator==(const FeatureSet_VisibilityFeature&) const = default;
};
TERN_ENUM(FeatureSet_VisibilityFeature::DefaultSymbolVisibility,
          "google.protobuf.FeatureSet.VisibilityFeature.DefaultSymbolVisibility",
          DEFAULT_SYMBOL_VISIBILITY_UNKNOWN, EXPORT_ALL, EXPORT_TOP_LEVEL, LOCAL_ALL, STRICT)
TERN_MESSAGE(FeatureSet_VisibilityFeature, "google.protobuf.FeatureSet.VisibilityFeature")

/// What a file, or a part of it, says about its features: what an edition has instead of syntax.
/// What is absent is inherited.
struct FeatureSet {
  using VisibilityFeature = FeatureSet_VisibilityFeature;

  /// Whether absent and zero differ.
  enum class FieldPresence : std::int32_t {
    FIELD_PRESENCE_UNKNOWN = 0,
    EXPLICIT = 1,
    IMPLICIT = 2,
    LEGACY_REQUIRED = 3
  };

  /// What becomes of a number without a name.
  enum class EnumType : std::int32_t { ENUM_TYPE_UNKNOWN = 0, OPEN = 1, CLOSED = 2 };

  /// Whether repeated numbers share one tag.
  enum class RepeatedFieldEncoding : std::int32_t {
    REPEATED_FIELD_ENCODING_UNKNOWN = 0,
    PACKED = 1,
    EXPANDED = 2
  };

  /// Whether a `string` must be UTF-8.
  enum class Utf8Validation : std::int32_t { UTF8_VALIDATION_UNKNOWN = 0, VERIFY = 2, NONE = 3 };

  /// Whether a message has its length in front, or is a group.
  enum class MessageEncoding : std::int32_t {
    MESSAGE_ENCODING_UNKNOWN = 0,
    LENGTH_PREFIXED = 1,
    DELIMITED = 2
  };

  /// Whether the JSON mapping must be without conflicts.
  enum class JsonFormat : std::int32_t {
    JSON_FORMAT_UNKNOWN = 0,
    ALLOW = 1,
    LEGACY_BEST_EFFORT = 2
  };

  /// Whether the compiler checks how names are written.
  enum class EnforceNamingStyle : std::int32_t {
    ENFORCE_NAMING_STYLE_UNKNOWN = 0,
    STYLE2024 = 1,
    STYLE_LEGACY = 2
  };

  std::optional<FieldPresence> field_presence{};
  std::optional<EnumType> enum_type{};
  std::optional<RepeatedFieldEncoding> repeated_field_encoding{};
  std::optional<Utf8Validation> utf8_validation{};
  std::optional<MessageEncoding> message_encoding{};
  std::optional<JsonFormat> json_format{};
  std::optional<EnforceNamingStyle> enforce_naming_style{};
  std::optional<VisibilityFeature::DefaultSymbolVisibility> default_symbol_visibility{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const FeatureSet&) const = default;
};
TERN_ENUM(FeatureSet::FieldPresence, "google.protobuf.FeatureSet.FieldPresence",
          FIELD_PRESENCE_UNKNOWN, EXPLICIT, IMPLICIT, LEGACY_REQUIRED)
TERN_ENUM(FeatureSet::EnumType, "google.protobuf.FeatureSet.EnumType", ENUM_TYPE_UNKNOWN, OPEN,
          CLOSED)
TERN_ENUM(FeatureSet::RepeatedFieldEncoding, "google.protobuf.FeatureSet.RepeatedFieldEncoding",
          REPEATED_FIELD_ENCODING_UNKNOWN, PACKED, EXPANDED)
TERN_ENUM(FeatureSet::Utf8Validation, "google.protobuf.FeatureSet.Utf8Validation",
          UTF8_VALIDATION_UNKNOWN, VERIFY, NONE)
TERN_ENUM(FeatureSet::MessageEncoding, "google.protobuf.FeatureSet.MessageEncoding",
          MESSAGE_ENCODING_UNKNOWN, LENGTH_PREFIXED, DELIMITED)
TERN_ENUM(FeatureSet::JsonFormat, "google.protobuf.FeatureSet.JsonFormat", JSON_FORMAT_UNKNOWN,
          ALLOW, LEGACY_BEST_EFFORT)
TERN_ENUM(FeatureSet::EnforceNamingStyle, "google.protobuf.FeatureSet.EnforceNamingStyle",
          ENFORCE_NAMING_STYLE_UNKNOWN, STYLE2024, STYLE_LEGACY)
TERN_MESSAGE(FeatureSet, "google.protobuf.FeatureSet", (1, field_presence), (2, enum_type),
             (3, repeated_field_encoding), (4, utf8_validation), (5, message_encoding),
             (6, json_format), (7, enforce_naming_style), (8, default_symbol_visibility),
             (unknown, unknown_fields), (reserved, 999))

/// What holds from one edition on.
struct FeatureSetDefaults_FeatureSetEditionDefault {
  std::optional<Edition> edition{};
  std::optional<FeatureSet> overridable_features{};
  std::optional<FeatureSet> fixed_features{};

  bool operator==(const FeatureSetDefaults_FeatureSetEditionDefault&) const = default;
};
TERN_MESSAGE(FeatureSetDefaults_FeatureSetEditionDefault,
             "google.protobuf.FeatureSetDefaults.FeatureSetEditionDefault", (3, edition),
             (4, overridable_features), (5, fixed_features), (reserved, 1, 2))

/// The features of each edition, for programs that resolve them.
struct FeatureSetDefaults {
  using FeatureSetEditionDefault = FeatureSetDefaults_FeatureSetEditionDefault;

  std::vector<FeatureSetEditionDefault> defaults{};
  std::optional<Edition> minimum_edition{};
  std::optional<Edition> maximum_edition{};

  bool operator==(const FeatureSetDefaults&) const = default;
};
TERN_MESSAGE(FeatureSetDefaults, "google.protobuf.FeatureSetDefaults", (1, defaults),
             (4, minimum_edition), (5, maximum_edition))

}  // namespace tern::protobuf
