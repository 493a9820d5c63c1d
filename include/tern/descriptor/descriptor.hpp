// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tern/codec/unknown_fields.hpp>
#include <tern/descriptor/options.hpp>
#include <tern/descriptor/source_info.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

/// What a `.proto` file says, as messages. Field by field as in Protobuf, whose names they keep; an
/// absent field is an empty std::optional.
/// @source google/protobuf/descriptor.proto of Protobuf 33

namespace tern::protobuf {

/// Whether another file may use a message or an enum.
enum class SymbolVisibility : std::int32_t {
  VISIBILITY_UNSET = 0,
  VISIBILITY_LOCAL = 1,
  VISIBILITY_EXPORT = 2
};
TERN_ENUM(SymbolVisibility, "google.protobuf.SymbolVisibility", VISIBILITY_UNSET, VISIBILITY_LOCAL,
          VISIBILITY_EXPORT)

/// A value of an enum.
struct EnumValueDescriptorProto {
  std::optional<std::string> name{};
  std::optional<std::int32_t> number{};
  std::optional<EnumValueOptions> options{};

  bool operator==(const EnumValueDescriptorProto&) const = default;
};
TERN_MESSAGE(EnumValueDescriptorProto, "google.protobuf.EnumValueDescriptorProto", (1, name),
             (2, number), (3, options))

/// Numbers that no value may have, from `start` to `end`, both included.
struct EnumDescriptorProto_EnumReservedRange {
  std::optional<std::int32_t> start{};
  std::optional<std::int32_t> end{};

  bool operator==(const EnumDescriptorProto_EnumReservedRange&) const = default;
};
TERN_MESSAGE(EnumDescriptorProto_EnumReservedRange,
             "google.protobuf.EnumDescriptorProto.EnumReservedRange", (1, start), (2, end))

/// An enum.
struct EnumDescriptorProto {
  using EnumReservedRange = EnumDescriptorProto_EnumReservedRange;

  std::optional<std::string> name{};
  std::vector<EnumValueDescriptorProto> value{};
  std::optional<EnumOptions> options{};
  std::vector<EnumReservedRange> reserved_range{};
  std::vector<std::string> reserved_name{};
  std::optional<SymbolVisibility> visibility{};

  bool operator==(const EnumDescriptorProto&) const = default;
};
TERN_MESSAGE(EnumDescriptorProto, "google.protobuf.EnumDescriptorProto", (1, name), (2, value),
             (3, options), (4, reserved_range), (5, reserved_name), (6, visibility))

/// A field, or an extension.
struct FieldDescriptorProto {
  /// How the value looks in the file and on the wire.
  enum class Type : std::int32_t {
    TYPE_DOUBLE = 1,
    TYPE_FLOAT = 2,
    TYPE_INT64 = 3,
    TYPE_UINT64 = 4,
    TYPE_INT32 = 5,
    TYPE_FIXED64 = 6,
    TYPE_FIXED32 = 7,
    TYPE_BOOL = 8,
    TYPE_STRING = 9,
    TYPE_GROUP = 10,
    TYPE_MESSAGE = 11,
    TYPE_BYTES = 12,
    TYPE_UINT32 = 13,
    TYPE_ENUM = 14,
    TYPE_SFIXED32 = 15,
    TYPE_SFIXED64 = 16,
    TYPE_SINT32 = 17,
    TYPE_SINT64 = 18
  };

  /// How many values there are.
  enum class Label : std::int32_t { LABEL_OPTIONAL = 1, LABEL_REPEATED = 3, LABEL_REQUIRED = 2 };

  std::optional<std::string> name{};
  std::optional<std::int32_t> number{};
  std::optional<Label> label{};
  std::optional<Type> type{};
  std::optional<std::string> type_name{};
  std::optional<std::string> extendee{};
  std::optional<std::string> default_value{};
  std::optional<std::int32_t> oneof_index{};
  std::optional<std::string> json_name{};
  std::optional<FieldOptions> options{};
  std::optional<bool> proto3_optional{};

  bool operator==(const FieldDescriptorProto&) const = default;
};
TERN_ENUM(FieldDescriptorProto::Type, "google.protobuf.FieldDescriptorProto.Type", TYPE_DOUBLE,
          TYPE_FLOAT, TYPE_INT64, TYPE_UINT64, TYPE_INT32, TYPE_FIXED64, TYPE_FIXED32, TYPE_BOOL,
          TYPE_STRING, TYPE_GROUP, TYPE_MESSAGE, TYPE_BYTES, TYPE_UINT32, TYPE_ENUM, TYPE_SFIXED32,
          TYPE_SFIXED64, TYPE_SINT32, TYPE_SINT64)
TERN_ENUM(FieldDescriptorProto::Label, "google.protobuf.FieldDescriptorProto.Label", LABEL_OPTIONAL,
          LABEL_REPEATED, LABEL_REQUIRED)
TERN_MESSAGE(FieldDescriptorProto, "google.protobuf.FieldDescriptorProto", (1, name), (3, number),
             (4, label), (5, type), (6, type_name), (2, extendee), (7, default_value),
             (9, oneof_index), (10, json_name), (8, options), (17, proto3_optional))

/// A oneof; its fields refer to it by its index.
struct OneofDescriptorProto {
  std::optional<std::string> name{};
  std::optional<OneofOptions> options{};

