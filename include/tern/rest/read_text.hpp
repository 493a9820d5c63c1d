// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include <tern/base/base64.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/status.hpp>
#include <tern/codec/utf8.hpp>
#include <tern/json/excerpt.hpp>
#include <tern/json/field_path.hpp>
#include <tern/json/number.hpp>
#include <tern/json/time_text.hpp>
#include <tern/schema/message_info.hpp>

/// Values of fields from texts in paths and queries: what JSON writes in place of them, without
/// quotes.
namespace tern::rest {
namespace detail {

[[nodiscard]] inline status expected(std::string_view what, std::string_view found) {
  return {code::invalid_argument,
          std::string{"expected "}.append(what).append(", found \"") + json::shown(found) + '"'};
}

template <class T>
[[nodiscard]] status read_number(std::string_view text, void* value) {
  T number{};
  switch (json::parse_number(text, number)) {
    case json::number_outcome::ok:
      schema::store(value, number);
      return {};
    case json::number_outcome::fractional:
      return expected("an integer", text);
    case json::number_outcome::out_of_range:
      return expected(std::string{"a number in the range of "} +
                          (std::floating_point<T>    ? (sizeof(T) == 4 ? "float" : "double")
                           : std::signed_integral<T> ? (sizeof(T) == 4 ? "int32" : "int64")
                                                     : (sizeof(T) == 4 ? "uint32" : "uint64")),
                      text);
    default:
      return expected("a number", text);
  }
}

template <std::floating_point T>
[[nodiscard]] status read_real(std::string_view text, void* value) {
  using limits = std::numeric_limits<T>;
  if (text == "NaN") return schema::store(value, limits::quiet_NaN()), status{};
  if (text == "Infinity") return schema::store(value, limits::infinity()), status{};
  if (text == "-Infinity") return schema::store(value, -limits::infinity()), status{};
  return read_number<T>(text, value);
}

[[nodiscard]] inline status read_enum(const schema::enum_info* names, std::string_view text,
                                      void* value) {
  if (names != nullptr) {
    if (const auto number = names->number_of(text)) return schema::store(value, *number), status{};
  }
  std::int32_t number = 0;
  if (json::parse_number(text, number) != json::number_outcome::ok) {
    return expected(names == nullptr ? "the number of an enumerator"
                                     : "the name of an enumerator of " +
                                           std::string{names->full_name} + " or a number",
                    text);
  }
  if (names != nullptr && names->closed && !names->name_of(number)) {
    return expected("an enumerator of " + std::string{names->full_name}, text);
  }
  schema::store(value, number);
  return {};
}

[[nodiscard]] inline status set_text(const schema::value_info& type, std::string_view text,
                                     void* value) {
  if (type.set_text(value, text)) return {};
  return {code::internal, "a borrowed view cannot be set from a URL: std::string owns"};
}

[[nodiscard]] inline status read_string(const schema::value_info& type, std::string_view text,
                                        void* value) {
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(text.data());
  if (!text.empty() && codec::find_invalid_utf8(begin, begin + text.size()) != nullptr) {
    return {code::invalid_argument, "expected UTF-8, found other bytes"};
  }
  return set_text(type, text, value);
}

[[nodiscard]] inline status read_bytes(const schema::value_info& type, std::string_view text,
                                       void* value) {
  const auto bytes = base64_decode(text);
  return bytes ? set_text(type, *bytes, value) : expected("base64", text);
}

[[nodiscard]] inline void* make_part(const schema::message_info& type, std::uint32_t number,
                                     void* message) {
  const schema::field_info& field = *type.find(number);
  return field.access->make(field.member(message));
}

template <class Time>
[[nodiscard]] status set_time(const schema::message_info& type, const char* wrong, const Time& time,
                              std::string_view text, void* message) {
  if (wrong != nullptr) {
    return {code::invalid_argument, std::string{wrong} + ", found \"" + json::shown(text) + '"'};
  }
  schema::store(make_part(type, 1, message), time.seconds);
  schema::store(make_part(type, 2, message), time.nanos);
  return {};
}

[[nodiscard]] inline status read_wire_value(const schema::value_info& type, std::string_view text,
                                            void* value);

[[nodiscard]] inline status read_field_mask(const schema::field_info& paths, std::string_view text,
                                            void* message) {
  void* const member = paths.member(message);
  paths.access->clear(member);
  for (bool is_last = text.empty(); !is_last;) {
    const std::size_t comma = text.find(',');
    const std::string_view one = text.substr(0, comma);
    std::string path;
    if (!json::append_proto_path(path, one)) return expected("a path like user.displayName", one);
    status outcome;
    paths.access->append(member, [&](void* value) {
      outcome = set_text(*paths.value, path, value);
      return outcome.ok();
    });
    if (!outcome.ok()) return outcome;
    is_last = comma == text.npos;
    if (!is_last) text.remove_prefix(comma + 1);
  }
  return {};
}

[[nodiscard]] inline status read_message(const schema::message_info& type, std::string_view text,
                                         void* message) {
  switch (type.well_known) {
    case schema::well_known::timestamp: {
      protobuf::Timestamp time;
      const char* const wrong = json::parse_timestamp(text, time);
      return set_time(type, wrong, time, text, message);
    }
    case schema::well_known::duration: {
      protobuf::Duration time;
      const char* const wrong = json::parse_duration(text, time);
      return set_time(type, wrong, time, text, message);
    }
    case schema::well_known::wrapper: {
      const schema::field_info& only = type.fields[0];
      return read_wire_value(*only.value, text, only.access->make(only.member(message)));
    }
    case schema::well_known::field_mask:
      return read_field_mask(*type.find(1), text, message);
    default:
      return {code::internal, std::string{type.full_name} + " has no text form"};
  }
}

inline status read_wire_value(const schema::value_info& type, std::string_view text, void* value) {
  using schema::kind;
  switch (type.kind) {
    case kind::message:
    case kind::group:
      return read_message(*type.message, text, value);
    case kind::string:
      return read_string(type, text, value);
    case kind::bytes:
      return read_bytes(type, text, value);
    case kind::int32:
    case kind::sint32:
    case kind::sfixed32:
      return read_number<std::int32_t>(text, value);
    case kind::uint32:
    case kind::fixed32:
      return read_number<std::uint32_t>(text, value);
    case kind::int64:
    case kind::sint64:
    case kind::sfixed64:
      return read_number<std::int64_t>(text, value);
    case kind::uint64:
    case kind::fixed64:
      return read_number<std::uint64_t>(text, value);
    case kind::float_:
      return read_real<float>(text, value);
    case kind::double_:
      return read_real<double>(text, value);
    case kind::bool_:
      if (text != "true" && text != "false") return expected("true or false", text);
      schema::store(value, text == "true");
      return {};
    case kind::enum_:
      return read_enum(type.enumeration, text, value);
  }
  return {code::internal, "a field of an unknown kind"};
}

}  // namespace detail

/// Reads a value from text into the value of that type at `value`.
/// @error invalid_argument with what was expected and what was found; what a conversion of a type
/// says keeps its code.
[[nodiscard]] inline status read_text(const schema::value_info& type, std::string_view text,
                                      void* value) {
  status read;
  status converted = schema::write_value(type, value, [&](void* wire) {
    read = detail::read_wire_value(type, text, wire);
    return read.ok();
  });
  return read.ok() ? converted : read;
}

/// Reads text into the field at the end of a path, and makes the messages on the way there. A
/// repeated field gets one element more.
/// @param path fields that a field_path.hpp says are right, of which the last is_text_field().
/// @error as read_text()
[[nodiscard]] inline status read_field(std::span<const schema::field_info* const> path,
                                       std::string_view text, void* message) {
  const schema::field_info& field = *path.front();
  void* const member = field.member(message);
  status outcome;
  if (path.size() > 1) {
    const status made =
        schema::write_value(*field.value, field.access->make(member), [&](void* inner) {
          outcome = read_field(path.subspan(1), text, inner);
          return outcome.ok();
        });
    return outcome.ok() ? made : outcome;
  }
  if (field.cardinality == schema::cardinality::repeated) {
    field.access->append(member, [&](void* value) {
      outcome = read_text(*field.value, text, value);
      return outcome.ok();
    });
    return outcome;
  }
  return read_text(*field.value, text, field.access->make(member));
}

}  // namespace tern::rest
