// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tern/descriptor/descriptor.hpp>

#include "comments.hpp"
#include "features.hpp"
#include "identifier.hpp"
#include "well_known.hpp"

namespace protoc_gen_tern {

/// The types that the files of a request describe, linked with each other, and their C++ names.

struct file_schema;
struct message_schema;

/// What messages and enums have in common.
///
/// A nested type is defined beside its parent as `Parent_Name`, and the parent has an alias `Name`
/// for it: a struct in a struct could not have initialisers and be the value of an optional, and
/// types that refer to each other's nested types could not be put in an order.
struct type_schema {
  const file_schema* file = nullptr;
  const message_schema* parent = nullptr;
  std::string full_name;    ///< "shop.v1.Order.Line"
  std::string cpp_name;     ///< what it is defined as in the namespace: "Order_Line"
  std::string nested_name;  ///< what it is called in its parent: "Line"
  path at;
  features own_features;
};

struct enum_schema : type_schema {
  const tern::protobuf::EnumDescriptorProto* descriptor = nullptr;
  /// Whether it is defined in its parent: nobody else in the file asks for it.
  bool inside_parent = true;

  [[nodiscard]] bool is_closed() const {
    return own_features.enum_type == features::set::EnumType::CLOSED;
  }
};

struct message_schema : type_schema {
  const tern::protobuf::DescriptorProto* descriptor = nullptr;
  std::vector<std::unique_ptr<message_schema>> messages;
  std::vector<std::unique_ptr<enum_schema>> enums;

  [[nodiscard]] bool is_map_entry() const {
    return descriptor->options && descriptor->options->map_entry.value_or(false);
  }
};

struct file_schema {
  const tern::protobuf::FileDescriptorProto* descriptor = nullptr;
  const well_known_file* provided = nullptr;  ///< the header of tern that has its types, if any
  std::string cpp_namespace;                  ///< "shop::v1"; empty for the global one
  features own_features;
  std::vector<std::unique_ptr<message_schema>> messages;
  std::vector<std::unique_ptr<enum_schema>> enums;

  [[nodiscard]] std::string_view name() const { return *descriptor->name; }
};

/// All files of a request.
class schema {
 public:
  /// @lifetime refers to the descriptors.
  explicit schema(const std::vector<tern::protobuf::FileDescriptorProto>& files);

  [[nodiscard]] const file_schema* find_file(std::string_view name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : &found->second;
  }

  /// A message by the name that a field has for it: ".shop.v1.Order".
  [[nodiscard]] const message_schema* find_message(std::string_view dotted) const {
    const auto found = messages_.find(dotted);
    return found == messages_.end() ? nullptr : found->second;
  }
  [[nodiscard]] const enum_schema* find_enum(std::string_view dotted) const {
    const auto found = enums_.find(dotted);
    return found == enums_.end() ? nullptr : found->second;
  }

 private:
  void add_message(message_schema& message);
  void name_types(file_schema& file);
  void name_nested(message_schema& message, name_scope& scope);
  void find_uses(const message_schema& message);

