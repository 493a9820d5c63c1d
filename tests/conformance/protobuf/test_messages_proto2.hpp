// SPDX-License-Identifier: MIT

/// google/protobuf/test_messages_proto2.proto in C++. Included once for each package that has these
/// messages: see test_messages.hpp. Extensions stand among the fields; a MessageSet is the group
/// that it is on the wire.
namespace TEST_MESSAGES_NAMESPACE {

struct TestAllTypesProto2;

struct NestedMessage {
  std::optional<std::int32_t> a;
  tern::box<TestAllTypesProto2> corecursive;
  tern::unknown_fields rest;
};

struct ForeignMessageProto2 {
  std::optional<std::int32_t> c;
  tern::unknown_fields rest;
};

struct GroupField {
  std::optional<std::int32_t> group_int32;
  std::optional<std::uint32_t> group_uint32;
  tern::unknown_fields rest;
};

struct Data {
  std::optional<std::int32_t> group_int32;
  std::optional<std::uint32_t> group_uint32;
  tern::unknown_fields rest;
};

struct MultiWordGroupField {
  std::optional<std::int32_t> group_int32;
  std::optional<std::uint32_t> group_uint32;
  tern::unknown_fields rest;
};

struct MessageSetCorrect {
  tern::unknown_fields rest;
};

enum class NestedEnum : std::int32_t { FOO = 0, BAR = 1, BAZ = 2, NEG = -1 };
TERN_ENUM(NestedEnum, TEST_MESSAGES_PACKAGE ".TestAllTypesProto2.NestedEnum", tern::closed, FOO,
          BAR, BAZ, NEG)

enum class ForeignEnumProto2 : std::int32_t { FOREIGN_FOO = 0, FOREIGN_BAR = 1, FOREIGN_BAZ = 2 };
TERN_ENUM(ForeignEnumProto2, tern::closed, FOREIGN_FOO, FOREIGN_BAR, FOREIGN_BAZ)

struct TestAllTypesProto2 {
  std::optional<std::int32_t> optional_int32;
  std::optional<std::int64_t> optional_int64;
  std::optional<std::uint32_t> optional_uint32;
  std::optional<std::uint64_t> optional_uint64;
  std::optional<std::int32_t> optional_sint32;
  std::optional<std::int64_t> optional_sint64;
  std::optional<std::uint32_t> optional_fixed32;
  std::optional<std::uint64_t> optional_fixed64;
  std::optional<std::int32_t> optional_sfixed32;
  std::optional<std::int64_t> optional_sfixed64;
  std::optional<float> optional_float;
  std::optional<double> optional_double;
  std::optional<bool> optional_bool;
  std::optional<std::string> optional_string;
  std::optional<std::vector<std::byte>> optional_bytes;
  std::optional<NestedMessage> optional_nested_message;
  std::optional<ForeignMessageProto2> optional_foreign_message;
  std::optional<NestedEnum> optional_nested_enum;
  std::optional<ForeignEnumProto2> optional_foreign_enum;
  std::optional<std::string> optional_string_piece;
  std::optional<std::string> optional_cord;
  tern::box<TestAllTypesProto2> recursive_message;
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
  std::vector<ForeignMessageProto2> repeated_foreign_message;
  std::vector<NestedEnum> repeated_nested_enum;
  std::vector<ForeignEnumProto2> repeated_foreign_enum;
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
  std::map<std::int32_t, bool> map_int32_bool;
  std::map<std::int32_t, float> map_int32_float;
  std::map<std::int32_t, double> map_int32_double;
  std::map<std::int32_t, NestedMessage> map_int32_nested_message;
  std::map<bool, bool> map_bool_bool;
  std::map<std::string, std::string> map_string_string;
  std::map<std::string, std::vector<std::byte>> map_string_bytes;
  std::map<std::string, NestedMessage> map_string_nested_message;
  std::map<std::string, ForeignMessageProto2> map_string_foreign_message;
  std::map<std::string, NestedEnum> map_string_nested_enum;
  std::map<std::string, ForeignEnumProto2> map_string_foreign_enum;
  std::variant<std::monostate, std::uint32_t, NestedMessage, std::string, std::vector<std::byte>,
               bool, std::uint64_t, float, double, NestedEnum>
      oneof_field;
  std::optional<std::int32_t> extension_int32;
  std::optional<GroupField> groupfield;
  std::optional<Data> data;
  std::optional<MultiWordGroupField> multiwordgroupfield;
  std::optional<std::int32_t> default_int32;
  std::optional<std::int64_t> default_int64;
  std::optional<std::uint32_t> default_uint32;
  std::optional<std::uint64_t> default_uint64;
  std::optional<std::int32_t> default_sint32;
  std::optional<std::int64_t> default_sint64;
  std::optional<std::uint32_t> default_fixed32;
  std::optional<std::uint64_t> default_fixed64;
  std::optional<std::int32_t> default_sfixed32;
  std::optional<std::int64_t> default_sfixed64;
  std::optional<float> default_float;
  std::optional<double> default_double;
  std::optional<bool> default_bool;
  std::optional<std::string> default_string;
  std::optional<std::vector<std::byte>> default_bytes;
  std::optional<std::int32_t> fieldname1;
  std::optional<std::int32_t> field_name2;
  std::optional<std::int32_t> field_name3;
  std::optional<std::int32_t> field_name4;
  std::optional<std::int32_t> field0name5;
  std::optional<std::int32_t> field_0_name6;
  std::optional<std::int32_t> fieldName7;
  std::optional<std::int32_t> FieldName8;
  std::optional<std::int32_t> field_Name9;
  std::optional<std::int32_t> Field_Name10;
  std::optional<std::int32_t> FIELD_NAME11;
  std::optional<std::int32_t> FIELD_name12;
  std::optional<std::int32_t> field_name13;
  std::optional<std::int32_t> Field_name14;
  std::optional<std::int32_t> field_name15;
  std::optional<std::int32_t> field_Name16;
  std::optional<std::int32_t> field_name17;
  std::optional<std::int32_t> Field_name18;
  std::optional<MessageSetCorrect> message_set_correct;
  tern::unknown_fields rest;
};

TERN_MESSAGE(NestedMessage, TEST_MESSAGES_PACKAGE ".TestAllTypesProto2.NestedMessage", (1, a),
             (2, corecursive), (unknown, rest))
TERN_MESSAGE(ForeignMessageProto2, (1, c), (unknown, rest))
TERN_MESSAGE(GroupField, (122, group_int32), (123, group_uint32), (unknown, rest))
TERN_MESSAGE(Data, TEST_MESSAGES_PACKAGE ".TestAllTypesProto2.Data", (202, group_int32),
             (203, group_uint32), (unknown, rest))
TERN_MESSAGE(MultiWordGroupField, TEST_MESSAGES_PACKAGE ".TestAllTypesProto2.MultiWordGroupField",
             (205, group_int32), (206, group_uint32), (unknown, rest))
TERN_MESSAGE(MessageSetCorrect, TEST_MESSAGES_PACKAGE ".TestAllTypesProto2.MessageSetCorrect",
             (unknown, rest))
TERN_MESSAGE(
    TestAllTypesProto2, (1, optional_int32), (2, optional_int64), (3, optional_uint32),
    (4, optional_uint64), (5, optional_sint32, tern::sint), (6, optional_sint64, tern::sint),
    (7, optional_fixed32, tern::fixed), (8, optional_fixed64, tern::fixed),
    (9, optional_sfixed32, tern::fixed), (10, optional_sfixed64, tern::fixed), (11, optional_float),
    (12, optional_double), (13, optional_bool), (14, optional_string), (15, optional_bytes),
    (18, optional_nested_message), (19, optional_foreign_message), (21, optional_nested_enum),
    (22, optional_foreign_enum), (24, optional_string_piece), (25, optional_cord),
    (27, recursive_message), (31, repeated_int32, tern::unpacked),
    (32, repeated_int64, tern::unpacked), (33, repeated_uint32, tern::unpacked),
    (34, repeated_uint64, tern::unpacked), (35, repeated_sint32, tern::sint, tern::unpacked),
    (36, repeated_sint64, tern::sint, tern::unpacked),
    (37, repeated_fixed32, tern::fixed, tern::unpacked),
    (38, repeated_fixed64, tern::fixed, tern::unpacked),
    (39, repeated_sfixed32, tern::fixed, tern::unpacked),
    (40, repeated_sfixed64, tern::fixed, tern::unpacked), (41, repeated_float, tern::unpacked),
    (42, repeated_double, tern::unpacked), (43, repeated_bool, tern::unpacked),
    (44, repeated_string), (45, repeated_bytes), (48, repeated_nested_message),
    (49, repeated_foreign_message), (51, repeated_nested_enum, tern::unpacked),
    (52, repeated_foreign_enum, tern::unpacked), (54, repeated_string_piece), (55, repeated_cord),
    (75, packed_int32), (76, packed_int64), (77, packed_uint32), (78, packed_uint64),
    (79, packed_sint32, tern::sint), (80, packed_sint64, tern::sint),
    (81, packed_fixed32, tern::fixed), (82, packed_fixed64, tern::fixed),
    (83, packed_sfixed32, tern::fixed), (84, packed_sfixed64, tern::fixed), (85, packed_float),
    (86, packed_double), (87, packed_bool), (88, packed_nested_enum),
    (89, unpacked_int32, tern::unpacked), (90, unpacked_int64, tern::unpacked),
    (91, unpacked_uint32, tern::unpacked), (92, unpacked_uint64, tern::unpacked),
    (93, unpacked_sint32, tern::sint, tern::unpacked),
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
    (104, map_int32_bool), (66, map_int32_float), (67, map_int32_double),
    (103, map_int32_nested_message), (68, map_bool_bool), (69, map_string_string),
    (70, map_string_bytes), (71, map_string_nested_message), (72, map_string_foreign_message),
    (73, map_string_nested_enum), (74, map_string_foreign_enum),
    (oneof, oneof_field, (111, oneof_uint32), (112, oneof_nested_message), (113, oneof_string),
     (114, oneof_bytes), (115, oneof_bool), (116, oneof_uint64), (117, oneof_float),
     (118, oneof_double), (119, oneof_enum)),
    (120, extension_int32, tern::json_name("[" TEST_MESSAGES_PACKAGE ".extension_int32]")),
    (121, groupfield, tern::delimited, tern::json_name("[" TEST_MESSAGES_PACKAGE ".groupfield]")),
    (201, data, tern::delimited), (204, multiwordgroupfield, tern::delimited),
    (241, default_int32, tern::default_value(-123456789)),
    (242, default_int64, tern::default_value(std::int64_t{-9123456789123456789})),
    (243, default_uint32, tern::default_value(2123456789u)),
    (244, default_uint64, tern::default_value(std::uint64_t{10123456789123456789u})),
    (245, default_sint32, tern::sint, tern::default_value(-123456789)),
    (246, default_sint64, tern::sint, tern::default_value(std::int64_t{-9123456789123456789})),
    (247, default_fixed32, tern::fixed, tern::default_value(2123456789u)),
    (248, default_fixed64, tern::fixed, tern::default_value(std::uint64_t{10123456789123456789u})),
    (249, default_sfixed32, tern::fixed, tern::default_value(-123456789)),
    (250, default_sfixed64, tern::fixed, tern::default_value(std::int64_t{-9123456789123456789})),
    (251, default_float, tern::default_value(9e9f)),
    (252, default_double, tern::default_value(7e22)),
    (253, default_bool, tern::default_value(true)),
    (254, default_string, tern::default_value("Rosebud")),
    (255, default_bytes, tern::default_value("joshua")), (401, fieldname1), (402, field_name2),
    (403, field_name3, "_field_name3"), (404, field_name4, "field__name4_"), (405, field0name5),
    (406, field_0_name6), (407, fieldName7), (408, FieldName8), (409, field_Name9),
    (410, Field_Name10), (411, FIELD_NAME11), (412, FIELD_name12),
    (413, field_name13, "__field_name13"), (414, Field_name14, "__Field_name14"),
    (415, field_name15, "field__name15"), (416, field_Name16, "field__Name16"),
    (417, field_name17, "field_name17__"), (418, Field_name18, "Field_name18__"),
    (500, message_set_correct), (reserved, tern::range(1000, 9999), 999999, "reserved_field"),
    (unknown, rest))

}  // namespace TEST_MESSAGES_NAMESPACE
