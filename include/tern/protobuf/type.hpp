// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tern/protobuf/any.hpp>
#include <tern/protobuf/source_context.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/reflect/message.hpp>

namespace tern::protobuf {

/// The language that a type was written in.
/// @source google/protobuf/type.proto, for everything here
enum class Syntax : std::int32_t { SYNTAX_PROTO2 = 0, SYNTAX_PROTO3 = 1, SYNTAX_EDITIONS = 2 };
TERN_ENUM(Syntax, "google.protobuf.Syntax", SYNTAX_PROTO2, SYNTAX_PROTO3, SYNTAX_EDITIONS)

/// A custom option with its value.
struct Option {
  std::string name;
  std::optional<Any> value;

  friend bool operator==(const Option&, const Option&) = default;
};
TERN_MESSAGE(Option, "google.protobuf.Option", (1, name), (2, value))

/// One field of a message type.
struct Field {
  enum class Kind : std::int32_t {
    TYPE_UNKNOWN = 0,
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
    TYPE_SINT64 = 18,
  };
  enum class Cardinality : std::int32_t {
    CARDINALITY_UNKNOWN = 0,
    CARDINALITY_OPTIONAL = 1,
    CARDINALITY_REQUIRED = 2,
    CARDINALITY_REPEATED = 3,
  };

  Kind kind{};
  Cardinality cardinality{};
  std::int32_t number = 0;
  std::string name;
  std::string type_url;
  std::int32_t oneof_index = 0;  ///< counted from 1; 0 is none
  bool packed = false;
  std::vector<Option> options;
  std::string json_name;
  std::string default_value;

  friend bool operator==(const Field&, const Field&) = default;
};
TERN_ENUM(Field::Kind, "google.protobuf.Field.Kind", TYPE_UNKNOWN, TYPE_DOUBLE, TYPE_FLOAT,
          TYPE_INT64, TYPE_UINT64, TYPE_INT32, TYPE_FIXED64, TYPE_FIXED32, TYPE_BOOL, TYPE_STRING,
          TYPE_GROUP, TYPE_MESSAGE, TYPE_BYTES, TYPE_UINT32, TYPE_ENUM, TYPE_SFIXED32,
          TYPE_SFIXED64, TYPE_SINT32, TYPE_SINT64)
TERN_ENUM(Field::Cardinality, "google.protobuf.Field.Cardinality", CARDINALITY_UNKNOWN,
          CARDINALITY_OPTIONAL, CARDINALITY_REQUIRED, CARDINALITY_REPEATED)
TERN_MESSAGE(Field, "google.protobuf.Field", (1, kind), (2, cardinality), (3, number), (4, name),
             (6, type_url), (7, oneof_index), (8, packed), (9, options), (10, json_name),
             (11, default_value))

/// A message type.
struct Type {
  std::string name;
  std::vector<Field> fields;
  std::vector<std::string> oneofs;
  std::vector<Option> options;
  std::optional<SourceContext> source_context;
  Syntax syntax{};
  std::string edition;

  friend bool operator==(const Type&, const Type&) = default;
};
TERN_MESSAGE(Type, "google.protobuf.Type", (1, name), (2, fields), (3, oneofs), (4, options),
             (5, source_context), (6, syntax), (7, edition))

/// One value of an enum type.
struct EnumValue {
  std::string name;
  std::int32_t number = 0;
  std::vector<Option> options;

  friend bool operator==(const EnumValue&, const EnumValue&) = default;
};
TERN_MESSAGE(EnumValue, "google.protobuf.EnumValue", (1, name), (2, number), (3, options))

/// An enum type.
struct Enum {
  std::string name;
  std::vector<EnumValue> enumvalue;
  std::vector<Option> options;
  std::optional<SourceContext> source_context;
  Syntax syntax{};
  std::string edition;

  friend bool operator==(const Enum&, const Enum&) = default;
};
TERN_MESSAGE(Enum, "google.protobuf.Enum", (1, name), (2, enumvalue), (3, options),
             (4, source_context), (5, syntax), (6, edition))

}  // namespace tern::protobuf