  std::map<std::string, file_schema, std::less<>> files_;
  std::map<std::string, message_schema*, std::less<>> messages_;
  std::map<std::string, enum_schema*, std::less<>> enums_;
};

/// Calls `visit` with every message of a file or message, nested ones before their parents.
template <class Scope, class Visit>
void for_each_message(const Scope& scope, const Visit& visit) {
  for (const auto& message : scope.messages) {
    for_each_message(*message, visit);
    visit(*message);
  }
}

namespace detail {

inline std::string namespace_of(std::string_view package) {
  std::string text;
  while (!package.empty()) {
    const std::string_view part = package.substr(0, package.find('.'));
    package.remove_prefix(std::min(package.size(), part.size() + 1));
    if (!text.empty()) text.append("::");
    text.append(identifier(part));
  }
  return text;
}

// Makes the schemas of the messages and enums that a file or a message describes. The field numbers
// are those of FileDescriptorProto (4, 5) and DescriptorProto (3, 4).
template <class Scope, class Messages>
void add_types(Scope& scope, const Messages& messages,
               const std::vector<tern::protobuf::EnumDescriptorProto>& enums,
               const type_schema& proto, std::int32_t messages_number, std::int32_t enums_number) {
  std::int32_t index = 0;
  for (const tern::protobuf::DescriptorProto& descriptor : messages) {
    auto message = std::make_unique<message_schema>();
    static_cast<type_schema&>(*message) = proto;
    message->full_name += descriptor.name.value_or("");
    message->at = proto.at / messages_number / index++;
    message->own_features = proto.own_features.within(descriptor);
    message->descriptor = &descriptor;
    type_schema nested = *message;
    nested.full_name += '.';
    nested.parent = message.get();
    add_types(*message, descriptor.nested_type, descriptor.enum_type, nested, 3, 4);
    scope.messages.push_back(std::move(message));
  }
  index = 0;
  for (const tern::protobuf::EnumDescriptorProto& descriptor : enums) {
    auto one = std::make_unique<enum_schema>();
    static_cast<type_schema&>(*one) = proto;
    one->full_name += descriptor.name.value_or("");
    one->at = proto.at / enums_number / index++;
    one->own_features = proto.own_features.within(descriptor);
    one->descriptor = &descriptor;
    one->inside_parent = proto.parent != nullptr;
    scope.enums.push_back(std::move(one));
  }
}

}  // namespace detail

inline schema::schema(const std::vector<tern::protobuf::FileDescriptorProto>& files) {
  for (const tern::protobuf::FileDescriptorProto& descriptor : files) {
    file_schema& file = files_[descriptor.name.value_or("")];
    const std::string package = descriptor.package.value_or("");
    file.descriptor = &descriptor;
    file.provided = find_well_known(descriptor.name.value_or(""));
    file.cpp_namespace = file.provided ? "tern::protobuf" : detail::namespace_of(package);
    file.own_features = features_of(descriptor);
    type_schema top;
    top.file = &file;
    top.full_name = package.empty() ? "" : package + ".";
    top.own_features = file.own_features;
    detail::add_types(file, descriptor.message_type, descriptor.enum_type, top, 4, 5);
    for (const auto& one : file.enums) enums_["." + one->full_name] = one.get();
    for (const auto& message : file.messages) add_message(*message);
    name_types(file);
  }
  for (const auto& [name, file] : files_) {
    for_each_message(file, [this](const message_schema& message) { find_uses(message); });
  }
}

inline void schema::add_message(message_schema& message) {
  messages_["." + message.full_name] = &message;
  for (const auto& nested : message.messages) add_message(*nested);
  for (const auto& one : message.enums) enums_["." + one->full_name] = one.get();
}

inline void schema::name_types(file_schema& file) {
  name_scope scope;
  for (const auto& one : file.enums) {
    one->cpp_name = one->nested_name = scope.add(*one->descriptor->name);
  }
  for (const auto& message : file.messages) {
    message->cpp_name = message->nested_name = scope.add(*message->descriptor->name);
  }
  for (const auto& message : file.messages) name_nested(*message, scope);
}

inline void schema::name_nested(message_schema& message, name_scope& scope) {
  name_scope inside;
  inside.add(message.cpp_name);  // a member cannot be called like its class
  const auto name = [&](type_schema& type, const std::string& text) {
    type.nested_name = inside.add(text);
    type.cpp_name = scope.add(message.cpp_name + "_" + text);
  };
  for (const auto& one : message.enums) name(*one, *one->descriptor->name);
  for (const auto& nested : message.messages) {
    if (!nested->is_map_entry()) name(*nested, *nested->descriptor->name);
    name_nested(*nested, scope);
  }
}

// An enum that another message of the file uses cannot be defined inside of its own.
inline void schema::find_uses(const message_schema& message) {
  const message_schema* user = message.is_map_entry() ? message.parent : &message;
  for (const tern::protobuf::FieldDescriptorProto& field : message.descriptor->field) {
    const auto found = enums_.find(field.type_name.value_or(""));
    if (found == enums_.end()) continue;
    enum_schema& used = *found->second;
    if (used.file == message.file && used.parent != user) used.inside_parent = false;
  }
}

}  // namespace protoc_gen_tern
