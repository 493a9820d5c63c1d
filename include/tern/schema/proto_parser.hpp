// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tern/base/ascii.hpp>
#include <tern/base/result.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/option_values.hpp>
#include <tern/schema/proto_cursor.hpp>
#include <tern/schema/proto_names.hpp>
#include <tern/schema/synthetic.hpp>

namespace tern::schema {

/// The most messages that may be nested in each other in a file.
/// @source Protocol Buffers, src/google/protobuf/compiler/parser.cc, recursion limit
inline constexpr int proto_depth_limit = 32;

namespace detail {

/// Reads one file. The names of types stay as they are written: what they mean depends on other
/// files.
class proto_parser {
 public:
  proto_parser(std::string_view name, std::string_view text) : at_(name, text) {
    file_.name = std::string{name};
  }

  result<protobuf::FileDescriptorProto> parse() {
    read_syntax();
    while (!at_.at_end()) read_top_level();
    if (!at_.status().ok()) return at_.status();
    return std::move(file_);
  }

 private:
  using Field = protobuf::FieldDescriptorProto;
  static constexpr std::int64_t field_number_max = 536'870'911;
  static constexpr std::int64_t int32_max = 2'147'483'647;

  [[nodiscard]] bool is_proto3() const { return file_.syntax == "proto3"; }
  [[nodiscard]] bool is_edition() const { return file_.edition.has_value(); }

  void read_syntax() {
    const bool edition = at_.is("edition");
    if (!edition && !at_.is("syntax")) return;
    at_.name();
    at_.expect("=");
    const std::string value = at_.text();
    if (edition && (value == "2023" || value == "2024")) {
      file_.syntax = "editions";
      file_.edition =
          value == "2023" ? protobuf::Edition::EDITION_2023 : protobuf::Edition::EDITION_2024;
    } else if (value == "proto3" && !edition) {
      file_.syntax = value;
    } else if (value != "proto2" || edition) {
      at_.say("tern reads proto2, proto3 and the editions 2023 and 2024");
    }
    at_.expect(";");
  }

  void read_top_level() {
    if (at_.take(";")) return;
    if (at_.take("package")) {
      file_.package = at_.full_name();
      at_.expect(";");
    } else if (at_.take("import")) {
      read_import();
    } else if (at_.take("option")) {
      const proto_option option = at_.option();
      set_features(file_.options, option);
      at_.expect(";");
    } else if (at_.take("service")) {
      read_service();
    } else if (at_.is("extend")) {
      read_extend(file_.message_type, 0);
    } else {
      read_type(file_.message_type, file_.enum_type, 0, "a declaration");
    }
  }

  void read_import() {
    const auto index = static_cast<std::int32_t>(file_.dependency.size());
    if (at_.take("option")) {  // edition 2024: only for options
      file_.option_dependency.push_back(at_.text());
    } else {
      if (at_.take("public")) {
        file_.public_dependency.push_back(index);
      } else if (at_.take("weak")) {
        file_.weak_dependency.push_back(index);
      }
      file_.dependency.push_back(at_.text());
    }
    at_.expect(";");
  }

  void read_type(std::vector<protobuf::DescriptorProto>& messages,
                 std::vector<protobuf::EnumDescriptorProto>& enums, int depth,
                 const char* expected) {
    if (is_edition() && !at_.take("export")) at_.take("local");
    if (at_.take("message")) {
      protobuf::DescriptorProto message;
      message.name = at_.name();
      read_message(message, depth + 1);
      messages.push_back(std::move(message));
    } else if (at_.take("enum")) {
      enums.push_back(read_enum());
    } else {
      at_.fail(expected);
    }
  }

  // Extensions belong to other messages, whose schema they do not change; the message of a group
  // among them is declared here.
  void read_extend(std::vector<protobuf::DescriptorProto>& messages, int depth) {
    protobuf::DescriptorProto extended;
    at_.name();
    at_.full_name(true);
    at_.expect("{");
    while (!at_.at_end() && !at_.is("}")) {
      if (!at_.take(";")) read_field(extended, std::nullopt, depth);
    }
    at_.expect("}");
    for (protobuf::DescriptorProto& group : extended.nested_type) {
      messages.push_back(std::move(group));
    }
  }

  void read_service() {
    protobuf::ServiceDescriptorProto service;
    service.name = at_.name();
    at_.expect("{");
    while (!at_.at_end() && !at_.is("}")) {
      if (at_.take(";")) continue;
      if (at_.take("option")) {
        set_deprecated(service.options, at_.option());
        at_.expect(";");
      } else {
        read_method(service.method.emplace_back());
      }
    }
    at_.expect("}");
    file_.service.push_back(std::move(service));
  }

