// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <tern/schema/message_info.hpp>

namespace tern::rest {

/// What is wrong with a path of fields.
enum class path_mistake : std::uint8_t {
  none,
  no_such_field,
  through_scalar,  ///< a field is looked for in what is no message
  through_many,    ///< … or in a repeated field or a map
};

/// What a field can be read from a text without braces: a number, a name, a time.
[[nodiscard]] inline bool is_text_field(const schema::field_info& field) noexcept {
  using schema::well_known;
  if (field.cardinality == schema::cardinality::map) return false;
  if (field.value->message == nullptr) return true;
  switch (field.value->message->well_known) {
    case well_known::duration:
    case well_known::field_mask:
    case well_known::timestamp:
    case well_known::wrapper:
      return true;
    default:
      return false;
  }
}

/// Whether a field may have fields of its own in a path: it is one message, which is in memory as
/// it is on the wire.
[[nodiscard]] inline path_mistake check_inner_path(const schema::field_info& field) noexcept {
  if (field.cardinality >= schema::cardinality::repeated) return path_mistake::through_many;
  const bool has_fields = field.value->message != nullptr && field.value->adapter == nullptr;
  return has_fields ? path_mistake::none : path_mistake::through_scalar;
}

/// Calls `use` with each field of `book.author.name`, from the outside to the inside.
/// @param by_json_name takes `displayName` for `display_name`, too.
template <class Use>
path_mistake walk_field_path(const schema::message_info& type, std::string_view path,
                             bool by_json_name, Use&& use) {
  const schema::message_info* at = &type;
  for (;;) {
    const std::size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    const schema::field_info* const field = at->find(name);
    if (field == nullptr || (!by_json_name && field->name != name)) {
      return path_mistake::no_such_field;
    }
    use(*field);
    if (dot == path.npos) return path_mistake::none;
    if (const auto wrong = check_inner_path(*field); wrong != path_mistake::none) return wrong;
    at = field->value->message;
    path.remove_prefix(dot + 1);
  }
}

/// The fields of a path from the outside to the inside.
using field_path = std::vector<const schema::field_info*>;

/// The fields that a path names; none if there is something wrong with it.
[[nodiscard]] inline field_path find_field_path(const schema::message_info& type,
                                                std::string_view path, bool by_json_name) {
  field_path fields;
  const auto wrong = walk_field_path(type, path, by_json_name,
                                     [&](const auto& field) { fields.push_back(&field); });
  if (wrong != path_mistake::none) fields.clear();
  return fields;
}

}  // namespace tern::rest
