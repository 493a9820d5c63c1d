// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tern::schema {

/// How many slots the table of the names of that many fields has: a power of two, at least twice as
/// many as there are names, because each field has two.
constexpr std::size_t name_slot_count(std::size_t field_count) {
  return std::bit_ceil(4 * field_count + 1);
}

/// Where in a table a name is looked for first; then in the slots behind it, up to an empty one.
/// @source FNV-1a
constexpr std::size_t name_slot(std::string_view name, std::size_t slot_count) {
  std::uint32_t hash = 2166136261;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return (hash ^ hash >> 16) & (slot_count - 1);
}

/// Fills the table of the JSON names and the wire names of `fields`. A slot holds the index of a
/// field plus 1; 0 is empty.
template <class Slots, class Fields>
constexpr void fill_name_slots(Slots& slots, const Fields& fields) {
  const auto insert = [&](std::string_view name, std::size_t index) {
    std::size_t at = name_slot(name, slots.size());
    while (slots[at] != 0) {
      const auto& other = fields[slots[at] - 1u];
      if (other.json_name == name || other.name == name) return;
      at = (at + 1) & (slots.size() - 1);
    }
    slots[at] = static_cast<std::uint16_t>(index + 1);
  };
  // JSON names first: if one is also the wire name of another field, it is the JSON name.
  for (std::size_t i = 0; i < fields.size(); ++i) insert(fields[i].json_name, i);
  for (std::size_t i = 0; i < fields.size(); ++i) insert(fields[i].name, i);
}

/// The field with that JSON name or wire name, or null.
template <class Slots, class Fields>
constexpr auto find_named(const Slots& slots, const Fields& fields, std::string_view name)
    -> decltype(fields.data()) {
  if (fields.empty()) return nullptr;
  std::size_t at = name_slot(name, slots.size());
  for (; slots[at] != 0; at = (at + 1) & (slots.size() - 1)) {
    auto* const field = fields.data() + (slots[at] - 1u);
    if (field->json_name == name || field->name == name) return field;
  }
  return nullptr;
}

}  // namespace tern::schema
