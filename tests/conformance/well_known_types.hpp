// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

/// The well-known types of Protobuf as plain messages, with exactly their fields.
namespace google::protobuf {

struct Any {
  std::string type_url;
  std::vector<std::byte> value;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Any, (1, type_url), (2, value), (unknown, rest))

struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Duration, (1, seconds), (2, nanos), (unknown, rest))

struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Timestamp, (1, seconds), (2, nanos), (unknown, rest))

struct FieldMask {
  std::vector<std::string> paths;
  tern::unknown_fields rest;
};
TERN_MESSAGE(FieldMask, (1, paths), (unknown, rest))

struct Struct;
struct ListValue;

enum class NullValue : std::int32_t { NULL_VALUE = 0 };
TERN_ENUM(NullValue, NULL_VALUE)

struct Value {
  std::variant<std::monostate, NullValue, double, std::string, bool, tern::box<Struct>,
               tern::box<ListValue>>
      kind;
  tern::unknown_fields rest;
};

struct Struct {
  std::map<std::string, Value> fields;
  tern::unknown_fields rest;
};

struct ListValue {
  std::vector<Value> values;
  tern::unknown_fields rest;
};

TERN_MESSAGE(Value,
             (oneof, kind, (1, null_value), (2, number_value), (3, string_value), (4, bool_value),
              (5, struct_value), (6, list_value)),
             (unknown, rest))
TERN_MESSAGE(Struct, (1, fields), (unknown, rest))
TERN_MESSAGE(ListValue, (1, values), (unknown, rest))

struct BoolValue {
  bool value = false;
  tern::unknown_fields rest;
};
TERN_MESSAGE(BoolValue, (1, value), (unknown, rest))

struct Int32Value {
  std::int32_t value = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Int32Value, (1, value), (unknown, rest))

struct Int64Value {
  std::int64_t value = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Int64Value, (1, value), (unknown, rest))

struct UInt32Value {
  std::uint32_t value = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(UInt32Value, (1, value), (unknown, rest))

struct UInt64Value {
  std::uint64_t value = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(UInt64Value, (1, value), (unknown, rest))

struct FloatValue {
  float value = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(FloatValue, (1, value), (unknown, rest))

struct DoubleValue {
  double value = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(DoubleValue, (1, value), (unknown, rest))

struct StringValue {
  std::string value;
  tern::unknown_fields rest;
};
TERN_MESSAGE(StringValue, (1, value), (unknown, rest))

struct BytesValue {
  std::vector<std::byte> value;
  tern::unknown_fields rest;
};
TERN_MESSAGE(BytesValue, (1, value), (unknown, rest))

}  // namespace google::protobuf
