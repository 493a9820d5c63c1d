// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>
#include <tern/well_known.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// everything.proto in C++. The package is another than the namespace, because what protoc makes
/// of it is in the same program.
namespace fuzz {

enum class Color : std::int32_t { NONE = 0, RED = 1, BLUE = 2, NEGATIVE = -1 };
TERN_ENUM(Color, "fuzz.peer.Color", NONE, RED, BLUE, NEGATIVE)

struct Leaf {
  std::int32_t number = 0;
  std::string text;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Leaf, "fuzz.peer.Leaf", (1, number), (2, text), (unknown, rest))

struct Everything {
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  std::int32_t s32 = 0;
  std::int64_t s64 = 0;
  std::uint32_t f32 = 0;
  std::uint64_t f64 = 0;
  std::int32_t sf32 = 0;
  std::int64_t sf64 = 0;
  float single = 0;
  double twice = 0;
  bool flag = false;
  std::string text;
  std::vector<std::byte> blob;
  Color color{};
  std::optional<Leaf> leaf;
  tern::box<Everything> self;
  tern::box<Everything> unique;
  std::optional<std::int32_t> optional_i32;
  std::optional<std::int64_t> optional_s64;
  std::optional<std::uint32_t> optional_f32;
  std::optional<double> optional_twice;
  std::optional<bool> optional_flag;
  std::optional<std::string> optional_text;
  std::optional<std::vector<std::byte>> optional_blob;
  std::optional<Color> optional_color;
  std::vector<std::int32_t> i32s;
  std::vector<std::int64_t> i64s;
  std::vector<std::uint32_t> u32s;
  std::vector<std::uint64_t> u64s;
  std::vector<std::int32_t> s32s;
  std::vector<std::int64_t> s64s;
  std::vector<std::uint32_t> f32s;
  std::vector<std::uint64_t> f64s;
  std::vector<std::int32_t> sf32s;
  std::vector<std::int64_t> sf64s;
  std::vector<float> singles;
  std::vector<double> twices;
  std::vector<bool> flags;
  std::vector<std::string> texts;
  std::vector<std::vector<std::byte>> blobs;
  std::vector<Color> colors;
  std::vector<Leaf> leaves;
  std::vector<Everything> children;
  std::vector<std::int32_t> apart_i32s;
  std::vector<std::int64_t> apart_s64s;
  std::vector<std::uint32_t> apart_f32s;
  std::vector<double> apart_twices;
  std::vector<bool> apart_flags;
  std::vector<Color> apart_colors;
  std::map<std::int32_t, std::int32_t> i32_map;
  std::map<std::int64_t, std::string> i64_map;
  std::map<std::uint32_t, std::vector<std::byte>> u32_map;
  std::map<std::uint64_t, Color> u64_map;
  std::map<std::int32_t, std::int64_t> s32_map;
  std::map<std::int64_t, bool> s64_map;
  std::map<std::uint32_t, float> f32_map;
  std::map<std::uint64_t, double> f64_map;
  std::map<std::int32_t, std::int64_t> sf32_map;
  std::map<std::int64_t, std::uint32_t> sf64_map;
  std::map<bool, std::uint32_t> flag_map;
  std::map<std::string, std::string> text_map;
  std::map<std::string, Leaf> leaf_map;
  std::map<std::string, Everything> child_map;
  std::variant<std::monostate, std::uint32_t, std::string, std::vector<std::byte>, bool, Color,
               double, Leaf, tern::box<Everything>, tern::protobuf::NullValue>
      choice;
  std::optional<tern::protobuf::Timestamp> time;
  std::optional<tern::protobuf::Duration> duration;
  std::optional<tern::protobuf::FieldMask> mask;
  std::optional<tern::protobuf::Struct> object;
  std::optional<tern::protobuf::Value> value;
  std::optional<tern::protobuf::ListValue> list;
  std::optional<tern::protobuf::Any> any;
  std::optional<tern::protobuf::Int64Value> boxed_i64;
  std::optional<tern::protobuf::DoubleValue> boxed_twice;
  std::optional<tern::protobuf::StringValue> boxed_text;
  std::optional<tern::protobuf::BytesValue> boxed_blob;
  std::optional<tern::protobuf::BoolValue> boxed_flag;
  std::vector<tern::protobuf::Timestamp> times;
  std::vector<tern::protobuf::Duration> durations;
  std::vector<tern::protobuf::Value> values;
  std::vector<tern::protobuf::Any> anys;
  std::int32_t Odd_name13 = 0;
  std::int32_t odd_name14 = 0;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Everything, "fuzz.peer.Everything", (1, i32), (2, i64), (3, u32), (4, u64),
             (5, s32, tern::sint), (6, s64, tern::sint), (7, f32, tern::fixed),
             (8, f64, tern::fixed), (9, sf32, tern::fixed), (10, sf64, tern::fixed), (11, single),
             (12, twice), (13, flag), (14, text), (15, blob), (16, color), (17, leaf), (18, self),
             (19, unique), (21, optional_i32), (22, optional_s64, tern::sint),
             (23, optional_f32, tern::fixed), (24, optional_twice), (25, optional_flag),
             (26, optional_text), (27, optional_blob), (28, optional_color), (31, i32s), (32, i64s),
             (33, u32s), (34, u64s), (35, s32s, tern::sint), (36, s64s, tern::sint),
             (37, f32s, tern::fixed), (38, f64s, tern::fixed), (39, sf32s, tern::fixed),
             (40, sf64s, tern::fixed), (41, singles), (42, twices), (43, flags), (44, texts),
             (45, blobs), (46, colors), (47, leaves), (48, children),
             (51, apart_i32s, tern::unpacked), (52, apart_s64s, tern::sint, tern::unpacked),
             (53, apart_f32s, tern::fixed, tern::unpacked), (54, apart_twices, tern::unpacked),
             (55, apart_flags, tern::unpacked), (56, apart_colors, tern::unpacked), (61, i32_map),
             (62, i64_map), (63, u32_map), (64, u64_map),
             (65, s32_map, tern::map_key(tern::sint), tern::map_value(tern::sint)),
             (66, s64_map, tern::map_key(tern::sint)), (67, f32_map, tern::map_key(tern::fixed)),
             (68, f64_map, tern::map_key(tern::fixed)),
             (69, sf32_map, tern::map_key(tern::fixed), tern::map_value(tern::fixed)),
             (70, sf64_map, tern::map_key(tern::fixed), tern::map_value(tern::fixed)),
             (71, flag_map), (72, text_map), (73, leaf_map), (74, child_map),
             (oneof, choice, (81, chosen_number), (82, chosen_text), (83, chosen_blob),
              (84, chosen_flag), (85, chosen_color), (86, chosen_twice), (87, chosen_leaf),
              (88, chosen_self), (89, chosen_null)),
             (101, time), (102, duration), (103, mask), (104, object), (105, value), (106, list),
             (107, any), (108, boxed_i64), (109, boxed_twice), (110, boxed_text), (111, boxed_blob),
             (112, boxed_flag), (113, times), (114, durations), (115, values), (116, anys),
             (2000, Odd_name13), (536870911, odd_name14, "_odd_name14"), (unknown, rest))

}  // namespace fuzz
