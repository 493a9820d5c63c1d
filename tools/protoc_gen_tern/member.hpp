// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "enum_text.hpp"
#include "field.hpp"
#include "literal.hpp"
#include "reference.hpp"

namespace protoc_gen_tern {
namespace detail {

[[nodiscard]] inline std::string_view scalar_type(field_schema::type type) {
  using enum field_schema::type;
  switch (type) {
    case TYPE_DOUBLE:
      return "double";
    case TYPE_FLOAT:
      return "float";
    case TYPE_INT64:
    case TYPE_SFIXED64:
    case TYPE_SINT64:
      return "std::int64_t";
    case TYPE_UINT64:
    case TYPE_FIXED64:
      return "std::uint64_t";
    case TYPE_INT32:
    case TYPE_SFIXED32:
    case TYPE_SINT32:
      return "std::int32_t";
    case TYPE_UINT32:
    case TYPE_FIXED32:
      return "std::uint32_t";
    case TYPE_BOOL:
      return "bool";
    default:
      return "std::string";
  }
}

/// How the value is written, if its C++ type does not say it.
[[nodiscard]] inline std::vector<std::string> element_options(field_schema::type type) {
  using enum field_schema::type;
  switch (type) {
    case TYPE_SINT32:
    case TYPE_SINT64:
      return {"tern::sint"};
    case TYPE_FIXED32:
    case TYPE_FIXED64:
    case TYPE_SFIXED32:
    case TYPE_SFIXED64:
      return {"tern::fixed"};
    case TYPE_BYTES:
      return {"tern::bytes"};
    default:
      return {};
  }
}

/// lowerCamelCase, as the compiler makes a `json_name` that nobody has set.
/// @source protobuf.dev, ProtoJSON format, "lowerCamelCase"
[[nodiscard]] inline std::string json_name_of(std::string_view name) {
  std::string json;
  bool upper = false;
  for (const char c : name) {
    if (c != '_') json.push_back(upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    upper = c == '_';
  }
  return json;
}

}  // namespace detail

/// A member of a struct: its type, how it is initialised and the options of its entry.
class member {
 public:
  member(const field_schema& field, const place& where, const schema& all)
      : field_{field}, where_{where}, all_{all} {}

  /// What a field that is there has as its value; the alternative of a oneof.
  [[nodiscard]] std::string value_type() const {
    if (field_.message == nullptr) return element_type(field_);
    const std::string type = reference_to(*field_.message);
    return is_defined(*field_.message) ? type : "tern::box<" + type + ">";
  }

  [[nodiscard]] std::string type() const {
    using enum field_schema::presence;
    switch (field_.has) {
      case repeated:
        return "std::vector<" + element_type(field_) + ">";
      case map: {
        const std::vector<field_schema> parts = map_fields(field_, all_);
        return "std::map<" + element_type(parts.at(0)) + ", " + element_type(parts.at(1)) + ">";
      }
      case optional:
        if (field_.message && !is_defined(*field_.message)) return value_type();
        return "std::optional<" + value_type() + ">";
      default:
        return value_type();
    }
  }

  /// Behind the name: " = 0", "{}". Nothing for what is made of something that is not defined yet:
  /// that has its own empty state anyway, and braces would ask for its size.
  [[nodiscard]] std::string initializer() const {
    using enum field_schema::type;
    using presence = field_schema::presence;
    const message_schema* const value = value_message(field_, all_);
    if (value && value != where_.message && where_.order.in_one_group(*value, *where_.message)) {
      return "";
    }
    if (field_.has != presence::implicit && field_.has != presence::required) return "{}";
    if (field_.enumeration) {
      return " = " + element_type(field_) + "::" + zero_enumerator(*field_.enumeration);
    }
    switch (field_.value_type()) {
      case TYPE_BOOL:
        return " = false";
      case TYPE_STRING:
      case TYPE_BYTES:
      case TYPE_MESSAGE:
      case TYPE_GROUP:
        return "{}";
      default:
        return " = 0";
    }
  }

  /// What follows number and name in the entry. `name` is the member's.
  [[nodiscard]] std::vector<std::string> options(std::string_view name) const {
    using presence = field_schema::presence;
    const tern::protobuf::FieldDescriptorProto& field = *field_.descriptor;
    std::vector<std::string> options;
    if (name != *field.name) options.push_back("\"" + *field.name + "\"");
    if (field_.has == presence::map) {
      const std::vector<field_schema> parts = map_fields(field_, all_);
      for (const std::string& option : detail::element_options(parts.at(0).value_type())) {
        options.push_back("tern::map_key(" + option + ")");
      }
      for (const std::string& option : detail::element_options(parts.at(1).value_type())) {
        options.push_back("tern::map_value(" + option + ")");
      }
    } else {
      options = joined(std::move(options), detail::element_options(field_.value_type()));
    }
    if (field_.has == presence::repeated && !field_.packed &&
        detail::is_packable(field_.value_type())) {
      options.push_back("tern::unpacked");
    }
    if (field_.delimited) options.push_back("tern::delimited");
    if (field_.has == presence::required) options.push_back("tern::required");
    if (field.default_value) add_default(options);
    if (field.json_name && *field.json_name != detail::json_name_of(*field.name)) {
      options.push_back("tern::json_name(" + string_literal(*field.json_name) + ")");
    }
    if (field.options && field.options->debug_redact.value_or(false)) {
      options.push_back("tern::sensitive");
    }
    if (field.options && field.options->deprecated.value_or(false)) {
      options.push_back("tern::deprecated");
    }
    return options;
  }

  /// A default value that the options cannot say, for the documentation.
  [[nodiscard]] std::string unsaid_default() const {
    if (!field_.descriptor->default_value || field_.enumeration || default_literal(field_)) {
      return {};
    }
    const std::string& text = *field_.descriptor->default_value;
    const bool escaped = field_.value_type() == field_schema::type::TYPE_BYTES;
    return " Default: " + (escaped ? "\"" + text + "\"" : string_literal(text)) + "\n";
  }

 private:
  static std::vector<std::string> joined(std::vector<std::string> first,
                                         const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  }

  [[nodiscard]] std::string reference_to(const type_schema& type) const {
    return reference(type, where_);
  }

  [[nodiscard]] bool is_defined(const message_schema& type) const {
    return where_.order.has_before(type, *where_.message);
  }

  [[nodiscard]] std::string element_type(const field_schema& field) const {
    if (field.message) return reference_to(*field.message);
    if (field.enumeration) return reference_to(*field.enumeration);
    return std::string{detail::scalar_type(field.value_type())};
  }

  void add_default(std::vector<std::string>& options) const {
    std::optional<std::string> literal;
    if (field_.enumeration) {
      literal = described_enum() +
                "::" + enumerator_of(*field_.enumeration, *field_.descriptor->default_value);
    } else {
      literal = default_literal(field_);
    }
    if (literal) options.push_back("tern::default_value(" + *literal + ")");
  }

  // The enum in the description, which stands in the namespace and behind the struct.
  [[nodiscard]] std::string described_enum() const {
    const enum_schema& type = *field_.enumeration;
    if (type.parent == where_.message && where_.message) {
      return where_.message->cpp_name + "::" + type.nested_name;
    }
    place outside = where_;
    outside.members = nullptr;
    return reference(type, outside);
  }

  const field_schema& field_;
  const place& where_;
  const schema& all_;
};

}  // namespace protoc_gen_tern
