// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include <tern/contract.hpp>
#include <tern/well_known.hpp>

/// Contracts that say everything that a contract can say, for each language of `.proto` files.

// proto3: every row of the table of docs/types.md.
namespace every::row::v1 {

enum class Color : std::int32_t { none = 0, red = 1, rouge = 1, green = -2 };
TERN_ENUM(Color, (none, "COLOR_UNSPECIFIED"), (red, "COLOR_RED"), (rouge, "COLOR_ROUGE"),
          (green, "COLOR_GREEN"), (reserved, -7, tern::range(5, 2'147'483'647), "COLOR_BLUE"))

enum class Late : std::int32_t { one = 1, zero = 0 };
TERN_ENUM(Late, (one, "LATE_ONE"), (zero, "LATE_ZERO"))

enum class Nameless : std::int32_t {};

struct Scalars {
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  std::int32_t s32 = 0;
  std::int64_t s64 = 0;
  std::int32_t sf32 = 0;
  std::int64_t sf64 = 0;
  std::uint32_t f32 = 0;
  std::uint64_t f64 = 0;
  bool flag = false;
  float single = 0;
  double twice = 0;
  Color color{};
  Nameless nameless{};
  std::string text;
  std::string raw;
  std::vector<std::byte> blob;
  Late late{};
};
TERN_MESSAGE(Scalars, (1, i32), (2, i64), (3, u32), (4, u64), (5, s32, tern::sint),
             (6, s64, tern::sint), (7, sf32, tern::fixed), (8, sf64, tern::fixed),
             (9, f32, tern::fixed), (10, f64, tern::fixed), (11, flag), (12, single), (13, twice),
             (14, color), (15, nameless), (16, text), (17, raw, tern::bytes), (18, blob),
             (19, late))

struct Borrowed {
  std::string_view text;
  std::string_view raw;
  std::span<const std::byte> blob;
};
TERN_MESSAGE(Borrowed, (1, text), (2, raw, tern::bytes), (3, blob))

struct Presence {
  std::optional<std::int32_t> number;
  std::optional<std::string> text;
  std::optional<bool> flag;
  std::optional<double> twice;
  std::optional<Color> color;
  Scalars plain;
  std::optional<Scalars> maybe;
  tern::box<Presence> boxed;
  std::unique_ptr<Scalars> owned;
};
TERN_MESSAGE(Presence, (1, number), (2, text), (3, flag), (4, twice), (5, color), (6, plain),
             (7, maybe), (8, boxed), (9, owned))

struct Lists {
  std::vector<std::int32_t> numbers;
  std::vector<std::int64_t> zigzags;
  std::vector<bool> flags;
  std::vector<Color> colors;
  std::vector<std::string> texts;
  std::vector<std::string> blobs;
  std::vector<Borrowed> views;
  std::vector<Lists> lists;
  std::vector<double> apart;
  std::vector<Color> colors_apart;
};
TERN_MESSAGE(Lists, (1, numbers), (2, zigzags, tern::sint), (3, flags), (4, colors), (5, texts),
             (6, blobs, tern::bytes), (7, views), (8, lists), (9, apart, tern::unpacked),
             (10, colors_apart, tern::unpacked))

struct Maps {
  std::map<std::int32_t, std::string> names;
  std::unordered_map<std::string, Scalars> by_name;
  std::map<std::int64_t, std::uint32_t> s64_to_f32;
  std::map<bool, std::string> raw_by_flag;
  std::map<std::string, Color> colors;
  std::map<std::uint64_t, Maps> maps;
};
TERN_MESSAGE(Maps, (1, names), (2, by_name),
             (3, s64_to_f32, tern::map_key(tern::sint), tern::map_value(tern::fixed)),
             (4, raw_by_flag, tern::map_value(tern::bytes)), (5, colors), (6, maps))

struct Choice {
  std::int32_t before = 0;
  std::variant<std::monostate, std::string, std::string, std::int32_t, Scalars, tern::box<Choice>>
      choice;
  std::optional<std::int32_t> between;
  std::variant<std::monostate, bool, Color> _between;  // the name of an invisible one
};
TERN_MESSAGE(Choice, (1, before),
             (oneof, choice, (2, text), (3, raw, tern::bytes), (4, number, tern::sint),
              (5, scalars), (6, inner)),
             (7, between), (oneof, _between, (8, flag), (9, color)))

struct Times {
  std::chrono::sys_time<std::chrono::nanoseconds> due;
  std::optional<std::chrono::sys_seconds> arrived;
  std::chrono::milliseconds handling{};
  std::vector<std::chrono::nanoseconds> laps;
  tern::protobuf::Timestamp timestamp;
  std::optional<tern::protobuf::Duration> duration;
};
TERN_MESSAGE(Times, (1, due), (2, arrived), (3, handling), (4, laps), (5, timestamp), (6, duration))

struct Known {
  std::optional<tern::protobuf::Any> any;
  tern::protobuf::Empty empty;
  std::optional<tern::protobuf::FieldMask> mask;
  std::optional<tern::protobuf::Struct> object;
  std::optional<tern::protobuf::Value> value;
  std::optional<tern::protobuf::BoolValue> flag;
  std::optional<tern::protobuf::Api> api;
  std::optional<tern::protobuf::SourceContext> context;
};
TERN_MESSAGE(Known, (1, any), (2, empty), (3, mask), (4, object), (5, value), (6, flag), (7, api),
             (8, context))

// A struct in a struct, and names that something else has, too.
struct Outer {
  struct Inner {
    enum class Kind : std::int32_t { unknown = 0 };
    Kind kind{};
  };
  struct Color {
    every::row::v1::Color color{};
  };
  Inner inner;
  std::vector<Color> colors;
  every::row::v1::Color color{};
};
TERN_ENUM(Outer::Inner::Kind, (unknown, "KIND_UNSPECIFIED"))
TERN_MESSAGE(Outer::Inner, (1, kind))
TERN_MESSAGE(Outer::Color, (1, color))
TERN_MESSAGE(Outer, (1, inner), (2, colors), (3, color))

struct Options {
  std::string old_name;
  std::string given;
  std::string gone;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Options, "every.row.v1.AllOptions", (7, old_name, "new_name"),
             (2, given, tern::json_name("GIVEN \"x\"")), (3, gone, tern::deprecated),
             (unknown, rest), (reserved, 4, tern::range(9, 11), "old_name", "older"),
             (reserved, tern::range(1000, 536'870'911)))

struct Everything {
  tern::task<Scalars> Unary(Borrowed);
  tern::stream<Presence> ServerStream(Lists);
  tern::task<Maps> ClientStream(tern::stream<Choice>);
  tern::stream<Times> Both(tern::stream<Known>);
  tern::task<Outer> other_name(Options);
};
TERN_SERVICE(Everything, ("every.row.v1.EveryService"), Unary, ServerStream, ClientStream, Both,
             (other_name, "Named"))

}  // namespace every::row::v1

// proto2.
namespace legacy {

enum class Level : std::int32_t { low = 1, high = 2 };
TERN_ENUM(Level, tern::closed, (low, "LOW"), (high, "HIGH"))

struct Parcel {
  struct Label {
    std::optional<std::int32_t> number;
  };
  std::string id;
  std::optional<std::int32_t> retries;
  std::optional<std::uint64_t> bits;
  std::optional<float> ratio;
  std::optional<double> tiny;
  std::optional<double> endless;
  std::optional<bool> wanted;
  std::optional<std::string> greeting;
  std::optional<std::string> raw;
  std::optional<Level> level;
  std::optional<Level> plain_level;
  std::optional<Label> label;
  std::vector<std::int32_t> packed;
  std::vector<std::int32_t> apart;
  std::map<std::string, std::int32_t> counts;
  std::variant<std::monostate, std::int32_t, std::string> either;
  tern::box<Parcel> inner;
};
TERN_MESSAGE(Parcel::Label, "legacy.Parcel.Label", (1, number))
TERN_MESSAGE(Parcel, (1, id, tern::required), (2, retries, tern::default_value(-3)),
             (3, bits, tern::default_value(18'446'744'073'709'551'615u)),
             (4, ratio, tern::default_value(0.1f)), (5, tiny, tern::default_value(1e-300)),
             (6, endless, tern::default_value(-std::numeric_limits<double>::infinity())),
             (7, wanted, tern::default_value(true)),
             (8, greeting, tern::default_value("say \"hi\"\n")),
             (9, raw, tern::bytes, tern::default_value("a\\b\x01")),
             (10, level, tern::default_value(Level::high)), (11, plain_level),
             (12, label, tern::delimited), (13, packed), (14, apart, tern::unpacked), (15, counts),
             (oneof, either, (16, number), (17, text)), (18, inner))

}  // namespace legacy

// Only an edition can say this.
namespace mixed::v2beta1 {

enum class Open : std::int32_t { nothing = 0 };
TERN_ENUM(Open, (nothing, "OPEN_NOTHING"))

enum class Shut : std::int32_t { first = 0, second = 1 };
TERN_ENUM(Shut, tern::closed, (first, "SHUT_FIRST"), (second, "SHUT_SECOND"),
          (reserved, 9, "SHUT_NINTH"))

struct Part {
  std::string text;
};
TERN_MESSAGE(Part, (1, text, tern::sensitive))

struct Whole {
  std::int32_t implicit = 0;
  std::string text;
  std::optional<std::int32_t> explicit_;
  std::int32_t needed = 0;
  std::optional<std::int32_t> defaulted;
  Open open{};
  std::optional<Shut> shut;
  std::vector<Shut> shuts;
  std::vector<std::int32_t> apart;
  Part part;
  std::optional<Part> group;
  std::vector<Part> groups;
  std::optional<std::chrono::nanoseconds> time;
  std::variant<std::monostate, std::int32_t, Part> either;
  std::map<std::string, Part> parts;
};
TERN_MESSAGE(Whole, (1, implicit), (2, text), (3, explicit_, "explicit"),
             (4, needed, tern::required), (5, defaulted, tern::default_value(7)), (6, open),
             (7, shut), (8, shuts), (9, apart, tern::unpacked), (10, part),
             (11, group, tern::delimited), (12, groups, tern::delimited),
             (13, time, tern::delimited),
             (oneof, either, (14, number), (15, delimited_part, tern::delimited)), (16, parts),
             (reserved, 20, "gone"))

}  // namespace mixed::v2beta1

// Two packages that need each other.
namespace circle::one {

struct Head {
  std::string name;
};
TERN_MESSAGE(Head, (1, name))

}  // namespace circle::one

namespace circle::two {

struct Body {
  circle::one::Head head;
};
TERN_MESSAGE(Body, (1, head))

}  // namespace circle::two

namespace circle::one {

struct Animal {
  circle::two::Body body;
  std::vector<Animal> young;
};
TERN_MESSAGE(Animal, (1, body), (2, young))

}  // namespace circle::one

// No package at all.
struct Alone {
  std::int32_t number = 0;
  std::optional<mixed::v2beta1::Part> part;
};
TERN_MESSAGE(Alone, (1, number), (2, part))
