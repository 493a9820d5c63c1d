// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <tern/base/result.hpp>
#include <tern/descriptor/plugin.hpp>

namespace protoc_gen_tern {

/// Whether a request is one of a compiler: every name, number and type is there, and what a file
/// refers to is in the request. Everything behind this relies on it.
class validator {
 public:
  /// @error invalid_argument with the first mistake.
  [[nodiscard]] static tern::result<void> check_request(
      const tern::protobuf::CodeGeneratorRequest& request) {
    validator all;
    for (const auto& file : request.proto_file) all.collect_file(file);
    for (const auto& file : request.proto_file) all.check_file(file);
    for (const std::string& name : request.file_to_generate) {
      all.require(all.files_.contains(name), name, "is not in the request");
    }
    if (all.mistake_.empty()) return {};
    return tern::status{tern::code::invalid_argument, all.mistake_};
  }

 private:
  using message_descriptor = tern::protobuf::DescriptorProto;
  using enum_descriptor = tern::protobuf::EnumDescriptorProto;
  using field_descriptor = tern::protobuf::FieldDescriptorProto;

  void require(bool holds, std::string_view what, std::string_view why) {
    if (holds || !mistake_.empty()) return;
    mistake_.append(what.empty() ? "something without a name" : what).append(" ").append(why);
  }

  void collect_file(const tern::protobuf::FileDescriptorProto& file) {
    require(file.name && files_.insert(*file.name).second, file.name.value_or(""),
            "has no name of its own");
    require(is_plain(file.name.value_or("")), file.name.value_or(""), "is no name for a file");
    std::string scope = ".";
    const std::string package = file.package.value_or("");
    for (std::string_view rest = package; !rest.empty();) {
      const std::string_view part = rest.substr(0, rest.find('.'));
      require(is_identifier(std::string{part}), package, "is no name for a package");
      rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    if (!package.empty()) scope.append(package).append(".");
    for (const message_descriptor& message : file.message_type) collect(message, scope);
    for (const enum_descriptor& one : file.enum_type) collect(one, scope);
  }

  void collect(const message_descriptor& message, const std::string& scope) {
    const std::string name = scope + message.name.value_or("");
    require(is_identifier(message.name) && types_.insert(name).second, name,
            "is no message of that name alone");
    messages_.insert(name);
    if (message.options && message.options->map_entry.value_or(false)) map_entries_.insert(name);
    for (const message_descriptor& nested : message.nested_type) collect(nested, name + ".");
    for (const enum_descriptor& one : message.enum_type) collect(one, name + ".");
  }

  void collect(const enum_descriptor& one, const std::string& scope) {
    const std::string name = scope + one.name.value_or("");
    require(is_identifier(one.name) && types_.insert(name).second, name,
            "is no enum of that name alone");
    require(!one.value.empty(), name, "has no values");
    for (const auto& value : one.value) {
      require(is_identifier(value.name), name, "has a value without a name");
    }
  }

  void check_file(const tern::protobuf::FileDescriptorProto& file) {
    const std::string name = file.name.value_or("");
    for (const std::int32_t index : file.public_dependency) {
      require(index >= 0 && static_cast<std::size_t>(index) < file.dependency.size(), name,
              "has an import for others that it does not have");
    }
    for (const std::string& imported : file.dependency) {
      require(files_.contains(imported), name, "imports " + imported + ", not in the request");
    }
    for (const message_descriptor& message : file.message_type) check(message);
    for (const auto& service : file.service) {
      require(is_identifier(service.name), name, "has a service without a name");
      for (const auto& method : service.method) {
        require(is_identifier(method.name) && is_message(method.input_type) &&
                    is_message(method.output_type),
                service.name.value_or(""), "has a method without a name or types");
      }
    }
  }

  void check(const message_descriptor& message) {
    const std::string name = message.name.value_or("");
    for (const auto& oneof : message.oneof_decl) {
      require(is_identifier(oneof.name), name, "has a oneof without a name");
    }
    for (const field_descriptor& field : message.field) check(field, message);
    if (message.options && message.options->map_entry.value_or(false)) check_map_entry(message);
    for (const message_descriptor& nested : message.nested_type) check(nested);
  }

  void check(const field_descriptor& field, const message_descriptor& message) {
    using enum field_descriptor::Type;
    const std::string name = message.name.value_or("") + "." + field.name.value_or("");
    require(is_identifier(field.name) && field.number, name, "is a field without name or number");
    require(field.type && *field.type >= TYPE_DOUBLE && *field.type <= TYPE_SINT64, name,
            "is a field without a type");
    const bool is_composite = field.type == TYPE_MESSAGE || field.type == TYPE_GROUP;
    require(!is_composite || is_message(field.type_name), name, "has a message of no known type");
    require(field.type != TYPE_ENUM ||
                (types_.contains(field.type_name.value_or("")) && !is_message(field.type_name)),
            name, "has an enum of no known type");
    require(is_composite || field.type == TYPE_ENUM || !field.type_name, name,
            "has a type that its kind of field has not");
    require(!field.oneof_index ||
                (*field.oneof_index >= 0 &&
                 static_cast<std::size_t>(*field.oneof_index) < message.oneof_decl.size()),
            name, "is in a oneof that the message has not");
    require(!field.default_value || field.type == TYPE_STRING || field.type == TYPE_BYTES ||
                is_word(*field.default_value),
            name, "has a default value that is none");
    require(!is_composite || !map_entries_.contains(*field.type_name) ||
                field.label == field_descriptor::Label::LABEL_REPEATED,
            name, "is a map that is not repeated");
  }

  // A key and a value, neither of them a map: maps of maps would have no end.
  void check_map_entry(const message_descriptor& entry) {
    require(entry.field.size() == 2, entry.name.value_or(""), "is a map without key and value");
    for (const field_descriptor& field : entry.field) {
      require(field.label != field_descriptor::Label::LABEL_REPEATED &&
                  !map_entries_.contains(field.type_name.value_or("")),
              entry.name.value_or(""), "is a map of repeated values");
    }
  }

  [[nodiscard]] bool is_message(const std::optional<std::string>& name) const {
    return name && messages_.contains(*name);
  }

  // A number, true or false, the name of an enumerator.
  [[nodiscard]] static bool is_word(std::string_view text) {
    return !text.empty() && text.find_first_not_of(word_characters) == text.npos;
  }

  // What can stand in a comment and in an #include.
  [[nodiscard]] static bool is_plain(std::string_view name) {
    return std::ranges::none_of(name, [](char c) {
      return static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '"' || c == '\\';
    });
  }

  // What stands in the text of a header must be a name and nothing else.
  [[nodiscard]] static bool is_identifier(const std::optional<std::string>& name) {
    if (!name || name->empty() || (name->front() >= '0' && name->front() <= '9')) return false;
    return name->find_first_of("+-.") == name->npos && is_word(*name);
  }

  static constexpr std::string_view word_characters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.";

  std::set<std::string, std::less<>> files_;
  std::set<std::string, std::less<>> types_;
  std::set<std::string, std::less<>> messages_;
  std::set<std::string, std::less<>> map_entries_;
  std::string mistake_;
};

}  // namespace protoc_gen_tern
