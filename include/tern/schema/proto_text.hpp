// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tern/descriptor/descriptor.hpp>
#include <tern/reflect/enum.hpp>
#include <tern/schema/default_text.hpp>
#include <tern/schema/http_option.hpp>
#include <tern/schema/proto_names.hpp>
#include <tern/schema/symbol_table.hpp>
#include <tern/schema/synthetic.hpp>

namespace tern::schema {
namespace detail {

/// Writes the text of a file, line by line.
class text_writer {
 public:
  text_writer(const protobuf::FileDescriptorProto& file, const symbol_table& symbols)
      : file_(file), symbols_(symbols), is_edition_(file.edition.has_value()) {}

  std::string write(std::string_view comment) {
    for (std::size_t at = 0; at < comment.size();) {
      const std::size_t end = std::min(comment.find('\n', at), comment.size());
      const std::string_view said = comment.substr(at, end - at);
      line(said.empty() ? "//" : std::string{"// "}.append(said));
      at = end + 1;
    }
    if (!comment.empty()) line("");
    const std::string package = file_.package.value_or("");
    if (is_edition_) {
      line("edition = \"2023\";");
    } else {
      line("syntax = \"" + file_.syntax.value_or("proto2") + "\";");
    }
    if (!package.empty()) {
      line("");
      line("package " + package + ";");
    }
    if (!file_.dependency.empty()) line("");
    for (const std::string& import : file_.dependency) line("import \"" + import + "\";");
    write_options();
    for (const auto& service : file_.service) write_service(package, service);
    for (const auto& message : file_.message_type) {
      line("");
      write_message(package, message, "message " + *message.name);
    }
    for (const auto& enumeration : file_.enum_type) {
      line("");
      write_enum(enumeration);
    }
    for (const auto& extension : file_.extension) {
      line("");
      open("extend " + refer(package, *extension.extendee));
      write_field(package, {}, extension);
      close();
    }
    return std::move(text_);
  }

 private:
  using options = std::vector<std::string>;

  void line(std::string_view text) {
    if (!text.empty()) text_.append(depth_ * 2, ' ').append(text);
    text_ += '\n';
  }

  void open(const std::string& head) {
    line(head + " {");
    ++depth_;
    is_first_ = true;
  }
  void close() {
    --depth_;
    if (is_first_) {  // nothing came: `message Empty {}`
      text_.pop_back();
      text_.append("}\n");
    } else {
      line("}");
    }
    is_first_ = false;
  }
  void statement(std::string_view text) {
    line(text);
    is_first_ = false;
  }
  // An empty line between blocks, none at the beginning of one.
  void separate() {
    if (!is_first_) line("");
    is_first_ = false;
  }

  static std::string quote(std::string_view text) { return '"' + escape_text(text) + '"'; }

  template <class Enum>
  static std::string name_of(Enum value) {
    return std::string{reflect::enumerator_name(value).value_or("")};
  }

  static void add_flag(options& all, const char* name, const std::optional<bool>& flag) {
    if (flag) all.push_back(std::string{name} + " = " + (*flag ? "true" : "false"));
  }

  static void add_features(options& all, const std::optional<protobuf::FeatureSet>& features) {
    if (!features) return;
    const auto add = [&](const char* name, const auto& value) {
      if (value) all.push_back(std::string{"features."} + name + " = " + name_of(*value));
    };
    add("field_presence", features->field_presence);
    add("enum_type", features->enum_type);
    add("repeated_field_encoding", features->repeated_field_encoding);
    add("utf8_validation", features->utf8_validation);
    add("message_encoding", features->message_encoding);
    add("json_format", features->json_format);
  }

  // ` [packed = false]`; several stand on lines of their own.
  [[nodiscard]] std::string in_brackets(const options& all) const {
    if (all.empty()) return "";
    if (all.size() == 1) return " [" + all.front() + "]";
    const std::string indent(depth_ * 2, ' ');
    std::string text;
    for (const std::string& option : all) {
      text.append(text.empty() ? " [\n" : ",\n").append(indent).append("  ").append(option);
    }
    return text + "\n" + indent + "]";
  }

  void write_options() {
    if (!file_.options) return;
    const protobuf::FileOptions& from = *file_.options;
    options all;
    const auto add = [&](const char* name, const std::optional<std::string>& value) {
      if (value) all.push_back(std::string{name} + " = " + quote(*value));
    };
    add_flag(all, "cc_enable_arenas", from.cc_enable_arenas);
    add("csharp_namespace", from.csharp_namespace);
    add_flag(all, "deprecated", from.deprecated);
    add_features(all, from.features);
    add("go_package", from.go_package);
    add_flag(all, "java_multiple_files", from.java_multiple_files);
    add("java_outer_classname", from.java_outer_classname);
    add("java_package", from.java_package);
    add("objc_class_prefix", from.objc_class_prefix);
    if (from.optimize_for) all.push_back("optimize_for = " + name_of(*from.optimize_for));
    if (!all.empty()) line("");
    for (const std::string& option : all) line("option " + option + ";");
  }