  bool operator==(const OneofDescriptorProto&) const = default;
};
TERN_MESSAGE(OneofDescriptorProto, "google.protobuf.OneofDescriptorProto", (1, name), (2, options))

/// Numbers for extensions, from `start` to before `end`.
struct DescriptorProto_ExtensionRange {
  std::optional<std::int32_t> start{};
  std::optional<std::int32_t> end{};
  std::optional<ExtensionRangeOptions> options{};

  bool operator==(const DescriptorProto_ExtensionRange&) const = default;
};
TERN_MESSAGE(DescriptorProto_ExtensionRange, "google.protobuf.DescriptorProto.ExtensionRange",
             (1, start), (2, end), (3, options))

/// Numbers that no field may have, from `start` to before `end`.
struct DescriptorProto_ReservedRange {
  std::optional<std::int32_t> start{};
  std::optional<std::int32_t> end{};

  bool operator==(const DescriptorProto_ReservedRange&) const = default;
};
TERN_MESSAGE(DescriptorProto_ReservedRange, "google.protobuf.DescriptorProto.ReservedRange",
             (1, start), (2, end))

/// A message.
struct DescriptorProto {
  using ExtensionRange = DescriptorProto_ExtensionRange;
  using ReservedRange = DescriptorProto_ReservedRange;

  std::optional<std::string> name{};
  std::vector<FieldDescriptorProto> field{};
  std::vector<FieldDescriptorProto> extension{};
  std::vector<DescriptorProto> nested_type{};
  std::vector<EnumDescriptorProto> enum_type{};
  std::vector<ExtensionRange> extension_range{};
  std::vector<OneofDescriptorProto> oneof_decl{};
  std::optional<MessageOptions> options{};
  std::vector<ReservedRange> reserved_range{};
  std::vector<std::string> reserved_name{};
  std::optional<SymbolVisibility> visibility{};

  bool operator==(const DescriptorProto&) const = default;
};
TERN_MESSAGE(DescriptorProto, "google.protobuf.DescriptorProto", (1, name), (2, field),
             (6, extension), (3, nested_type), (4, enum_type), (5, extension_range),
             (8, oneof_decl), (7, options), (9, reserved_range), (10, reserved_name),
             (11, visibility))

/// A method; the types are full names with a dot in front.
struct MethodDescriptorProto {
  std::optional<std::string> name{};
  std::optional<std::string> input_type{};
  std::optional<std::string> output_type{};
  std::optional<MethodOptions> options{};
  std::optional<bool> client_streaming{};
  std::optional<bool> server_streaming{};

  bool operator==(const MethodDescriptorProto&) const = default;
};
TERN_MESSAGE(MethodDescriptorProto, "google.protobuf.MethodDescriptorProto", (1, name),
             (2, input_type), (3, output_type), (4, options), (5, client_streaming),
             (6, server_streaming))

/// A service.
struct ServiceDescriptorProto {
  std::optional<std::string> name{};
  std::vector<MethodDescriptorProto> method{};
  std::optional<ServiceOptions> options{};

  bool operator==(const ServiceDescriptorProto&) const = default;
};
TERN_MESSAGE(ServiceDescriptorProto, "google.protobuf.ServiceDescriptorProto", (1, name),
             (2, method), (3, options))

/// A `.proto` file.
struct FileDescriptorProto {
  std::optional<std::string> name{};
  std::optional<std::string> package{};
  std::vector<std::string> dependency{};
  std::vector<std::int32_t> public_dependency{};
  std::vector<std::int32_t> weak_dependency{};
  std::vector<std::string> option_dependency{};
  std::vector<DescriptorProto> message_type{};
  std::vector<EnumDescriptorProto> enum_type{};
  std::vector<ServiceDescriptorProto> service{};
  std::vector<FieldDescriptorProto> extension{};
  std::optional<FileOptions> options{};
  std::optional<SourceCodeInfo> source_code_info{};
  std::optional<std::string> syntax{};
  std::optional<Edition> edition{};

  bool operator==(const FileDescriptorProto&) const = default;
};
TERN_MESSAGE(FileDescriptorProto, "google.protobuf.FileDescriptorProto", (1, name), (2, package),
             (3, dependency), (10, public_dependency, reflect::unpacked),
             (11, weak_dependency, reflect::unpacked), (15, option_dependency), (4, message_type),
             (5, enum_type), (6, service), (7, extension), (8, options), (9, source_code_info),
             (12, syntax), (14, edition))

/// Files, each behind those that it imports: what `protoc -o` writes.
struct FileDescriptorSet {
  std::vector<FileDescriptorProto> file{};
  codec::unknown_fields unknown_fields{};

  bool operator==(const FileDescriptorSet&) const = default;
};
TERN_MESSAGE(FileDescriptorSet, "google.protobuf.FileDescriptorSet", (1, file),
             (unknown, unknown_fields))

}  // namespace tern::protobuf
