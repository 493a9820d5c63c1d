// SPDX-License-Identifier: MIT
#pragma once

#include <tern/message.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include <tests/fuzz/everything.hpp>

/// Everything's fields once more, in the C++ types that everything.hpp does not use. What is not
/// listed here is unknown and dropped.
namespace fuzz {

struct Shapes;

struct ViewedLeaf {
  std::int64_t number = 0;
  std::string_view text;
};
TERN_MESSAGE(ViewedLeaf, "fuzz.ViewedLeaf", (1, number), (2, text))

/// Wire types that differ from those of Everything: there they are unknown fields, and back.
struct Strangers {
  std::string i32;
  std::uint64_t i64 = 0;
  std::vector<std::string> text;
  std::vector<std::int64_t> i32s;
  tern::unknown_fields rest;
};
TERN_MESSAGE(Strangers, (1, i32), (2, i64, tern::fixed), (14, text), (31, i32s, tern::sint),
             (unknown, rest))

struct Shapes {
  std::string_view text;
  std::span<const std::byte> blob;
  ViewedLeaf leaf;
  tern::box<Shapes> self;
  std::unique_ptr<Shapes> unique;
  std::optional<std::string_view> optional_text;
  std::optional<std::span<const std::byte>> optional_blob;
  std::vector<std::string_view> texts;
  std::vector<std::span<const std::byte>> blobs;
  std::vector<ViewedLeaf> leaves;
  std::vector<std::unique_ptr<Shapes>> children;
  std::unordered_map<std::int32_t, std::int32_t> i32_map;
  std::unordered_map<std::int64_t, std::string_view> i64_map;
  std::unordered_map<std::uint32_t, std::span<const std::byte>> u32_map;
  std::unordered_map<bool, std::uint32_t> flag_map;
  std::unordered_map<std::string_view, std::string_view> text_map;
  std::unordered_map<std::string, ViewedLeaf> leaf_map;
  std::map<std::string_view, std::unique_ptr<Shapes>> child_map;
  std::variant<std::monostate, std::string_view, std::span<const std::byte>, ViewedLeaf,
               std::unique_ptr<Shapes>>
      choice;
  std::chrono::sys_time<std::chrono::nanoseconds> time;
  std::optional<std::chrono::nanoseconds> duration;
  std::vector<std::chrono::sys_seconds> times;
  std::vector<std::chrono::duration<std::int32_t, std::ratio<60>>> durations;
};
TERN_MESSAGE(Shapes, (14, text), (15, blob), (17, leaf), (18, self), (19, unique),
             (26, optional_text), (27, optional_blob), (44, texts), (45, blobs), (47, leaves),
             (48, children), (61, i32_map), (62, i64_map), (63, u32_map), (71, flag_map),
             (72, text_map), (73, leaf_map), (74, child_map),
             (oneof, choice, (82, chosen_text), (83, chosen_blob), (87, chosen_leaf),
              (88, chosen_self)),
             (101, time), (102, duration), (113, times), (114, durations))

}  // namespace fuzz