  void write_service(std::string_view package, const protobuf::ServiceDescriptorProto& service) {
    line("");
    open("service " + *service.name);
    if (service.options && service.options->deprecated) statement("option deprecated = true;");
    for (const auto& method : service.method) {
      const auto type = [&](const std::optional<bool>& stream, const std::string& name) {
        return (stream.value_or(false) ? "(stream " : "(") + refer_in(service, package, name) + ")";
      };
      const std::string head = "rpc " + *method.name +
                               type(method.client_streaming, *method.input_type) + " returns " +
                               type(method.server_streaming, *method.output_type);
      options all;
      if (method.options) {
        add_flag(all, "deprecated", method.options->deprecated);
        if (method.options->idempotency_level) {
          all.push_back("idempotency_level = " + name_of(*method.options->idempotency_level));
        }
      }
      const auto rule = method.options ? protobuf::find_http_rule(*method.options) : std::nullopt;
      if (all.empty() && !rule) {
        statement(head + ";");
        continue;
      }
      open(head);
      for (const std::string& option : all) statement("option " + option + ";");
      if (rule) {
        for (const std::string& each : http_option_lines(*rule)) statement(each);
      }
      close();
    }
    close();
  }

  // The name of a type, given with a dot in front, inside of a scope. With the dot if the name
  // would read as another statement or type.
  [[nodiscard]] std::string refer(std::string_view scope, std::string_view type) const {
    constexpr std::string_view words[] = {
        "bool",     "bytes",   "double",   "enum",     "export",   "extend",   "extensions",
        "fixed32",  "fixed64", "float",    "group",    "int32",    "int64",    "local",
        "map",      "message", "oneof",    "option",   "optional", "repeated", "required",
        "reserved", "rpc",     "sfixed32", "sfixed64", "sint32",   "sint64",   "stream",
        "string",   "uint32",  "uint64"};
    std::string name = symbols_.shorten(scope, type.substr(1));
    const std::string_view first = std::string_view{name}.substr(0, name.find('.'));
    return std::ranges::find(words, first) == std::end(words) ? name : std::string{type};
  }

  // In a service, a method of that name would be meant.
  [[nodiscard]] std::string refer_in(const protobuf::ServiceDescriptorProto& service,
                                     std::string_view package, const std::string& type) const {
    std::string name = refer(package, type);
    const std::string first = name.substr(0, name.find('.'));
    const bool is_method = std::ranges::any_of(
        service.method, [&](const auto& method) { return method.name == first; });
    return is_method ? type : name;
  }

  static const protobuf::DescriptorProto* find_nested(const protobuf::DescriptorProto& message,
                                                      std::string_view scope,
                                                      const protobuf::FieldDescriptorProto& field) {
    if (!field.type_name) return nullptr;
    for (const auto& nested : message.nested_type) {
      if (*field.type_name == "." + join_names(scope, *nested.name)) return &nested;
    }
    return nullptr;
  }

  static bool is_entry(const protobuf::DescriptorProto& message) {
    return message.options && message.options->map_entry.value_or(false);
  }

  static bool is_group(const protobuf::FieldDescriptorProto& field) {
    return field.type == protobuf::FieldDescriptorProto::Type::TYPE_GROUP;
  }

  void write_message(std::string_view scope, const protobuf::DescriptorProto& message,
                     const std::string& head) {
    const std::string name = join_names(scope, *message.name);
    open(head);
    if (message.options) {
      options all;
      add_flag(all, "deprecated", message.options->deprecated);
      add_features(all, message.options->features);
      for (const std::string& option : all) statement("option " + option + ";");
    }
    write_reserved(message, [](std::int32_t end) { return end - 1; }, 536'870'911);
    for (const auto& nested : message.nested_type) {
      const auto is_its_group = [&](const auto& field) {
        return is_group(field) && find_nested(message, name, field) == &nested;
      };
      if (is_entry(nested) || std::ranges::any_of(message.field, is_its_group)) continue;
      separate();
      write_message(name, nested, "message " + *nested.name);
    }
    for (const auto& nested : message.enum_type) {
      separate();
      write_enum(nested);
    }
    if (!message.field.empty() &&
        !(message.nested_type.empty() && message.enum_type.empty() &&
          message.reserved_range.empty() && message.reserved_name.empty())) {
      if (!is_first_) line("");
    }
    std::set<std::int32_t> oneofs;
    for (const auto& field : message.field) {
      if (!field.oneof_index || field.proto3_optional) {
        write_field(name, message, field);
      } else if (oneofs.insert(*field.oneof_index).second) {
        open("oneof " + *message.oneof_decl[static_cast<std::size_t>(*field.oneof_index)].name);
        for (const auto& alternative : message.field) {
          if (alternative.oneof_index == field.oneof_index) {
            write_field(name, message, alternative);
          }
        }
        close();
      }
    }
    close();
  }

