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

/// legacy.proto in C++. The package is another than the namespace, as in everything.hpp.
namespace fuzz {

enum class Level : std::int32_t { LOW = 1, HIGH = 2, LOWEST = -3, FAR = 1'000'000 };
TERN_ENUM(Level, "fuzz.peer.Level", tern::closed, LOW, HIGH, LOWEST, FAR)

enum class Grade : std::int32_t { NO_GRADE = 0, GOOD = 1 };
TERN_ENUM(Grade, "fuzz.peer.Grade", tern::closed, NO_GRADE, GOOD)

struct Strict {
  std::int32_t number = 0;
  std::string text;
  Level level = Level::LOW;
  std::vector<Strict> children;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Strict, "fuzz.peer.Strict", (1, number, tern::required), (2, text, tern::required),
             (3, level, tern::required), (4, children), (unknown, rest))

struct Legacy;

struct Deeper {
  std::optional<std::int32_t> number;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Deeper, "fuzz.peer.Legacy.Single.Deeper", (1, number), (unknown, rest))

struct Single {
  std::optional<std::int32_t> number;
  std::optional<std::string> text;
  tern::box<Legacy> inside;
  std::optional<Deeper> deeper;
  tern::unknown_fields rest;
};

struct Many {
  std::optional<std::int32_t> number;
  std::vector<std::string> texts;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Many, "fuzz.peer.Legacy.Many", (1, number), (2, texts), (unknown, rest))

struct Chosen {
  std::optional<std::int32_t> number;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Chosen, "fuzz.peer.Legacy.Chosen", (1, number), (unknown, rest))

struct Legacy {
  std::optional<std::int32_t> i32;
  std::optional<std::string> text;
  std::optional<std::vector<std::byte>> blob;
  std::optional<double> twice;
  tern::box<Legacy> self;
  std::optional<Strict> strict;
  std::map<std::int32_t, Strict> strict_map;
  std::optional<Single> single;
  std::vector<Many> many;
  std::optional<Level> level;
  std::vector<Level> levels;
  std::vector<Level> packed_levels;
  std::map<std::int32_t, Grade> grade_map;
  std::variant<std::monostate, Level, Chosen, std::string, Strict> choice;
  std::vector<std::int32_t> apart;
  std::vector<std::int32_t> packed;
  std::vector<std::uint32_t> apart_f32s;
  std::vector<std::uint32_t> packed_f32s;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Single, "fuzz.peer.Legacy.Single", (1, number), (2, text), (3, inside),
             (4, deeper, tern::delimited), (unknown, rest))
TERN_MESSAGE(Legacy, "fuzz.peer.Legacy", (1, i32, tern::default_value(5)),
             (2, text, tern::default_value("five")), (3, blob), (4, twice), (5, self), (6, strict),
             (7, strict_map), (10, single, tern::delimited), (11, many, tern::delimited),
             (20, level, tern::default_value(Level::HIGH)), (21, levels, tern::unpacked),
             (22, packed_levels), (23, grade_map),
             (oneof, choice, (30, chosen_level), (31, chosen, tern::delimited), (32, chosen_text),
              (33, chosen_strict)),
             (40, apart, tern::unpacked), (41, packed),
             (42, apart_f32s, tern::fixed, tern::unpacked), (43, packed_f32s, tern::fixed),
             (unknown, rest))

}  // namespace fuzz