  void read_method(protobuf::MethodDescriptorProto& method) {
    at_.expect("rpc");
    method.name = at_.name();
    read_method_type(method.input_type, method.client_streaming);
    at_.expect("returns");
    read_method_type(method.output_type, method.server_streaming);
    if (at_.take(";")) return;
    at_.expect("{");
    while (!at_.at_end() && !at_.is("}")) {
      if (at_.take(";")) continue;
      at_.expect("option");
      const proto_option option = at_.option();
      set_deprecated(method.options, option);
      set_idempotency(method.options, option);
      at_.expect(";");
    }
    at_.expect("}");
  }

  void read_method_type(std::optional<std::string>& type, std::optional<bool>& stream) {
    at_.expect("(");
    if (at_.take("stream")) stream = true;
    type = at_.full_name(true);
    at_.expect(")");
  }

  void read_message(protobuf::DescriptorProto& message, int depth) {
    if (depth > proto_depth_limit) {
      at_.say("messages are nested more than " + std::to_string(proto_depth_limit) + " deep");
    }
    at_.expect("{");
    while (!at_.at_end() && !at_.is("}")) read_member(message, depth);
    at_.expect("}");
    if (is_proto3()) add_synthetic_oneofs(message);
    if (message.options && message.options->message_set_wire_format) {
      for (auto& range : message.extension_range) {
        if (range.end == field_number_max + 1) range.end = static_cast<std::int32_t>(int32_max);
      }
    }
  }

  void read_member(protobuf::DescriptorProto& message, int depth) {
    if (at_.take(";")) return;
    if (at_.is("message") || at_.is("enum") || at_.is("export") || at_.is("local")) {
      read_type(message.nested_type, message.enum_type, depth, "a message or an enum");
    } else if (at_.is("extend")) {
      read_extend(message.nested_type, depth);
    } else if (at_.take("option")) {
      const proto_option option = at_.option();
      set_deprecated(message.options, option);
      set_features(message.options, option);
      set_message_set(message.options, option);
      at_.expect(";");
    } else if (at_.take("extensions")) {
      read_ranges(field_number_max, [&](std::int32_t first, std::int32_t last) {
        auto& range = message.extension_range.emplace_back();
        range.start = first;
        range.end = last + 1;
      });
      at_.options();
      at_.expect(";");
    } else if (at_.take("reserved")) {
      read_reserved(message.reserved_name, field_number_max,
                    [&](std::int32_t first, std::int32_t last) {
                      auto& range = message.reserved_range.emplace_back();
                      range.start = first;
                      range.end = last + 1;
                    });
    } else if (at_.take("oneof")) {
      read_oneof(message, depth);
    } else {
      read_field(message, std::nullopt, depth);
    }
  }

  void read_oneof(protobuf::DescriptorProto& message, int depth) {
    const auto index = static_cast<std::int32_t>(message.oneof_decl.size());
    message.oneof_decl.emplace_back().name = at_.name();
    at_.expect("{");
    while (!at_.at_end() && !at_.is("}")) {
      if (at_.take(";")) continue;
      if (at_.take("option")) {
        at_.option();
        at_.expect(";");
      } else {
        read_field(message, index, depth);
      }
    }
    at_.expect("}");
  }

  void read_field(protobuf::DescriptorProto& message, std::optional<std::int32_t> oneof,
                  int depth) {
    Field field;
    field.label = Field::Label::LABEL_OPTIONAL;
    field.oneof_index = oneof;
    if (!oneof) read_label(field);
    if (at_.is("map")) {
      read_map(message, field);
    } else if (at_.take("group")) {
      read_group(message, field, depth);
      return;
    } else {
      set_named_type(field, at_.full_name(true));
      field.name = at_.name();
    }
    read_number_and_options(field);
    at_.expect(";");
    message.field.push_back(std::move(field));
  }

  void read_label(Field& field) {
    if (at_.take("repeated")) {
      field.label = Field::Label::LABEL_REPEATED;
    } else if (at_.take("required")) {
      field.label = Field::Label::LABEL_REQUIRED;
    } else if (at_.take("optional")) {
      if (is_proto3()) field.proto3_optional = true;
    }
  }

