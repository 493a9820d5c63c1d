// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tern/codec/unknown_fields.hpp>
#include <tern/descriptor/feature_set.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

/// The options that a `.proto` file can set.
/// @source google/protobuf/descriptor.proto of Protobuf 33

namespace tern::protobuf {

/// A part of a dotted name; one in parentheses names an extension.
struct UninterpretedOption_NamePart {
  std::string name_part{};
  bool is_extension = false;

  bool operator==(const UninterpretedOption_NamePart&) const = default;
};
TERN_MESSAGE(UninterpretedOption_NamePart, "google.protobuf.UninterpretedOption.NamePart",
             (1, name_part, reflect::required), (2, is_extension, reflect::required))

/// An option that the parser has not looked up; a compiler leaves none in what it hands on.
struct UninterpretedOption {
  using NamePart = UninterpretedOption_NamePart;

  std::vector<NamePart> name{};
  std::optional<std::string> identifier_value{};
  std::optional<std::uint64_t> positive_int_value{};
  std::optional<std::int64_t> negative_int_value{};
  std::optional<double> double_value{};
  std::optional<std::string> string_value{};
  std::optional<std::string> aggregate_value{};

  bool operator==(const UninterpretedOption&) const = default;
};
TERN_MESSAGE(UninterpretedOption, "google.protobuf.UninterpretedOption", (2, name),
             (3, identifier_value), (4, positive_int_value), (5, negative_int_value),
             (6, double_value), (7, string_value, reflect::bytes), (8, aggregate_value))

/// The options of a file. Custom options are among the unknown fields.
struct FileOptions {
  /// What C++ and Java code is made for.
  enum class OptimizeMode : std::int32_t { SPEED = 1, CODE_SIZE = 2, LITE_RUNTIME = 3 };

  std::optional<std::string> java_package{};
  std::optional<std::string> java_outer_classname{};
  std::optional<bool> java_multiple_files{};
  std::optional<bool> java_generate_equals_and_hash{};
  std::optional<bool> java_string_check_utf8{};
  std::optional<OptimizeMode> optimize_for{};
  std::optional<std::string> go_package{};
  std::optional<bool> cc_generic_services{};
  std::optional<bool> java_generic_services{};
  std::optional<bool> py_generic_services{};
  std::optional<bool> deprecated{};
  std::optional<bool> cc_enable_arenas{};
  std::optional<std::string> objc_class_prefix{};
  std::optional<std::string> csharp_namespace{};
  std::optional<std::string> swift_prefix{};
  std::optional<std::string> php_class_prefix{};
  std::optional<std::string> php_namespace{};
  std::optional<std::string> php_metadata_namespace{};
  std::optional<std::string> ruby_package{};
  std::optional<FeatureSet> features{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const FileOptions&) const = default;
};
TERN_ENUM(FileOptions::OptimizeMode, "google.protobuf.FileOptions.OptimizeMode", SPEED, CODE_SIZE,
          LITE_RUNTIME)
TERN_MESSAGE(FileOptions, "google.protobuf.FileOptions", (1, java_package),
             (8, java_outer_classname), (10, java_multiple_files),
             (20, java_generate_equals_and_hash), (27, java_string_check_utf8),
             (9, optimize_for, reflect::default_value(FileOptions::OptimizeMode::SPEED)),
             (11, go_package), (16, cc_generic_services), (17, java_generic_services),
             (18, py_generic_services), (23, deprecated),
             (31, cc_enable_arenas, reflect::default_value(true)), (36, objc_class_prefix),
             (37, csharp_namespace), (39, swift_prefix), (40, php_class_prefix),
             (41, php_namespace), (44, php_metadata_namespace), (45, ruby_package), (50, features),
             (999, uninterpreted_option), (unknown, unknown_fields), (reserved, 42, 38))

/// The options of a message. Custom options are among the unknown fields.
struct MessageOptions {
  std::optional<bool> message_set_wire_format{};
  std::optional<bool> no_standard_descriptor_accessor{};
  std::optional<bool> deprecated{};
  std::optional<bool> map_entry{};
  std::optional<bool> deprecated_legacy_json_field_conflicts{};
  std::optional<FeatureSet> features{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const MessageOptions&) const = default;
};
TERN_MESSAGE(MessageOptions, "google.protobuf.MessageOptions", (1, message_set_wire_format),
             (2, no_standard_descriptor_accessor), (3, deprecated), (7, map_entry),
             (11, deprecated_legacy_json_field_conflicts), (12, features),
             (999, uninterpreted_option), (unknown, unknown_fields), (reserved, 4, 5, 6, 8, 9))

/// The value of a feature from one edition on, in the text format.
struct FieldOptions_EditionDefault {
  std::optional<Edition> edition{};
  std::optional<std::string> value{};

