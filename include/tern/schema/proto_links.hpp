// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tern/base/status.hpp>
#include <tern/descriptor/descriptor.hpp>
#include <tern/schema/proto_names.hpp>
#include <tern/schema/symbol_table.hpp>

namespace tern::schema {
namespace detail {

/// Finds what the names of types in a file mean.
class type_linker {
 public:
  explicit type_linker(const symbol_table& symbols) : symbols_(symbols) {}

  status link(protobuf::FileDescriptorProto& file) {
    const std::string package = file.package.value_or("");
    for (auto& message : file.message_type) link(package, message);
    for (auto& service : file.service) {
      for (auto& method : service.method) {
        const std::string path = join_names(join_names(package, *service.name), *method.name);
        link(path, package, method.input_type);
        link(path, package, method.output_type);
      }
    }
    return wrong_;
  }

 private:
  void link(std::string_view scope, protobuf::DescriptorProto& message) {
    const std::string name = join_names(scope, *message.name);
    for (auto& field : message.field) {
      if (!field.type_name) continue;
      const symbol found = link(join_names(name, *field.name), name, field.type_name);
      if (field.type) continue;  // a group
      using Type = protobuf::FieldDescriptorProto::Type;
      field.type = found == symbol::enumeration ? Type::TYPE_ENUM : Type::TYPE_MESSAGE;
    }
    for (auto& nested : message.nested_type) link(name, nested);
  }

  symbol link(std::string_view path, std::string_view scope, std::optional<std::string>& name) {
    const std::string full = symbols_.resolve(scope, *name);
    if (full.empty()) {
      if (wrong_.ok()) {
        wrong_ = {code::not_found,
                  std::string{path} + ": the type " + *name + " is in none of the files"};
      }
      return symbol::none;
    }
    name = "." + full;
    return symbols_.find(full);
  }

  const symbol_table& symbols_;
  status wrong_;
};

}  // namespace detail

/// Finds the messages and enums that the fields and methods of parsed files mean: they get full
/// names and types. The files must contain what they import.
/// @error NOT_FOUND with the full name of the field or method for a type that is in none of them
[[nodiscard]] inline status link_files(std::vector<protobuf::FileDescriptorProto>& files) {
  const symbol_table symbols{files};
  for (protobuf::FileDescriptorProto& file : files) {
    if (status wrong = detail::type_linker{symbols}.link(file); !wrong.ok()) return wrong;
  }
  return {};
}

}  // namespace tern::schema
