// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <tern/base/function_ref.hpp>
#include <tern/base/status.hpp>
#include <tern/codec/map_entry.hpp>
#include <tern/codec/unknown_fields.hpp>
#include <tern/reflect/field_texts.hpp>
#include <tern/reflect/reserved.hpp>
#include <tern/schema/enum_info.hpp>
#include <tern/schema/kind.hpp>
#include <tern/schema/name_table.hpp>

/// Messages without their C++ types: what JSON, texts for people and descriptors walk, so that
/// their code exists once and not once for each message.
///
///     message_info -> field_info -> value_info -> message_info ...
///                          \-> member_access
///
/// All of it is constant, made at compile time by message_info_of.
namespace tern::schema {

struct message_info;

/// How a C++ type that is not the wire's own stands for one that is: a time for a Timestamp, a
/// user's UUID for a string.
struct adapter {
  /// Calls `use` with the value on the wire, which lives as long as the call.
  void (*read)(const void* value, function_ref<void(const void* wire)> use);

  /// Lets `fill` fill a value of the wire, converts it. What is wrong with it, or OK; OK also if
  /// `fill` returned false.
  status (*write)(void* value, function_ref<bool(void* wire)> fill);
};

/// The type of one value: of a field, of an element of a repeated field, of a key, of an
/// alternative.
///
/// What a `void*` to such a value points to: an integer or a floating point number of that size, a
/// bool, 32 bits of an enum, a message of the type `*message`, or something that `text` reads.
/// With an adapter, the wire's value that the adapter shows.
struct value_info {
  schema::kind kind;
  const message_info* message = nullptr;   ///< of a message and a group
  const enum_info* enumeration = nullptr;  ///< of an enum; null if it has no TERN_ENUM
  const schema::adapter* adapter = nullptr;

  /// Of strings and bytes: the text of what read_value() shows; and setting it in what
  /// write_value() fills, which a borrowed view cannot: false.
  std::string_view (*text)(const void* value) = nullptr;
  bool (*set_text)(void* value, std::string_view text) = nullptr;

  /// Of a message behind a pointer: the message, null if there is none; the message, made if there
  /// is none. Null for all other values, which are where they are.
  const void* (*find)(const void* value) = nullptr;
  void* (*make)(void* value) = nullptr;
  std::size_t made_bytes = 0;  ///< how large it is
};

/// How a member, or an alternative of a oneof, holds its values. `member` points to the member.
struct member_access {
  // Of a field with one value or none.

  /// The value, or null: absent, or with implicit presence the default.
  const void* (*find)(const void* member) = nullptr;
  /// The value, with implicit presence also the default; null if it is absent.
  const void* (*get)(const void* member) = nullptr;
  /// The value, made if it is absent. The other alternatives of a oneof are then gone.
  void* (*make)(void* member) = nullptr;

  // Of repeated fields and maps.

  std::size_t element_bytes = 0;  ///< how much memory an element or an entry takes, about
  std::size_t (*size)(const void* member) = nullptr;
  /// Calls `use` with each element in order until it returns false.
  void (*each)(const void* member, function_ref<bool(const void* value)> use) = nullptr;
  /// Makes room for so many elements; null if the container cannot.
  void (*reserve)(void* member, std::size_t count) = nullptr;
  /// Of a vector of numbers: makes it that long and tells where the first one is. Else null.
  void* (*resize)(void* member, std::size_t count) = nullptr;
  /// Lets `fill` fill a new element, which stays if that returns true.
  bool (*append)(void* member, function_ref<bool(void* value)> fill) = nullptr;

  /// Calls `use` with each entry in the map's order until it returns false.
  void (*each_entry)(const void* member,
                     function_ref<bool(const void* key, const void* value)> use) = nullptr;
  /// Lets `fill` fill a new entry, which replaces one with the same key, if that returns true.
  /// What became of it goes to `became`; `collision_limit` as map_entry.hpp has it.
  bool (*insert)(void* member, function_ref<bool(void* key, void* value)> fill,
                 std::uint32_t collision_limit, codec::insertion& became) = nullptr;