  bool operator==(const FieldOptions_EditionDefault&) const = default;
};
TERN_MESSAGE(FieldOptions_EditionDefault, "google.protobuf.FieldOptions.EditionDefault",
             (3, edition), (2, value))

/// The editions in which a feature may be set.
struct FieldOptions_FeatureSupport {
  std::optional<Edition> edition_introduced{};
  std::optional<Edition> edition_deprecated{};
  std::optional<std::string> deprecation_warning{};
  std::optional<Edition> edition_removed{};

  bool operator==(const FieldOptions_FeatureSupport&) const = default;
};
TERN_MESSAGE(FieldOptions_FeatureSupport, "google.protobuf.FieldOptions.FeatureSupport",
             (1, edition_introduced), (2, edition_deprecated), (3, deprecation_warning),
             (4, edition_removed))

/// The options of a field. Custom options are among the unknown fields.
struct FieldOptions {
  using EditionDefault = FieldOptions_EditionDefault;
  using FeatureSupport = FieldOptions_FeatureSupport;

  /// How C++ keeps a string.
  enum class CType : std::int32_t { STRING = 0, CORD = 1, STRING_PIECE = 2 };

  /// How JavaScript keeps a 64-bit integer.
  enum class JSType : std::int32_t { JS_NORMAL = 0, JS_STRING = 1, JS_NUMBER = 2 };

  /// Whether an option is there when programs run.
  enum class OptionRetention : std::int32_t {
    RETENTION_UNKNOWN = 0,
    RETENTION_RUNTIME = 1,
    RETENTION_SOURCE = 2
  };

  /// What an option may be set on.
  enum class OptionTargetType : std::int32_t {
    TARGET_TYPE_UNKNOWN = 0,
    TARGET_TYPE_FILE = 1,
    TARGET_TYPE_EXTENSION_RANGE = 2,
    TARGET_TYPE_MESSAGE = 3,
    TARGET_TYPE_FIELD = 4,
    TARGET_TYPE_ONEOF = 5,
    TARGET_TYPE_ENUM = 6,
    TARGET_TYPE_ENUM_ENTRY = 7,
    TARGET_TYPE_SERVICE = 8,
    TARGET_TYPE_METHOD = 9
  };

  std::optional<CType> ctype{};
  std::optional<bool> packed{};
  std::optional<JSType> jstype{};
  std::optional<bool> lazy{};
  std::optional<bool> unverified_lazy{};
  std::optional<bool> deprecated{};
  std::optional<bool> weak{};
  std::optional<bool> debug_redact{};
  std::optional<OptionRetention> retention{};
  std::vector<OptionTargetType> targets{};
  std::vector<EditionDefault> edition_defaults{};
  std::optional<FeatureSet> features{};
  std::optional<FeatureSupport> feature_support{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const FieldOptions&) const = default;
};
TERN_ENUM(FieldOptions::CType, "google.protobuf.FieldOptions.CType", STRING, CORD, STRING_PIECE)
TERN_ENUM(FieldOptions::JSType, "google.protobuf.FieldOptions.JSType", JS_NORMAL, JS_STRING,
          JS_NUMBER)
TERN_ENUM(FieldOptions::OptionRetention, "google.protobuf.FieldOptions.OptionRetention",
          RETENTION_UNKNOWN, RETENTION_RUNTIME, RETENTION_SOURCE)
TERN_ENUM(FieldOptions::OptionTargetType, "google.protobuf.FieldOptions.OptionTargetType",
          TARGET_TYPE_UNKNOWN, TARGET_TYPE_FILE, TARGET_TYPE_EXTENSION_RANGE, TARGET_TYPE_MESSAGE,
          TARGET_TYPE_FIELD, TARGET_TYPE_ONEOF, TARGET_TYPE_ENUM, TARGET_TYPE_ENUM_ENTRY,
          TARGET_TYPE_SERVICE, TARGET_TYPE_METHOD)
TERN_MESSAGE(FieldOptions, "google.protobuf.FieldOptions", (1, ctype), (2, packed), (6, jstype),
             (5, lazy), (15, unverified_lazy), (3, deprecated), (10, weak), (16, debug_redact),
             (17, retention), (19, targets, reflect::unpacked), (20, edition_defaults),
             (21, features), (22, feature_support), (999, uninterpreted_option),
             (unknown, unknown_fields), (reserved, 4, 18))

/// The options of a oneof. Custom options are among the unknown fields.
struct OneofOptions {
  std::optional<FeatureSet> features{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const OneofOptions&) const = default;
};
TERN_MESSAGE(OneofOptions, "google.protobuf.OneofOptions", (1, features),
             (999, uninterpreted_option), (unknown, unknown_fields))

/// The options of an enum. Custom options are among the unknown fields.
struct EnumOptions {
  std::optional<bool> allow_alias{};
  std::optional<bool> deprecated{};
  std::optional<bool> deprecated_legacy_json_field_conflicts{};
  std::optional<FeatureSet> features{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const EnumOptions&) const = default;
};
TERN_MESSAGE(EnumOptions, "google.protobuf.EnumOptions", (2, allow_alias), (3, deprecated),
             (6, deprecated_legacy_json_field_conflicts), (7, features),
             (999, uninterpreted_option), (unknown, unknown_fields), (reserved, 5))

/// The options of a value of an enum. Custom options are among the unknown fields.
struct EnumValueOptions {
  std::optional<bool> deprecated{};
  std::optional<FeatureSet> features{};
  std::optional<bool> debug_redact{};
  std::optional<FieldOptions::FeatureSupport> feature_support{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const EnumValueOptions&) const = default;
};
TERN_MESSAGE(EnumValueOptions, "google.protobuf.EnumValueOptions", (1, deprecated), (2, features),
             (3, debug_redact), (4, feature_support), (999, uninterpreted_option),
             (unknown, unknown_fields))

/// The options of a service. Custom options are among the unknown fields.
struct ServiceOptions {
  std::optional<FeatureSet> features{};
  std::optional<bool> deprecated{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const ServiceOptions&) const = default;
};
TERN_MESSAGE(ServiceOptions, "google.protobuf.ServiceOptions", (34, features), (33, deprecated),
             (999, uninterpreted_option), (unknown, unknown_fields))

/// The options of a method. Custom options are among the unknown fields.
struct MethodOptions {
  /// Whether a call may be repeated, or made with GET.
  enum class IdempotencyLevel : std::int32_t {
    IDEMPOTENCY_UNKNOWN = 0,
    NO_SIDE_EFFECTS = 1,
    IDEMPOTENT = 2
  };

