// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/base/buffer.hpp>
#include <tern/base/bytes.hpp>
#include <tern/base/result.hpp>
#include <tern/rest/one_field.hpp>
#include <tern/schema/message_codec.hpp>
#include <tern/schema/message_info.hpp>

/// Replies as the bodies of answers.
namespace tern::rest {
namespace detail {

// The JSON of a field that is not there.
[[nodiscard]] inline std::string_view json_of_nothing(const schema::field_info& field) {
  using schema::kind;
  if (field.cardinality == schema::cardinality::repeated) return "[]";
  if (field.cardinality == schema::cardinality::map) return "{}";
  if (field.cardinality == schema::cardinality::optional) return "null";
  switch (field.value->kind) {
    case kind::message:
    case kind::group:
      return "null";
    case kind::string:
    case kind::bytes:
      return "\"\"";
    case kind::bool_:
      return "false";
    case kind::int64:
    case kind::sint64:
    case kind::sfixed64:
    case kind::uint64:
    case kind::fixed64:
      return "\"0\"";
    default:
      return "0";
  }
}

/// The value of the only member of an object: `7` of `{ "a": 7 }`; empty if it has none.
[[nodiscard]] inline std::string_view only_value(std::string_view object) {
  const std::size_t name = object.find('"');
  if (name == object.npos) return {};
  std::size_t at = name + 1;
  while (object[at] != '"') at += object[at] == '\\' ? 2 : 1;
  const std::size_t begin = object.find_first_not_of(" \n\r\t", object.find(':', at) + 1);
  const std::size_t end = object.find_last_not_of(" \n\r\t", object.rfind('}') - 1);
  return object.substr(begin, end + 1 - begin);
}

}  // namespace detail

/// Adds the JSON of a reply, or of one of its fields, to `out`.
/// @param field null: of all of them. A field that is not there is what JSON has for nothing of its
/// type: `[]`, `""`, `null`.
[[nodiscard]] inline result<void> write_reply(const schema::message_info& type,
                                              const schema::field_info* field, const void* message,
                                              const schema::message_codec& json, buffer& out) {
  if (field == nullptr) return json.encode(type, message, out);
  const schema::value_info& value = *field->value;
  const one_field only{type, *field};
  buffer object;
  if (auto done = json.encode(only.info(), message, object); !done) return done;
  const std::string_view text = detail::only_value(as_text(object.view()));
  if (!text.empty()) {
    out.append(as_bytes(text));
  } else if (value.enumeration != nullptr && value.enumeration->name_of(0) &&
             field->cardinality == schema::cardinality::implicit) {
    out.append(as_bytes('"' + std::string{*value.enumeration->name_of(0)} + '"'));
  } else {
    out.append(as_bytes(detail::json_of_nothing(*field)));
  }
  return {};
}

}  // namespace tern::rest