  // A type is known here if it is a number, a bool, a string or bytes.
  static void set_named_type(Field& field, const std::string& name) {
    field.type = scalar_type(name);
    if (!field.type) field.type_name = name;
  }

  void read_map(protobuf::DescriptorProto& message, Field& field) {
    at_.name();
    at_.expect("<");
    const std::string key = at_.full_name();
    at_.expect(",");
    const std::string value = at_.full_name(true);
    at_.expect(">");
    field.name = at_.name();
    field.label = Field::Label::LABEL_REPEATED;
    field.type_name = map_entry_name(*field.name);
    protobuf::DescriptorProto& entry = message.nested_type.emplace_back();
    entry.name = field.type_name;
    entry.options.emplace().map_entry = true;
    int number = 1;
    for (const auto& [part, type] : {std::pair{"key", key}, std::pair{"value", value}}) {
      Field& added = entry.field.emplace_back();
      added.name = added.json_name = part;
      added.number = number++;
      added.label = Field::Label::LABEL_OPTIONAL;
      set_named_type(added, type);
    }
  }

  void read_group(protobuf::DescriptorProto& message, Field& field, int depth) {
    protobuf::DescriptorProto group;
    group.name = at_.name();
    field.name = *group.name;
    for (char& c : *field.name) c = ascii_lower(c);
    field.type = Field::Type::TYPE_GROUP;
    field.type_name = *group.name;
    read_number_and_options(field);
    message.field.push_back(std::move(field));
    read_message(group, depth + 1);
    message.nested_type.push_back(std::move(group));
  }

  void read_number_and_options(Field& field) {
    at_.expect("=");
    field.number = at_.number(1, field_number_max);
    field.json_name = default_json_name(*field.name);
    for (const proto_option& option : at_.options()) set_field_option(field, option);
  }

  // `2, 9 to 11, 20 to max`
  template <class Use>
  void read_ranges(std::int64_t max, Use use) {
    const std::int64_t min = max == field_number_max ? 1 : -int32_max - 1;
    do {
      const std::int32_t first = at_.number(min, max);
      std::int32_t last = first;
      if (at_.take("to")) {
        last = at_.take("max") ? static_cast<std::int32_t>(max) : at_.number(min, max);
      }
      use(first, last);
    } while (at_.take(","));
  }

  // A list of numbers, of texts, or, in an edition, of names.
  template <class Use>
  void read_reserved(std::vector<std::string>& names, std::int64_t max, Use use) {
    using kind = proto_token::kind;
    if (at_.now().is == kind::text || at_.now().is == kind::name) {
      do {
        names.push_back(at_.now().is == kind::text ? at_.text() : at_.name());
      } while (at_.take(","));
    } else {
      read_ranges(max, use);
    }
    at_.expect(";");
  }

  protobuf::EnumDescriptorProto read_enum() {
    protobuf::EnumDescriptorProto enumeration;
    enumeration.name = at_.name();
    at_.expect("{");
    while (!at_.at_end() && !at_.is("}")) {
      if (at_.take(";")) continue;
      if (at_.take("option")) {
        const proto_option option = at_.option();
        set_deprecated(enumeration.options, option);
        set_features(enumeration.options, option);
        set_allow_alias(enumeration.options, option);
      } else if (at_.take("reserved")) {
        read_reserved(enumeration.reserved_name, int32_max,
                      [&](std::int32_t first, std::int32_t last) {
                        auto& range = enumeration.reserved_range.emplace_back();
                        range.start = first;
                        range.end = last;
                      });
        continue;
      } else {
        auto& value = enumeration.value.emplace_back();
        value.name = at_.name();
        at_.expect("=");
        value.number = at_.number(-int32_max - 1, int32_max);
        for (const proto_option& option : at_.options()) set_value_option(value, option);
      }
      at_.expect(";");
    }
    at_.expect("}");
    return enumeration;
  }

  proto_cursor at_;
  protobuf::FileDescriptorProto file_;
};

}  // namespace detail

/// Reads the text of a `.proto` file: proto2, proto3, editions 2023 and 2024. Extensions and custom
/// options are skipped, and so are the options that concern only the code of one language. Names
/// of types are as they are written: link_files() finds what they mean.
///
/// @error INVALID_ARGUMENT: `hello.proto:3:12: expected ;, found }`
[[nodiscard]] inline result<protobuf::FileDescriptorProto> parse_proto(std::string_view name,
                                                                       std::string_view text) {
  return detail::proto_parser{name, text}.parse();
}

}  // namespace tern::schema
