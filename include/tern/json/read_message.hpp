// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/json/value_reader.hpp>

namespace tern::json {
namespace detail {

// Whether null is a value of that field and not its absence.
inline bool takes_null(const schema::field_info& field) noexcept {
  if (field.cardinality >= schema::cardinality::repeated) return false;
  const schema::value_info& type = *field.value;
  if (type.message != nullptr) return type.message->well_known == schema::well_known::value;
  return type.enumeration != nullptr && type.enumeration->full_name == "google.protobuf.NullValue";
}

}  // namespace detail

inline bool value_reader::read_message(const schema::message_info& type, void* message) {
  if (type.well_known != schema::well_known::none) return read_well_known(type, message);
  return begin_object() && read_fields(type, message, false);
}

// Behind the brace. `is_any` if it is the object of an Any, in which "@type" is known already.
inline bool value_reader::read_fields(const schema::message_info& type, void* message,
                                      bool is_any) {
  seen_set seen{type.fields.size() + type.oneofs.size()};
  const schema::field_info* next = type.fields.data();
  const schema::field_info* const end = next + type.fields.size();
  bool is_first = true;
  bool has_type = false;
  for (;;) {
    const step went = next_member(is_first);
    if (went == step::failed) return false;
    if (went == step::end) return !type.has_required || check_required(type, seen);

    const std::size_t at = position();
    const schema::field_info* field = nullptr;
    // Mostly, members come in the order of the fields.
    if (next != end && !next->json_key.empty() &&
        take_name({next->json_key.data() + 1, next->json_key.size() - 1})) {
      field = next;
    } else {
      std::string_view name;
      if (!read_name(name)) return false;
      field = type.find(name);
      if (field == nullptr) {
        if (is_any && name == "@type") {
          if (has_type) return fail("\"@type\" is there twice", at);
          has_type = true;
          if (!skip_value()) return false;
        } else if (!read_unknown(type, name, at)) {
          return false;
        }
        continue;
      }
    }
    next = field + 1;
    if (!seen.insert(static_cast<std::size_t>(field - type.fields.data()))) {
      fail("the field is there twice", at);
      return failed_in(field->json_name);
    }
    if (!read_field(type, *field, message, seen)) return failed_in(field->json_name);
  }
}

inline bool value_reader::read_unknown(const schema::message_info& type, std::string_view name,
                                       std::size_t at) {
  if (options().ignore_unknown) return skip_value();
  return fail(std::string{type.full_name} + " has no field \"" + shown(name) + "\"", at);
}

inline bool value_reader::check_required(const schema::message_info& type, const seen_set& seen) {
  if (options().allow_partial) return true;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const schema::field_info& field = type.fields[i];
    if (field.cardinality == schema::cardinality::required && !seen.contains(i)) {
      fail("a required field is missing");
      return failed_in(field.json_name);
    }
  }
  return true;
}

inline bool value_reader::read_field(const schema::message_info& type,
                                     const schema::field_info& field, void* message,
                                     seen_set& seen) {
  using schema::cardinality;
  void* const member = field.member(message);
  if (is_null() && !detail::takes_null(field)) {
    if (field.cardinality == cardinality::required) return expected("a value: it is required");
    skip();
    field.access->clear(member);
    return true;
  }
  if (field.oneof >= 0) {
    const auto oneof = static_cast<std::size_t>(field.oneof);
    if (!seen.insert(type.fields.size() + oneof)) {
      return fail("the oneof " + std::string{type.oneofs[oneof]} + " has a value already");
    }
  }
  if (field.cardinality == cardinality::repeated) return read_list(field, member);
  if (field.cardinality == cardinality::map) return read_map(field, member);
  if (field.value->kind == schema::kind::enum_ && field.value->adapter == nullptr) {
    // What is dropped leaves the field as it was.
    std::int32_t number = 0;
    const outcome result = read_enum(*field.value, number);
    if (result == outcome::ok) schema::store(field.access->make(member), number);
    return result != outcome::failed;
  }
  const outcome result = read_value(*field.value, field.access->make(member));
  if (result == outcome::dropped) field.access->clear(member);
  return result != outcome::failed;
}

inline bool value_reader::read_list(const schema::field_info& field, void* member) {
  const schema::value_info& type = *field.value;
  field.access->clear(member);
  if (!begin_list()) return false;
  if (field.access->resize != nullptr && type.adapter == nullptr)
    return read_numbers(field, member);
  if (type.message == nullptr && field.access->reserve != nullptr) {
    field.access->reserve(member, count_elements());
  }
  bool is_first = true;
  for (std::size_t index = 0;; ++index) {
    const step went = next_element(is_first);
    if (went != step::item) return went == step::end;
    if (!charge(field.access->element_bytes)) return failed_in(index);
    outcome result = outcome::failed;
    field.access->append(member, [&](void* value) {
      result = read_value(type, value);
      return result == outcome::ok;
    });
    if (result == outcome::failed) return failed_in(index);
  }
}

inline bool value_reader::read_map(const schema::field_info& field, void* member) {
  field.access->clear(member);
  if (!begin_object()) return false;
  bool is_first = true;
  for (;;) {
    const step went = next_member(is_first);
    if (went != step::item) return went == step::end;
    const mark start = here();
    const std::size_t at = position();
    outcome result = outcome::failed;
    codec::insertion became = codec::insertion::added;
    field.access->insert(
        member,
        [&](void* key, void* value) {
          std::string_view name;
          if (!charge(field.access->element_bytes) || !read_name(name) ||
              !read_key(*field.key, name, at, key)) {
            return false;
          }
          result = read_value(*field.value, value);
          return result == outcome::ok;
        },
        options().collision_limit, became);
    if (became != codec::insertion::added) {
      if (became == codec::insertion::crowded) fail_crowded(at);
      fail("the key is there twice", at);
      result = outcome::failed;
    }
    if (result == outcome::failed) {
      // The name once more, because values are read into the same memory.
      const mark now = here();
      back_to(start);
      std::string_view name;
      const bool has_name = read_string(name, "");
      back_to(now);
      return has_name && failed_in("[\"" + shown(name) + "\"]");
    }
  }
}

}  // namespace tern::json