  /// Makes the field absent, the default, or empty.
  void (*clear)(void* member) = nullptr;
};

/// How many bytes behind a field's json_key may be read, so that it can be copied in blocks.
inline constexpr std::size_t json_key_padding = 16;

/// How many values a field has, and when none.
enum class cardinality : std::uint8_t {
  implicit,  ///< one, whose default counts as none
  optional,  ///< one or none: std::optional, pointers, alternatives of oneofs
  required,  ///< one
  repeated,
  map,
};

/// How to see that a field is absent, or has no presence and its default: skip_absent() does.
enum class absence : std::uint8_t {
  hidden,       ///< not at all: required, or a message or converted value, which is looked into
  zero_byte,    ///< all bits are 0: a bool without presence, and what follows
  zero_word32,  ///< a number or an enum of 32 bits
  zero_word64,  ///< a number of 64 bits
  empty_text,   ///< a std::string without presence
  empty_list,   ///< a repeated field or a map, whose member_access::size is 0
  no_value,     ///< what else there is, by member_access::find
};

/// A field, or an alternative of a oneof.
struct field_info {
  std::uint32_t number = 0;
  std::uint32_t offset = 0;  ///< of the member in the message, in bytes
  schema::absence absence = schema::absence::hidden;
  schema::cardinality cardinality = schema::cardinality::implicit;
  std::int16_t oneof = -1;  ///< the index in message_info::oneofs
  bool packed = false;      ///< of repeated numbers, bools and enums: as they are written
  bool sensitive = false;
  bool deprecated = false;
  std::string_view name;
  std::string_view json_name;      ///< given, or the name in lowerCamelCase
  bool has_own_json_name = false;  ///< given
  std::string_view json_key;       ///< `,"fooBar":`; empty if the name has to be escaped in JSON
  reflect::default_constant default_value;
  const value_info* value = nullptr;  ///< of a map: of its values
  const value_info* key = nullptr;    ///< of a map
  const member_access* access = nullptr;

  /// The member of a message.
  [[nodiscard]] void* member(void* message) const noexcept {
    return static_cast<std::byte*>(message) + offset;
  }
  [[nodiscard]] const void* member(const void* message) const noexcept {
    return static_cast<const std::byte*>(message) + offset;
  }
};

/// The messages whose JSON is not that of their fields.
/// @source Protocol Buffers, "ProtoJSON Format"
enum class well_known : std::uint8_t {
  none,
  any,
  duration,
  empty,
  field_mask,
  list_value,
  structure,  ///< google.protobuf.Struct
  timestamp,
  value,
  wrapper,  ///< google.protobuf.BoolValue and its eight likes
};

struct message_info {
  std::string_view full_name;
  schema::well_known well_known = schema::well_known::none;
  std::span<const field_info> fields;  ///< in the order of the macro
  std::span<const std::string_view> oneofs;
  std::span<const reflect::reserved_item> reserved;

  /// Where the message keeps fields that it does not know, in bytes, or none: it drops them.
  static constexpr std::uint32_t none = 0xffff'ffff;
  std::uint32_t unknown_offset = none;

  /// Whether a field is required.
  bool has_required = false;

  /// For find_named().
  std::span<const std::uint16_t> name_slots;

  [[nodiscard]] const codec::unknown_fields* unknown(const void* message) const {
    if (unknown_offset == none) return nullptr;
    return reinterpret_cast<const codec::unknown_fields*>(static_cast<const std::byte*>(message) +
                                                          unknown_offset);
  }

  /// The field with that number, or null.
  [[nodiscard]] const field_info* find(std::uint32_t number) const {
    for (const field_info& field : fields)
      if (field.number == number) return &field;
    return nullptr;
  }

  /// The field with that JSON name or wire name, or null.
  [[nodiscard]] const field_info* find(std::string_view name) const {
    return find_named(name_slots, fields, name);
  }
};

/// Reads or writes a number, a bool or an enum of the size of `T` behind a `void*`. By its bytes,
/// because the member may be a `long long` or an enum where `T` is a `long` or an `int`.
template <class T>
[[nodiscard]] inline T load(const void* value) noexcept {
  T loaded;
  std::memcpy(&loaded, value, sizeof(T));
  return loaded;
}
template <class T>
inline void store(void* value, T stored) noexcept {
  std::memcpy(value, &stored, sizeof(T));
}

/// The value on the wire behind a value of a message: the value itself, the message behind a
/// pointer, or what the adapter shows. `use` is not called if a pointer is null.
inline void read_value(const value_info& type, const void* value,
                       function_ref<void(const void* wire)> use) {
  if (type.adapter != nullptr) {
    type.adapter->read(value, use);
  } else if (type.find != nullptr) {
    if (const void* const found = type.find(value)) use(found);
  } else {
    use(value);
  }
}

/// Lets `fill` fill the value on the wire behind a value of a message. What an adapter has against
/// it, or OK; OK also if `fill` returned false.
[[nodiscard]] inline status write_value(const value_info& type, void* value,
                                        function_ref<bool(void* wire)> fill) {
  if (type.adapter != nullptr) return type.adapter->write(value, fill);
  fill(type.make != nullptr ? type.make(value) : value);
  return {};
}

}  // namespace tern::schema