  // `end_of` makes the last number of a range from its end.
  template <class Descriptor, class EndOf>
  void write_reserved(const Descriptor& descriptor, EndOf end_of, std::int32_t max) {
    std::string ranges;
    for (const auto& range : descriptor.reserved_range) {
      const std::int32_t last = end_of(*range.end);
      ranges.append(ranges.empty() ? "" : ", ").append(std::to_string(*range.start));
      if (last != *range.start) {
        ranges.append(" to ").append(last == max ? "max" : std::to_string(last));
      }
    }
    if (!ranges.empty()) statement("reserved " + ranges + ";");
    std::string names;
    for (const std::string& name : descriptor.reserved_name) {
      names.append(names.empty() ? "" : ", ").append(is_edition_ ? name : quote(name));
    }
    if (!names.empty()) statement("reserved " + names + ";");
  }

  void write_field(std::string_view scope, const protobuf::DescriptorProto& message,
                   const protobuf::FieldDescriptorProto& field) {
    using Label = protobuf::FieldDescriptorProto::Label;
    const protobuf::DescriptorProto* const nested = find_nested(message, scope, field);
    std::string text;
    if (nested != nullptr && is_entry(*nested)) {
      text = "map<" + type_text(scope, nested->field[0]) + ", " +
             type_text(scope, nested->field[1]) + "> ";
    } else {
      const bool in_oneof = field.oneof_index && !field.proto3_optional;
      const bool is_proto2 = !is_edition_ && file_.syntax.value_or("proto2") == "proto2";
      if (field.label == Label::LABEL_REPEATED) text = "repeated ";
      if (field.label == Label::LABEL_REQUIRED) text = "required ";
      if (field.label == Label::LABEL_OPTIONAL && !in_oneof &&
          (is_proto2 || field.proto3_optional.value_or(false))) {
        text = "optional ";
      }
      if (is_group(field) && nested != nullptr) {
        write_message(scope, *nested,
                      text + "group " + *nested->name + " = " + std::to_string(*field.number) +
                          in_brackets(field_options(field)));
        return;
      }
      text += type_text(scope, field) + ' ';
    }
    statement(text + *field.name + " = " + std::to_string(*field.number) +
              in_brackets(field_options(field)) + ";");
  }

  [[nodiscard]] std::string type_text(std::string_view scope,
                                      const protobuf::FieldDescriptorProto& field) const {
    if (field.type_name) return refer(scope, *field.type_name);
    std::string name = name_of(*field.type).substr(std::string_view{"TYPE_"}.size());
    std::ranges::transform(name, name.begin(), ascii_lower);
    return name;
  }

  static options field_options(const protobuf::FieldDescriptorProto& field) {
    using Type = protobuf::FieldDescriptorProto::Type;
    options all;
    if (field.default_value) {
      const std::string& value = *field.default_value;
      const bool is_text = field.type == Type::TYPE_STRING;
      all.push_back("default = " + (is_text                          ? quote(value)
                                    : field.type == Type::TYPE_BYTES ? '"' + value + '"'
                                                                     : value));
    }
    if (field.json_name && *field.json_name != default_json_name(*field.name)) {
      all.push_back("json_name = " + quote(*field.json_name));
    }
    if (!field.options) return all;
    add_flag(all, "packed", field.options->packed);
    add_flag(all, "deprecated", field.options->deprecated);
    add_flag(all, "debug_redact", field.options->debug_redact);
    add_features(all, field.options->features);
    return all;
  }

  void write_enum(const protobuf::EnumDescriptorProto& enumeration) {
    open("enum " + *enumeration.name);
    if (enumeration.options) {
      options all;
      add_flag(all, "allow_alias", enumeration.options->allow_alias);
      add_flag(all, "deprecated", enumeration.options->deprecated);
      add_features(all, enumeration.options->features);
      for (const std::string& option : all) statement("option " + option + ";");
    }
    write_reserved(enumeration, [](std::int32_t end) { return end; }, 2'147'483'647);
    for (const auto& value : enumeration.value) {
      options all;
      if (value.options) {
        add_flag(all, "deprecated", value.options->deprecated);
        add_flag(all, "debug_redact", value.options->debug_redact);
      }
      statement(*value.name + " = " + std::to_string(*value.number) + in_brackets(all) + ";");
    }
    close();
  }

  const protobuf::FileDescriptorProto& file_;
  const symbol_table& symbols_;
  bool is_edition_;
  std::string text_;
  std::size_t depth_ = 0;
  bool is_first_ = true;  // nothing has been written since the last brace was opened
};

}  // namespace detail

/// The text of a `.proto` file that compiles to `file`: what tern writes into descriptors; options
/// that it never sets are left out. `symbols` knows the file and those that it imports. A comment
/// becomes the first lines.
[[nodiscard]] inline std::string proto_text(const protobuf::FileDescriptorProto& file,
                                            const symbol_table& symbols,
                                            std::string_view comment = {}) {
  return detail::text_writer{file, symbols}.write(comment);
}

}  // namespace tern::schema
