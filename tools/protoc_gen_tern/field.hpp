// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "schema.hpp"

namespace protoc_gen_tern {

/// A field with all that its type, its label, its options and the features around it come to.
struct field_schema {
  using type = tern::protobuf::FieldDescriptorProto::Type;

  enum class presence { implicit, optional, required, repeated, map };

  const tern::protobuf::FieldDescriptorProto* descriptor = nullptr;
  const message_schema* message = nullptr;   ///< the field's message type, if it is one
  const enum_schema* enumeration = nullptr;  ///< the field's enum type, if it is one
  presence has = presence::implicit;
  bool packed = false;
  bool delimited = false;
  std::optional<std::int32_t> oneof;  ///< not those that a proto3 `optional` comes with
  path at;

  [[nodiscard]] type value_type() const { return *descriptor->type; }
  [[nodiscard]] bool is_single() const { return has != presence::repeated && has != presence::map; }
};

namespace detail {

[[nodiscard]] inline bool is_packable(field_schema::type type) {
  using enum field_schema::type;
  return type != TYPE_STRING && type != TYPE_BYTES && type != TYPE_MESSAGE && type != TYPE_GROUP;
}

[[nodiscard]] inline field_schema::presence presence_of(
    const tern::protobuf::FieldDescriptorProto& field, const features& own,
    const message_schema* message) {
  using label = tern::protobuf::FieldDescriptorProto::Label;
  using presence = field_schema::presence;
  if (field.label == label::LABEL_REPEATED) {
    return message && message->is_map_entry() ? presence::map : presence::repeated;
  }
  if (field.label == label::LABEL_REQUIRED ||
      own.presence == features::set::FieldPresence::LEGACY_REQUIRED) {
    return presence::required;
  }
  const bool is_explicit = own.presence == features::set::FieldPresence::EXPLICIT || message ||
                           field.proto3_optional.value_or(false);
  return is_explicit ? presence::optional : presence::implicit;
}

}  // namespace detail

/// The fields of a message, in the order of the file.
[[nodiscard]] inline std::vector<field_schema> fields_of(const message_schema& message,
                                                         const schema& all) {
  std::vector<field_schema> fields;
  for (const tern::protobuf::FieldDescriptorProto& descriptor : message.descriptor->field) {
    field_schema field;
    field.descriptor = &descriptor;
    field.at = message.at / 2 / static_cast<std::int32_t>(fields.size());
    field.message = all.find_message(descriptor.type_name.value_or(""));
    field.enumeration = all.find_enum(descriptor.type_name.value_or(""));
    if (!descriptor.proto3_optional.value_or(false)) field.oneof = descriptor.oneof_index;

    features around = message.own_features;
    if (field.oneof) {
      const auto& oneofs = message.descriptor->oneof_decl;
      around = around.within(oneofs.at(static_cast<std::size_t>(*field.oneof)));
    }
    const features own = around.within(descriptor);
    field.has = detail::presence_of(descriptor, own, field.message);
    const bool expanded = own.repeated == features::set::RepeatedFieldEncoding::EXPANDED;
    field.packed =
        field.has == field_schema::presence::repeated && detail::is_packable(*descriptor.type) &&
        (descriptor.options ? descriptor.options->packed.value_or(!expanded) : !expanded);
    field.delimited = field.value_type() == field_schema::type::TYPE_GROUP ||
                      (field.value_type() == field_schema::type::TYPE_MESSAGE &&
                       field.has != field_schema::presence::map &&
                       own.encoding == features::set::MessageEncoding::DELIMITED);
    fields.push_back(std::move(field));
  }
  return fields;
}

/// What a map is made of: the fields of its entries.
[[nodiscard]] inline std::vector<field_schema> map_fields(const field_schema& field,
                                                          const schema& all) {
  return fields_of(*field.message, all);
}

/// The message that a field's value is, or the values of a map are.
[[nodiscard]] inline const message_schema* value_message(const field_schema& field,
                                                         const schema& all) {
  if (field.has != field_schema::presence::map) return field.message;
  return map_fields(field, all).at(1).message;
}

}  // namespace protoc_gen_tern
