// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tern/json/field_path.hpp>
#include <tern/json/time_text.hpp>
#include <tern/json/value_writer.hpp>

namespace tern::json {

inline bool value_writer::write_well_known(const schema::message_info& type, const void* message) {
  using schema::well_known;
  switch (type.well_known) {
    case well_known::timestamp:
    case well_known::duration:
      return write_time(type, message);
    case well_known::wrapper:
    case well_known::list_value:
    case well_known::structure:
      return write_single(type.fields[0], message);
    case well_known::value:
      return write_dynamic(type, message);
    case well_known::field_mask:
      return write_field_mask(*type.find(1), message);
    case well_known::any:
      return write_any(type, message);
    case well_known::empty:
    case well_known::none:
      break;
  }
  write_word("{}");
  return true;
}

// A message behind a pointer that is null, where there must be one: an empty one.
inline bool value_writer::write_missing(const schema::message_info& type) {
  using schema::kind;
  using schema::well_known;
  switch (type.well_known) {
    case well_known::timestamp:
      return write_word("\"1970-01-01T00:00:00Z\""), true;
    case well_known::duration:
      return write_word("\"0s\""), true;
    case well_known::field_mask:
      return write_word("\"\""), true;
    case well_known::list_value:
      return write_word("[]"), true;
    case well_known::value:
      return fail("a google.protobuf.Value that holds nothing");
    case well_known::wrapper:
      switch (type.fields[0].value->kind) {
        case kind::bool_:
          return write_word("false"), true;
        case kind::string:
        case kind::bytes:
          return write_word("\"\""), true;
        case kind::int64:
        case kind::uint64:
          return write_word("\"0\""), true;
        default:
          return write_word("0"), true;
      }
    case well_known::structure:
    case well_known::any:
    case well_known::empty:
    case well_known::none:
      break;
  }
  write_word("{}");
  return true;
}

// The JSON of the message is that of its only field.
inline bool value_writer::write_single(const schema::field_info& field, const void* message) {
  using schema::cardinality;
  const void* const member = field.member(message);
  if (field.cardinality == cardinality::map) return write_map(field, member);
  if (field.cardinality == cardinality::repeated) {
    if (!enter() || !write_list(field, member)) return false;
    leave();
    return true;
  }
  return write_value(*field.value, field.access->get(member));
}

namespace detail {

inline const void* value_at(const schema::message_info& type, std::uint32_t number,
                            const void* message) {
  const schema::field_info& field = *type.find(number);
  return field.access->get(field.member(message));
}

}  // namespace detail

inline bool value_writer::write_time(const schema::message_info& type, const void* message) {
  const auto seconds = schema::load<std::int64_t>(detail::value_at(type, 1, message));
  const auto nanos = schema::load<std::int32_t>(detail::value_at(type, 2, message));
  char* to = out().reserve(time_max_bytes + 2);
  *to++ = '"';
  if (type.well_known == schema::well_known::timestamp) {
    const protobuf::Timestamp time{seconds, nanos};
    if (!time.is_valid()) return fail("the time is not of the years 1 to 9999");
    to = write_timestamp(to, time);
  } else {
    const protobuf::Duration time{seconds, nanos};
    if (!time.is_valid()) {
      return fail("the duration is longer than 10000 years, or its parts differ in sign");
    }
    to = write_duration(to, time);
  }
  *to++ = '"';
  out().advance(to);
  return true;
}

inline bool value_writer::write_field_mask(const schema::field_info& paths, const void* message) {
  std::string text;
  bool is_written = true;
  paths.access->each(paths.member(message), [&](const void* value) {
    if (!text.empty()) text.push_back(',');
    const std::string_view path = paths.value->text(value);
    is_written = append_json_path(text, path) ||
                 fail("the path \"" + std::string{path} + "\" would come back as another one");
    return is_written;
  });
  return is_written && write_text(text);
}

// google.protobuf.Value: whichever member of the oneof is there.
inline bool value_writer::write_dynamic(const schema::message_info& type, const void* message) {
  for (const schema::field_info& field : type.fields) {
    const void* const value = field.access->find(field.member(message));
    if (value == nullptr) continue;
    if (field.number == 2 && !std::isfinite(schema::load<double>(value))) {
      return fail("a google.protobuf.Value is no NaN and not infinite");
    }
    return write_value(*field.value, value);
  }
  return fail("a google.protobuf.Value that holds nothing");
}

inline bool value_writer::write_any(const schema::message_info& type, const void* message) {
  const std::string_view url = type.find(1)->value->text(detail::value_at(type, 1, message));
  const std::string_view bytes = type.find(2)->value->text(detail::value_at(type, 2, message));
  if (url.empty() && bytes.empty()) return write_word("{}"), true;

  const std::size_t slash = url.rfind('/');
  const std::string_view name = slash == url.npos ? std::string_view{} : url.substr(slash + 1);
  const schema::registered_type* const inner =
      options().types == nullptr ? nullptr : options().types->find(name);
  if (inner == nullptr) {
    return fail("no message type \"" + std::string{name} + "\" in encode_options::types");
  }
  bool is_written = false;
  const tern::status decoded = inner->decode(as_bytes(bytes), {}, [&](const void* made) {
    is_written = write_any_body(url, *inner->message, made);
  });
  if (!decoded.ok()) return fail(decoded.message());
  return is_written;
}

inline bool value_writer::write_any_body(std::string_view url, const schema::message_info& inner,
                                         const void* message) {
  using schema::well_known;
  if (!begin_object()) return false;
  bool is_first = true;
  if (!write_name("@type", is_first) || !write_text(url)) return false;
  if (inner.well_known == well_known::none) {
    if (!write_fields(inner, message, is_first)) return false;
  } else if (inner.well_known != well_known::empty) {
    // Some write an Empty with a value, all read one without.
    if (!write_name("value", is_first) || !write_message(inner, message)) {
      return failed_in("value");
    }
  }
  end_object(is_first);
  return true;
}

}  // namespace tern::json
