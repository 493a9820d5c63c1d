// SPDX-License-Identifier: MIT

/// google/protobuf/test_messages_proto3.proto in C++. Included once for each package that has these
/// messages: see test_messages.hpp.
namespace TEST_MESSAGES_NAMESPACE {

struct TestAllTypesProto3;

struct NestedMessage {
  std::int32_t a = 0;
  tern::box<TestAllTypesProto3> corecursive;
  tern::unknown_fields rest;
};

struct ForeignMessage {
  std::int32_t c = 0;
  tern::unknown_fields rest;
};

enum class NestedEnum : std::int32_t { FOO = 0, BAR = 1, BAZ = 2, NEG = -1 };
TERN_ENUM(NestedEnum, TEST_MESSAGES_PACKAGE ".TestAllTypesProto3.NestedEnum", FOO, BAR, BAZ, NEG)

enum class AliasedEnum : std::int32_t {
  ALIAS_FOO = 0,
  ALIAS_BAR = 1,
  ALIAS_BAZ = 2,
  MOO = 2,
  moo = 2,
  bAz = 2
};
TERN_ENUM(AliasedEnum, TEST_MESSAGES_PACKAGE ".TestAllTypesProto3.AliasedEnum", ALIAS_FOO,
          ALIAS_BAR, ALIAS_BAZ, MOO, moo, bAz)

enum class ForeignEnum : std::int32_t { FOREIGN_FOO = 0, FOREIGN_BAR = 1, FOREIGN_BAZ = 2 };
TERN_ENUM(ForeignEnum, FOREIGN_FOO, FOREIGN_BAR, FOREIGN_BAZ)

struct TestAllTypesProto3 {
  std::int32_t optional_int32 = 0;
  std::int64_t optional_int64 = 0;
  std::uint32_t optional_uint32 = 0;
  std::uint64_t optional_uint64 = 0;
  std::int32_t optional_sint32 = 0;
  std::int64_t optional_sint64 = 0;
  std::uint32_t optional_fixed32 = 0;
  std::uint64_t optional_fixed64 = 0;
  std::int32_t optional_sfixed32 = 0;
  std::int64_t optional_sfixed64 = 0;
  float optional_float = 0;
  double optional_double = 0;
  bool optional_bool = false;
  std::string optional_string;
  std::vector<std::byte> optional_bytes;
  std::optional<NestedMessage> optional_nested_message;
  std::optional<ForeignMessage> optional_foreign_message;
  NestedEnum optional_nested_enum{};
  ForeignEnum optional_foreign_enum{};
  AliasedEnum optional_aliased_enum{};
  std::string optional_string_piece;
  std::string optional_cord;
  tern::box<TestAllTypesProto3> recursive_message;
  std::vector<std::int32_t> repeated_int32;
  std::vector<std::int64_t> repeated_int64;
  std::vector<std::uint32_t> repeated_uint32;
  std::vector<std::uint64_t> repeated_uint64;
  std::vector<std::int32_t> repeated_sint32;
  std::vector<std::int64_t> repeated_sint64;
  std::vector<std::uint32_t> repeated_fixed32;
  std::vector<std::uint64_t> repeated_fixed64;
  std::vector<std::int32_t> repeated_sfixed32;
  std::vector<std::int64_t> repeated_sfixed64;
  std::vector<float> repeated_float;
  std::vector<double> repeated_double;
  std::vector<bool> repeated_bool;
  std::vector<std::string> repeated_string;
  std::vector<std::vector<std::byte>> repeated_bytes;
  std::vector<NestedMessage> repeated_nested_message;
  std::vector<ForeignMessage> repeated_foreign_message;
  std::vector<NestedEnum> repeated_nested_enum;
  std::vector<ForeignEnum> repeated_foreign_enum;
  std::vector<std::string> repeated_string_piece;
  std::vector<std::string> repeated_cord;
  std::vector<std::int32_t> packed_int32;
  std::vector<std::int64_t> packed_int64;
  std::vector<std::uint32_t> packed_uint32;
  std::vector<std::uint64_t> packed_uint64;
  std::vector<std::int32_t> packed_sint32;
  std::vector<std::int64_t> packed_sint64;
  std::vector<std::uint32_t> packed_fixed32;
  std::vector<std::uint64_t> packed_fixed64;
  std::vector<std::int32_t> packed_sfixed32;
  std::vector<std::int64_t> packed_sfixed64;
  std::vector<float> packed_float;
  std::vector<double> packed_double;
  std::vector<bool> packed_bool;
  std::vector<NestedEnum> packed_nested_enum;
  std::vector<std::int32_t> unpacked_int32;
  std::vector<std::int64_t> unpacked_int64;
  std::vector<std::uint32_t> unpacked_uint32;
  std::vector<std::uint64_t> unpacked_uint64;
  std::vector<std::int32_t> unpacked_sint32;
  std::vector<std::int64_t> unpacked_sint64;
  std::vector<std::uint32_t> unpacked_fixed32;
  std::vector<std::uint64_t> unpacked_fixed64;
  std::vector<std::int32_t> unpacked_sfixed32;
  std::vector<std::int64_t> unpacked_sfixed64;
  std::vector<float> unpacked_float;
  std::vector<double> unpacked_double;
  std::vector<bool> unpacked_bool;
  std::vector<NestedEnum> unpacked_nested_enum;
  std::map<std::int32_t, std::int32_t> map_int32_int32;
  std::map<std::int64_t, std::int64_t> map_int64_int64;
  std::map<std::uint32_t, std::uint32_t> map_uint32_uint32;
  std::map<std::uint64_t, std::uint64_t> map_uint64_uint64;
  std::map<std::int32_t, std::int32_t> map_sint32_sint32;
  std::map<std::int64_t, std::int64_t> map_sint64_sint64;
  std::map<std::uint32_t, std::uint32_t> map_fixed32_fixed32;
  std::map<std::uint64_t, std::uint64_t> map_fixed64_fixed64;
  std::map<std::int32_t, std::int32_t> map_sfixed32_sfixed32;
  std::map<std::int64_t, std::int64_t> map_sfixed64_sfixed64;
  std::map<std::int32_t, float> map_int32_float;
  std::map<std::int32_t, double> map_int32_double;
  std::map<bool, bool> map_bool_bool;
  std::map<std::string, std::string> map_string_string;
  std::map<std::string, std::vector<std::byte>> map_string_bytes;
  std::map<std::string, NestedMessage> map_string_nested_message;
  std::map<std::string, ForeignMessage> map_string_foreign_message;
  std::map<std::string, NestedEnum> map_string_nested_enum;
  std::map<std::string, ForeignEnum> map_string_foreign_enum;
  std::variant<std::monostate, std::uint32_t, NestedMessage, std::string, std::vector<std::byte>,
               bool, std::uint64_t, float, double, NestedEnum, tern::protobuf::NullValue>
      oneof_field;
  std::optional<tern::protobuf::BoolValue> optional_bool_wrapper;
  std::optional<tern::protobuf::Int32Value> optional_int32_wrapper;
  std::optional<tern::protobuf::Int64Value> optional_int64_wrapper;
  std::optional<tern::protobuf::UInt32Value> optional_uint32_wrapper;
  std::optional<tern::protobuf::UInt64Value> optional_uint64_wrapper;
  std::optional<tern::protobuf::FloatValue> optional_float_wrapper;
  std::optional<tern::protobuf::DoubleValue> optional_double_wrapper;
  std::optional<tern::protobuf::StringValue> optional_string_wrapper;
  std::optional<tern::protobuf::BytesValue> optional_bytes_wrapper;
  std::vector<tern::protobuf::BoolValue> repeated_bool_wrapper;
  std::vector<tern::protobuf::Int32Value> repeated_int32_wrapper;
  std::vector<tern::protobuf::Int64Value> repeated_int64_wrapper;
  std::vector<tern::protobuf::UInt32Value> repeated_uint32_wrapper;
  std::vector<tern::protobuf::UInt64Value> repeated_uint64_wrapper;
  std::vector<tern::protobuf::FloatValue> repeated_float_wrapper;
  std::vector<tern::protobuf::DoubleValue> repeated_double_wrapper;
  std::vector<tern::protobuf::StringValue> repeated_string_wrapper;
  std::vector<tern::protobuf::BytesValue> repeated_bytes_wrapper;
  std::optional<tern::protobuf::Duration> optional_duration;
  std::optional<tern::protobuf::Timestamp> optional_timestamp;
  std::optional<tern::protobuf::FieldMask> optional_field_mask;
  std::optional<tern::protobuf::Struct> optional_struct;
  std::optional<tern::protobuf::Any> optional_any;
  std::optional<tern::protobuf::Value> optional_value;
  tern::protobuf::NullValue optional_null_value{};
  std::vector<tern::protobuf::Duration> repeated_duration;
  std::vector<tern::protobuf::Timestamp> repeated_timestamp;
  std::vector<tern::protobuf::FieldMask> repeated_fieldmask;
  std::vector<tern::protobuf::Struct> repeated_struct;
  std::vector<tern::protobuf::Any> repeated_any;
  std::vector<tern::protobuf::Value> repeated_value;
  std::vector<tern::protobuf::ListValue> repeated_list_value;
  std::int32_t fieldname1 = 0;
  std::int32_t field_name2 = 0;
  std::int32_t field_name3 = 0;
  std::int32_t field_name4 = 0;
  std::int32_t field0name5 = 0;
  std::int32_t field_0_name6 = 0;
  std::int32_t fieldName7 = 0;
  std::int32_t FieldName8 = 0;
  std::int32_t field_Name9 = 0;
  std::int32_t Field_Name10 = 0;
  std::int32_t FIELD_NAME11 = 0;
  std::int32_t FIELD_name12 = 0;
  std::int32_t field_name13 = 0;
  std::int32_t Field_name14 = 0;
  std::int32_t field_name15 = 0;
  std::int32_t field_Name16 = 0;
  std::int32_t field_name17 = 0;
  std::int32_t Field_name18 = 0;
  tern::unknown_fields rest;
};

TERN_MESSAGE(NestedMessage, TEST_MESSAGES_PACKAGE ".TestAllTypesProto3.NestedMessage", (1, a),
             (2, corecursive), (unknown, rest))
TERN_MESSAGE(ForeignMessage, (1, c), (unknown, rest))
TERN_MESSAGE(
    TestAllTypesProto3, (1, optional_int32), (2, optional_int64), (3, optional_uint32),
    (4, optional_uint64), (5, optional_sint32, tern::sint), (6, optional_sint64, tern::sint),
    (7, optional_fixed32, tern::fixed), (8, optional_fixed64, tern::fixed),
    (9, optional_sfixed32, tern::fixed), (10, optional_sfixed64, tern::fixed), (11, optional_float),
    (12, optional_double), (13, optional_bool), (14, optional_string), (15, optional_bytes),
    (18, optional_nested_message), (19, optional_foreign_message), (21, optional_nested_enum),
    (22, optional_foreign_enum), (23, optional_aliased_enum), (24, optional_string_piece),
    (25, optional_cord), (27, recursive_message), (31, repeated_int32), (32, repeated_int64),
    (33, repeated_uint32), (34, repeated_uint64), (35, repeated_sint32, tern::sint),
    (36, repeated_sint64, tern::sint), (37, repeated_fixed32, tern::fixed),
    (38, repeated_fixed64, tern::fixed), (39, repeated_sfixed32, tern::fixed),
    (40, repeated_sfixed64, tern::fixed), (41, repeated_float), (42, repeated_double),
    (43, repeated_bool), (44, repeated_string), (45, repeated_bytes), (48, repeated_nested_message),
    (49, repeated_foreign_message), (51, repeated_nested_enum), (52, repeated_foreign_enum),
    (54, repeated_string_piece), (55, repeated_cord), (75, packed_int32), (76, packed_int64),
    (77, packed_uint32), (78, packed_uint64), (79, packed_sint32, tern::sint),
    (80, packed_sint64, tern::sint), (81, packed_fixed32, tern::fixed),
    (82, packed_fixed64, tern::fixed), (83, packed_sfixed32, tern::fixed),
    (84, packed_sfixed64, tern::fixed), (85, packed_float), (86, packed_double), (87, packed_bool),
    (88, packed_nested_enum), (89, unpacked_int32, tern::unpacked),
    (90, unpacked_int64, tern::unpacked), (91, unpacked_uint32, tern::unpacked),
    (92, unpacked_uint64, tern::unpacked), (93, unpacked_sint32, tern::sint, tern::unpacked),
    (94, unpacked_sint64, tern::sint, tern::unpacked),
    (95, unpacked_fixed32, tern::fixed, tern::unpacked),
    (96, unpacked_fixed64, tern::fixed, tern::unpacked),
    (97, unpacked_sfixed32, tern::fixed, tern::unpacked),
    (98, unpacked_sfixed64, tern::fixed, tern::unpacked), (99, unpacked_float, tern::unpacked),
    (100, unpacked_double, tern::unpacked), (101, unpacked_bool, tern::unpacked),
    (102, unpacked_nested_enum, tern::unpacked), (56, map_int32_int32), (57, map_int64_int64),
    (58, map_uint32_uint32), (59, map_uint64_uint64),
    (60, map_sint32_sint32, tern::map_key(tern::sint), tern::map_value(tern::sint)),
    (61, map_sint64_sint64, tern::map_key(tern::sint), tern::map_value(tern::sint)),
    (62, map_fixed32_fixed32, tern::map_key(tern::fixed), tern::map_value(tern::fixed)),
    (63, map_fixed64_fixed64, tern::map_key(tern::fixed), tern::map_value(tern::fixed)),
    (64, map_sfixed32_sfixed32, tern::map_key(tern::fixed), tern::map_value(tern::fixed)),
    (65, map_sfixed64_sfixed64, tern::map_key(tern::fixed), tern::map_value(tern::fixed)),
    (66, map_int32_float), (67, map_int32_double), (68, map_bool_bool), (69, map_string_string),
    (70, map_string_bytes), (71, map_string_nested_message), (72, map_string_foreign_message),
    (73, map_string_nested_enum), (74, map_string_foreign_enum),
    (oneof, oneof_field, (111, oneof_uint32), (112, oneof_nested_message), (113, oneof_string),
     (114, oneof_bytes), (115, oneof_bool), (116, oneof_uint64), (117, oneof_float),
     (118, oneof_double), (119, oneof_enum), (120, oneof_null_value)),
    (201, optional_bool_wrapper), (202, optional_int32_wrapper), (203, optional_int64_wrapper),
    (204, optional_uint32_wrapper), (205, optional_uint64_wrapper), (206, optional_float_wrapper),
    (207, optional_double_wrapper), (208, optional_string_wrapper), (209, optional_bytes_wrapper),
    (211, repeated_bool_wrapper), (212, repeated_int32_wrapper), (213, repeated_int64_wrapper),
    (214, repeated_uint32_wrapper), (215, repeated_uint64_wrapper), (216, repeated_float_wrapper),
    (217, repeated_double_wrapper), (218, repeated_string_wrapper), (219, repeated_bytes_wrapper),
    (301, optional_duration), (302, optional_timestamp), (303, optional_field_mask),
    (304, optional_struct), (305, optional_any), (306, optional_value), (307, optional_null_value),
    (311, repeated_duration), (312, repeated_timestamp), (313, repeated_fieldmask),
    (324, repeated_struct), (315, repeated_any), (316, repeated_value), (317, repeated_list_value),
    (401, fieldname1), (402, field_name2), (403, field_name3, "_field_name3"),
    (404, field_name4, "field__name4_"), (405, field0name5), (406, field_0_name6),
    (407, fieldName7), (408, FieldName8), (409, field_Name9), (410, Field_Name10),
    (411, FIELD_NAME11), (412, FIELD_name12), (413, field_name13, "__field_name13"),
    (414, Field_name14, "__Field_name14"), (415, field_name15, "field__name15"),
    (416, field_Name16, "field__Name16"), (417, field_name17, "field_name17__"),
    (418, Field_name18, "Field_name18__"),
    (reserved, 501, 502, 503, 504, 505, 506, 507, 508, 509, 510, 999999), (unknown, rest))

}  // namespace TEST_MESSAGES_NAMESPACE
