// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <tern/base/ascii.hpp>
#include <tern/base/result.hpp>
#include <tern/schema/file_layout.hpp>

namespace tern::schema {

/// The languages in which a `.proto` file can be written.
enum class proto_syntax : std::uint8_t { proto3, proto2, edition_2023 };

[[nodiscard]] constexpr bool is_packable(kind type) {
  return type != kind::string && type != kind::bytes && type != kind::message &&
         type != kind::group;
}

[[nodiscard]] constexpr bool is_message(kind type) {
  return type == kind::message || type == kind::group;
}

/// Whether a field is one value without presence of its own: a message always has it.
[[nodiscard]] inline bool has_implicit_presence(const field_info& field) {
  return field.cardinality == cardinality::implicit && !is_message(field.value->kind);
}

namespace detail {

/// Whether proto2 can say a group so: its message stands in the same message, and has the field's
/// name with a capital letter, and no other group has that message.
inline bool is_proto2_group(const message_info& message, const field_info& field) {
  const std::string_view type = field.value->message->full_name;
  const std::string_view name = last_name_of(type);
  return scope_of(type) == message.full_name && is_upper(name.front()) &&
         std::ranges::equal(name, field.name, {}, ascii_lower) &&
         std::ranges::count_if(message.fields, [&](const field_info& other) {
           return other.value->kind == kind::group && other.value->message == field.value->message;
         }) == 1;
}

/// What the messages and enums of a file ask of its language.
class syntax_chooser {
 public:
  syntax_chooser(const file_layout& layout, const file_plan& file) {
    for_each_message(layout, file, [&](const message_info& message) {
      for (const field_info& field : message.fields) look_at(message, field);
    });
    for_each_enum(layout, file, [&](const enum_info& enumeration) { look_at(enumeration); });
  }

  [[nodiscard]] result<proto_syntax> choose() const {
    if (!wrong_.ok()) return wrong_;
    if (fits_proto3_) return proto_syntax::proto3;
    return fits_proto2_ ? proto_syntax::proto2 : proto_syntax::edition_2023;
  }

 private:
  void look_at(const message_info& message, const field_info& field) {
    using constant = reflect::default_constant::kind;
    if (has_implicit_presence(field)) fits_proto2_ = false;
    if (field.cardinality == cardinality::required || field.default_value.is != constant::none) {
      fits_proto3_ = false;
    }
    if (field.value->kind == kind::group) {
      fits_proto3_ = false;
      if (!is_proto2_group(message, field)) fits_proto2_ = false;
    }
    const enum_info* const enumeration = field.value->enumeration;
    if (enumeration != nullptr && enumeration->closed) fits_proto3_ = false;
  }

  void look_at(const enum_info& enumeration) {
    if (enumeration.values.empty()) {
      refuse(enumeration.full_name, "an enum of Protobuf has at least one value");
    } else if (enumeration.closed) {
      fits_proto3_ = false;
    } else {
      fits_proto2_ = false;
      if (!enumeration.name_of(0)) {
        refuse(enumeration.full_name,
               "an open enum of Protobuf has a value 0: give it one, or make it tern::closed");
      }
    }
  }

  void refuse(std::string_view where, std::string_view why) {
    if (wrong_.ok()) {
      wrong_ = {code::invalid_argument, std::string{where}.append(": ").append(why)};
    }
  }

  bool fits_proto3_ = true;
  bool fits_proto2_ = true;
  status wrong_;
};

}  // namespace detail

/// The language for a file: proto3 if it can say all of it, else proto2 if that can, else edition
/// 2023.
///
/// @error INVALID_ARGUMENT for what none of them can say: an open enum without a value 0.
[[nodiscard]] inline result<proto_syntax> choose_syntax(const file_layout& layout,
                                                        const file_plan& file) {
  if (file.well_known != nullptr) {
    return file.well_known->proto2 ? proto_syntax::proto2 : proto_syntax::proto3;
  }
  return detail::syntax_chooser{layout, file}.choose();
}

}  // namespace tern::schema