  std::optional<bool> deprecated{};
  std::optional<IdempotencyLevel> idempotency_level{};
  std::optional<FeatureSet> features{};
  std::vector<UninterpretedOption> uninterpreted_option{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const MethodOptions&) const = default;
};
TERN_ENUM(MethodOptions::IdempotencyLevel, "google.protobuf.MethodOptions.IdempotencyLevel",
          IDEMPOTENCY_UNKNOWN, NO_SIDE_EFFECTS, IDEMPOTENT)
TERN_MESSAGE(MethodOptions, "google.protobuf.MethodOptions", (33, deprecated),
             (34, idempotency_level), (35, features), (999, uninterpreted_option),
             (unknown, unknown_fields))

/// An extension that the range is meant for.
struct ExtensionRangeOptions_Declaration {
  std::optional<std::int32_t> number{};
  std::optional<std::string> full_name{};
  std::optional<std::string> type{};
  std::optional<bool> reserved{};
  std::optional<bool> repeated{};

  bool operator==(const ExtensionRangeOptions_Declaration&) const = default;
};
TERN_MESSAGE(ExtensionRangeOptions_Declaration, "google.protobuf.ExtensionRangeOptions.Declaration",
             (1, number), (2, full_name), (3, type), (5, reserved), (6, repeated), (reserved, 4))

/// The options of a range of extensions. Custom options are among the unknown fields.
struct ExtensionRangeOptions {
  using Declaration = ExtensionRangeOptions_Declaration;

  /// Whether every extension of the range must be declared.
  enum class VerificationState : std::int32_t { DECLARATION = 0, UNVERIFIED = 1 };

  std::vector<UninterpretedOption> uninterpreted_option{};
  std::vector<Declaration> declaration{};
  std::optional<FeatureSet> features{};
  std::optional<VerificationState> verification{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const ExtensionRangeOptions&) const = default;
};
TERN_ENUM(ExtensionRangeOptions::VerificationState,
          "google.protobuf.ExtensionRangeOptions.VerificationState", DECLARATION, UNVERIFIED)
TERN_MESSAGE(ExtensionRangeOptions, "google.protobuf.ExtensionRangeOptions",
             (999, uninterpreted_option), (2, declaration), (50, features),
             (3, verification,
              reflect::default_value(ExtensionRangeOptions::VerificationState::UNVERIFIED)),
             (unknown, unknown_fields))

}  // namespace tern::protobuf
