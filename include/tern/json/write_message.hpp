// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/json/value_writer.hpp>
#include <tern/schema/skip_absent.hpp>

namespace tern::json {

inline bool value_writer::write_message(const schema::message_info& type, const void* message) {
  if (type.well_known != schema::well_known::none) return write_well_known(type, message);
  if (!begin_object()) return false;
  bool is_first = true;
  if (!write_fields(type, message, is_first)) return false;
  end_object(is_first);
  return true;
}

inline bool value_writer::write_fields(const schema::message_info& type, const void* message,
                                       bool& is_first) {
  const bool always = options().always_print_implicit;
  const schema::field_info* at = type.fields.data();
  const schema::field_info* const end = at + type.fields.size();
  for (;; ++at) {
    if (!always) at = schema::skip_absent(at, end, message);
    if (at == end) return true;
    if (!write_field(*at, at->member(message), is_first)) return failed_in(at->json_name);
  }
}

// A field that skip_absent() saw to be absent does not come here, unless it is printed always.
inline bool value_writer::write_field(const schema::field_info& field, const void* member,
                                      bool& is_first) {
  using schema::cardinality;
  const bool always = options().always_print_implicit;
  switch (field.cardinality) {
    case cardinality::repeated:
      return write_field_name(field, is_first) && write_list(field, member);
    case cardinality::map:
      return write_field_name(field, is_first) && write_map(field, member);
    case cardinality::implicit:
      if (field.absence != schema::absence::hidden) {
        return write_field_name(field, is_first) && write_wire_value(*field.value, member);
      }
      if (field.value->message != nullptr) {
        if (!always && field.value->message->well_known == schema::well_known::none) {
          return write_implicit_message(field, member, is_first);
        }
      } else if (always) {
        return write_field_name(field, is_first) &&
               write_value(*field.value, field.access->get(member));
      }
      break;
    case cardinality::optional:
    case cardinality::required:
      break;
  }
  const void* const value = field.access->find(member);
  if (value == nullptr) return true;
  return write_field_name(field, is_first) && write_value(*field.value, value);
}

// Whether such a message is empty is only known when its fields have been looked at, and theirs:
// it is written, and taken back if nothing was in it.
inline bool value_writer::write_implicit_message(const schema::field_info& field,
                                                 const void* member, bool& is_first) {
  if (!can_enter() && field.access->find(member) == nullptr) return true;
  const std::size_t before = out().size();
  const bool was_first = is_first;
  if (!write_field_name(field, is_first)) return false;
  const std::size_t start = out().size();
  if (!write_value(*field.value, member)) return false;
  constexpr std::size_t empty_object = 2;
  if (out().size() == start + empty_object && field.access->find(member) == nullptr) {
    out().truncate(before);
    is_first = was_first;
  }
  return true;
}

inline bool value_writer::write_list(const schema::field_info& field, const void* member) {
  begin_list();
  bool is_first = true;
  bool is_written = true;
  std::size_t index = 0;
  field.access->each(member, [&](const void* value) {
    next(is_first);
    is_written = write_value(*field.value, value) || failed_in(index);
    ++index;
    return is_written;
  });
  end_list(is_first);
  return is_written;
}

inline bool value_writer::write_map(const schema::field_info& field, const void* member) {
  if (!begin_object()) return false;
  bool is_first = true;
  bool is_written = true;
  field.access->each_entry(member, [&](const void* key, const void* value) {
    next(is_first);
    const std::size_t start = out().size();
    is_written = write_key(*field.key, key);
    const std::size_t end = out().size();
    if (!is_written) return failed_in("key");
    write_colon();
    is_written = write_value(*field.value, value) || failed_in("[" + out().text(start, end) + "]");
    return is_written;
  });
  end_object(is_first);
  return is_written;
}

inline bool value_writer::write_field_name(const schema::field_info& field, bool& is_first) {
  if (options().proto_names) return write_name(field.name, is_first);
  if (options().indent != 0 || field.json_key.empty()) return write_name(field.json_name, is_first);
  write_key_of(field.json_key, is_first);
  return true;
}

}  // namespace tern::json
