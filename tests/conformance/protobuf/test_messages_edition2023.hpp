// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// google/protobuf/test_messages_edition2023.proto in C++. Extensions stand among the fields.
namespace protobuf_test_messages::editions {

struct TestAllTypesEdition2023;

struct NestedMessage {
  std::optional<std::int32_t> a;
  tern::box<TestAllTypesEdition2023> corecursive;
  tern::unknown_fields rest;
};

struct ForeignMessageEdition2023 {
  std::optional<std::int32_t> c;
  tern::unknown_fields rest;
};

struct GroupLikeType {
  std::optional<std::int32_t> c;
  tern::unknown_fields rest;
};

struct NestedGroupLikeType {
  std::optional<std::int32_t> group_int32;
  std::optional<std::uint32_t> group_uint32;
  tern::unknown_fields rest;
};

enum class NestedEnum : std::int32_t { FOO = 0, BAR = 1, BAZ = 2, NEG = -1 };
TERN_ENUM(NestedEnum, "protobuf_test_messages.editions.TestAllTypesEdition2023.NestedEnum", FOO,
          BAR, BAZ, NEG)

enum class ForeignEnumEdition2023 : std::int32_t {
  FOREIGN_FOO = 0,
  FOREIGN_BAR = 1,
  FOREIGN_BAZ = 2
};
TERN_ENUM(ForeignEnumEdition2023, FOREIGN_FOO, FOREIGN_BAR, FOREIGN_BAZ)

struct TestAllTypesEdition2023 {
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
  std::optional<ForeignMessageEdition2023> optional_foreign_message;
  std::optional<NestedEnum> optional_nested_enum;
  std::optional<ForeignEnumEdition2023> optional_foreign_enum;
  std::optional<std::string> optional_string_piece;
  std::optional<std::string> optional_cord;
  tern::box<TestAllTypesEdition2023> recursive_message;
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
  std::vector<ForeignMessageEdition2023> repeated_foreign_message;
  std::vector<NestedEnum> repeated_nested_enum;
  std::vector<ForeignEnumEdition2023> repeated_foreign_enum;
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
  std::map<std::string, ForeignMessageEdition2023> map_string_foreign_message;
  std::map<std::string, NestedEnum> map_string_nested_enum;
  std::map<std::string, ForeignEnumEdition2023> map_string_foreign_enum;
  std::variant<std::monostate, std::uint32_t, NestedMessage, std::string, std::vector<std::byte>,
               bool, std::uint64_t, float, double, NestedEnum>
      oneof_field;
  std::optional<std::int32_t> extension_int32;
  std::optional<GroupLikeType> groupliketype_ext;
  std::optional<GroupLikeType> delimited_ext;
  std::optional<NestedGroupLikeType> groupliketype;
  std::optional<NestedGroupLikeType> delimited_field;
  tern::unknown_fields rest;
};

TERN_MESSAGE(NestedMessage, "protobuf_test_messages.editions.TestAllTypesEdition2023.NestedMessage",
             (1, a), (2, corecursive), (unknown, rest))
TERN_MESSAGE(ForeignMessageEdition2023, (1, c), (unknown, rest))
TERN_MESSAGE(GroupLikeType, (1, c), (unknown, rest))
TERN_MESSAGE(NestedGroupLikeType,
             "protobuf_test_messages.editions.TestAllTypesEdition2023.GroupLikeType",
             (202, group_int32), (203, group_uint32), (unknown, rest))
TERN_MESSAGE(
    TestAllTypesEdition2023, (1, optional_int32), (2, optional_int64), (3, optional_uint32),
    (4, optional_uint64), (5, optional_sint32, tern::sint), (6, optional_sint64, tern::sint),
    (7, optional_fixed32, tern::fixed), (8, optional_fixed64, tern::fixed),
    (9, optional_sfixed32, tern::fixed), (10, optional_sfixed64, tern::fixed), (11, optional_float),
    (12, optional_double), (13, optional_bool), (14, optional_string), (15, optional_bytes),
    (18, optional_nested_message), (19, optional_foreign_message), (21, optional_nested_enum),
    (22, optional_foreign_enum), (24, optional_string_piece), (25, optional_cord),
    (27, recursive_message), (31, repeated_int32), (32, repeated_int64), (33, repeated_uint32),
    (34, repeated_uint64), (35, repeated_sint32, tern::sint), (36, repeated_sint64, tern::sint),
    (37, repeated_fixed32, tern::fixed), (38, repeated_fixed64, tern::fixed),
    (39, repeated_sfixed32, tern::fixed), (40, repeated_sfixed64, tern::fixed),
    (41, repeated_float), (42, repeated_double), (43, repeated_bool), (44, repeated_string),
    (45, repeated_bytes), (48, repeated_nested_message), (49, repeated_foreign_message),
    (51, repeated_nested_enum), (52, repeated_foreign_enum), (54, repeated_string_piece),
    (55, repeated_cord), (75, packed_int32), (76, packed_int64), (77, packed_uint32),
    (78, packed_uint64), (79, packed_sint32, tern::sint), (80, packed_sint64, tern::sint),
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
    (66, map_int32_float), (67, map_int32_double), (68, map_bool_bool), (69, map_string_string),
    (70, map_string_bytes), (71, map_string_nested_message), (72, map_string_foreign_message),
    (73, map_string_nested_enum), (74, map_string_foreign_enum),
    (oneof, oneof_field, (111, oneof_uint32), (112, oneof_nested_message), (113, oneof_string),
     (114, oneof_bytes), (115, oneof_bool), (116, oneof_uint64), (117, oneof_float),
     (118, oneof_double), (119, oneof_enum)),
    (120, extension_int32, tern::json_name("[protobuf_test_messages.editions.extension_int32]")),
    (121, groupliketype_ext, "groupliketype", tern::delimited,
     tern::json_name("[protobuf_test_messages.editions.groupliketype]")),
    (122, delimited_ext, tern::delimited,
     tern::json_name("[protobuf_test_messages.editions.delimited_ext]")),
    (201, groupliketype, tern::delimited), (202, delimited_field, tern::delimited), (unknown, rest))

}  // namespace protobuf_test_messages::editions
