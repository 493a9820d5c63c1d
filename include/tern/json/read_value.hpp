// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <tern/json/value_reader.hpp>

namespace tern::json {

inline outcome value_reader::read_converted(const schema::value_info& type, void* value) {
  const std::size_t at = position();
  outcome result = outcome::ok;
  const tern::status converted = type.adapter->write(value, [&](void* wire) {
    result = read_wire_value(type, wire);
    return result == outcome::ok;
  });
  if (!converted.ok()) {
    fail(converted.message(), at, converted.code());
    return outcome::failed;
  }
  return result;
}

inline outcome value_reader::read_wire_value(const schema::value_info& type, void* value) {
  using schema::kind;
  const auto as_outcome = [](bool is_read) { return is_read ? outcome::ok : outcome::failed; };
  switch (type.kind) {
    case kind::message:
    case kind::group:
      return as_outcome(read_message(*type.message, value));
    case kind::string: {
      std::string_view text;
      return as_outcome(read_string(text, "a string") && set_text(type, value, text));
    }
    case kind::bytes:
      return as_outcome(read_bytes(type, value));
    case kind::int32:
    case kind::sint32:
    case kind::sfixed32:
      return as_outcome(read_number<std::int32_t>(value));
    case kind::uint32:
    case kind::fixed32:
      return as_outcome(read_number<std::uint32_t>(value));
    case kind::int64:
    case kind::sint64:
    case kind::sfixed64:
      return as_outcome(read_number<std::int64_t>(value));
    case kind::uint64:
    case kind::fixed64:
      return as_outcome(read_number<std::uint64_t>(value));
    case kind::float_:
      return as_outcome(read_number<float>(value));
    case kind::double_:
      return as_outcome(read_number<double>(value));
    case kind::bool_: {
      const std::string_view word = peek() == 't' || peek() == 'f' ? peek_word() : "";
      if (word != "true" && word != "false") return as_outcome(expected("true or false"));
      schema::store(value, word == "true");
      skip();
      return outcome::ok;
    }
    case kind::enum_: {
      std::int32_t number = 0;
      const outcome result = read_enum(type, number);
      if (result == outcome::ok) schema::store(value, number);
      return result;
    }
  }
  return as_outcome(fail("a field of an unknown kind"));
}

// Behind the bracket: the vector has its size already.
inline bool value_reader::read_numbers(const schema::field_info& field, void* member) {
  using schema::kind;
  const std::size_t count = count_elements();
  if (!charge(count * field.access->element_bytes)) return false;
  void* const first = field.access->resize(member, count);
  switch (field.value->kind) {
    case kind::int32:
    case kind::sint32:
    case kind::sfixed32:
      return read_numbers_of<std::int32_t>(first, count);
    case kind::uint32:
    case kind::fixed32:
      return read_numbers_of<std::uint32_t>(first, count);
    case kind::int64:
    case kind::sint64:
    case kind::sfixed64:
      return read_numbers_of<std::int64_t>(first, count);
    case kind::uint64:
    case kind::fixed64:
      return read_numbers_of<std::uint64_t>(first, count);
    case kind::float_:
      return read_numbers_of<float>(first, count);
    case kind::double_:
      return read_numbers_of<double>(first, count);
    default:
      return fail("a list of an unknown kind");
  }
}

template <class T>
bool value_reader::read_numbers_of(void* first, std::size_t count) {
  bool is_first = true;
  for (std::size_t index = 0;; ++index) {
    const step went = next_element(is_first);
    if (went != step::item) return went == step::end;
    // What has more elements than commas has something else in it than numbers.
    if (index == count) return expected("a number"), failed_in(index);
    if (!read_number<T>(static_cast<std::byte*>(first) + index * sizeof(T))) {
      return failed_in(index);
    }
  }
}

inline bool value_reader::set_text(const schema::value_info& type, void* value,
                                   std::string_view text) {
  return type.set_text(value, text) ||
         fail("a borrowed view cannot be decoded from JSON: std::string and std::vector own");
}

inline bool value_reader::read_bytes(const schema::value_info& type, void* value) {
  const std::size_t at = position();
  std::string_view text;
  if (!read_string(text, "a string of base64")) return false;
  const std::size_t room = base64_decoded_max_bytes(text.size());
  if (bytes_.size() < room) bytes_.resize(room);
  const auto size = base64_decode(text, bytes_);
  if (!size) return fail("expected base64, found string \"" + shown(text) + "\"", at);
  return set_text(type, value, as_text(byte_view{bytes_}.first(*size)));
}

template <class T>
bool value_reader::read_number(void* value) {
  const std::size_t at = position();
  if (peek() != '"') {
    if (!is_number()) return expected("a number");
    const std::string_view text = peek_word();
    skip();
    return set_number<T>(text, at, value);
  }
  std::string_view text;
  if (!read_string(text, "a number")) return false;
  if constexpr (std::floating_point<T>) {
    using limits = std::numeric_limits<T>;
    if (text == "NaN") return schema::store(value, limits::quiet_NaN()), true;
    if (text == "Infinity") return schema::store(value, limits::infinity()), true;
    if (text == "-Infinity") return schema::store(value, -limits::infinity()), true;
  }
  return set_number<T>(text, at, value);
}

namespace detail {

// The type of a number, as Protobuf calls it.
template <class T>
constexpr const char* number_name() noexcept {
  if constexpr (std::same_as<T, float>) return "float";
  if constexpr (std::same_as<T, double>) return "double";
  if constexpr (std::signed_integral<T>) return sizeof(T) == 4 ? "int32" : "int64";
  return sizeof(T) == 4 ? "uint32" : "uint64";
}

[[gnu::cold]] inline std::string describe(number_outcome wrong, const char* type, std::string shown,
                                          bool is_text) {
  const std::string found =
      (is_text ? "string \"" : "number ") + std::move(shown) + (is_text ? "\"" : "");
  switch (wrong) {
    case number_outcome::fractional:
      return "expected an integer, found " + found;
    case number_outcome::out_of_range:
      return std::string{"expected a number in the range of "} + type + ", found " + found;
    default:
      return "expected a number, found " + (is_text ? found : found.substr(found.find(' ') + 1));
  }
}

}  // namespace detail

[[gnu::cold]] inline bool value_reader::fail_number(number_outcome wrong, const char* type,
                                                    std::string_view text, std::size_t at) {
  return fail(detail::describe(wrong, type, shown(text), byte_at(at) == '"'), at);
}

template <class T>
inline bool value_reader::set_number(std::string_view text, std::size_t at, void* value) {
  T number{};
  const number_outcome outcome = parse_number(text, number);
  if (outcome == number_outcome::ok) {
    schema::store(value, number);
    return true;
  }
  return fail_number(outcome, detail::number_name<T>(), text, at);
}

inline outcome value_reader::read_enum(const schema::value_info& type, std::int32_t& number) {
  const std::size_t at = position();
  const schema::enum_info* const names = type.enumeration;
  if (is_null() && names != nullptr && names->full_name == "google.protobuf.NullValue") {
    number = 0;
    skip();
    return outcome::ok;
  }
  if (is_number()) {
    if (!read_number<std::int32_t>(&number)) return outcome::failed;
    if (names == nullptr || !names->closed || names->name_of(number)) return outcome::ok;
    if (options().ignore_unknown) return outcome::dropped;
    fail("the closed enum " + std::string{names->full_name} + " has no number " +
             std::to_string(number),
         at);
    return outcome::failed;
  }
  std::string_view name;
  if (!read_string(name, "the name of an enumerator or a number")) return outcome::failed;
  if (names != nullptr) {
    if (const auto found = names->number_of(name)) {
      number = *found;
      return outcome::ok;
    }
  }
  if (options().ignore_unknown) return outcome::dropped;
  fail(names == nullptr ? "expected a number, because the enum has no TERN_ENUM, found string \"" +
                              shown(name) + "\""
                        : "expected the name of an enumerator of " + std::string{names->full_name} +
                              ", found string \"" + shown(name) + "\"",
       at);
  return outcome::failed;
}

inline bool value_reader::read_key(const schema::value_info& type, std::string_view text,
                                   std::size_t at, void* key) {
  if (type.adapter == nullptr) return read_wire_key(type, text, at, key);
  bool is_read = false;
  const tern::status converted = type.adapter->write(
      key, [&](void* wire) { return is_read = read_wire_key(type, text, at, wire); });
  if (!converted.ok()) return fail(converted.message(), at, converted.code());
  return is_read;
}

inline bool value_reader::read_wire_key(const schema::value_info& type, std::string_view text,
                                        std::size_t at, void* key) {
  using schema::kind;
  switch (type.kind) {
    case kind::string:
      return set_text(type, key, text);
    case kind::bool_:
      if (text != "true" && text != "false") {
        return fail("expected \"true\" or \"false\", found string \"" + shown(text) + "\"", at);
      }
      schema::store(key, text == "true");
      return true;
    case kind::int32:
    case kind::sint32:
    case kind::sfixed32:
      return set_number<std::int32_t>(text, at, key);
    case kind::uint32:
    case kind::fixed32:
      return set_number<std::uint32_t>(text, at, key);
    case kind::int64:
    case kind::sint64:
    case kind::sfixed64:
      return set_number<std::int64_t>(text, at, key);
    case kind::uint64:
    case kind::fixed64:
      return set_number<std::uint64_t>(text, at, key);
    default:
      return fail("a key of an unknown kind", at);
  }
}

}  // namespace tern::json
