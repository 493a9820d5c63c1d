// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tern/json/value_writer.hpp>

namespace tern::json {

inline bool value_writer::write_behind(const schema::value_info& type, const void* value) {
  bool is_there = false;
  bool is_written = true;
  schema::read_value(type, value, [&](const void* wire) {
    is_there = true;
    is_written = write_wire_value(type, wire);
  });
  return is_there ? is_written : write_missing(*type.message);
}

inline bool value_writer::write_wire_value(const schema::value_info& type, const void* value) {
  using schema::kind;
  using schema::load;
  switch (type.kind) {
    case kind::message:
    case kind::group:
      return write_message(*type.message, value);
    case kind::string:
      return write_text(type.text(value));
    case kind::bytes:
      return write_bytes(as_bytes(type.text(value))), true;
    case kind::int32:
    case kind::sint32:
    case kind::sfixed32:
      return write_integer(load<std::int32_t>(value)), true;
    case kind::uint32:
    case kind::fixed32:
      return write_integer(load<std::uint32_t>(value)), true;
    case kind::int64:
    case kind::sint64:
    case kind::sfixed64:
      return write_quoted(load<std::int64_t>(value)), true;
    case kind::uint64:
    case kind::fixed64:
      return write_quoted(load<std::uint64_t>(value)), true;
    case kind::float_:
      return write_real(load<float>(value)), true;
    case kind::double_:
      return write_real(load<double>(value)), true;
    case kind::bool_:
      return write_word(load<bool>(value) ? "true" : "false"), true;
    case kind::enum_:
      return write_enum(type, load<std::int32_t>(value)), true;
  }
  return fail("a field of an unknown kind");
}

inline void value_writer::write_enum(const schema::value_info& type, std::int32_t number) {
  if (type.enumeration != nullptr) {
    if (number == 0 && type.enumeration->full_name == "google.protobuf.NullValue") {
      return write_word("null");  // other numbers keep theirs
    }
    if (!options().enums_as_numbers) {
      // A C++ or Protobuf identifier, so there is nothing to escape.
      if (const auto name = type.enumeration->name_of(number)) {
        char* to = out().reserve(name->size() + 2);
        *to++ = '"';
        to += name->copy(to, name->size());
        *to++ = '"';
        return out().advance(to);
      }
    }
  }
  write_integer(number);
}

inline bool value_writer::write_key(const schema::value_info& type, const void* key) {
  if (type.adapter == nullptr) return write_wire_key(type, key);
  bool is_written = false;
  type.adapter->read(key, [&](const void* wire) { is_written = write_wire_key(type, wire); });
  return is_written;
}

// In quotes, whatever it is.
inline bool value_writer::write_wire_key(const schema::value_info& type, const void* key) {
  using schema::kind;
  using schema::load;
  switch (type.kind) {
    case kind::bool_:
      return write_word(load<bool>(key) ? "\"true\"" : "\"false\""), true;
    case kind::int32:
    case kind::sint32:
    case kind::sfixed32:
      return write_quoted(load<std::int32_t>(key)), true;
    case kind::uint32:
    case kind::fixed32:
      return write_quoted(load<std::uint32_t>(key)), true;
    default:
      return write_wire_value(type, key);
  }
}

}  // namespace tern::json
