// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include <tern/descriptor/descriptor.hpp>
#include <tern/descriptor/http_rule.hpp>
#include <tern/descriptor/plugin.hpp>
#include <tern/protobuf/any.hpp>
#include <tern/protobuf/api.hpp>
#include <tern/protobuf/duration.hpp>
#include <tern/protobuf/empty.hpp>
#include <tern/protobuf/field_mask.hpp>
#include <tern/protobuf/source_context.hpp>
#include <tern/protobuf/struct.hpp>
#include <tern/protobuf/timestamp.hpp>
#include <tern/protobuf/type.hpp>
#include <tern/protobuf/wrappers.hpp>
#include <tern/schema/make_message.hpp>
#include <tern/schema/time_value.hpp>

namespace tern::schema {

/// A file that every compiler of `.proto` files brings along, or one of googleapis for HTTP rules:
/// what its types are, and its options, so that tern's descriptor of it is the same as everybody's.
struct well_known_file {
  std::string_view name;
  std::span<const message_info* const> messages;  ///< in the order of the file
  std::span<const enum_info* const> enums;
  std::string_view java_class;
  std::string_view go_package{};
  std::string_view csharp_namespace = "Google.Protobuf.WellKnownTypes";
  bool cc_enable_arenas = false;
  bool proto2 = false;

  /// Whether the message or enum is one of the file, or nested in one.
  [[nodiscard]] bool contains(std::string_view full_name) const {
    const auto is_in = [&](std::string_view outer) {
      return full_name.starts_with(outer) &&
             (full_name.size() == outer.size() || full_name[outer.size()] == '.');
    };
    for (const message_info* const message : messages)
      if (is_in(message->full_name)) return true;
    for (const enum_info* const enumeration : enums)
      if (is_in(enumeration->full_name)) return true;
    return false;
  }
};

namespace detail {

template <class... M>
inline constexpr const message_info* message_list[] = {&message_constant<M>::info...};
template <class... Enum>
inline constexpr const enum_info* enum_list[] = {&enum_info_of<Enum>...};

inline constexpr std::string_view http_file = "google/api/http.proto";
inline constexpr std::string_view annotations_file = "google/api/annotations.proto";

/// @source google/protobuf/*.proto of Protobuf 33; google/api/*.proto of googleapis
inline constexpr well_known_file well_known_files[] = {
    {"google/protobuf/any.proto", message_list<protobuf::Any>, {}, "AnyProto", "known/anypb"},
    {"google/protobuf/api.proto",
     message_list<protobuf::Api, protobuf::Method, protobuf::Mixin>,
     {},
     "ApiProto",
     "known/apipb"},
    {"google/protobuf/descriptor.proto",
     message_list<protobuf::FileDescriptorSet, protobuf::FileDescriptorProto,
                  protobuf::DescriptorProto, protobuf::ExtensionRangeOptions,
                  protobuf::FieldDescriptorProto, protobuf::OneofDescriptorProto,
                  protobuf::EnumDescriptorProto, protobuf::EnumValueDescriptorProto,
                  protobuf::ServiceDescriptorProto, protobuf::MethodDescriptorProto,
                  protobuf::FileOptions, protobuf::MessageOptions, protobuf::FieldOptions,
                  protobuf::OneofOptions, protobuf::EnumOptions, protobuf::EnumValueOptions,
                  protobuf::ServiceOptions, protobuf::MethodOptions, protobuf::UninterpretedOption,
                  protobuf::FeatureSet, protobuf::FeatureSet_VisibilityFeature,
                  protobuf::FeatureSetDefaults, protobuf::SourceCodeInfo,
                  protobuf::GeneratedCodeInfo>,
     enum_list<protobuf::Edition, protobuf::SymbolVisibility>, "DescriptorProtos", "descriptorpb",
     "Google.Protobuf.Reflection", true, true},
    {"google/protobuf/duration.proto",
     message_list<protobuf::Duration>,
     {},
     "DurationProto",
     "known/durationpb",
     "Google.Protobuf.WellKnownTypes",
     true},
    {"google/protobuf/empty.proto",
     message_list<protobuf::Empty>,
     {},
     "EmptyProto",
     "known/emptypb",
     "Google.Protobuf.WellKnownTypes",
     true},
    {"google/protobuf/field_mask.proto",
     message_list<protobuf::FieldMask>,
     {},
     "FieldMaskProto",
     "known/fieldmaskpb",
     "Google.Protobuf.WellKnownTypes",
     true},
    {"google/protobuf/source_context.proto",
     message_list<protobuf::SourceContext>,
     {},
     "SourceContextProto",
     "known/sourcecontextpb"},
    {"google/protobuf/struct.proto",
     message_list<protobuf::Struct, protobuf::Value, protobuf::ListValue>,
     enum_list<protobuf::NullValue>, "StructProto", "known/structpb",
     "Google.Protobuf.WellKnownTypes", true},
    {"google/protobuf/timestamp.proto",
     message_list<protobuf::Timestamp>,
     {},
     "TimestampProto",
     "known/timestamppb",
     "Google.Protobuf.WellKnownTypes",
     true},
    {"google/protobuf/type.proto",
     message_list<protobuf::Type, protobuf::Field, protobuf::Enum, protobuf::EnumValue,
                  protobuf::Option>,
     enum_list<protobuf::Syntax>, "TypeProto", "known/typepb", "Google.Protobuf.WellKnownTypes",
     true},
    {"google/protobuf/wrappers.proto",
     message_list<protobuf::DoubleValue, protobuf::FloatValue, protobuf::Int64Value,
                  protobuf::UInt64Value, protobuf::Int32Value, protobuf::UInt32Value,
                  protobuf::BoolValue, protobuf::StringValue, protobuf::BytesValue>,
     {},
     "WrappersProto",
     "known/wrapperspb",
     "Google.Protobuf.WellKnownTypes",
     true},
    {"google/protobuf/compiler/plugin.proto",
     message_list<protobuf::Version, protobuf::CodeGeneratorRequest,
                  protobuf::CodeGeneratorResponse>,
     enum_list<protobuf::CodeGeneratorResponse::Feature>, "PluginProtos", "pluginpb",
     "Google.Protobuf.Compiler", false, true},
    {http_file,
     message_list<protobuf::Http, protobuf::HttpRule, protobuf::CustomHttpPattern>,
     {},
     "HttpProto"},
    {annotations_file, {}, {}, "AnnotationsProto"},
};

}  // namespace detail

/// The well-known file with that name, or null.
[[nodiscard]] inline const well_known_file* well_known_file_called(std::string_view name) {
  for (const well_known_file& file : detail::well_known_files)
    if (file.name == name) return &file;
  return nullptr;
}

/// The well-known file that the message or enum is in, or null.
[[nodiscard]] inline const well_known_file* find_well_known_file(std::string_view full_name) {
  if (!full_name.starts_with("google.protobuf.") && !full_name.starts_with("google.api.")) {
    return nullptr;
  }
  for (const well_known_file& file : detail::well_known_files)
    if (file.contains(full_name)) return &file;
  return nullptr;
}

}  // namespace tern::schema
