// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <tern/base/ascii.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/schema/default_text.hpp>
#include <tern/schema/proto_cursor.hpp>

/// The options of `.proto` files that say something about what is sent: what they set.
namespace tern::schema::detail {

/// `double`, `int32` …; nothing for the name of a message or an enum.
inline std::optional<protobuf::FieldDescriptorProto::Type> scalar_type(std::string_view name) {
  using Type = protobuf::FieldDescriptorProto::Type;
  if (name == "group" || name == "message" || name == "enum") return std::nullopt;
  std::string upper = "TYPE_";
  for (const char c : name) {
    if (c == ascii_lower(c)) {
      upper += to_upper(c);
    } else {
      return std::nullopt;
    }
  }
  return reflect::enumerator_value<Type>(upper);
}

template <class Options>
Options& made(std::optional<Options>& options) {
  return options ? *options : options.emplace();
}

template <class Options>
void set_deprecated(std::optional<Options>& options, const proto_option& option) {
  if (option.name == "deprecated") made(options).deprecated = option.value == "true";
}

template <class Options>
void set_features(std::optional<Options>& options, const proto_option& option) {
  constexpr std::string_view prefix = "features.";
  if (!option.name.starts_with(prefix)) return;
  const std::string_view name = std::string_view{option.name}.substr(prefix.size());
  const auto set = [&](std::string_view feature, auto protobuf::FeatureSet::* member) {
    using Enum = std::remove_reference_t<decltype(std::declval<protobuf::FeatureSet&>().*
                                                  member)>::value_type;
    if (name != feature) return;
    if (const auto value = reflect::enumerator_value<Enum>(option.value)) {
      made(made(options).features).*member = *value;
    }
  };
  set("field_presence", &protobuf::FeatureSet::field_presence);
  set("enum_type", &protobuf::FeatureSet::enum_type);
  set("repeated_field_encoding", &protobuf::FeatureSet::repeated_field_encoding);
  set("utf8_validation", &protobuf::FeatureSet::utf8_validation);
  set("message_encoding", &protobuf::FeatureSet::message_encoding);
  set("json_format", &protobuf::FeatureSet::json_format);
}

inline void set_idempotency(std::optional<protobuf::MethodOptions>& options,
                            const proto_option& option) {
  if (option.name != "idempotency_level") return;
  using Level = protobuf::MethodOptions::IdempotencyLevel;
  if (const auto level = reflect::enumerator_value<Level>(option.value)) {
    made(options).idempotency_level = *level;
  }
}

inline void set_message_set(std::optional<protobuf::MessageOptions>& options,
                            const proto_option& option) {
  if (option.name == "message_set_wire_format" && option.value == "true") {
    made(options).message_set_wire_format = true;
  }
}

inline void set_allow_alias(std::optional<protobuf::EnumOptions>& options,
                            const proto_option& option) {
  if (option.name == "allow_alias") made(options).allow_alias = option.value == "true";
}

inline void set_value_option(protobuf::EnumValueDescriptorProto& value,
                             const proto_option& option) {
  set_deprecated(value.options, option);
  if (option.name == "debug_redact") made(value.options).debug_redact = option.value == "true";
}

/// As the compiler writes down what stands behind `default =`.
inline std::string normal_default(const protobuf::FieldDescriptorProto& field,
                                  const std::string& value) {
  using Type = protobuf::FieldDescriptorProto::Type;
  if (field.type == Type::TYPE_BYTES) return escape_text(value);
  if (field.type == Type::TYPE_DOUBLE || field.type == Type::TYPE_FLOAT) {
    return normal_real(value, field.type == Type::TYPE_FLOAT);
  }
  if (!field.type || field.type == Type::TYPE_STRING || field.type == Type::TYPE_BOOL) return value;
  return normal_integer(value);
}

inline void set_field_option(protobuf::FieldDescriptorProto& field, const proto_option& option) {
  const bool is_true = option.value == "true";
  if (option.name == "default") field.default_value = normal_default(field, option.value);
  if (option.name == "json_name") field.json_name = option.value;
  if (option.name == "packed") made(field.options).packed = is_true;
  if (option.name == "debug_redact") made(field.options).debug_redact = is_true;
  set_deprecated(field.options, option);
  set_features(field.options, option);
}

}  // namespace tern::schema::detail
