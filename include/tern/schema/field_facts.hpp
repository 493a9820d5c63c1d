// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tern/descriptor/descriptor.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/schema/features.hpp>
#include <tern/schema/kind.hpp>
#include <tern/schema/message_info.hpp>
#include <tern/schema/proto_syntax.hpp>
#include <tern/schema/schema_index.hpp>
#include <tern/schema/synthetic.hpp>

namespace tern::schema {

/// What a field is, in whichever language its file is written.
struct field_facts {
  std::string name;
  std::string json_name;
  schema::cardinality cardinality;
  kind type;                  ///< of a map: of its values
  std::string type_name;      ///< of messages and enums: the full name
  kind key = kind::int32;     ///< of a map
  std::string entry_name;     ///< of a map: the full name of the message of its entries
  std::string oneof;          ///< empty in none
  std::string default_value;  ///< empty if it is that of the type

  [[nodiscard]] bool is_repeated() const {
    return cardinality == cardinality::repeated || cardinality == cardinality::map;
  }
  [[nodiscard]] bool has_default() const { return !is_repeated() && !is_message(type); }
};

/// The facts of a field of that message.
[[nodiscard]] inline field_facts make_facts(const message_entry& entry,
                                            const protobuf::FieldDescriptorProto& field) {
  using Label = protobuf::FieldDescriptorProto::Label;
  using protobuf::FeatureSet;
  const FeatureSet features = inherit_from(entry.features, field.options);
  field_facts facts;
  facts.name = *field.name;
  facts.json_name = field.json_name.value_or(default_json_name(*field.name));
  if (field.default_value != "0" && field.default_value != "false") {
    facts.default_value = field.default_value.value_or("");
  }
  facts.type = static_cast<kind>(*field.type);
  if (field.type_name) facts.type_name = field.type_name->substr(1);
  if (facts.type == kind::message &&
      features.message_encoding == FeatureSet::MessageEncoding::DELIMITED) {
    facts.type = kind::group;
  }
  const bool in_oneof = field.oneof_index && !field.proto3_optional.value_or(false);
  if (in_oneof) {
    facts.oneof = *entry.message->oneof_decl[static_cast<std::size_t>(*field.oneof_index)].name;
  }
  const auto type = entry.all->find(facts.type_name);
  const bool is_map = type != entry.all->end() && type->second.message->options &&
                      type->second.message->options->map_entry.value_or(false);
  if (is_map) {
    facts.cardinality = cardinality::map;
    facts.entry_name = facts.type_name;
    const auto& parts = type->second.message->field;
    facts.key = static_cast<kind>(*parts[0].type);
    facts.type = static_cast<kind>(*parts[1].type);
    facts.type_name = parts[1].type_name ? parts[1].type_name->substr(1) : "";
  } else if (field.label == Label::LABEL_REPEATED) {
    facts.cardinality = cardinality::repeated;
  } else if (field.label == Label::LABEL_REQUIRED ||
             features.field_presence == FeatureSet::FieldPresence::LEGACY_REQUIRED) {
    facts.cardinality = cardinality::required;
  } else {
    const bool implicit = features.field_presence == FeatureSet::FieldPresence::IMPLICIT &&
                          !in_oneof && !field.proto3_optional.value_or(false) &&
                          !is_message(facts.type);
    facts.cardinality = implicit ? cardinality::implicit : cardinality::optional;
  }
  return facts;
}

[[nodiscard]] inline std::string_view text_of(cardinality value) {
  switch (value) {
    case cardinality::implicit:
      return "singular";
    case cardinality::optional:
      return "optional";
    case cardinality::required:
      return "required";
    case cardinality::repeated:
      return "repeated";
    case cardinality::map:
      break;
  }
  return "a map";
}

/// `int32`, or the full name of a message or an enum.
[[nodiscard]] inline std::string text_of(kind type, std::string_view type_name) {
  if (!type_name.empty()) return std::string{type_name};
  using Type = protobuf::FieldDescriptorProto::Type;
  std::string text{reflect::enumerator_name(static_cast<Type>(type)).value_or("")};
  text.erase(0, std::string_view{"TYPE_"}.size());
  for (char& c : text) c = ascii_lower(c);
  return text;
}

namespace detail {

// What a number must be equal in for one type to be read as the other.
constexpr int wire_group(kind type) {
  switch (type) {
    case kind::int32:
    case kind::int64:
    case kind::uint32:
    case kind::uint64:
    case kind::bool_:
      return 1;
    case kind::sint32:
    case kind::sint64:
      return 2;
    case kind::fixed32:
    case kind::sfixed32:
      return 3;
    case kind::fixed64:
    case kind::sfixed64:
      return 4;
    default:
      return 100 + static_cast<int>(type);
  }
}

constexpr int wire_json_group(kind type) {
  switch (type) {
    case kind::int32:
    case kind::uint32:
      return 1;
    case kind::int64:
    case kind::uint64:
      return 2;
    case kind::fixed32:
    case kind::sfixed32:
      return 3;
    case kind::fixed64:
    case kind::sfixed64:
      return 4;
    default:
      return 100 + static_cast<int>(type);
  }
}

}  // namespace detail

/// Whether what was written as one type can be read as the other in the binary format.
/// @source Protocol Buffers, language guide, "Updating A Message Type"; buf,
/// FIELD_WIRE_COMPATIBLE_TYPE
[[nodiscard]] constexpr bool is_wire_compatible(kind was, kind is) {
  if (was == kind::string && is == kind::bytes) return true;
  return detail::wire_group(was) == detail::wire_group(is);
}

/// The same for the binary format and JSON.
/// @source buf, FIELD_WIRE_JSON_COMPATIBLE_TYPE
[[nodiscard]] constexpr bool is_wire_json_compatible(kind was, kind is) {
  return detail::wire_json_group(was) == detail::wire_json_group(is);
}

}  // namespace tern::schema
